//! Running a program of Rust's test harness and reading what it says. Its JSON is not stable; its lines are.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::console::Console;

/// How many tests ended how.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) ignored: u64,
}

impl Tally {
    pub(super) fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }

    /// From a line such as `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s`.
    /// `None` for every other line.
    fn from_line(line: &str) -> Option<Tally> {
        let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let count = |word: &str| {
            let mut parts = counts.split("; ").filter_map(|part| part.split_once(' '));
            parts.find(|(_, name)| *name == word)?.0.parse().ok()
        };
        Some(Tally { passed: count("passed")?, failed: count("failed")?, ignored: count("ignored")? })
    }
}

/// What a suite came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) tally: Tally,
    /// What failed, by name.
    pub(super) faults: Vec<String>,
}

impl Report {
    /// One failure that no test reported itself.
    pub(super) fn failure(fault: String) -> Self {
        Self { tally: Tally { failed: 1, ..Tally::default() }, faults: vec![fault] }
    }

    pub(super) fn add(&mut self, other: Report) {
        self.tally.add(other.tally);
        self.faults.extend(other.faults);
    }
}

/// How far to read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// One program: to its one result. A server that a test left behind may hold the pipe open for ever.
    TheFirstResult,
    /// Several programs in a row.
    TheEnd,
}

/// Runs it, shows what it says as it says it, and counts.
pub(super) fn run(console: &Console, mut command: Command, name: &str, until: Until) -> Report {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => return Report::failure(format!("{name}: did not start: {error}")),
    };
    // Held until the program ended: a closed pipe would make its last lines fail.
    let mut output = child.stdout.take().map(BufReader::new);
    let read = output.as_mut().map(|output| read(output, name, until, |line| console.line(line))).unwrap_or_default();
    let status = child.wait();
    let (ok, ending) = match &status {
        Ok(status) => (status.success(), status.to_string()),
        Err(error) => (false, error.to_string()),
    };
    verdict(read, name, ok, &ending)
}

#[derive(Default)]
struct Heard {
    report: Report,
    results: usize,
}

fn read(output: &mut BufReader<impl Read>, name: &str, until: Until, show: impl Fn(&str)) -> Heard {
    let mut heard = Heard::default();
    let mut bytes = Vec::new();
    // By bytes: a test may print what is not UTF-8.
    while output.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
        let line = String::from_utf8_lossy(&bytes);
        let line = line.trim_end();
        if !line.is_empty() {
            show(line);
        }
        if let Some(test) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED")) {
            heard.report.faults.push(format!("{name}: {test}"));
        }
        if let Some(tally) = Tally::from_line(line) {
            heard.report.tally.add(tally);
            heard.results += 1;
            if until == Until::TheFirstResult {
                break;
            }
        }
        bytes.clear();
    }
    heard
}

/// A program that ends badly without naming a failed test, or well without a result, failed once: it was killed, it left
/// early, or it did not compile.
fn verdict(heard: Heard, name: &str, ok: bool, ending: &str) -> Report {
    let mut report = heard.report;
    if heard.results == 0 {
        report.add(Report::failure(format!("{name}: ended without a result ({ending})")));
    } else if !ok && report.tally.failed == 0 {
        report.add(Report::failure(format!("{name}: {ending}")));
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    const OK: &str = "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.00s";
    const FAILED: &str =
        "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s";

    fn tally(passed: u64, failed: u64, ignored: u64) -> Tally {
        Tally { passed, failed, ignored }
    }

    #[test]
    fn result_lines_are_told_from_others() {
        let cases = [
            (OK, Some(tally(5, 0, 1))),
            (FAILED, Some(tally(3, 2, 0))),
            ("test result: ok. 18446744073709551616 passed; 0 failed; 0 ignored", None),
            ("test result: ok. 5 passed", None),
            ("test result: ", None),
            ("    test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured", None),
            ("test model::result ... ok", None),
            ("running 5 tests", None),
            ("", None),
        ];
        for (line, expect) in cases {
            assert_eq!(Tally::from_line(line), expect, "{line}");
        }
    }

    #[test]
    fn a_program_is_judged_by_what_it_said_and_how_it_ended() {
        let failed = format!("test a::b ... FAILED\ntest c ... ok\n{FAILED}\n");
        let twice = format!("{OK}\n\n{FAILED}\n");
        let not_text = [b"\xff\xfe\n".as_slice(), OK.as_bytes()].concat();
        type Case<'a> = (&'a [u8], Until, bool, Tally, &'a [&'a str]);
        let cases: [Case; 7] = [
            (OK.as_bytes(), Until::TheEnd, true, tally(5, 0, 1), &[]),
            (&not_text, Until::TheEnd, true, tally(5, 0, 1), &[]),
            (failed.as_bytes(), Until::TheFirstResult, false, tally(3, 2, 0), &["p: a::b"]),
            (twice.as_bytes(), Until::TheEnd, false, tally(8, 2, 1), &[]),
            (twice.as_bytes(), Until::TheFirstResult, false, tally(5, 1, 1), &["p: exit code 101"]),
            (
                b"test a ... ok\n",
                Until::TheFirstResult,
                true,
                tally(0, 1, 0),
                &["p: ended without a result (exit code 101)"],
            ),
            (b"", Until::TheEnd, false, tally(0, 1, 0), &["p: ended without a result (exit code 101)"]),
        ];
        for (output, until, ok, expect, faults) in cases {
            let heard = read(&mut BufReader::new(output), "p", until, |_| ());
            let report = verdict(heard, "p", ok, "exit code 101");
            let faults = faults.iter().map(ToString::to_string).collect();
            assert_eq!(report, Report { tally: expect, faults }, "{}", String::from_utf8_lossy(output));
        }
    }
}
