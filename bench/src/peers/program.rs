//! A program under measurement: what it is asked, and what it costs.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use super::Failed;

/// A program that answers lines.
pub(crate) struct Program {
    name: String,
    child: Child,
    input: Option<ChildStdin>,
    output: Option<BufReader<ChildStdout>>,
}

impl Program {
    /// Starts it with its input and output in our hands.
    pub(crate) fn talking(name: &str, mut command: Command) -> Result<Self, Failed> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().map(BufReader::new);
        Ok(Self { name: name.to_owned(), child, input, output })
    }

    /// Starts one that does not talk.
    pub(crate) fn silent(name: &str, mut command: Command) -> Result<Self, Failed> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Self { name: name.to_owned(), child, input: None, output: None })
    }

    /// Asks and waits.
    pub(crate) fn ask(&mut self, request: Value) -> Result<Value, Failed> {
        self.send(&request)?;
        self.receive()
    }

    /// Asks; the answer is taken later.
    pub(crate) fn send(&mut self, request: &Value) -> Result<(), Failed> {
        let input = self.input.as_mut().ok_or_else(|| Failed(format!("{} does not talk", self.name)))?;
        writeln!(input, "{request}")?;
        Ok(input.flush()?)
    }

    pub(crate) fn receive(&mut self) -> Result<Value, Failed> {
        let output = self.output.as_mut().ok_or_else(|| Failed(format!("{} does not talk", self.name)))?;
        let mut line = String::new();
        if output.read_line(&mut line)? == 0 {
            return Err(Failed(format!("{} ended", self.name)));
        }
        let answer: Value = serde_json::from_str(&line).map_err(|_| Failed(format!("{}: {line}", self.name)))?;
        match answer["ok"].as_bool() {
            Some(true) => Ok(answer),
            _ => Err(Failed(format!("{}: {}", self.name, answer["error"].as_str().unwrap_or(&line)))),
        }
    }

    /// CPU time so far, in seconds, of all its threads (Linux: ticks of 10 ms).
    pub(crate) fn cpu_s(&self) -> Result<f64, Failed> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |place: usize| fields.get(place).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
        Ok((ticks(11) + ticks(12)) / 100.0)
    }

    /// A line of `/proc/…/status` in MB: `VmRSS` now, `VmHWM` at most so far.
    pub(crate) fn memory_mb(&self, line: &str) -> Result<f64, Failed> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kb = status.lines().find_map(|it| it.strip_prefix(line)?.trim_start_matches(':').split_whitespace().next());
        Ok(kb.and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) * 1024.0 / 1e6)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Programs that talk end with their input; the others are told.
        self.input = None;
        if self.output.is_none() {
            let _told = self.child.kill();
        }
        let _ended = self.child.wait();
    }
}
