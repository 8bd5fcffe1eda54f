//! A fixed set of seeds of the simulator. `cargo xtask sim` runs others, and as many as one likes.
#![allow(missing_docs)]

use lianxin_testkit::sim::{Figures, Plan, run};

/// The first of the seeds, and how many.
const SEEDS: std::ops::Range<u64> = 0..6;
/// A county of which nothing is compared keeps every promise.
const COMPARED_MIN: u64 = 20;

#[test]
fn what_was_promised_holds_for_every_seed() {
    let mut figures = Figures::default();
    for seed in SEEDS {
        let outcome = run::twice(&Plan::of(seed));
        assert!(outcome.failure.is_none(), "seed {seed}: {:?}", outcome.failure);
        figures.add(&outcome.figures);
    }
    let seeds = SEEDS.end - SEEDS.start;
    assert!(figures.compared >= COMPARED_MIN * seeds, "hardly anything was written: {figures:?}");
    assert!(figures.restarts > 0, "no disk stopped: {figures:?}");
}
