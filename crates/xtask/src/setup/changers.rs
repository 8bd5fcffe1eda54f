//! Programs of cargo that change what they build: cargo-fuzz, with a C++ compiler for libFuzzer, and cargo-mutants.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{install, is_debian, runs};
use crate::console::Console;
use crate::workspace::Workspace;

const CARGO_FUZZ: &str = "0.13.2";
const CARGO_MUTANTS: &str = "27.1.0";

/// Makes sure of cargo-fuzz, built once into the user's cache; where it is.
pub(crate) fn ensure_cargo_fuzz(workspace: &Workspace, console: &Console) -> Result<PathBuf> {
    if !runs("c++") {
        if !is_debian() {
            bail!("a C++ compiler is missing: install g++ or clang++");
        }
        console.step("Installing g++ (apt-get)");
        install(console, &["g++"])?;
    }
    ensure_tool(workspace, console, "cargo-fuzz", CARGO_FUZZ)
}

/// Makes sure of cargo-mutants, built once into the user's cache; where it is.
pub(crate) fn ensure_cargo_mutants(workspace: &Workspace, console: &Console) -> Result<PathBuf> {
    ensure_tool(workspace, console, "cargo-mutants", CARGO_MUTANTS)
}

fn ensure_tool(workspace: &Workspace, console: &Console, name: &str, version: &str) -> Result<PathBuf> {
    let folder = workspace.cache()?.join(format!("{name}-{version}"));
    let program = folder.join("bin").join(name);
    if !program.is_file() {
        console.step(&format!("Installing {name} {version} (cargo)"));
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["install", name, "--locked", "--version", version, "--root"]).arg(&folder);
        if !cargo.stdout(console.for_child()).status().context("cargo install")?.success() {
            bail!("{name} did not install");
        }
    }
    Ok(program)
}
