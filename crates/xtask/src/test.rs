//! `cargo xtask test`: every suite, one count.
//!
//! One build of the whole workspace, then each test program by itself: with `cargo test -p CRATE` the dependencies would be built
//! again for each crate's own set of features, and one crate that does not compile would keep the others from running.

mod app;
mod c;
mod junit;
mod kotlin;
mod libtest;
mod node;
mod openapi;
mod programs;
mod python;
mod sim;
mod swift;
mod types;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};
use cargo_metadata::Metadata;
use serde_json::json;

use crate::console::{Console, Outcome};
use crate::setup;
use crate::workspace::Workspace;
use libtest::{Report, Tally, Until};
use programs::Program;

/// Runs a suite in programs of other languages, with the binary `lianxin`, if it was built.
type Outside = fn(&Workspace, &Console, Option<&Path>) -> Report;

/// The suites of the core in other languages, and of the server by a program of another.
const OUTSIDE: [(&str, Outside); 6] = [
    (python::SUITE, python::run),
    (kotlin::SUITE, kotlin::run),
    (swift::SUITE, swift::run),
    (node::SUITE, node::run),
    (c::SUITE, c::run),
    (openapi::SUITE, openapi::run),
];

const DOC: &str = "doc";
const DOC_ARGUMENTS: [&str; 4] = ["test", "--workspace", "--doc", "--no-fail-fast"];

/// Runs the named suites, or all. What keeps the tests from running at all counts as one failure.
pub(crate) fn run(workspace: &Workspace, console: &Console, suites: &[String]) -> Outcome {
    let reports = run_suites(workspace, console, suites)
        .unwrap_or_else(|error| BTreeMap::from([(String::from("set-up"), Report::failure(format!("{error:#}")))]));
    console.step("Suites");
    summary(&reports).iter().for_each(|line| console.line(line));
    outcome(&reports)
}

/// Runs the end-to-end test of the field app that kills its browser, with these settings; what failed.
pub(crate) fn field_kills(
    workspace: &Workspace,
    console: &Console,
    settings: &[(&str, String)],
) -> Result<Vec<String>> {
    console.step("Building lianxin");
    let lianxin = workspace.build_lianxin()?;
    Ok(app::kills(workspace, console, &lianxin, settings)?.faults)
}

fn run_suites(workspace: &Workspace, console: &Console, chosen: &[String]) -> Result<BTreeMap<String, Report>> {
    let metadata = workspace.metadata(&["--no-deps"])?;
    let mut of_rust = programs::suites(&metadata);
    of_rust.push(String::from(DOC));
    let known: Vec<String> = of_rust.iter().cloned().chain(outside_rust()).collect();
    if let Some(unknown) = chosen.iter().find(|name| !known.contains(name)) {
        bail!("no suite {unknown}; there are: {}", known.join(", "));
    }
    let is_chosen = |suite: &str| chosen.is_empty() || chosen.iter().any(|name| name == suite);
    let of_apps: Vec<_> = app::Suite::all().filter(|suite| is_chosen(&suite.name())).collect();
    setup::ensure_c_compiler(console)?;
    let outside: Vec<_> = OUTSIDE.into_iter().filter(|(name, _)| is_chosen(name)).collect();
    let mut reports = BTreeMap::new();
    let lianxin = if of_rust.iter().any(|suite| is_chosen(suite)) {
        run_rust(workspace, console, &metadata, &is_chosen, &mut reports)?
    } else if !of_apps.is_empty() || !outside.is_empty() {
        console.step("Building lianxin");
        Some(workspace.build_for_hosts()?)
    } else {
        None
    };
    for (name, run) in outside {
        console.step(name);
        reports.insert(name.to_owned(), run(workspace, console, lianxin.as_deref()));
    }
    if !of_apps.is_empty() {
        reports.extend(app::run(workspace, console, lianxin.as_deref(), &of_apps));
    }
    if is_chosen(sim::SUITE) {
        console.step(sim::SUITE);
        reports.insert(sim::SUITE.to_owned(), sim::run(workspace, console));
    }
    for suite in types::SUITES.into_iter().filter(|suite| is_chosen(suite.name)) {
        reports.insert(suite.name.to_owned(), types::run(workspace, console, suite));
    }
    Ok(reports)
}

/// The suites that no program of Rust's test harness is.
fn outside_rust() -> impl Iterator<Item = String> {
    let others = OUTSIDE.map(|(name, _)| name).into_iter().chain(types::SUITES.map(|suite| suite.name));
    let others = others.chain([sim::SUITE]);
    app::Suite::all().map(app::Suite::name).chain(others.map(str::to_owned))
}

/// Builds everything once, runs what is chosen of it, and returns the binary `lianxin`, if it was built.
fn run_rust(
    workspace: &Workspace,
    console: &Console,
    metadata: &Metadata,
    is_chosen: &dyn Fn(&str) -> bool,
    reports: &mut BTreeMap<String, Report>,
) -> Result<Option<PathBuf>> {
    console.step("Building the tests (the first time takes some minutes)");
    let build = workspace.build_tests()?;
    let lianxin = build.lianxin();
    if !build.ok {
        console.line("Some of it did not compile; the rest is tested.");
    }
    let mut programs = programs::of(metadata, &build);
    programs.retain(|program| is_chosen(&program.suite));
    for (index, program) in programs.iter().enumerate() {
        console.step(&format!("{} ({} of {})", program.name, index + 1, programs.len()));
        let report = run_program(console, program, lianxin.as_deref());
        reports.entry(program.suite.clone()).or_default().add(report);
    }
    if is_chosen(DOC) {
        console.step("doc: the examples in the documentation");
        let mut cargo = workspace.cargo();
        cargo.args(DOC_ARGUMENTS);
        reports.insert(String::from(DOC), libtest::run(console, cargo, "doc", Until::TheEnd));
    }
    Ok(lianxin)
}

fn run_program(console: &Console, program: &Program, lianxin: Option<&Path>) -> Report {
    let Some(executable) = &program.executable else {
        console.line("did not compile");
        return Report::failure(format!("{}: did not compile", program.name));
    };
    let mut command = Command::new(executable);
    command.current_dir(&program.folder).env("CARGO_MANIFEST_DIR", &program.folder);
    // For the tests that go through the real binary.
    if let Some(lianxin) = lianxin {
        command.env("LIANXIN_BIN", lianxin);
    }
    libtest::run(console, command, &program.name, Until::TheFirstResult)
}

fn total(reports: &BTreeMap<String, Report>) -> Tally {
    let mut total = Tally::default();
    reports.values().for_each(|report| total.add(report.tally));
    total
}

/// A line a suite, with what failed in it, and why the verdict may be worse than these lines.
fn summary(reports: &BTreeMap<String, Report>) -> Vec<String> {
    let mut lines = Vec::new();
    for (suite, Report { tally: Tally { passed, failed, ignored }, faults }) in reports {
        lines.push(format!("{suite:<13} {passed:>6} passed {failed:>6} failed {ignored:>6} ignored"));
        lines.extend(faults.iter().map(|fault| format!("  ✗ {fault}")));
    }
    let total = total(reports);
    if total.ignored > 0 {
        lines.push(String::from("Ignored tests count as failed: a test runs or it is taken out."));
    }
    if total == Tally::default() {
        lines.push(String::from("No test ran, which is no success."));
    }
    lines
}

fn outcome(reports: &BTreeMap<String, Report>) -> Outcome {
    let Tally { passed, failed, ignored } = total(reports);
    let failed = failed + ignored;
    let of_suites: BTreeMap<&str, _> = reports
        .iter()
        .map(|(suite, Report { tally, faults })| {
            let Tally { passed, failed, ignored } = tally;
            (suite.as_str(), json!({ "passed": passed, "failed": failed, "ignored": ignored, "faults": faults }))
        })
        .collect();
    Outcome {
        ok: failed == 0 && passed > 0,
        line: format!("{passed} passed, {failed} failed"),
        detail: json!({ "passed": passed, "failed": failed, "ignored": ignored, "suites": of_suites }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_and_the_verdict_follow_from_the_reports() {
        let cases = [
            (vec![], "0 passed, 0 failed", false),
            (vec![(2, 0, 0)], "2 passed, 0 failed", true),
            (vec![(2, 0, 0), (3, 1, 0)], "5 passed, 1 failed", false),
            (vec![(2, 0, 1)], "2 passed, 1 failed", false),
            (vec![(0, 0, 0)], "0 passed, 0 failed", false),
        ];
        for (tallies, line, ok) in cases {
            let reports = tallies.iter().enumerate().map(|(index, &(passed, failed, ignored))| {
                (index.to_string(), Report { tally: Tally { passed, failed, ignored }, faults: Vec::new() })
            });
            let outcome = outcome(&reports.collect());
            assert_eq!((outcome.line.as_str(), outcome.ok), (line, ok), "{tallies:?}");
        }
    }
}
