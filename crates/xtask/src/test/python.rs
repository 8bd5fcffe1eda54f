//! The Python package: built as it is shipped, installed as anybody would, checked by mypy and tried by pytest against the real
//! server.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::libtest::{Report, Tally};
use crate::bindings::{self, Language};
use crate::console::Console;
use crate::setup;
use crate::workspace::Workspace;

/// The name of the suite.
pub(super) const SUITE: &str = "python";
/// Its package.
const PACKAGE: &str = "bindings/python";
/// The bindings as they are made, and as the package has them.
const MADE: &str = "lianxin.py";
const GENERATED: &str = "_lianxin.py";

/// Runs the suite. A package that cannot be built has failed.
pub(super) fn run(workspace: &Workspace, console: &Console, lianxin: Option<&Path>) -> Report {
    console.step(SUITE);
    let report = package(workspace, console).and_then(|python| tried(workspace, console, &python, lianxin));
    report.unwrap_or_else(|error| Report::failure(format!("{SUITE}: {error:#}")))
}

/// Builds the wheel, installs it into the environment of the tests, and returns that environment's Python.
fn package(workspace: &Workspace, console: &Console) -> Result<PathBuf> {
    let folder = workspace.root().join(PACKAGE);
    let target = workspace.metadata(&["--no-deps"])?.target_directory.into_std_path_buf();
    let python = setup::ensure_python(console, &folder.join("requirements-tests.txt"), &target.join("python"))?;
    let library = workspace.build_library("lianxin_ffi", false)?;
    // A copy: what is generated is no part of the repository.
    let copy = target.join("python-package");
    let _old = std::fs::remove_dir_all(&copy);
    let package = copy.join("src/lianxin");
    std::fs::create_dir_all(&package)?;
    for name in ["pyproject.toml", "setup.py"] {
        std::fs::copy(folder.join(name), copy.join(name))?;
    }
    for entry in std::fs::read_dir(folder.join("src/lianxin"))? {
        let path = entry?.path();
        if path.is_file() {
            std::fs::copy(&path, package.join(path.file_name().context("it has no name")?))?;
        }
    }
    bindings::make(workspace, &library, Language::Python, &package)?;
    std::fs::rename(package.join(MADE), package.join(GENERATED))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation"];
    let mut pip_command = Command::new(&python);
    pip_command.args(pip).arg("--force-reinstall").arg(&copy).stdout(console.for_child());
    if !pip_command.status().context("pip")?.success() {
        bail!("the package did not build");
    }
    Ok(python)
}

fn tried(workspace: &Workspace, console: &Console, python: &Path, lianxin: Option<&Path>) -> Result<Report> {
    let lianxin = lianxin.context("`lianxin` did not compile")?;
    let folder = workspace.root().join(PACKAGE);
    let tool = |name: &str| {
        let mut command = Command::new(python);
        // Caches would lie in the repository.
        command.args(["-B", "-m", name]).current_dir(&folder).env("LIANXIN_BIN", lianxin).stdout(console.for_child());
        command
    };
    let mut report = Report::default();
    // The tests as they use the package, then the package itself.
    for what in [&[][..], &["--package", "lianxin"]] {
        report.add(match tool("mypy").arg("--cache-dir=/dev/null").args(what).status().context("mypy")?.success() {
            true => Report { tally: Tally { passed: 1, ..Tally::default() }, faults: Vec::new() },
            false => Report::failure(format!("{SUITE}: mypy {}", what.join(" "))),
        });
    }
    let answer = std::env::temp_dir().join(format!("lianxin-pytest-{}.xml", std::process::id()));
    let mut pytest = tool("pytest");
    pytest.args(["-p", "no:cacheprovider"]).arg(format!("--junit-xml={}", answer.display()));
    let ended = pytest.status().context("pytest")?;
    let said = std::fs::read_to_string(&answer).context("pytest ended without a result")?;
    let _gone = std::fs::remove_file(&answer);
    report.add(verdict(&said, ended.success()));
    Ok(report)
}

/// What pytest's JUnit file says. One that ends badly without naming what failed has failed once, and so has one that ran nothing.
fn verdict(said: &str, ok: bool) -> Report {
    let mut report = Report::default();
    for case in said.split("<testcase ").skip(1) {
        let case = case.split("</testcase>").next().unwrap_or_default();
        let name = case.split("name=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("?");
        if case.contains("<failure") || case.contains("<error") {
            report.add(Report::failure(format!("{SUITE}: {name}")));
        } else if case.contains("<skipped") {
            report.tally.ignored += 1;
        } else {
            report.tally.passed += 1;
        }
    }
    if report.tally == Tally::default() {
        report.add(Report::failure(format!("{SUITE}: no test ran")));
    } else if !ok && report.tally.failed == 0 {
        report.add(Report::failure(format!("{SUITE}: pytest ended badly")));
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pytest_is_judged_by_what_it_said_and_how_it_ended() {
        let passed = r#"<testcase classname="t" name="a" time="0.1" />"#;
        let failed = r#"<testcase name="b[x]"><failure message="no">…</failure></testcase>"#;
        let skipped = r#"<testcase name="c"><skipped /></testcase>"#;
        let broken = r#"<testcase name="d"><error message="no" /></testcase>"#;
        let tally = |passed, failed, ignored| Tally { passed, failed, ignored };
        let cases = [
            (vec![passed], true, tally(1, 0, 0), vec![]),
            (vec![passed, failed, skipped, passed], false, tally(2, 1, 1), vec!["python: b[x]"]),
            (vec![broken], false, tally(0, 1, 0), vec!["python: d"]),
            (vec![passed], false, tally(1, 1, 0), vec!["python: pytest ended badly"]),
            (vec![], true, tally(0, 1, 0), vec!["python: no test ran"]),
        ];
        for (said, ok, expect, faults) in cases {
            let faults = faults.into_iter().map(str::to_owned).collect();
            assert_eq!(verdict(&said.concat(), ok), Report { tally: expect, faults }, "{said:?}");
        }
    }
}
