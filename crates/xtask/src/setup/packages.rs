//! Packages of npm, as a lock file names them.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::ensure_node;
use crate::console::Console;
use crate::stamp;

/// Installs the packages that the folder's lock file names, and nothing else, where they are not there yet.
pub(crate) fn ensure_packages(console: &Console, folder: &Path, what: &str) -> Result<()> {
    ensure_node(console)?;
    let wanted = stamp::of(&[&stamp::read(&folder.join("package-lock.json"))?]);
    let kept = folder.join("node_modules/.lianxin");
    if stamp::is_current(&kept, wanted) {
        return Ok(());
    }
    console.step(&format!("Installing {what} (npm ci)"));
    let mut npm = Command::new("npm");
    // Their binaries come with the packages: nothing of theirs needs to run at installation.
    npm.args(["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
    if !npm.stdout(console.for_child()).status().context("npm")?.success() {
        bail!("npm ci failed in {}", folder.display());
    }
    stamp::put(&kept, wanted)
}
