//! What the person, or the script, at the other end sees.

use std::io::Write;
use std::process::{ExitCode, Stdio};

use serde_json::{Value, json};

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) ok: bool,
    /// The last line for a person.
    pub(crate) line: String,
    /// The same for a script: an object, to which `command` and `ok` are added.
    pub(crate) detail: Value,
}

impl Outcome {
    /// The outcome of a check that found these faults.
    pub(crate) fn of_faults(what: &str, faults: &[String]) -> Self {
        let line = match faults.len() {
            0 => format!("{what}: in order"),
            1 => format!("{what}: 1 fault"),
            count => format!("{what}: {count} faults"),
        };
        Self { ok: faults.is_empty(), line, detail: json!({ "faults": faults }) }
    }

    /// The outcome of a command that could not do its work.
    pub(crate) fn error(error: &anyhow::Error) -> Self {
        let line = format!("error: {error:#}");
        Self { ok: false, detail: json!({ "error": format!("{error:#}") }), line }
    }
}

/// Where lines go. With `--json`, standard output carries the outcome alone.
pub(crate) struct Console {
    json: bool,
}

impl Console {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether a script reads, not a person.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// One line of progress. A reader that went away is no reason to stop: the exit code still counts.
    pub(crate) fn line(&self, text: &str) {
        let _ = if self.json {
            writeln!(std::io::stderr().lock(), "{text}")
        } else {
            writeln!(std::io::stdout().lock(), "{text}")
        };
    }

    /// The heading of a step.
    pub(crate) fn step(&self, text: &str) {
        self.line(&format!("\n── {text}"));
    }

    /// Faults of a check, one a line.
    pub(crate) fn faults(&self, faults: &[String]) {
        faults.iter().for_each(|fault| self.line(&format!("  ✗ {fault}")));
    }

    /// Where a child's standard output goes.
    pub(crate) fn for_child(&self) -> Stdio {
        if self.json { Stdio::from(std::io::stderr()) } else { Stdio::inherit() }
    }

    /// Closes with the outcome, alone on the last line.
    pub(crate) fn finish(&self, command: &str, outcome: &Outcome) -> ExitCode {
        let text = if self.json {
            let mut object = outcome.detail.clone();
            object["command"] = json!(command);
            object["ok"] = json!(outcome.ok);
            object.to_string()
        } else {
            outcome.line.clone()
        };
        let mut stdout = std::io::stdout().lock();
        let _ = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
        ExitCode::from(u8::from(!outcome.ok))
    }
}
