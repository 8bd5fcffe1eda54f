//! The real server and real devices, killed without warning under load; nothing that anybody was told is lost, nothing is there
//! twice. `cargo xtask kills --rounds N` runs it for longer.
//!
//! A round is one kill. `LIANXIN_KILL_ROUNDS` sets how many, `LIANXIN_SEED` where chance begins, `LIANXIN_REPORT` a file for the
//! figures.
#![allow(missing_docs)]

mod county;
mod ledger;

use std::time::{Duration, Instant};

use county::{DEVICES, Running, Template};
use ledger::Ledger;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

/// Kills after which everything is compared and a new county begins: in a large one each command takes longer.
const KILLS_A_COUNTY: u64 = 60;

/// What was killed.
#[derive(Debug, Default)]
struct Kills {
    writing: u64,
    syncing: u64,
    serving: u64,
}

impl Kills {
    fn all(&self) -> u64 {
        self.writing + self.syncing + self.serving
    }
}

#[test]
fn nothing_that_was_answered_is_lost_to_kill_9() {
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (rounds, seed) = (number("LIANXIN_KILL_ROUNDS", 250), number("LIANXIN_SEED", 20_261_128));
    println!("seed {seed} (LIANXIN_SEED), {rounds} kills (LIANXIN_KILL_ROUNDS)");
    let template = Template::make();
    let (mut kills, mut answered, mut counties, start) = (Kills::default(), 0, 0, Instant::now());
    while kills.all() < rounds {
        // Each county begins with a seed of its own, so that one that fails is had again alone.
        let seed = seed.wrapping_add(counties);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (mut running, mut ledger) = (template.run(), Ledger::default());
        let until = (kills.all() + KILLS_A_COUNTY).min(rounds);
        while kills.all() < until {
            turn(&template, &mut running, &mut ledger, &mut rng, &mut kills);
        }
        running.heal();
        answered += ledger.compare(&running).unwrap_or_else(|why| panic!("seed {seed}, a county by itself: {why}"));
        counties += 1;
        if rounds > 1_000 && counties % 10 == 0 {
            let rate = kills.all() as f64 / start.elapsed().as_secs_f64();
            println!("{} of {rounds} kills, {answered} answered writes there, {rate:.1} kills/s", kills.all());
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{kills:?}: {answered} answered writes, 0 lost, 0 twice; {:.1} kills/s", kills.all() as f64 / seconds);
    if let Some(report) = std::env::var_os("LIANXIN_REPORT") {
        let figures = json!({
            "seed": seed, "kills": kills.all(), "writing": kills.writing, "syncing": kills.syncing,
            "serving": kills.serving, "answered": answered, "lost": 0, "seconds": seconds,
            "kills_per_second": kills.all() as f64 / seconds,
        });
        std::fs::write(report, figures.to_string()).unwrap();
    }
    assert!(kills.serving > 0 && kills.syncing > 0 && kills.writing > 0, "{kills:?}");
}

/// All devices are at work at once, each is killed at a moment of its own or not at all, and sometimes the server is.
fn turn(template: &Template, running: &mut Running, ledger: &mut Ledger, rng: &mut ChaCha8Rng, kills: &mut Kills) {
    let works: Vec<_> = DEVICES.map(|device| work(template, ledger, rng, device)).into_iter().collect();
    let server = rng.random_bool(0.3).then(|| Duration::from_micros(rng.random_range(0..template.sync_us)));
    let outcomes = std::thread::scope(|scope| {
        let doing: Vec<_> = works
            .iter()
            .map(|work| {
                let arguments = running.device(work.device, &work.words);
                scope.spawn(move || county::run_or_kill(&arguments, work.kill_after))
            })
            .collect();
        if let Some(after) = server {
            running.kill_server(after);
            kills.serving += 1;
        }
        doing.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });
    for (work, outcome) in works.into_iter().zip(outcomes) {
        match (&work.marker, outcome.killed) {
            (Some(_), true) => kills.writing += 1,
            (None, true) => kills.syncing += 1,
            _ => {}
        }
        let Some(marker) = work.marker else { continue };
        // Told on standard output, whether it was killed right after or not.
        match outcome.answered {
            true => ledger.answered(marker),
            false => ledger.tried(marker),
        }
        assert!(outcome.killed || outcome.answered, "a device failed to write: {}", outcome.said);
    }
}

/// What one device does in a turn.
struct Work {
    device: &'static str,
    words: Vec<String>,
    marker: Option<ledger::Marker>,
    kill_after: Option<Duration>,
}

fn work(template: &Template, ledger: &mut Ledger, rng: &mut ChaCha8Rng, device: &'static str) -> Work {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let (words, marker, lasts_us) = match rng.random_range(0..5) {
        0 | 1 => (words(&["sync"]), None, template.sync_us),
        2 => {
            let marker = ledger.note();
            (words(&["household", "note", "0001", &marker.text]), Some(marker), template.write_us)
        }
        _ => {
            let marker = ledger.visit();
            let visit = ["visit", "add", "--household", "0002", "--kind", "home", "--text", &marker.text];
            (words(&visit), Some(marker), template.write_us)
        }
    };
    let kill_after = rng.random_bool(0.8).then(|| Duration::from_micros(rng.random_range(0..lasts_us)));
    Work { device, words, marker, kill_after }
}
