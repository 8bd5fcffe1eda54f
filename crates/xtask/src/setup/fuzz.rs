//! What coverage-guided fuzzing needs: cargo-fuzz, and a C++ compiler for libFuzzer.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{install, is_debian, runs};
use crate::console::Console;
use crate::workspace::Workspace;

const CARGO_FUZZ: &str = "0.13.2";

/// Makes sure of cargo-fuzz, built once into the user's cache; where it is.
pub(crate) fn ensure_cargo_fuzz(workspace: &Workspace, console: &Console) -> Result<PathBuf> {
    if !runs("c++") {
        if !is_debian() {
            bail!("a C++ compiler is missing: install g++ or clang++");
        }
        console.step("Installing g++ (apt-get)");
        install(console, &["g++"])?;
    }
    let folder = workspace.cache()?.join(format!("cargo-fuzz-{CARGO_FUZZ}"));
    let program = folder.join("bin/cargo-fuzz");
    if !program.is_file() {
        console.step(&format!("Installing cargo-fuzz {CARGO_FUZZ} (cargo)"));
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["install", "cargo-fuzz", "--locked", "--version", CARGO_FUZZ, "--root"]).arg(&folder);
        if !cargo.stdout(console.for_child()).status().context("cargo install")?.success() {
            bail!("cargo-fuzz did not install");
        }
    }
    Ok(program)
}
