//! `cargo xtask bindings`: the core for another language, from the library as it was built.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::camino::Utf8PathBuf;
use clap::ValueEnum;
use serde_json::json;
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

use crate::console::{Console, Outcome};
use crate::setup;
use crate::workspace::Workspace;

/// What says how each language has it.
const CONFIG: &str = "crates/ffi/uniffi.toml";

/// A language that bindings are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    Kotlin,
    Swift,
    Python,
}

impl Language {
    fn target(self) -> TargetLanguage {
        match self {
            Language::Kotlin => TargetLanguage::Kotlin,
            Language::Swift => TargetLanguage::Swift,
            Language::Python => TargetLanguage::Python,
        }
    }
}

/// Builds the library and writes it and its bindings into a folder.
pub(crate) fn run(
    workspace: &Workspace,
    console: &Console,
    language: Language,
    out: &Path,
    release: bool,
) -> Result<Outcome> {
    setup::ensure_c_compiler(console)?;
    console.step("Building the library");
    let library = workspace.build_library("lianxin_ffi", release)?;
    let copy = make(workspace, &library, language, out)?;
    let line = format!("bindings: {} with {}", out.display(), copy.display());
    Ok(Outcome { ok: true, line, detail: json!({ "folder": out, "library": copy }) })
}

/// Writes the bindings of a built library into a folder, and the library beside them. What was stripped has no bindings to read.
pub(crate) fn make(workspace: &Workspace, library: &Path, language: Language, out: &Path) -> Result<PathBuf> {
    let utf8 = |path: &Path| Utf8PathBuf::from_path_buf(path.to_owned()).ok().context("the path is not UTF-8");
    std::fs::create_dir_all(out)?;
    generate(GenerateOptions {
        languages: vec![language.target()],
        source: utf8(library)?,
        out_dir: utf8(out)?,
        config_override: Some(utf8(&workspace.root().join(CONFIG))?),
        format: false,
        ..GenerateOptions::default()
    })?;
    let copy = out.join(library.file_name().context("the library has no name")?);
    std::fs::copy(library, &copy)?;
    Ok(copy)
}
