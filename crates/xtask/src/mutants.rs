//! `cargo xtask mutants`: small changes of the gate and of what decides who may write what, made one after the other by
//! cargo-mutants; the tests of their own crate must notice them.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value as Json, json};

use crate::console::{Console, Outcome};
use crate::setup;
use crate::workspace::Workspace;

/// Fewer of a hundred are not enough.
const CAUGHT_PERCENT_MIN: f64 = 90.0;
/// A mutant that goes round in circles is one that was noticed.
const SECONDS_MAX: &str = "120";

/// What is changed, and which tests are to notice it. Each mutant costs a build of all of them.
struct Part {
    name: &'static str,
    files: &'static [&'static str],
    package: &'static str,
    tests: &'static [&'static str],
}

const PARTS: [Part; 2] = [
    Part {
        name: "gate",
        files: &["crates/sync/src/gate/*.rs"],
        package: "lianxin-sync",
        tests: &[
            "compact",
            "gate_bombs",
            "gate_columns",
            "gate_framing",
            "gate_head",
            "gate_honest",
            "gate_mutations",
            "gate_outcome",
            "gate_quiet",
            "server",
        ],
    },
    Part {
        name: "policy",
        files: &["crates/model/src/rules.rs"],
        package: "lianxin-model",
        tests: &["anchors", "rules", "comment", "course", "merged_households"],
    },
];

/// Changes the parts, or the one of this name.
pub(crate) fn run(workspace: &Workspace, console: &Console, part: Option<&str>) -> Result<Outcome> {
    let parts: Vec<&Part> = PARTS.iter().filter(|it| part.is_none_or(|name| it.name == name)).collect();
    if parts.is_empty() {
        bail!("no such part; there are: {}", PARTS.map(|it| it.name).join(", "));
    }
    setup::ensure_c_compiler(console)?;
    let program = setup::ensure_cargo_mutants(workspace, console)?;
    let mut ok = true;
    let mut figures = Vec::new();
    for part in parts {
        console.step(&format!("{}: {}", part.name, part.files.join(", ")));
        let told = one(workspace, console, &program, part)?;
        console.line(&line(&told));
        for missed in told["missed"].as_array().into_iter().flatten() {
            console.line(&format!("  ✗ nobody noticed: {}", missed.as_str().unwrap_or_default()));
        }
        ok &= told["percent"].as_f64().is_some_and(|percent| percent >= CAUGHT_PERCENT_MIN);
        figures.push(told);
    }
    let line = figures.iter().map(line).collect::<Vec<_>>().join("; ");
    Ok(Outcome { ok, line: format!("mutants: {line}"), detail: json!({ "parts": figures }) })
}

fn line(told: &Json) -> String {
    let missed = told["missed"].as_array().map_or(0, Vec::len);
    format!(
        "{} {} caught, {missed} not ({} %)",
        told["part"].as_str().unwrap_or_default(),
        told["caught"],
        told["percent"]
    )
}

fn one(workspace: &Workspace, console: &Console, program: &Path, part: &Part) -> Result<Json> {
    let folder = workspace.cache()?.join("mutants").join(part.name);
    std::fs::create_dir_all(&folder)?;
    let mut command = Command::new(program);
    command.args(["mutants", "--colors", "never", "--timeout", SECONDS_MAX, "--output"]).arg(&folder);
    part.files.iter().for_each(|file| _ = command.args(["--file", file]));
    command.args(["--test-package", part.package, "--", "--lib"]);
    part.tests.iter().for_each(|test| _ = command.args(["--test", test]));
    // It ends with an error where one was missed; the file says which.
    let status = command.current_dir(workspace.root()).stdout(console.for_child()).status().context("cargo mutants")?;
    let told = folder.join("mutants.out/outcomes.json");
    let told = std::fs::read_to_string(&told).with_context(|| format!("cargo mutants ended with {status}"))?;
    summed(part.name, &serde_json::from_str(&told)?)
}

/// What cargo-mutants says, summed: one that does not compile says nothing, one that hangs was noticed.
fn summed(name: &str, told: &Json) -> Result<Json> {
    let count = |name: &str| told[name].as_u64().with_context(|| format!("no number of {name}"));
    let (caught, missed) = (count("caught")? + count("timeout")?, count("missed")?);
    if caught + missed == 0 {
        bail!("nothing was changed");
    }
    let percent = (caught as f64 * 1_000.0 / (caught + missed) as f64).round() / 10.0;
    let outcomes = told["outcomes"].as_array().into_iter().flatten();
    let missed = outcomes.filter(|it| it["summary"] == "MissedMutant");
    let missed: Vec<&str> = missed.filter_map(|it| it["scenario"]["Mutant"]["name"].as_str()).collect();
    Ok(json!({ "part": name, "caught": caught, "missed": missed, "percent": percent, "unviable": count("unviable")? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_was_noticed_and_what_does_not_compile_says_nothing() {
        let outcome =
            |summary: &str, name: &str| json!({ "summary": summary, "scenario": { "Mutant": { "name": name } } });
        let outcomes = [outcome("CaughtMutant", "a"), outcome("MissedMutant", "b"), outcome("Timeout", "c")];
        let told = json!({ "caught": 8, "missed": 1, "timeout": 1, "unviable": 5, "outcomes": outcomes });
        let sum = summed("gate", &told).unwrap();
        assert_eq!(sum, json!({ "part": "gate", "caught": 9, "missed": ["b"], "percent": 90.0, "unviable": 5 }));
        let none = json!({ "caught": 0, "missed": 0, "timeout": 0, "unviable": 5, "outcomes": [] });
        assert!(summed("gate", &none).is_err());
    }
}
