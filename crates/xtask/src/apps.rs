//! `cargo xtask apps`: from sources to the folder that `lianxin serve --apps` serves.
//!
//! | step | makes | is done again when |
//! | --- | --- | --- |
//! | `node` | `apps/node_modules` | the lock file differs |
//! | `core` | `apps/field/src/core/pkg`: the core as WebAssembly, with its JavaScript | the compiled module differs |
//! | `pages` | `apps/dist`: each app built, and its files in brotli beside them | a source of the apps differs |

mod core;
mod node;
mod pages;

use std::path::PathBuf;

use anyhow::Result;
use serde_json::json;

use crate::console::{Console, Outcome};
use crate::workspace::Workspace;

pub(crate) use node::{npm, prepare};

/// The apps' folder in the repository.
pub(crate) const FOLDER: &str = "apps";

/// Builds all apps.
pub(crate) fn run(workspace: &Workspace, console: &Console) -> Result<Outcome> {
    let folder = build(workspace, console)?;
    let line = format!("apps: built in {}", folder.display());
    Ok(Outcome { ok: true, line, detail: json!({ "folder": folder }) })
}

/// Builds what is not up to date, and returns the folder to serve.
pub(crate) fn build(workspace: &Workspace, console: &Console) -> Result<PathBuf> {
    prepare(workspace, console)?;
    core::build(workspace, console)?;
    pages::build(workspace, console)
}
