//! `cargo xtask demo`: from a clean clone to a running county.

use std::process::Command;

use anyhow::{Context, Result};

use crate::apps;
use crate::console::{Console, Outcome};
use crate::setup;
use crate::workspace::Workspace;

/// Builds `lianxin` and the apps, and becomes `lianxin demo`. Returns only where it could not, or where there is no `exec`.
pub(crate) fn run(workspace: &Workspace, console: &Console, without_apps: bool, further: &[String]) -> Result<Outcome> {
    console.line(
        "Builds the binary `lianxin` and the apps, then starts a demo county: one server, devices that write and sync,",
    );
    console.line("invented people. The first build takes some minutes and serves `cargo xtask test` as well; Ctrl-C ends the demo.");
    setup::ensure_c_compiler(console)?;
    let mut arguments = further.to_vec();
    if !without_apps {
        let folder = apps::build(workspace, console).context("the apps; --without-apps leaves them out")?;
        arguments.extend([String::from("--apps"), folder.display().to_string()]);
    }
    console.step("Building lianxin");
    let lianxin = workspace.build_lianxin()?;
    console.step(&format!("lianxin demo {}", arguments.join(" ")));
    let mut command = Command::new(&lianxin);
    command.arg("demo").args(arguments);
    if console.is_json() {
        command.arg("--json");
    }
    become_it(command).with_context(|| format!("starting {}", lianxin.display()))
}

/// Replaces this process, so that Ctrl-C and the signals of a process manager reach the demo itself, and its exit code
/// and JSON are the command's.
#[cfg(unix)]
fn become_it(mut command: Command) -> Result<Outcome> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_it(mut command: Command) -> Result<Outcome> {
    let ok = command.status()?.success();
    Ok(Outcome { ok, line: String::from("demo ended"), detail: serde_json::json!({}) })
}
