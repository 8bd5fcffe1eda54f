//! How far the preparation is: a bar on a terminal, a line a step elsewhere.

use std::io::{IsTerminal as _, Write as _};
use std::time::Instant;

use indicatif::ProgressBar;

use crate::console::Console;

/// Says which step is under way.
pub(super) struct Progress {
    console: Console,
    began: Instant,
}

impl Progress {
    pub(super) fn new(console: Console) -> Self {
        Self { console, began: Instant::now() }
    }

    /// Begins a step.
    pub(super) fn step(&self, zh: &'static str, en: &'static str, of: usize) -> ProgressBar {
        if !self.console.is_json() && !std::io::stderr().is_terminal() {
            let seconds = self.began.elapsed().as_secs();
            let what = self.console.lang().pick(zh, en);
            // Where nobody can be told, the step goes on.
            let _ = writeln!(std::io::stderr(), "[{seconds:>3} s] {what} ({of})");
        }
        self.console.progress(of as u64, zh, en)
    }

    /// Seconds since the beginning.
    pub(super) fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }
}
