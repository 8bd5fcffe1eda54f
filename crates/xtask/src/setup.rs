//! What must be on the machine beside Rust: a C compiler, for SQLite, zstd and AWS-LC (which needs neither CMake nor Perl
//! as we build it); make and Perl, for the OpenSSL in the cipher of native stores; for the apps what compiles to WebAssembly, and
//! Node.js; for their tests a browser; for the Python package Python; for phones Rust's standard library.

mod browser;
mod changers;
mod cross;
mod jvm;
mod packages;
mod python;
mod targets;
mod wasm;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, anyhow, bail};

use crate::console::Console;

pub(crate) use browser::ensure_browser;
pub(crate) use changers::{ensure_cargo_fuzz, ensure_cargo_mutants};
pub(crate) use cross::{CROSS_COMPILERS, CrossCompiler, ensure_cross_compiler};
pub(crate) use jvm::ensure_jvm;
pub(crate) use packages::ensure_packages;
pub(crate) use python::ensure_python;
pub(crate) use targets::{Std, ensure_std, host};
pub(crate) use wasm::{TARGET as WASM_TARGET, ensure_wasm_compiler, ensure_wasm_target};

const DEBIAN_PACKAGES: [&str; 2] = ["gcc", "libc6-dev"];

/// Makes sure that C compiles, and OpenSSL; installs what is missing on Debian and its kin, names it elsewhere.
pub(crate) fn ensure_c_compiler(console: &Console) -> Result<()> {
    ensure_openssl_builds(console)?;
    if c_compiles() {
        return Ok(());
    }
    if !is_debian() {
        bail!(
            "a C compiler with its library's headers is missing: install gcc or clang (macOS: xcode-select --install)"
        );
    }
    console.step("Installing a C compiler (apt-get)");
    install(console, &DEBIAN_PACKAGES)?;
    if !c_compiles() {
        bail!("a C compiler is still missing after installing {}", DEBIAN_PACKAGES.join(" "));
    }
    Ok(())
}

/// Makes sure of what OpenSSL is built with: make, and Perl with the modules of its own distribution.
fn ensure_openssl_builds(console: &Console) -> Result<()> {
    let is_there = || runs("make") && succeeds("perl", &["-MFindBin", "-MIPC::Cmd", "-MTime::Piece", "-e", "1"]);
    if is_there() {
        return Ok(());
    }
    if !is_debian() {
        bail!("make and perl are missing, which OpenSSL is built with");
    }
    console.step("Installing make and perl (apt-get)");
    install(console, &["make", "perl"])?;
    if !is_there() {
        bail!("make or perl is still missing after installing them");
    }
    Ok(())
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|it| it.status.success())
}

/// The oldest Node.js that builds the apps.
const NODE_MAJOR_MIN: u32 = 20;

/// Makes sure of the programs that build the apps and start the peers' JavaScript: node and npm.
pub(crate) fn ensure_node(console: &Console) -> Result<()> {
    if node_major().is_none() || !runs("npm") {
        if !is_debian() {
            bail!("node and npm are missing: install Node.js {NODE_MAJOR_MIN} or later");
        }
        console.step("Installing nodejs and npm (apt-get)");
        install(console, &["nodejs", "npm"])?;
    }
    match node_major() {
        Some(major) if major >= NODE_MAJOR_MIN => Ok(()),
        Some(major) => bail!("Node.js {major} is too old: install {NODE_MAJOR_MIN} or later"),
        None => bail!("node does not run"),
    }
}

/// From `v20.19.2`.
fn node_major() -> Option<u32> {
    let output = Command::new("node").arg("--version").output().ok()?;
    String::from_utf8(output.stdout).ok()?.strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn runs(program: &str) -> bool {
    succeeds(program, &["--version"])
}

fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists()
}

fn install(console: &Console, packages: &[&str]) -> Result<()> {
    let install = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    let done = apt_get(console, &["update"]).and_then(|()| apt_get(console, &install));
    done.map_err(|_| anyhow!("apt-get failed; as an administrator run: apt-get install {}", packages.join(" ")))
}

/// Compiles a line, because a compiler without the C library's headers is not enough.
fn c_compiles() -> bool {
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let child = Command::new(compiler)
        .args(["-x", "c", "-fsyntax-only", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    child.is_ok_and(|mut child| {
        let written = child.stdin.take().is_some_and(|mut stdin| stdin.write_all(b"#include <stdlib.h>\n").is_ok());
        child.wait().is_ok_and(|status| status.success()) && written
    })
}

fn apt_get(console: &Console, arguments: &[&str]) -> Result<()> {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    let mut command = if is_root {
        Command::new("apt-get")
    } else {
        let mut command = Command::new("sudo");
        command.arg("apt-get");
        command
    };
    let status = command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdout(console.for_child()).status();
    if !status.is_ok_and(|status| status.success()) {
        bail!("apt-get failed");
    }
    Ok(())
}
