//! The core for browsers: cargo, then wasm-bindgen, then wasm-opt.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::FOLDER;
use crate::console::Console;
use crate::workspace::Workspace;
use crate::{setup, stamp};

/// Where the field app takes it from.
const PACKAGE: &str = "field/src/core/pkg";
/// What lies in the target folder: a clone that is thrown away leaves the next one its work.
const KEPT: &str = "field-core";
const MODULE: &str = "lianxin_wasm_bg.wasm";
/// Smaller and faster than what the compiler left, at what today's engines all know.
const OPTIMISE: [&str; 7] = [
    "-O3",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Builds the core where it is not what the sources say.
pub(super) fn build(workspace: &Workspace, console: &Console) -> Result<()> {
    let compiler = setup::ensure_wasm_compiler(console)?;
    setup::ensure_wasm_target(console)?;
    console.step("Building the core for browsers (the first time takes some minutes)");
    let kept = workspace.metadata(&["--no-deps"])?.target_directory.into_std_path_buf().join(KEPT);
    let module = compile(workspace, console, &kept, &compiler)?;
    // What makes a module of it is part of it: this program, and npm's lock file for wasm-opt.
    let how = [env!("CARGO_PKG_VERSION"), include_str!("core.rs")].concat();
    let lock = stamp::read(&workspace.root().join(FOLDER).join("package-lock.json"))?;
    let wanted = stamp::of(&[&stamp::read(&module)?, how.as_bytes(), &lock]);
    let made = kept.join("pkg");
    if !stamp::is_current(&made.join("stamp"), wanted) {
        console.line("wasm-bindgen, then wasm-opt");
        bind(&module, &made)?;
        optimise(workspace, &made.join(MODULE))?;
        stamp::put(&made.join("stamp"), wanted)?;
    }
    hand_over(&made, &workspace.root().join(FOLDER).join(PACKAGE), wanted)
}

fn compile(workspace: &Workspace, console: &Console, kept: &Path, clang: &str) -> Result<PathBuf> {
    let mut cargo = workspace.cargo();
    cargo
        .args([
            "build",
            "--profile",
            "wasm",
            "--package",
            "lianxin-wasm",
            "--target",
            setup::WASM_TARGET,
            "--target-dir",
        ])
        .arg(kept)
        .env(format!("CC_{}", setup::WASM_TARGET.replace('-', "_")), clang);
    if !cargo.stdout(console.for_child()).status().context("cargo build")?.success() {
        bail!("the core did not compile for browsers");
    }
    Ok(kept.join(setup::WASM_TARGET).join("wasm/lianxin_wasm.wasm"))
}

fn bind(module: &Path, made: &Path) -> Result<()> {
    if made.exists() {
        std::fs::remove_dir_all(made)?;
    }
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).typescript(true).remove_name_section(true).remove_producers_section(true);
    bindgen.web(true).and_then(|bindgen| bindgen.generate(made)).map_err(|error| anyhow!("wasm-bindgen: {error:#}"))
}

fn optimise(workspace: &Workspace, module: &Path) -> Result<()> {
    let program = workspace.root().join(FOLDER).join("node_modules/binaryen/bin/wasm-opt");
    let smaller = module.with_extension("smaller");
    let mut optimise = Command::new("node");
    optimise.arg(program).args(OPTIMISE).arg(module).arg("-o").arg(&smaller);
    if !optimise.status().context("wasm-opt")?.success() {
        bail!("wasm-opt failed");
    }
    Ok(std::fs::rename(smaller, module)?)
}

/// Copies the package into the app, where it is not there yet: a file that did not change is not built again.
fn hand_over(made: &Path, package: &Path, wanted: u64) -> Result<()> {
    if stamp::is_current(&package.join("stamp"), wanted) {
        return Ok(());
    }
    if package.exists() {
        std::fs::remove_dir_all(package)?;
    }
    copy(made, package)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    let mut entries: Vec<_> = std::fs::read_dir(from)?.collect::<std::io::Result<_>>()?;
    // The stamp last.
    entries.sort_by_key(|entry| entry.file_name() == "stamp");
    for entry in entries {
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
