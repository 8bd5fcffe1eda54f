//! The suite `sim`: the simulator for some minutes, beside the fixed seeds that run with the tests.

use super::libtest::{Report, Tally};
use crate::console::Console;
use crate::sim::{self, Seeds};
use crate::workspace::Workspace;

pub(super) const SUITE: &str = "sim";
const MINUTES: f64 = 2.0;

/// Each seed counts as a test.
pub(super) fn run(workspace: &Workspace, console: &Console) -> Report {
    match sim::run(workspace, console, &Seeds::for_minutes(MINUTES)) {
        Ok(outcome) => {
            let count = |name: &str| outcome.detail["simulated"][name].as_u64().unwrap_or(0);
            let failed = count("failed").max(u64::from(!outcome.ok));
            let passed = count("seeds").saturating_sub(count("failed"));
            let faults = if outcome.ok { Vec::new() } else { vec![outcome.line] };
            Report { tally: Tally { passed, failed, ignored: 0 }, faults }
        }
        Err(error) => Report::failure(format!("{error:#}")),
    }
}
