//! Whether the core is well typed on the machines that are not here: phones. Each is one test.
//!
//! Nothing is linked, so what is written in C is not compiled: programs that succeed and leave nothing stand in for its
//! compilers. It saves two minutes of SQLite and AWS-LC a target, and an NDK.

use anyhow::{Context, Result, bail};

use super::libtest::{Report, Tally};
use crate::console::Console;
use crate::setup::{self, Std};
use crate::workspace::Workspace;

/// What is asked for in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Suite {
    /// As it is asked for and counted.
    pub(super) name: &'static str,
    /// What an app of that system stands on.
    package: &'static str,
    targets: &'static [&'static str],
}

/// Every system whose types are checked.
pub(super) const SUITES: [Suite; 2] = [
    Suite {
        name: "android",
        package: "lianxin-ffi",
        targets: &["aarch64-linux-android", "armv7-linux-androideabi", "x86_64-linux-android"],
    },
    Suite { name: "ohos", package: "lianxin-ffi-ohos", targets: &["aarch64-unknown-linux-ohos"] },
];

/// Always succeeds.
const STAND_IN: &str = "true";

/// Checks it for each of its targets.
pub(super) fn run(workspace: &Workspace, console: &Console, suite: Suite) -> Report {
    let mut report = Report::default();
    for target in suite.targets {
        console.step(&format!("{}: the types of {} on {target}", suite.name, suite.package));
        match check(workspace, console, suite.package, target) {
            Ok(()) => report.tally.add(Tally { passed: 1, ..Tally::default() }),
            Err(error) => report.add(Report::failure(format!("{}: {target}: {error:#}", suite.name))),
        }
    }
    report
}

fn check(workspace: &Workspace, console: &Console, package: &str, target: &str) -> Result<()> {
    let std = setup::ensure_std(workspace, console, target)?;
    let mut cargo = workspace.cargo();
    cargo
        // What runs here while it compiles (macros) runs for moments: compiled fast, not to be fast.
        .args(["check", "--lib", "--no-default-features", "--config", "profile.dev.package.'*'.opt-level = 0"])
        .args(["--package", package, "--target", target, "--target-dir"])
        .arg(workspace.cache()?.join("types"));
    if let Std::Own(sysroot) = std {
        let name = format!("CARGO_TARGET_{}_RUSTFLAGS", target.to_uppercase().replace('-', "_"));
        cargo.env(name, format!("--sysroot={}", sysroot.display()));
    }
    for compiler in ["CC", "AR", "CMAKE"] {
        cargo.env(format!("{compiler}_{}", target.replace('-', "_")), STAND_IN);
    }
    // Named, never read: CMake is a stand-in too.
    cargo.env("OHOS_NDK_HOME", "none");
    match cargo.stdout(console.for_child()).status().context("cargo check")?.success() {
        true => Ok(()),
        false => bail!("it is not well typed, or could not be checked"),
    }
}
