//! What happened, in its order: a hash by which two runs are compared, and lines for whoever reads a run that failed.

use std::collections::VecDeque;
use std::fmt;

use sha2::{Digest as _, Sha256};

/// So many of the last lines are kept.
const LINES_MAX: usize = 20_000;

/// What happened so far.
#[derive(Debug, Default)]
pub(super) struct Trace {
    hasher: Sha256,
    lines: VecDeque<String>,
    tells: bool,
}

impl Trace {
    /// With `tells`, lines are kept.
    pub(super) fn new(tells: bool) -> Self {
        Self { tells, ..Self::default() }
    }

    /// Something happened.
    pub(super) fn say(&mut self, now_ms: i64, line: fmt::Arguments<'_>) {
        let line = format!("{now_ms} {line}");
        self.hasher.update(line.as_bytes());
        self.hasher.update([0]);
        if self.tells {
            if self.lines.len() == LINES_MAX {
                self.lines.pop_front();
            }
            self.lines.push_back(line);
        }
    }

    /// These bytes went over the network.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.hasher.update((bytes.len() as u64).to_le_bytes());
        self.hasher.update(bytes);
    }

    /// The hash of all of it, shortened, and the last lines.
    pub(super) fn end(self) -> (String, Vec<String>) {
        let digest: [u8; 32] = self.hasher.finalize().into();
        (digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect(), self.lines.into())
    }
}
