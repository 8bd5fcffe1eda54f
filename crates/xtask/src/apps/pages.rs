//! What a browser loads: the apps by Vite, and their files in brotli.

use std::path::PathBuf;

use anyhow::Result;

use super::{FOLDER, npm};
use crate::console::Console;
use crate::stamp;
use crate::workspace::Workspace;

/// What in the folder of the apps is no source of what is served.
const NO_SOURCES: [&str; 5] = ["county", "dist", "e2e", "node_modules", "test-results"];

/// Builds the apps where they are not what the sources say; returns the folder to serve.
pub(super) fn build(workspace: &Workspace, console: &Console) -> Result<PathBuf> {
    let folder = workspace.root().join(FOLDER);
    let made = folder.join("dist");
    let kept = made.join("stamp");
    let wanted = stamp::of_files(&folder, &NO_SOURCES)?;
    if stamp::is_current(&kept, wanted) {
        console.line("the apps are up to date");
        return Ok(made);
    }
    console.step("Building the apps");
    npm(workspace, console, &["run", "build"])?;
    stamp::put(&kept, wanted)?;
    Ok(made)
}
