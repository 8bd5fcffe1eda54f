//! The running server against its own OpenAPI document, by Schemathesis: requests made from the document, right and wrong ones, each
//! of which must be answered as the document says and never by a fault of the server.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::junit;
use super::libtest::Report;
use crate::console::Console;
use crate::setup;
use crate::workspace::Workspace;

/// The name of the suite.
pub(super) const SUITE: &str = "openapi";
const REQUIREMENTS: &str = "tests/hostile/requirements.txt";
const DOCUMENT: &str = "docs/openapi.json";
/// Of each operation.
const EXAMPLES_MAX: &str = "25";
const SEED: &str = "20261128";
/// What is asked of every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,ignored_auth,unsupported_method";
/// A stream ends when its token does; a password that is changed, and who logs out, end the session that everything else is asked in;
/// what devices say is no JSON, and has the hostile suite and the fuzzer.
const LEFT_OUT: [&str; 6] = ["/v1/live", "/v1/logout", "/v1/web/logout", "/v1/password", "/v1/enrol", "/v1/sync"];

/// Runs the suite.
pub(super) fn run(workspace: &Workspace, console: &Console, lianxin: Option<&Path>) -> Report {
    tried(workspace, console, lianxin).unwrap_or_else(|error| Report::failure(format!("{SUITE}: {error:#}")))
}

fn tried(workspace: &Workspace, console: &Console, lianxin: Option<&Path>) -> Result<Report> {
    let lianxin = lianxin.context("`lianxin` did not compile")?;
    let target = workspace.metadata(&["--no-deps"])?.target_directory.into_std_path_buf();
    let python = setup::ensure_python(console, &workspace.root().join(REQUIREMENTS), &target.join("openapi"))?;
    let answer = std::env::temp_dir().join(format!("lianxin-openapi-{}.xml", std::process::id()));
    let mut county = Command::new(lianxin.with_file_name("lianxin-with-county"));
    county
        .arg(python.with_file_name("schemathesis"))
        .arg("run")
        .arg(workspace.root().join(DOCUMENT))
        .args(["--url", "{LIANXIN_URL}", "--header", "Authorization: Bearer {LIANXIN_TOKEN}"])
        .args(["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES_MAX, "--seed", SEED])
        .args(["--checks", CHECKS, "--workers", "1", "--no-color", "--continue-on-failure", "--no-shrink"])
        .args(LEFT_OUT.into_iter().flat_map(|path| ["--exclude-path", path]))
        .args(["--report", "junit", "--report-junit-path"])
        .arg(&answer)
        // It keeps what it learned where it stands: not in the repository.
        .current_dir(std::env::temp_dir())
        .env("LIANXIN_BIN", lianxin);
    let ended = county.stdout(console.for_child()).status().context("lianxin-with-county")?;
    let said = std::fs::read_to_string(&answer).context("Schemathesis ended without a result")?;
    let _gone = std::fs::remove_file(&answer);
    Ok(junit::verdict(SUITE, &said, ended.success()))
}
