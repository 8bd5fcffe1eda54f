//! npm in the folder of the apps.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::FOLDER;
use crate::console::Console;
use crate::setup;
use crate::workspace::Workspace;

/// Installs the packages that the lock file names, and nothing else.
pub(crate) fn prepare(workspace: &Workspace, console: &Console) -> Result<()> {
    setup::ensure_packages(console, &workspace.root().join(FOLDER), "the apps' packages")
}

/// Runs npm in the folder of the apps.
pub(crate) fn npm(workspace: &Workspace, console: &Console, arguments: &[&str]) -> Result<()> {
    let mut npm = Command::new("npm");
    npm.args(arguments).current_dir(workspace.root().join(FOLDER));
    if !npm.stdout(console.for_child()).status().context("npm")?.success() {
        bail!("npm {} failed", arguments.join(" "));
    }
    Ok(())
}
