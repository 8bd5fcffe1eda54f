//! `cargo xtask bench`: the measurements of `bench/`, which is outside the workspace because it brings in the peers that
//! we are measured against.

mod field;
mod native;
mod peers;

use anyhow::{Result, bail};
use serde_json::json;

use crate::console::{Console, Outcome};
use crate::setup;
use crate::workspace::Workspace;

const MANIFEST: &str = "bench/Cargo.toml";

/// In a browser, and no program of `bench/`: only when it is asked for.
const FIELD: &str = "field";
/// Needs more than cargo, and an hour: only when it is asked for.
const PEERS: &str = "peers";
/// Makes a county of full size first, and is of interest on a calm machine: only when it is asked for.
const CONSOLE: &str = "console";
/// Builds the core's library for several machines: only when it is asked for.
const NATIVE: &str = "native";

/// Runs the programs of `bench/`, or the one with this name, in the release profile.
pub(crate) fn run(
    workspace: &Workspace,
    console: &Console,
    name: Option<&str>,
    arguments: &[String],
) -> Result<Outcome> {
    if !workspace.root().join(MANIFEST).is_file() {
        bail!("there is no {MANIFEST}");
    }
    setup::ensure_c_compiler(console)?;
    if name == Some(FIELD) {
        return field::run(workspace, console, arguments);
    }
    let metadata = workspace.metadata(&["--no-deps", "--manifest-path", MANIFEST])?;
    let targets = metadata.packages.iter().flat_map(|package| &package.targets);
    let programs: Vec<&str> = targets.filter(|target| target.is_bin()).map(|target| target.name.as_str()).collect();
    let wanted = |program: &str| name.map_or(![PEERS, CONSOLE, NATIVE].contains(&program), |name| name == program);
    let chosen: Vec<&str> = programs.iter().copied().filter(|program| wanted(program)).collect();
    if chosen.is_empty() {
        bail!("no such program in bench/; there are: {}, {FIELD}", programs.join(", "));
    }
    let mut failed = Vec::new();
    for program in &chosen {
        console.step(&format!("bench {program}"));
        let mut cargo = workspace.cargo();
        cargo.args(["run", "--release", "--manifest-path", MANIFEST, "--bin", program, "--"]);
        if *program == PEERS {
            cargo.args(peers::prepare(workspace, console)?);
        }
        if *program == NATIVE {
            cargo.args(native::prepare(workspace, console)?);
        }
        cargo.args(arguments);
        if !cargo.stdout(console.for_child()).status()?.success() {
            failed.push(*program);
        }
    }
    let line = format!("{} measured, {} failed", chosen.len() - failed.len(), failed.len());
    Ok(Outcome { ok: failed.is_empty(), line, detail: json!({ "programs": chosen, "failed": failed }) })
}
