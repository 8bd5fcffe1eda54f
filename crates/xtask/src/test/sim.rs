//! The suite `sim`: the simulator for some minutes, beside the fixed seeds that run with the tests.

use super::libtest::{Report, Tally};
use crate::console::Console;
use crate::sim::{self, Seeds};
use crate::workspace::Workspace;

pub(super) const SUITE: &str = "sim";
const MINUTES: f64 = 2.0;

/// Counts as one test: how many seeds the minutes hold is the machine's matter.
pub(super) fn run(workspace: &Workspace, console: &Console) -> Report {
    match sim::run(workspace, console, &Seeds::for_minutes(MINUTES)) {
        Ok(outcome) if outcome.ok => Report { tally: Tally { passed: 1, ..Tally::default() }, faults: Vec::new() },
        Ok(outcome) => Report::failure(outcome.line),
        Err(error) => Report::failure(format!("{SUITE}: {error:#}")),
    }
}
