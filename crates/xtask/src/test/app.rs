//! The apps' own tests: their types, their units, and whole days in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value as Json;

use super::libtest::{Report, Tally};
use crate::console::Console;
use crate::workspace::Workspace;
use crate::{apps, setup};

/// An app, by the name of its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum App {
    Field,
    Console,
}

impl App {
    const ALL: [App; 2] = [App::Field, App::Console];

    fn folder(self) -> &'static str {
        match self {
            App::Field => "field",
            App::Console => "console",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What the compiler says; counts as one test.
    Types,
    Units,
    /// End to end, in Chromium.
    Days,
}

/// A suite of an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Suite {
    app: App,
    part: Part,
}

impl Suite {
    /// Every suite of every app.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let parts = [Part::Types, Part::Units, Part::Days];
        App::ALL.into_iter().flat_map(move |app| parts.map(|part| Self { app, part }))
    }

    /// As it is asked for and counted: `field-units`.
    pub(super) fn name(self) -> String {
        let part = match self.part {
            Part::Types => "types",
            Part::Units => "units",
            Part::Days => "e2e",
        };
        format!("{}-{part}", self.app.folder())
    }
}

/// Builds the apps and runs these suites. Apps that cannot be built have failed each of them.
pub(super) fn run(
    workspace: &Workspace,
    console: &Console,
    lianxin: Option<&Path>,
    suites: &[Suite],
) -> Vec<(String, Report)> {
    let built = apps::build(workspace, console);
    let run_one = |suite: Suite| {
        let name = suite.name();
        console.step(&name);
        let report = match (&built, suite.part) {
            (Err(error), _) => Err(anyhow::anyhow!("the apps were not built: {error:#}")),
            (Ok(_), Part::Types) => Ok(types(workspace, console, suite.app)),
            (Ok(_), Part::Units) => units(workspace, console, suite),
            (Ok(folder), Part::Days) => days(workspace, console, lianxin, suite, folder),
        };
        let report = report.unwrap_or_else(|error| Report::failure(format!("{name}: {error:#}")));
        (name, report)
    };
    suites.iter().map(|suite| run_one(*suite)).collect()
}

/// Only the days in which the browser of the field app is killed, with these settings.
pub(super) fn kills(
    workspace: &Workspace,
    console: &Console,
    lianxin: &Path,
    settings: &[(&str, String)],
) -> Result<Report> {
    let folder = apps::build(workspace, console)?;
    let suite = Suite { app: App::Field, part: Part::Days };
    let answer = answer_file(workspace, suite)?;
    let mut playwright = in_browser(workspace, console, lianxin, suite, &folder)?;
    playwright.arg("kills").envs(settings.iter().map(|(name, value)| (name, value)));
    playwright.env("PLAYWRIGHT_JSON_OUTPUT_FILE", &answer);
    let ended = playwright.status().context("playwright")?;
    Ok(verdict(days_said(&read(&answer)?), ended.success()))
}

fn types(workspace: &Workspace, console: &Console, app: App) -> Report {
    match apps::npm(workspace, console, &["run", "check", "--workspace", app.folder()]) {
        Ok(()) => Report { tally: Tally { passed: 1, ..Tally::default() }, faults: Vec::new() },
        Err(error) => Report::failure(format!("{error:#}")),
    }
}

fn units(workspace: &Workspace, console: &Console, suite: Suite) -> Result<Report> {
    let answer = answer_file(workspace, suite)?;
    let mut vitest = tool(workspace, console, suite.app, "vitest/vitest.mjs");
    vitest
        .args(["run", "--reporter=default", "--reporter=json"])
        .arg(format!("--outputFile.json={}", answer.display()));
    let ended = vitest.status().context("vitest")?;
    Ok(verdict(units_said(&read(&answer)?), ended.success()))
}

fn days(
    workspace: &Workspace,
    console: &Console,
    lianxin: Option<&Path>,
    suite: Suite,
    folder: &Path,
) -> Result<Report> {
    let lianxin = lianxin.context("`lianxin` did not compile")?;
    let answer = answer_file(workspace, suite)?;
    let mut playwright = in_browser(workspace, console, lianxin, suite, folder)?;
    let ended = playwright.env("PLAYWRIGHT_JSON_OUTPUT_FILE", &answer).status().context("playwright")?;
    Ok(verdict(days_said(&read(&answer)?), ended.success()))
}

/// The days of an app in a browser.
fn in_browser(
    workspace: &Workspace,
    console: &Console,
    lianxin: &Path,
    suite: Suite,
    folder: &Path,
) -> Result<Command> {
    let browser = setup::ensure_browser(console)?;
    let mut playwright = tool(workspace, console, suite.app, "@playwright/test/cli.js");
    playwright
        .args(["test", "--reporter=list,json"])
        .env("LIANXIN_BIN", lianxin)
        .env("LIANXIN_APPS", folder)
        .env("CHROMIUM_BIN", browser);
    Ok(playwright)
}

/// A program of the apps' packages, at work in an app.
fn tool(workspace: &Workspace, console: &Console, app: App, script: &str) -> Command {
    let folder = workspace.root().join(apps::FOLDER);
    let mut command = Command::new("node");
    command
        .arg(folder.join("node_modules").join(script))
        .current_dir(folder.join(app.folder()))
        .stdout(console.for_child());
    command
}

/// Where a program puts what it counted; nothing of the run before is there.
fn answer_file(workspace: &Workspace, suite: Suite) -> Result<PathBuf> {
    let folder = workspace.metadata(&["--no-deps"])?.target_directory.into_std_path_buf().join("app-tests");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{}.json", suite.name()));
    match std::fs::remove_file(&file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(file),
    }
}

fn read(file: &Path) -> Result<Json> {
    let text = std::fs::read_to_string(file).context("it ended without a result")?;
    serde_json::from_str(&text).context("its result is no JSON")
}

/// A program that ends badly without naming what failed has failed once, and so has one that ran nothing.
fn verdict(mut report: Report, ok: bool) -> Report {
    if report.tally == Tally::default() {
        report.add(Report::failure(String::from("no test ran")));
    } else if !ok && report.tally.failed == 0 {
        report.add(Report::failure(String::from("ended badly")));
    }
    report
}

/// What Vitest's JSON says.
fn units_said(answer: &Json) -> Report {
    let mut report = Report::default();
    for file in list(answer, "testResults") {
        let tests = list(file, "assertionResults");
        if tests.is_empty() && file["status"] != "passed" {
            report.add(Report::failure(format!("{}: did not load", text(file, "name"))));
        }
        for test in tests {
            count(&mut report, &text(test, "fullName"), test["status"] == "passed", test["status"] == "failed");
        }
    }
    report
}

/// What Playwright's JSON says: suites within suites.
fn days_said(answer: &Json) -> Report {
    let mut report = Report::default();
    for error in list(answer, "errors") {
        report.add(Report::failure(text(error, "message")));
    }
    let mut next: Vec<&Json> = list(answer, "suites").iter().rev().collect();
    while let Some(suite) = next.pop() {
        next.extend(list(suite, "suites").iter().rev());
        for spec in list(suite, "specs") {
            let name = format!("{}: {}", text(spec, "file"), text(spec, "title"));
            for test in list(spec, "tests") {
                // One that passed only the second time has found something.
                let failed = test["status"] == "unexpected" || test["status"] == "flaky";
                count(&mut report, &name, test["status"] == "expected", failed);
            }
        }
    }
    report
}

fn count(report: &mut Report, name: &str, passed: bool, failed: bool) {
    match (passed, failed) {
        (true, _) => report.tally.passed += 1,
        (_, true) => report.add(Report::failure(name.to_owned())),
        _ => report.tally.ignored += 1,
    }
}

fn list<'a>(value: &'a Json, key: &str) -> &'a [Json] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Json, key: &str) -> String {
    value[key].as_str().unwrap_or("?").to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tally(passed: u64, failed: u64, ignored: u64) -> Tally {
        Tally { passed, failed, ignored }
    }

    #[test]
    fn every_app_has_its_suites() {
        let names: Vec<String> = Suite::all().map(Suite::name).collect();
        let expect = ["field-types", "field-units", "field-e2e", "console-types", "console-units", "console-e2e"];
        assert_eq!(names, expect);
    }

    #[test]
    fn playwrights_answer_is_counted() {
        let test = |status: &str| json!({ "status": status });
        let spec = |title: &str, tests: &[Json]| json!({ "title": title, "file": "a.spec.ts", "tests": tests });
        let inner = json!({ "specs": [spec("two", &[test("unexpected")]), spec("three", &[test("flaky")])] });
        let outer =
            json!({ "specs": [spec("one", &[test("expected")]), spec("four", &[test("skipped")])], "suites": [inner] });
        let cases = [
            (json!({ "suites": [outer.clone()] }), true, tally(1, 2, 1), vec!["a.spec.ts: two", "a.spec.ts: three"]),
            (
                json!({ "suites": [], "errors": [{ "message": "no browser" }] }),
                false,
                tally(0, 1, 0),
                vec!["no browser"],
            ),
            (json!({ "suites": [] }), true, tally(0, 1, 0), vec!["no test ran"]),
            (
                json!({ "suites": [{ "specs": [spec("one", &[test("expected")])] }] }),
                false,
                tally(1, 1, 0),
                vec!["ended badly"],
            ),
            (json!({}), true, tally(0, 1, 0), vec!["no test ran"]),
        ];
        for (answer, ok, expect, faults) in cases {
            let report = verdict(days_said(&answer), ok);
            let faults = faults.into_iter().map(str::to_owned).collect();
            assert_eq!(report, Report { tally: expect, faults }, "{answer}");
        }
    }

    #[test]
    fn vitests_answer_is_counted() {
        let test = |name: &str, status: &str| json!({ "fullName": name, "status": status });
        let file =
            |status: &str, tests: &[Json]| json!({ "name": "a.test.ts", "status": status, "assertionResults": tests });
        let cases = [
            (vec![file("passed", &[test("a", "passed"), test("b", "passed")])], tally(2, 0, 0), vec![]),
            (vec![file("failed", &[test("a", "passed"), test("b", "failed")])], tally(1, 1, 0), vec!["b"]),
            (vec![file("passed", &[test("a", "passed"), test("b", "skipped")])], tally(1, 0, 1), vec![]),
            (vec![file("failed", &[])], tally(0, 1, 0), vec!["a.test.ts: did not load"]),
            (vec![], tally(0, 1, 0), vec!["no test ran"]),
        ];
        for (files, expect, faults) in cases {
            let report = verdict(units_said(&json!({ "testResults": files })), true);
            let faults = faults.into_iter().map(str::to_owned).collect();
            assert_eq!(report, Report { tally: expect, faults }, "{files:?}");
        }
    }
}
