//! npm in the folder of the apps.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{FOLDER, stamp};
use crate::console::Console;
use crate::setup;
use crate::workspace::Workspace;

/// Installs the packages that the lock file names, and nothing else.
pub(crate) fn prepare(workspace: &Workspace, console: &Console) -> Result<()> {
    setup::ensure_node(console)?;
    let folder = workspace.root().join(FOLDER);
    let wanted = stamp::of(&[&stamp::read(&folder.join("package-lock.json"))?]);
    let kept = folder.join("node_modules/.lianxin");
    if stamp::is_current(&kept, wanted) {
        return Ok(());
    }
    console.step("Installing the apps' packages (npm ci)");
    // Their binaries come with the packages: nothing of theirs needs to run at installation.
    npm(workspace, console, &["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"])?;
    stamp::put(&kept, wanted)
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
