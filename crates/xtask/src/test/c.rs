//! The library through its C header, the C compiled with the address and undefined-behaviour sanitizers: the scenario of all languages, and
//! everything that a host can do wrong within the header's rules.
//!
//! The library itself is built as it ships, without sanitizers. What is found: memory of ours that C frees twice, uses after it
//! was freed or never frees, and what C itself does wrong with what it gets.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::libtest::{Report, Tally};
use crate::bindings::{self, Language};
use crate::console::Console;
use crate::workspace::Workspace;

/// The name of the suite.
pub(super) const SUITE: &str = "c";
/// Its programs, and what both stand on.
const FOLDER: &str = "tests/conformance/c";
const SHARED: &str = "lianxin.c";
const COMPILED: [&str; 9] = [
    "-std=c11",
    "-D_GNU_SOURCE",
    "-g",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
    "-pthread",
];

/// Runs the suite. What does not compile has failed.
pub(super) fn run(workspace: &Workspace, console: &Console, lianxin: Option<&Path>) -> Report {
    tried(workspace, console, lianxin).unwrap_or_else(|error| Report::failure(format!("{SUITE}: {error:#}")))
}

fn tried(workspace: &Workspace, console: &Console, lianxin: Option<&Path>) -> Result<Report> {
    let lianxin = lianxin.context("`lianxin` did not compile")?;
    let made = workspace.metadata(&["--no-deps"])?.target_directory.into_std_path_buf().join("c");
    let _old = std::fs::remove_dir_all(&made);
    let library = workspace.build_library("lianxin_ffi", false)?;
    let library = bindings::make(workspace, &library, Language::Swift, &made)?;
    let folder = workspace.root().join(FOLDER);
    let program = |name: &str| compiled(console, &folder, &made, &library, name);
    let watched = |program: &Path| {
        let mut command = Command::new(program);
        command.env("LD_LIBRARY_PATH", &made).env("DYLD_LIBRARY_PATH", &made).env("LIANXIN_BIN", lianxin);
        let leaks = format!("suppressions={}:print_suppressions=0", folder.join("leaks.txt").display());
        command.env("LSAN_OPTIONS", leaks).env("UBSAN_OPTIONS", "print_stacktrace=1");
        command
    };

    let host = program("host")?;
    let mut driver = watched(&lianxin.with_file_name("lianxin-conformance"));
    driver.arg(host);
    let mut report = match driver.stdout(console.for_child()).status() {
        Ok(ended) if ended.success() => Report { tally: Tally { passed: 1, ..Tally::default() }, faults: Vec::new() },
        ended => Report::failure(format!("{SUITE}: the conformance scenario: {ended:?}")),
    };
    let mut nonsense = watched(&program("nonsense")?);
    let output = nonsense.arg(made.join("store")).stderr(Stdio::inherit()).output().context("nonsense")?;
    report.add(verdict(&String::from_utf8_lossy(&output.stdout), output.status.success()));
    Ok(report)
}

fn compiled(console: &Console, folder: &Path, made: &Path, library: &Path, name: &str) -> Result<PathBuf> {
    let program = made.join(name);
    let mut cc = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
    cc.args(COMPILED).arg("-I").arg(made).arg("-I").arg(folder);
    cc.arg(folder.join(SHARED)).arg(folder.join(name).with_extension("c")).arg(library).arg("-o").arg(&program);
    match cc.stdout(console.for_child()).status().context("cc")?.success() {
        true => Ok(program),
        false => bail!("{name}.c does not compile, or the compiler has no sanitizers"),
    }
}

/// A line `ok WHAT` for each thing that was tried; the sanitizers make the program end badly.
fn verdict(said: &str, ok: bool) -> Report {
    let passed = said.lines().filter(|line| line.starts_with("ok ")).count() as u64;
    let mut report = Report { tally: Tally { passed, ..Tally::default() }, faults: Vec::new() };
    if !ok || passed == 0 {
        report.add(Report::failure(format!("{SUITE}: nonsense ended badly after {passed}")));
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_tried_is_counted_and_an_end_that_is_bad_fails() {
        let cases = [
            ("ok open\nok no such call\n", true, 2, 0),
            ("ok open\n", false, 1, 1),
            ("", true, 0, 1),
            ("not ok\n", true, 0, 1),
        ];
        for (said, ok, passed, failed) in cases {
            assert_eq!(verdict(said, ok).tally, Tally { passed, failed, ignored: 0 }, "{said:?} {ok}");
        }
    }
}
