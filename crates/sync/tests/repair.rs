//! What differs between two sides is found by a sketch whose size follows what differs.
#![allow(missing_docs)]

use std::collections::BTreeSet;

use lianxin_model::limits;
use lianxin_sync::repair::{CELLS_MAX, Difference, Digest, Sketch};
use lianxin_sync::wire::WireError;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// So many items that both sides have, only theirs, only ours.
fn sides(seed: u64, both: usize, theirs: usize, ours: usize) -> [Vec<u64>; 3] {
    println!("seed {seed}");
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    [both, theirs, ours].map(|count| (0..count).map(|_| dice.random()).collect())
}

fn sorted(difference: Difference) -> (BTreeSet<u64>, BTreeSet<u64>) {
    (difference.theirs.into_iter().collect(), difference.ours.into_iter().collect())
}

#[test]
fn what_differs_is_found_and_nothing_else() {
    // (both, theirs, ours)
    let cases =
        [(0, 0, 0), (0, 3, 0), (0, 0, 3), (50, 1, 1), (2_000, 0, 0), (2_000, 5, 5), (2_000, 0, 25), (20_000, 10, 10)];
    for (seed, (both, theirs, ours)) in cases.into_iter().enumerate() {
        let [shared, only_theirs, only_ours] = sides(seed as u64, both, theirs, ours);
        let their_items = [&shared[..], &only_theirs].concat();
        let our_items = [&shared[..], &only_ours].concat();
        let sketch = Sketch::of(&their_items, 0);
        let sent = sketch.encode();
        assert!(sent.len() <= 1_300, "{} bytes for {both} documents", sent.len());
        assert_eq!(Sketch::decode(&sent).unwrap(), sketch);
        let found = sketch.difference(&our_items).unwrap_or_else(|| panic!("{both} {theirs} {ours}"));
        assert_eq!(sorted(found), (only_theirs.into_iter().collect(), only_ours.into_iter().collect()));
    }
}

#[test]
fn a_sketch_that_is_too_small_says_so_and_the_next_one_is_not() {
    for seed in 0..20 {
        let [shared, only_theirs, only_ours] = sides(seed, 3_000, 300, 200);
        let their_items = [&shared[..], &only_theirs].concat();
        let our_items = [&shared[..], &only_ours].concat();
        let mut cells = 0;
        let mut sketches = 0;
        let found = loop {
            let sketch = Sketch::of(&their_items, cells);
            sketches += 1;
            cells = sketch.cells_next();
            if let Some(found) = sketch.difference(&our_items) {
                break found;
            }
        };
        assert!((2..=4).contains(&sketches), "{sketches} sketches");
        assert_eq!(sorted(found), (only_theirs.into_iter().collect(), only_ours.into_iter().collect()));
    }
}

/// A sketch that grew as far as it can is still taken, whatever is in it.
#[test]
fn the_largest_sketch_can_be_sent() {
    for count in [100, 60_000, 200_000] {
        let [items, ..] = sides(3, count, 0, 0);
        let sketch = Sketch::of(&items, usize::MAX);
        let sent = sketch.encode();
        assert!(sent.len() <= limits::SKETCH_BYTES_MAX, "{} bytes for {count} documents", sent.len());
        assert!(sketch.cells_next() <= CELLS_MAX && Sketch::cells_for(usize::MAX) <= CELLS_MAX);
        assert_eq!(Sketch::decode(&sent).unwrap(), sketch);
    }
    let [shared, only_theirs, only_ours] = sides(4, 80_000, 14_000, 13_000);
    let sketch = Sketch::of(&[&shared[..], &only_theirs].concat(), CELLS_MAX);
    assert!(matches!(sketch, Sketch::Table(_)));
    let found = sketch.difference(&[&shared[..], &only_ours].concat()).expect("many differences are found");
    assert_eq!(sorted(found), (only_theirs.into_iter().collect(), only_ours.into_iter().collect()));
}

#[test]
fn a_digest_tells_equal_from_different() {
    let [items, ..] = sides(7, 1_000, 0, 0);
    let digest: Digest = items.iter().copied().collect();
    assert_eq!(digest, items.iter().rev().copied().collect(), "in whatever order");
    for place in [0, 500, 999] {
        let mut other = items.clone();
        other[place] ^= 1;
        assert_ne!(digest, other.iter().copied().collect());
        other.remove(place);
        assert_ne!(digest, other.into_iter().collect());
    }
}

#[test]
fn nonsense_is_refused_and_costs_little() {
    let garbage: [&[u8]; 6] = [b"", &[9], &[2], &[1, 0, 0], &[2, 0], &[2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]];
    for bytes in garbage {
        assert_eq!(Sketch::decode(bytes), Err(WireError::Garbage), "{bytes:?}");
    }
    assert_eq!(Sketch::decode(&vec![1; limits::SKETCH_BYTES_MAX + 1]), Err(WireError::TooLarge));
    // Tables that nobody's items make: an end is reached all the same.
    for seed in 0..200 {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let cells = 3 * dice.random_range(1..40);
        let mut bytes = vec![2];
        for _ in 0..cells {
            bytes.push([0, 1, 2, 3][dice.random_range(0..4)]);
            bytes.extend((0..12).map(|_| if dice.random_bool(0.5) { 0 } else { dice.random::<u8>() }));
        }
        let _read = Sketch::decode(&bytes).unwrap().difference(&[1, 2, 3]);
    }
}
