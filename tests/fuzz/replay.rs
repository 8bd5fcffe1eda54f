//! Everything that the fuzzer was begun with and every input that once found a fault, through what it fuzzes; and some thousands of
//! bent ones each, from a seed.
//!
//! `LIANXIN_SEED=7 LIANXIN_BENT=100000 cargo test --test fuzz -- --nocapture`

#[path = "src/lib.rs"]
#[allow(dead_code, unreachable_pub)] // A crate of its own for the fuzzer, whose seeds use the rest.
mod targets;

use std::path::{Path, PathBuf};

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use targets::TARGETS;

const BENT_DEFAULT: u64 = 1_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/inputs")
}

/// The inputs of a target, by name.
fn inputs(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = folder().join(target);
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut inputs: Vec<(String, Vec<u8>)> = files
        .map(|file| {
            let path = file.unwrap().path();
            (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap())
        })
        .collect();
    inputs.sort();
    inputs
}

#[test]
fn every_kept_input_is_taken() {
    for (name, run) in TARGETS {
        let inputs = inputs(name);
        assert!(!inputs.is_empty(), "{name} has no inputs");
        for (file, bytes) in inputs {
            println!("{name}/{file}");
            run(&bytes);
        }
    }
}

#[test]
fn every_folder_has_a_target() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(TARGETS.iter().any(|(target, _)| *target == name), "{name:?} is the folder of no target");
    }
}

#[test]
fn bent_inputs_are_taken() {
    let number = |name: &str, default: u64| std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(default);
    let (seed, bent) = (number("LIANXIN_SEED", 20_261_128), number("LIANXIN_BENT", BENT_DEFAULT));
    println!("LIANXIN_SEED={seed} LIANXIN_BENT={bent}");
    for (name, run) in TARGETS {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let inputs = inputs(name);
        for _ in 0..bent {
            let (_, mut bytes) = inputs[rng.random_range(0..inputs.len())].clone();
            for _ in 0..rng.random_range(1..4) {
                bend(&mut bytes, &mut rng);
            }
            run(&bytes);
        }
    }
}

fn bend(bytes: &mut Vec<u8>, rng: &mut ChaCha8Rng) {
    let place = rng.random_range(0..=bytes.len());
    match rng.random_range(0..5) {
        0 => bytes.truncate(place),
        1 => bytes.insert(place, rng.random()),
        2 if place < bytes.len() => drop(bytes.remove(place)),
        3 => bytes.extend_from_within(place..),
        _ if place < bytes.len() => bytes[place] ^= 1 << rng.random_range(0..8),
        _ => {}
    }
}
