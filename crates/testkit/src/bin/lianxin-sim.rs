//! Runs seeds of the simulator until so many are done or so much time has passed. `cargo xtask sim` builds and calls it.
//!
//! One line of JSON for each piece of progress, and one at the end. `--mistakes` names the mistakes that can be planted.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use lianxin_model::mistake::Mistake;
use lianxin_testkit::sim::run::{self, Outcome};
use lianxin_testkit::sim::{Fault, Figures, Plan};
use serde_json::{Value as Json, json};

/// So long a failing plan is made shorter, where nothing else is asked for, in seconds.
const SHORTENING_S: u64 = 60;
/// More failures than these say nothing new.
const FAILURES_MAX: usize = 10;
const TELLS_EVERY: Duration = Duration::from_secs(5);

struct Wanted {
    from: u64,
    seeds: u64,
    until: Option<Duration>,
    threads: usize,
    once: bool,
    shortening: Duration,
    without: Vec<Fault>,
    /// After so many seeds that failed it ends.
    failures: usize,
}

impl Wanted {
    fn plan(&self, seed: u64) -> Plan {
        Plan::of(seed).without(&self.without)
    }
}

#[derive(Default)]
struct Done {
    seeds: u64,
    figures: Figures,
    failed: Vec<Outcome>,
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("--mistakes") {
        let all = Mistake::ALL.iter().map(|it| json!({ "word": it.word(), "about": it.about() }));
        println!("{}", Json::from_iter(all));
        return ExitCode::SUCCESS;
    }
    let wanted = match wanted() {
        Ok(wanted) => wanted,
        Err(wrong) => {
            eprintln!("{wrong}");
            return ExitCode::from(2);
        }
    };
    let began = Instant::now();
    let done = Mutex::new(Done::default());
    let (next, over) = (AtomicU64::new(wanted.from), AtomicBool::new(false));
    std::thread::scope(|threads| {
        let work = || {
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                let late = wanted.until.is_some_and(|until| began.elapsed() >= until);
                if over.load(Ordering::Relaxed) || late || seed - wanted.from >= wanted.seeds {
                    return;
                }
                let plan = wanted.plan(seed);
                let outcome = if wanted.once { run::run(&plan, false) } else { run::twice(&plan) };
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                done.seeds += 1;
                done.figures.add(&outcome.figures);
                if let Some(failure) = &outcome.failure {
                    println!("{}", json!({ "seed": outcome.seed, "promise": failure.promise, "seen": failure.seen }));
                    done.failed.push(outcome);
                    over.store(done.failed.len() >= wanted.failures, Ordering::Relaxed);
                }
            }
        };
        let workers: Vec<_> = (0..wanted.threads).map(|_| threads.spawn(work)).collect();
        let mut told = Instant::now();
        while workers.iter().any(|worker| !worker.is_finished()) {
            std::thread::park_timeout(Duration::from_millis(200));
            if told.elapsed() >= TELLS_EVERY {
                told = Instant::now();
                println!("{}", figures(&done.lock().unwrap_or_else(PoisonError::into_inner), began.elapsed()));
            }
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.failed.sort_by_key(|outcome| outcome.seed);
    let took = began.elapsed();
    let failures: Vec<Json> =
        done.failed.iter().enumerate().map(|(number, it)| failure(it, number == 0, &wanted)).collect();
    let mut last = figures(&done, took);
    last["failures"] = failures.into();
    println!("{last}");
    ExitCode::from(u8::from(!done.failed.is_empty() || done.seeds == 0))
}

fn figures(done: &Done, took: Duration) -> Json {
    let figures = &done.figures;
    let faults: BTreeMap<String, u64> =
        figures.faults.iter().map(|(fault, count)| (format!("{fault:?}"), *count)).collect();
    let seconds = took.as_secs_f64();
    json!({
        "seeds": done.seeds, "failed": done.failed.len(), "seconds": (seconds * 10.0).round() / 10.0,
        "sessions": figures.sessions, "sessions_per_second": (figures.sessions as f64 / seconds).round(),
        "requests": figures.exchanges, "edits": figures.edits, "acts": figures.acts, "compared": figures.compared, "restarts": figures.restarts,
        "healing_rounds_most": figures.healing_rounds, "faults": faults, "troubles": figures.troubles,
        "deeds": figures.deeds,
    })
}

/// What to tell of a run that failed; with its shortest plan, which takes a while.
fn failure(outcome: &Outcome, shorten: bool, wanted: &Wanted) -> Json {
    let Some(failure) = &outcome.failure else { return Json::Null };
    let mut told = json!({ "seed": outcome.seed, "promise": failure.promise, "seen": failure.seen });
    let plan = wanted.plan(outcome.seed);
    if shorten && failure.promise != "one seed is one run" {
        let (short, outcome) = run::shortened(&plan, failure, wanted.shortening);
        let steps: Vec<String> = short.steps.iter().map(|step| format!("{step:?}")).collect();
        told["steps"] = json!({ "before": plan.steps.len(), "after": steps });
        told["seen_then"] = json!(outcome.failure.map(|it| it.seen));
        told["trace"] = json!(outcome.lines);
    }
    told
}

fn wanted() -> Result<Wanted, String> {
    let mut wanted = Wanted {
        from: 0,
        seeds: u64::MAX,
        until: None,
        threads: 0,
        once: false,
        shortening: Duration::from_secs(SHORTENING_S),
        without: Vec::new(),
        failures: FAILURES_MAX,
    };
    wanted.threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        if name == "--once" {
            wanted.once = true;
            continue;
        }
        let value = arguments.next().ok_or_else(|| format!("{name} wants a number"))?;
        if name == "--without" {
            let fault = Fault::ALL.into_iter().find(|fault| format!("{fault:?}") == value);
            wanted.without.push(fault.ok_or_else(|| format!("{value} is no fault; there are: {:?}", Fault::ALL))?);
            continue;
        }
        let wrong = || format!("{name} wants a number, not {value}");
        let whole = || value.parse::<u64>().map_err(|_| wrong());
        let seconds = |unit: f64| {
            let number = value.parse::<f64>().map_err(|_| wrong())?;
            Duration::try_from_secs_f64(number * unit).map_err(|_| wrong())
        };
        match name.as_str() {
            "--from" => wanted.from = whole()?,
            "--seeds" => wanted.seeds = whole()?,
            "--minutes" => wanted.until = Some(seconds(60.0)?),
            "--shorten" => wanted.shortening = seconds(1.0)?,
            "--failures" => wanted.failures = usize::try_from(whole()?).map_err(|_| wrong())?.max(1),
            "--threads" => wanted.threads = usize::try_from(whole()?).map_err(|_| wrong())?.max(1),
            _ => return Err(format!("{name} is nothing that can be asked for")),
        }
    }
    if wanted.until.is_none() && wanted.seeds == u64::MAX {
        wanted.seeds = 1_000;
    }
    Ok(wanted)
}
