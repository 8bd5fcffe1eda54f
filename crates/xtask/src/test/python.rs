//! The Python package: built as it is shipped, installed as anybody would, checked by mypy and tried by pytest against the real
//! server.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::junit;
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
    report.add(junit::verdict(SUITE, &said, ended.success()));
    Ok(report)
}
