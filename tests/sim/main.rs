//! A fixed set of seeds of the simulator. `cargo xtask sim` runs others, and as many as one likes.
#![allow(missing_docs)]

use lianxin_testkit::sim::{Plan, run};

/// The first of the seeds, and how many.
const SEEDS: std::ops::Range<u64> = 0..6;

#[test]
fn what_was_promised_holds_for_every_seed() {
    for seed in SEEDS {
        let outcome = run::twice(&Plan::of(seed));
        assert!(outcome.failure.is_none(), "seed {seed}: {:?}", outcome.failure);
    }
}
