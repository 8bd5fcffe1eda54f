//! What must be on the machine beside Rust: a C compiler, for SQLite, zstd and AWS-LC (which needs neither CMake nor Perl
//! as we build it).

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::console::Console;

const DEBIAN_PACKAGES: [&str; 2] = ["gcc", "libc6-dev"];

/// Makes sure that C compiles; installs what is missing on Debian and its kin, names it elsewhere.
pub(crate) fn ensure_c_compiler(console: &Console) -> Result<()> {
    if c_compiles() {
        return Ok(());
    }
    if !Path::new("/etc/debian_version").exists() {
        bail!(
            "a C compiler with its library's headers is missing: install gcc or clang (macOS: xcode-select --install)"
        );
    }
    console.step("Installing a C compiler (apt-get)");
    apt_get(console, &["update"])?;
    apt_get(console, &[&["install", "--yes", "--no-install-recommends"], DEBIAN_PACKAGES.as_slice()].concat())?;
    if !c_compiles() {
        bail!("a C compiler is still missing after installing {}", DEBIAN_PACKAGES.join(" "));
    }
    Ok(())
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
        bail!("apt-get failed; as an administrator run: apt-get install {}", DEBIAN_PACKAGES.join(" "));
    }
    Ok(())
}
