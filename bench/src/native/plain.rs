//! The floor: the same in Rust, without a binding.

use std::path::Path;
use std::time::Instant;

use lianxin_core::Core;
use lianxin_core::requests::{RowsFilter, RowsOrder};
use serde_json::{Value, json};

use crate::report::median_us;
use crate::store;

/// As many as the core gives at once.
const PAGE: u32 = 200;

/// What every host answers with: microseconds and kilobytes.
pub(crate) fn measure(folder: &Path, rows: u32, rounds: usize) -> Value {
    let (before, start) = (resident_kb(), Instant::now());
    let core = store::open(folder);
    let first = list(&core, rows);
    let open_us = start.elapsed().as_secs_f64() * 1e6;
    assert_eq!(first, rows as usize, "the whole list");
    let open_kb = resident_kb() - before;
    let list_us = median_us(rounds, || {
        list(&core, rows);
    });
    json!({ "open_us": open_us, "list_us": list_us, "open_kb": open_kb })
}

/// A list as an app draws it, page by page; how many rows it has.
fn list(core: &Core, rows: u32) -> usize {
    let pages = (0..rows).step_by(PAGE as usize).map(|offset| {
        let limit = Some(PAGE.min(rows - offset));
        let filter = RowsFilter { order: RowsOrder::default(), limit, offset, ..RowsFilter::default() };
        std::hint::black_box(core.households().rows(&filter).expect("a page")).rows.len()
    });
    pages.sum()
}

/// What this process holds in memory (Linux).
fn resident_kb() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("VmRSS");
    line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).expect("a number")
}
