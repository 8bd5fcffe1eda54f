//! What the measurement beside the peers needs first: their packages, and samod in a build of its own.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::console::Console;
use crate::setup;
use crate::workspace::Workspace;

const FOLDER: &str = "bench/peers";
const SAMOD: &str = "bench/samod/Cargo.toml";

/// Installs the peers' packages.
pub(super) fn install(workspace: &Workspace, console: &Console) -> Result<()> {
    setup::ensure_node(console)?;
    let folder = workspace.root().join(FOLDER);
    let changed = |name: &str| std::fs::metadata(folder.join(name)).and_then(|it| it.modified()).ok();
    // npm writes down what it installed; a lockfile that is newer wants it done again.
    if changed("node_modules/.package-lock.json") < changed("package-lock.json") {
        console.step("Installing the peers' packages (npm install)");
        let mut npm = Command::new("npm");
        // Their binaries come with the packages: nothing of theirs needs to run here at installation.
        // Not `npm ci`: it wants every platform's optional binary in the lockfile, and not every registry has them all.
        npm.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
        if !npm.stdout(console.for_child()).status().context("npm install")?.success() {
            bail!("npm install failed in {FOLDER}");
        }
    }
    Ok(())
}

/// Installs and builds the peers; where they are, as arguments of the program.
pub(super) fn prepare(workspace: &Workspace, console: &Console) -> Result<Vec<String>> {
    install(workspace, console)?;
    let folder = workspace.root().join(FOLDER);
    console.step("Building samod");
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--release", "--manifest-path", SAMOD]);
    if !cargo.stdout(console.for_child()).status()?.success() {
        bail!("samod did not compile");
    }
    let built = workspace.metadata(&["--no-deps", "--manifest-path", SAMOD])?.target_directory;
    let samod = built.join("release/samod-peer").into_string();
    Ok(vec!["--node-folder".to_owned(), folder.display().to_string(), "--samod".to_owned(), samod])
}
