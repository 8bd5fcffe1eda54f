//! `cargo xtask ci`: all that every change must pass, in one command.

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::console::{Console, Outcome};
use crate::workspace::Workspace;
use crate::{apps, layers, licences, test, tidy};

type Check = fn(&Workspace, &Console) -> Result<Outcome>;

/// What runs before the tests, cheapest first.
const CHECKS: [(&str, Check); 6] = [
    ("format", format),
    ("layers", layers::run),
    ("licences", licences::run),
    ("tidy", tidy::run),
    ("eslint", eslint),
    ("clippy", clippy),
];

/// Runs all of them, also after one failed: a change is then mended in one go. Closes with the tests' count.
pub(crate) fn run(workspace: &Workspace, console: &Console) -> Outcome {
    let mut failed = Vec::new();
    for (name, check) in CHECKS {
        console.step(name);
        let outcome = check(workspace, console).unwrap_or_else(|error| Outcome::error(&error));
        console.line(&outcome.line);
        if !outcome.ok {
            failed.push(name);
        }
    }
    let tests = test::run(workspace, console, &[]);
    if !failed.is_empty() {
        console.line(&format!("checks that failed: {}", failed.join(", ")));
    }
    let detail = json!({ "failed_checks": failed, "test": tests.detail });
    Outcome { ok: tests.ok && failed.is_empty(), line: tests.line, detail }
}

fn format(workspace: &Workspace, console: &Console) -> Result<Outcome> {
    cargo(workspace, console, "fmt", &["--all", "--check"])
}

fn clippy(workspace: &Workspace, console: &Console) -> Result<Outcome> {
    crate::setup::ensure_c_compiler(console)?;
    cargo(workspace, console, "clippy", &["--workspace", "--all-targets", "--", "-D", "warnings"])
}

fn eslint(workspace: &Workspace, console: &Console) -> Result<Outcome> {
    apps::prepare(workspace, console)?;
    apps::npm(workspace, console, &["run", "lint"])?;
    Ok(Outcome { ok: true, line: String::from("eslint: in order"), detail: json!({}) })
}

fn cargo(workspace: &Workspace, console: &Console, tool: &str, arguments: &[&str]) -> Result<Outcome> {
    let version = workspace.cargo().args([tool, "--version"]).output().context("cargo")?;
    if !version.status.success() {
        bail!(
            "cargo {tool} is missing: `rustup component add rustfmt clippy` (Debian: apt-get install rustfmt rust-clippy)"
        );
    }
    let ok = workspace.cargo().arg(tool).args(arguments).stdout(console.for_child()).status()?.success();
    let line = format!("cargo {tool}: {}", if ok { "in order" } else { "failed" });
    Ok(Outcome { ok, line, detail: json!({}) })
}
