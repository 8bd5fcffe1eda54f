//! The field app in a browser, beside the same households in PouchDB: run by Playwright, on the ground of the app's tests.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::json;

use super::peers;
use crate::console::{Console, Outcome};
use crate::workspace::Workspace;
use crate::{apps, setup};

/// Builds what is measured and measures it.
pub(super) fn run(workspace: &Workspace, console: &Console, arguments: &[String]) -> Result<Outcome> {
    let browser = setup::ensure_browser(console)?;
    let folder = apps::build(workspace, console)?;
    peers::install(workspace, console)?;
    console.step("Building lianxin");
    let lianxin = workspace.build_lianxin()?;
    console.step("bench field");
    let root = workspace.root().join(apps::FOLDER);
    let mut playwright = Command::new("node");
    playwright
        .arg(root.join("node_modules/@playwright/test/cli.js"))
        .args(["test", "--config", "playwright.bench.config.ts"])
        .args(arguments)
        .current_dir(root.join("field"))
        .env("LIANXIN_BIN", lianxin)
        .env("LIANXIN_APPS", folder)
        .env("CHROMIUM_BIN", browser)
        .stdout(console.for_child());
    let ok = playwright.status().context("playwright")?.success();
    let line = if ok { "1 measured, 0 failed" } else { "0 measured, 1 failed" };
    Ok(Outcome { ok, line: String::from(line), detail: json!({ "programs": ["field"] }) })
}
