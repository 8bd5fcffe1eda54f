//! `cargo xtask crashes`, `cargo xtask cuts` and `cargo xtask kills`: tests that every run of the suites has a little of, as long as is wanted.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value as Json, json};

use crate::console::{Console, Outcome};
use crate::setup;
use crate::test;
use crate::workspace::Workspace;

/// Every crash and every fault, with so many power cuts at each place.
pub(crate) fn crashes(workspace: &Workspace, console: &Console, seeds: u64, seed: Option<u64>) -> Result<Outcome> {
    let settings = [("LIANXIN_CRASH_SEEDS", seeds.to_string())];
    let (ok, _) = run(workspace, console, "crashes", &settings, seed)?;
    let line = format!("crashes: {}", if ok { "nothing lost" } else { "something is wrong, see above" });
    Ok(Outcome { ok, line, detail: json!({ "seeds": seeds }) })
}

/// So many recorded exchanges cut at every byte, or one of them, or that one at one byte.
pub(crate) fn cuts(
    workspace: &Workspace,
    console: &Console,
    sessions: u64,
    exchange: Option<u64>,
    at: Option<&str>,
    seed: Option<u64>,
) -> Result<Outcome> {
    let mut settings = vec![("LIANXIN_CUT_SESSIONS", sessions.to_string())];
    settings.extend(exchange.map(|exchange| ("LIANXIN_CUT_EXCHANGE", exchange.to_string())));
    settings.extend(at.map(|at| ("LIANXIN_CUT_AT", at.to_owned())));
    let (ok, figures) = run(workspace, console, "cuts", &settings, seed)?;
    let line = match ok {
        true => format!(
            "cuts: {} sessions, {} points, {} states, {} times until all was at rest, {} s: every end as without a cut",
            figures["sessions"], figures["points_in_all"], figures["states"], figures["continued"], figures["seconds"]
        ),
        false => "cuts: something is wrong, see above".to_owned(),
    };
    Ok(Outcome { ok, line, detail: json!({ "cuts": figures }) })
}

/// So many kills of the real server and real devices, and of the browser.
pub(crate) fn kills(
    workspace: &Workspace,
    console: &Console,
    rounds: u64,
    browser: u64,
    seed: Option<u64>,
) -> Result<Outcome> {
    let (mut ok, mut figures) = (true, json!({ "kills": 0 }));
    if rounds > 0 {
        (ok, figures) = run(workspace, console, "kills", &[("LIANXIN_KILL_ROUNDS", rounds.to_string())], seed)?;
    }
    if browser > 0 {
        let mut settings = vec![("LIANXIN_BROWSER_KILLS", browser.to_string())];
        settings.extend(seed.map(|seed| ("LIANXIN_SEED", seed.to_string())));
        let report = test::field_kills(workspace, console, &settings)?;
        console.faults(&report);
        ok &= report.is_empty();
        figures["browser_kills"] = json!(browser);
    }
    let line = match ok {
        true => format!("kills: {} of server and devices, {browser} of the browser, nothing lost", figures["kills"]),
        false => "kills: something is wrong, see above".to_owned(),
    };
    Ok(Outcome { ok, line, detail: figures })
}

/// Runs a test program of `tests/`; whether it passed, and the figures that it left.
fn run(
    workspace: &Workspace,
    console: &Console,
    name: &str,
    settings: &[(&str, String)],
    seed: Option<u64>,
) -> Result<(bool, Json)> {
    setup::ensure_c_compiler(console)?;
    console.step(&format!("Building {name} and `lianxin` (the first time takes some minutes)"));
    let program = workspace.build_test(name)?;
    let lianxin = workspace.build_lianxin()?;
    console.step(name);
    let report = report_file(workspace, name)?;
    let mut command = Command::new(program);
    command.arg("--nocapture").current_dir(workspace.root().join("tests")).stdout(console.for_child());
    command
        .env("LIANXIN_BIN", lianxin)
        .env("LIANXIN_REPORT", &report)
        .envs(settings.iter().map(|(name, it)| (name, it)));
    if let Some(seed) = seed {
        command.env("LIANXIN_SEED", seed.to_string());
    }
    let ok = command.status().with_context(|| name.to_owned())?.success();
    let figures = std::fs::read_to_string(&report).ok().and_then(|said| serde_json::from_str(&said).ok());
    Ok((ok, figures.unwrap_or_else(|| json!({}))))
}

/// Where it leaves figures; nothing of the run before is there.
fn report_file(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let folder = workspace.metadata(&["--no-deps"])?.target_directory.into_std_path_buf().join("endurance");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{name}.json"));
    match std::fs::remove_file(&file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => bail!("{}: {error}", file.display()),
        _ => Ok(file),
    }
}
