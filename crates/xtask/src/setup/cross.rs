//! C compilers for other machines than this one, as Debian has them.

use anyhow::{Result, bail};

use super::{install, is_debian, runs};
use crate::console::Console;

/// A compiler and what it compiles for.
#[derive(Debug)]
pub(crate) struct CrossCompiler {
    /// As Rust calls the machine.
    pub(crate) target: &'static str,
    /// As GNU calls it: what its tools' names begin with.
    prefix: &'static str,
    packages: [&'static str; 2],
}

/// The processors of phones. With glibc: Android's library of C comes with Google's NDK alone.
pub(crate) const CROSS_COMPILERS: &[CrossCompiler] = &[
    CrossCompiler {
        target: "aarch64-unknown-linux-gnu",
        prefix: "aarch64-linux-gnu",
        packages: ["gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"],
    },
    CrossCompiler {
        target: "armv7-unknown-linux-gnueabihf",
        prefix: "arm-linux-gnueabihf",
        packages: ["gcc-arm-linux-gnueabihf", "libc6-dev-armhf-cross"],
    },
];

impl CrossCompiler {
    /// One of its programs.
    pub(crate) fn tool(&self, name: &str) -> String {
        format!("{}-{name}", self.prefix)
    }
}

/// Makes sure of a compiler.
pub(crate) fn ensure_cross_compiler(console: &Console, compiler: &CrossCompiler) -> Result<()> {
    let gcc = compiler.tool("gcc");
    if runs(&gcc) {
        return Ok(());
    }
    if !is_debian() {
        bail!("{gcc} is missing");
    }
    console.step(&format!("Installing {gcc} (apt-get)"));
    install(console, &compiler.packages)?;
    if !runs(&gcc) {
        bail!("{gcc} is still missing after installing {}", compiler.packages.join(" "));
    }
    Ok(())
}
