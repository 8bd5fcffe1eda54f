//! What a seed does: which faults there are, and what people do and suffer, one step after the other. Each step brings its own
//! dice, so that a plan from which steps were taken out is still a plan.

use std::collections::BTreeSet;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A connection ends at any byte, in either direction.
    Cut,
    /// A request or an answer does not arrive.
    Loss,
    /// A request arrives twice.
    Twice,
    /// Requests and answers take from seconds to hours, and so overtake each other.
    Delay,
    /// A phone gets an answer that it got before.
    Stale,
    /// Somebody else answers, with a page.
    Portal,
    /// An answer is shortened, its length put right, or a bit of it is another.
    Bent,
    /// Something on the way does not understand the protocol, so that the phone tries the one before.
    Old,
    /// Clocks are wrong by up to ten years, and jump.
    Clock,
    /// The app is killed.
    KillPhone,
    /// The server is killed.
    KillServer,
    /// A phone is put back to an older copy of itself.
    RestorePhone,
    /// The server is put back to an older copy of itself.
    RestoreServer,
    /// The app is open twice.
    Tabs,
    /// Devices are shut out, accounts closed.
    Revoke,
    /// A disk does not read or write, once or for a while.
    DiskError,
    /// A disk is full for a while.
    DiskFull,
    /// The power goes at any call of a disk, which loses and tears what was not synced.
    PowerCut,
}

impl Fault {
    /// Every kind.
    pub const ALL: [Fault; 18] = [
        Fault::Cut,
        Fault::Loss,
        Fault::Twice,
        Fault::Delay,
        Fault::Stale,
        Fault::Portal,
        Fault::Bent,
        Fault::Old,
        Fault::Clock,
        Fault::KillPhone,
        Fault::KillServer,
        Fault::RestorePhone,
        Fault::RestoreServer,
        Fault::Tabs,
        Fault::Revoke,
        Fault::DiskError,
        Fault::DiskFull,
        Fault::PowerCut,
    ];
}

/// What happens in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Somebody writes.
    Write,
    /// Somebody taps “sync”.
    Ask,
    /// A phone's network becomes better or worse.
    Range,
    /// The office grants, moves, hands over, merges, renames.
    Office,
    /// Somebody decides on what waits for their word, or a person on what was set aside.
    Decide,
    /// Another phone comes.
    NewPhone,
    /// A fault that is no fault of the network.
    Harm(Fault),
}

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// So long after the one before it.
    pub after_ms: u32,
    /// Its own dice.
    pub dice: u64,
    /// What happens.
    pub what: What,
}

/// The plan of a seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// Phones at the beginning.
    pub phones: usize,
    /// Which faults there are.
    pub faults: BTreeSet<Fault>,
    /// What happens.
    pub steps: Vec<Step>,
}

/// Fewer kinds of faults no run has.
const FAULTS_MIN: usize = 5;

impl Plan {
    /// The plan of a seed.
    pub fn of(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut faults: BTreeSet<Fault> = Fault::ALL.into_iter().filter(|_| rng.random_bool(0.6)).collect();
        while faults.len() < FAULTS_MIN {
            faults.insert(Fault::ALL[rng.random_range(0..Fault::ALL.len())]);
        }
        let phones = rng.random_range(3..=7);
        let count = rng.random_range(60..=160);
        let steps = (0..count).map(|_| step(&mut rng, &faults)).collect();
        Self { seed, phones, faults, steps }
    }

    /// The same without these faults.
    pub fn without(mut self, faults: &[Fault]) -> Self {
        self.faults.retain(|fault| !faults.contains(fault));
        self.steps.retain(|step| !matches!(step.what, What::Harm(fault) if faults.contains(&fault)));
        self
    }

    /// The same with these steps alone.
    pub fn with(&self, steps: Vec<Step>) -> Self {
        Self { steps, ..self.clone() }
    }
}

fn step(rng: &mut ChaCha8Rng, faults: &BTreeSet<Fault>) -> Step {
    let harms = [
        (Fault::Clock, 4),
        (Fault::KillPhone, 5),
        (Fault::KillServer, 3),
        (Fault::RestorePhone, 4),
        (Fault::RestoreServer, 2),
        (Fault::Tabs, 3),
        (Fault::Revoke, 2),
        (Fault::DiskError, 4),
        (Fault::DiskFull, 2),
        (Fault::PowerCut, 5),
    ];
    let harms = harms.into_iter().filter(|(fault, _)| faults.contains(fault));
    let others = [
        (What::Write, 50),
        (What::Ask, 14),
        (What::Range, 8),
        (What::Office, 9),
        (What::Decide, 5),
        (What::NewPhone, 1),
    ];
    let choices: Vec<(What, u32)> =
        others.into_iter().chain(harms.map(|(fault, weight)| (What::Harm(fault), weight))).collect();
    let all: u32 = choices.iter().map(|(_, weight)| weight).sum();
    let mut at = rng.random_range(0..all);
    let chosen = choices.iter().find(|(_, weight)| {
        let is_it = at < *weight;
        at = at.wrapping_sub(*weight);
        is_it
    });
    let after_ms = match rng.random_range(0..20) {
        0 => rng.random_range(600_000..6 * 3_600_000),
        1..=4 => rng.random_range(30_000..600_000),
        5..=12 => rng.random_range(1_000..30_000),
        _ => rng.random_range(0..1_000),
    };
    Step { after_ms, dice: rng.random(), what: chosen.map_or(What::Write, |(what, _)| *what) }
}
