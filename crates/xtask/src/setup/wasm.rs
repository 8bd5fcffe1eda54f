//! What compiles the core for browsers: Rust's standard library for `wasm32-unknown-unknown`, and clang for SQLite.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use super::{install, is_debian, targets};
use crate::console::Console;

/// Rust's name for a browser.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
/// Debian's package and its program; the newest that every supported release has. Any clang from 14 on does.
const DEBIAN_CLANG: &str = "clang-19";
/// Names under which a clang may be there.
const CLANGS: [&str; 8] = ["clang", "clang-22", "clang-21", "clang-20", "clang-19", "clang-18", "clang-17", "clang-16"];

/// The clang that compiles C for browsers, installed where there is none (Debian).
pub(crate) fn ensure_wasm_compiler(console: &Console) -> Result<String> {
    // As the build script that uses it reads it.
    let chosen = std::env::var(format!("CC_{}", TARGET.replace('-', "_"))).ok();
    if let Some(clang) = chosen.iter().map(String::as_str).chain(CLANGS).find(|clang| compiles(clang)) {
        return Ok(clang.to_owned());
    }
    if !is_debian() {
        bail!("a clang that knows wasm32 is missing: install clang (macOS: brew install llvm)");
    }
    console.step(&format!("Installing {DEBIAN_CLANG} (apt-get)"));
    install(console, &[DEBIAN_CLANG])?;
    if !compiles(DEBIAN_CLANG) {
        bail!("{DEBIAN_CLANG} is installed and does not compile for wasm32");
    }
    Ok(DEBIAN_CLANG.to_owned())
}

/// Compiles a line: Apple's clang, for one, runs and knows nothing of WebAssembly.
fn compiles(clang: &str) -> bool {
    let child = Command::new(clang)
        .args(["--target=wasm32-unknown-unknown", "-x", "c", "-c", "-", "-o", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    child.is_ok_and(|mut child| {
        let written =
            child.stdin.take().is_some_and(|mut stdin| stdin.write_all(b"int one(void) { return 1; }\n").is_ok());
        child.wait().is_ok_and(|status| status.success()) && written
    })
}

/// Makes sure of the standard library for browsers.
pub(crate) fn ensure_wasm_target(console: &Console) -> Result<()> {
    targets::ensure_ready_made(console, TARGET)
}
