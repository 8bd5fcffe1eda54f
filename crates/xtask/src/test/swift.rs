//! The Swift package, as far as it can be tried without Apple's tools: its header is compiled by a C compiler and the library called
//! through it, and all its Swift is parsed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::libtest::{Report, Tally};
use crate::bindings::{self, Language};
use crate::console::Console;
use crate::setup;
use crate::workspace::Workspace;

/// The name of the suite.
pub(super) const SUITE: &str = "swift";
/// The package.
const PACKAGE: &str = "bindings/swift";
/// What is its own, below it.
const SOURCES: [&str; 3] = ["Package.swift", "Sources", "Tests"];

/// Runs the suite: the header is one test, and so is each file of Swift.
pub(super) fn run(workspace: &Workspace, console: &Console, _lianxin: Option<&Path>) -> Report {
    tried(workspace, console).unwrap_or_else(|error| Report::failure(format!("{SUITE}: {error:#}")))
}

fn tried(workspace: &Workspace, console: &Console) -> Result<Report> {
    let kept = workspace.metadata(&["--no-deps"])?.target_directory.into_std_path_buf().join("swift");
    let made = kept.join("made");
    let _old = std::fs::remove_dir_all(&made);
    let library = workspace.build_library("lianxin_ffi", false)?;
    let library = bindings::make(workspace, &library, Language::Swift, &made)?;
    let mut report = match called_from_c(workspace, console, &made, &library) {
        Ok(()) => Report { tally: Tally { passed: 1, ..Tally::default() }, faults: Vec::new() },
        Err(error) => Report::failure(format!("{SUITE}: {error:#}")),
    };
    report.add(parsed(workspace, console, &kept, &made)?);
    Ok(report)
}

fn called_from_c(workspace: &Workspace, console: &Console, made: &Path, library: &Path) -> Result<()> {
    let program = made.join("called_from_c");
    let mut cc = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
    // What Apple's compiler knows and others need not.
    cc.args(["-D_Nullable=", "-D_Nonnull=", "-std=c11", "-Wall", "-Wextra", "-Werror", "-I"])
        .arg(made)
        .arg(workspace.root().join(PACKAGE).join("tests/called_from_c.c"))
        .arg(library)
        .arg("-o")
        .arg(&program);
    if !cc.stdout(console.for_child()).status().context("cc")?.success() {
        bail!("the header does not compile");
    }
    let mut called = Command::new(program);
    called.env("LD_LIBRARY_PATH", made).env("DYLD_LIBRARY_PATH", made);
    match called.stdout(console.for_child()).status()?.success() {
        true => Ok(()),
        false => bail!("the library does not answer as its header says"),
    }
}

/// Each file of Swift, parsed.
fn parsed(workspace: &Workspace, console: &Console, kept: &Path, made: &Path) -> Result<Report> {
    let package = workspace.root().join(PACKAGE);
    let python = setup::ensure_python(console, &package.join("requirements-tests.txt"), &kept.join("python"))?;
    let mut files = Vec::new();
    for place in SOURCES.map(|name| package.join(name)).into_iter().chain([made.to_owned()]) {
        collect(&place, &mut files)?;
    }
    files.sort();
    let output = Command::new(python).arg(package.join("parse.py")).args(&files).output().context("parse.py")?;
    let said = String::from_utf8_lossy(&output.stdout);
    said.lines().for_each(|line| console.line(line));
    let report = verdict(&said);
    if report.tally.passed + report.tally.failed != files.len() as u64 {
        bail!("the parser left files out: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(report)
}

fn verdict(said: &str) -> Report {
    let mut report = Report::default();
    for (word, file) in said.lines().filter_map(|line| line.split_once('\t')) {
        match word {
            "parsed" => report.tally.passed += 1,
            _ => report.add(Report::failure(format!("{SUITE}: {file} is not well formed"))),
        }
    }
    report
}

fn collect(place: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if place.is_file() {
        if place.extension().is_some_and(|it| it == "swift") {
            files.push(place.to_owned());
        }
        return Ok(());
    }
    for entry in std::fs::read_dir(place).with_context(|| place.display().to_string())? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_counts() {
        let cases = [
            ("parsed\ta.swift\nparsed\tb.swift\n", 2, vec![]),
            ("b.swift:1:2: 'x'\nparsed\ta.swift\nfault\tb.swift\n", 1, vec!["swift: b.swift is not well formed"]),
            ("", 0, vec![]),
        ];
        for (said, passed, faults) in cases {
            let faults: Vec<String> = faults.into_iter().map(str::to_owned).collect();
            let tally = Tally { passed, failed: faults.len() as u64, ignored: 0 };
            assert_eq!(verdict(said), Report { tally, faults }, "{said:?}");
        }
    }
}
