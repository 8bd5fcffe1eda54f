//! Recorded exchanges of phones with their county in which everything is said that can be said, cut at every byte in both
//! directions. `cargo xtask cuts` does as many as are wanted.
#![allow(missing_docs)]

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use lianxin_testkit::sim::cuts::{self, Cut, Figures, Outcome, Point, Says, Session};
use serde_json::json;

/// The county of this seed is a quiet one, in which rare things are said.
const SEED: u64 = 0;
const SESSIONS: usize = 26;

fn setting<T: FromStr>(name: &str) -> Option<T> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name}: {value}")))
}

/// `AnswerShortened:17`
fn point() -> Option<Point> {
    let value: String = setting("LIANXIN_CUT_AT")?;
    let (cut, bytes) = value.split_once(':').unwrap_or_else(|| panic!("{value}: a cut, a colon, a number of bytes"));
    let known = Cut::ALL.into_iter().find(|known| format!("{known:?}") == cut);
    let known = known.unwrap_or_else(|| panic!("{cut} is no cut; there are: {:?}", Cut::ALL));
    Some((known, bytes.parse().unwrap_or_else(|_| panic!("{bytes} is no number"))))
}

#[test]
fn a_cut_at_any_byte_changes_nothing_in_the_end() {
    let began = Instant::now();
    let seed = setting("LIANXIN_SEED").unwrap_or(SEED);
    let count = setting("LIANXIN_CUT_SESSIONS").unwrap_or(SESSIONS);
    let exchange: Option<u64> = setting("LIANXIN_CUT_EXCHANGE");
    assert!(count > 0, "no exchange is no proof");
    println!("seed {seed}");
    let sessions = match exchange {
        Some(exchange) => vec![cuts::one(seed, exchange).unwrap()],
        None => cuts::choose(seed, count).unwrap(),
    };
    assert!(exchange.is_some() || sessions.len() == count, "{} exchanges were recorded", sessions.len());
    let outcomes = cut(&sessions, point());
    let (figures, said) = added(&outcomes);
    let points: BTreeMap<String, u64> =
        figures.points.iter().map(|(cut, count)| (format!("{cut:?}"), *count)).collect();
    let report = json!({
        "seed": seed, "sessions": outcomes.len(), "bytes": figures.bytes, "points": points,
        "points_in_all": figures.points.values().sum::<u64>(), "equal": figures.equal, "states": figures.states,
        "continued": figures.continued, "exchanges": figures.exchanges, "more_exchanges_most": figures.more_most,
        "seconds": began.elapsed().as_secs(), "said": said.iter().map(|(it, count)| (format!("{it:?}"), *count)).collect::<BTreeMap<_, _>>(),
    });
    println!("{report}");
    if let Some(file) = setting::<String>("LIANXIN_REPORT") {
        std::fs::write(file, report.to_string()).unwrap();
    }
    assert!(figures.points.values().sum::<u64>() > 0, "nothing was cut: the exchange has no such byte");
    let failed: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.failure.is_some()).collect();
    assert!(failed.is_empty(), "{} of {} failed", failed.len(), outcomes.len());
    if exchange.is_none() && count >= SESSIONS {
        let never: Vec<&Says> = Says::ALL.iter().filter(|it| !said.contains_key(it)).collect();
        assert!(never.is_empty(), "never said: {never:?}");
    }
}

/// Cuts all of them, on as many threads as the machine has processors.
fn cut(sessions: &[Session], at: Option<Point>) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::new());
    let work = || {
        while let Some(session) = sessions.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcome = session.cut(at);
            let mut outcomes = outcomes.lock().unwrap_or_else(PoisonError::into_inner);
            outcomes.push(outcome);
            tell(&outcomes, sessions.len());
        }
    };
    std::thread::scope(|threads| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            threads.spawn(work);
        }
    });
    outcomes.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn tell(outcomes: &[Outcome], of: usize) {
    let Some(Outcome { seed, exchange, figures, took, failure, says }) = outcomes.last() else { return };
    let points: u64 = figures.points.values().sum();
    println!(
        "{} of {of}: seed {seed}, exchange {exchange}: {points} points, {} continued, {:.1} s: {says:?}",
        outcomes.len(),
        figures.continued,
        took.as_secs_f64()
    );
    if let Some(failure) = failure {
        println!("✗ {}: {}", failure.promise, failure.seen);
        println!("  again: cargo xtask cuts --seed {seed} --exchange {exchange}");
    }
}

fn added(outcomes: &[Outcome]) -> (Figures, BTreeMap<Says, u64>) {
    let (mut figures, mut said) = (Figures::default(), BTreeMap::new());
    for outcome in outcomes {
        figures.add(&outcome.figures);
        for it in &outcome.says {
            *said.entry(*it).or_default() += 1;
        }
    }
    (figures, said)
}
