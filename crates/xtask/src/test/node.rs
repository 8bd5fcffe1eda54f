//! The addon for Node.js: its tests, the conformance scenario among them, and the types of what wraps it, for HarmonyOS too.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::libtest::{Report, Tally};
use crate::console::Console;
use crate::workspace::Workspace;
use crate::{apps, setup};

/// As it is asked for and counted.
pub(super) const SUITE: &str = "node";

const FOLDER: &str = "bindings/node";
const HARMONY: &str = "bindings/harmony";
const LIBRARY: &str = "lianxin_ffi_ohos";
const TESTS: [&str; 3] = ["test/store.test.js", "test/sync.test.js", "test/conformance.test.js"];
/// What both wrappers are checked with.
const TSC: [&str; 10] = [
    "--noEmit",
    "--strict",
    "--checkJs",
    "--allowJs",
    "--target",
    "es2022",
    "--module",
    "nodenext",
    "--skipLibCheck",
    "false",
];

/// Builds the addon and runs what there is.
pub(super) fn run(workspace: &Workspace, console: &Console, lianxin: Option<&Path>) -> Report {
    let mut report = Report::default();
    let parts = [
        ("types", types(workspace, console)),
        ("types for HarmonyOS", harmony(workspace, console)),
        ("tests", tests(workspace, console, lianxin)),
    ];
    for (name, part) in parts {
        report.add(part.unwrap_or_else(|error| Report::failure(format!("{SUITE}: {name}: {error:#}"))));
    }
    report
}

fn tests(workspace: &Workspace, console: &Console, lianxin: Option<&Path>) -> Result<Report> {
    let lianxin = lianxin.context("`lianxin` did not compile")?;
    setup::ensure_node(console)?;
    let library = workspace.build_library(LIBRARY, false)?;
    let folder = workspace.root().join(FOLDER);
    std::fs::copy(library, folder.join("lianxin.node"))?;
    let mut node = Command::new("node");
    // A program that does not end has something of the core's left open.
    node.args(["--test", "--test-reporter=tap", "--test-timeout=120000"])
        .args(TESTS)
        .current_dir(folder)
        .env("LIANXIN_BIN", lianxin);
    let output = node.stderr(Stdio::inherit()).output().context("node")?;
    let said = String::from_utf8_lossy(&output.stdout);
    said.lines().for_each(|line| console.line(line));
    Ok(verdict(counted(&said), output.status.success()))
}

/// What Node's reporter in TAP says: names of what failed, and the counts at its end.
fn counted(said: &str) -> Report {
    let mut report = Report::default();
    let number = |line: &str, word: &str| line.strip_prefix("# ")?.strip_prefix(word)?.trim().parse::<u64>().ok();
    for line in said.lines() {
        if let Some((_, name)) = line.strip_prefix("not ok ").and_then(|rest| rest.split_once(" - ")) {
            report.faults.push(format!("{SUITE}: {name}"));
        }
        let tally = &mut report.tally;
        tally.passed += number(line, "pass ").unwrap_or(0);
        tally.failed += number(line, "fail ").unwrap_or(0) + number(line, "cancelled ").unwrap_or(0);
        tally.ignored += number(line, "skipped ").unwrap_or(0) + number(line, "todo ").unwrap_or(0);
    }
    report
}

fn verdict(mut report: Report, ok: bool) -> Report {
    if report.tally == Tally::default() {
        report.add(Report::failure(format!("{SUITE}: no test ran")));
    } else if !ok && report.tally.failed == 0 {
        report.add(Report::failure(format!("{SUITE}: ended badly")));
    }
    report
}

/// The wrapper against its own declarations; counts as one test.
fn types(workspace: &Workspace, console: &Console) -> Result<Report> {
    let folder = workspace.root().join(FOLDER);
    tsc(workspace, console, &[folder.join("index.js"), folder.join("index.d.ts"), folder.join("test/types.ts")], &[])
}

/// HarmonyOS's wrapper, written in what ArkTS and TypeScript share, as TypeScript; counts as one test.
fn harmony(workspace: &Workspace, console: &Console) -> Result<Report> {
    let source = workspace.root().join(HARMONY).join("src/main");
    let made = workspace.metadata(&["--no-deps"])?.target_directory.into_std_path_buf().join("harmony-types");
    std::fs::create_dir_all(&made)?;
    std::fs::copy(source.join("ets/Store.ets"), made.join("Store.ts"))?;
    // The library's own name ends in .so, which no compiler takes for TypeScript.
    let native = std::fs::read_to_string(source.join("cpp/types/liblianxin/index.d.ts"))?;
    let native = format!("declare module 'liblianxin.so' {{\n{native}}}\n");
    std::fs::write(made.join("liblianxin.d.ts"), native)?;
    tsc(workspace, console, &[made.join("Store.ts"), made.join("liblianxin.d.ts")], &["--lib", "es2022,dom"])
}

fn tsc(workspace: &Workspace, console: &Console, files: &[PathBuf], more: &[&str]) -> Result<Report> {
    apps::prepare(workspace, console)?;
    let modules = workspace.root().join(apps::FOLDER).join("node_modules");
    let mut tsc = Command::new("node");
    tsc.arg(modules.join("typescript/bin/tsc")).args(TSC).args(more).args(files);
    let types = modules.join("@types");
    tsc.arg("--typeRoots").arg(types).args(["--types", "node"]);
    if !tsc.stdout(console.for_child()).status().context("tsc")?.success() {
        bail!("tsc found faults");
    }
    Ok(Report { tally: Tally { passed: 1, ..Tally::default() }, faults: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One library, and each package holds its own copy of what it declares.
    #[test]
    fn both_packages_declare_the_same_library() {
        let node = include_str!("../../../../bindings/node/native.d.ts");
        let harmony = include_str!("../../../../bindings/harmony/src/main/cpp/types/liblianxin/index.d.ts");
        let after_heading = |text: &'static str| text.split_once("export ").map(|(_, rest)| rest);
        assert!(after_heading(node).zip(after_heading(harmony)).is_some_and(|(node, own)| node.starts_with(own)));
    }

    #[test]
    fn nodes_answer_is_counted() {
        let tally = |passed, failed, ignored| Tally { passed, failed, ignored };
        let end = |pass: u32, fail: u32, skipped: u32| {
            format!(
                "# tests 9\n# suites 0\n# pass {pass}\n# fail {fail}\n# cancelled 0\n# skipped {skipped}\n# todo 0\n"
            )
        };
        let failed = format!("TAP version 13\nok 1 - one\nnot ok 2 - two\n  ---\n{}", end(1, 1, 0));
        let cases = [
            (end(3, 0, 0), true, tally(3, 0, 0), vec![]),
            (end(3, 0, 1), true, tally(3, 0, 1), vec![]),
            (failed, false, tally(1, 1, 0), vec!["node: two"]),
            (end(3, 0, 0), false, tally(3, 1, 0), vec!["node: ended badly"]),
            (String::new(), true, tally(0, 1, 0), vec!["node: no test ran"]),
        ];
        for (said, ok, expect, faults) in cases {
            let faults = faults.into_iter().map(str::to_owned).collect();
            assert_eq!(verdict(counted(&said), ok), Report { tally: expect, faults }, "{said}");
        }
    }
}
