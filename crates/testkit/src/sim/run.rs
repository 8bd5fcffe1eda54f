//! Seeds: each is run twice, and one that fails is made short.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::time::{Duration, Instant};

use super::figures::Figures;
use super::plan::{Fault, Plan};
use super::world::{Event, Failure, World};

/// How a run ended.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The seed.
    pub seed: u64,
    /// By this two runs are compared.
    pub trace: String,
    /// Its last lines, where they were asked for.
    pub lines: Vec<String>,
    /// What it was.
    pub figures: Figures,
    /// What must not be, if anything.
    pub failure: Option<Failure>,
}

/// Runs a plan on a thread of its own: what a thread remembers is part of a run.
pub fn run(plan: &Plan, tells: bool) -> Outcome {
    quiet();
    let (plan, seed) = (plan.clone(), plan.seed);
    let thread = std::thread::Builder::new().name(THREAD.to_owned()).stack_size(16 * 1024 * 1024);
    let running = thread.spawn(move || on_this_thread(plan, tells)).expect("a thread");
    running.join().unwrap_or_else(|_| Outcome {
        seed,
        trace: String::new(),
        lines: Vec::new(),
        figures: Figures::default(),
        failure: Some(Failure { promise: "the simulator itself works", seen: "it gave way".to_owned() }),
    })
}

/// Runs a plan twice; what differs between the two is a failure too.
pub fn twice(plan: &Plan) -> Outcome {
    let first = run(plan, false);
    if first.failure.is_some() {
        return first;
    }
    let second = run(plan, false);
    let failure = match () {
        () if second.failure.is_some() => second.failure,
        () if second.trace != first.trace => {
            Some(Failure { promise: "one seed is one run", seen: format!("{} and {}", first.trace, second.trace) })
        }
        () => None,
    };
    let mut figures = first.figures;
    figures.add(&second.figures);
    Outcome { figures, failure, ..first }
}

/// The fewest steps of a plan that still fail in the same way, as far as halves, quarters and so on find them.
pub fn shortened(plan: &Plan, failure: &Failure, within: Duration) -> (Plan, Outcome) {
    let mut short = plan.clone();
    let mut outcome = run(&short, true);
    let began = Instant::now();
    let mut piece = short.steps.len().div_ceil(2).max(1);
    loop {
        let mut at = 0;
        let mut dropped = false;
        while at < short.steps.len() && began.elapsed() < within {
            let end = (at + piece).min(short.steps.len());
            let fewer = [&short.steps[..at], &short.steps[end..]].concat();
            let shorter = short.with(fewer);
            let tried = run(&shorter, true);
            if tried.failure.as_ref().is_some_and(|it| it.promise == failure.promise) {
                (short, outcome, dropped) = (shorter, tried, true);
            } else {
                at = end;
            }
        }
        if began.elapsed() >= within || (piece == 1 && !dropped) {
            return (short, outcome);
        }
        piece = piece.div_ceil(2);
    }
}

/// Does something on a thread of its own, where a panic is told with it, also one that the product caught.
pub(super) fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    quiet();
    let panics = |seen: String| Failure { promise: "nothing panics", seen };
    let working = move || {
        let done = catch_unwind(AssertUnwindSafe(work));
        match (done, PANIC.take()) {
            (Ok(Err(failure)), _) => Err(failure),
            (_, Some(seen)) => Err(panics(seen)),
            (Err(_), None) => Err(panics(String::new())),
            (Ok(Ok(done)), None) => Ok(done),
        }
    };
    let thread = std::thread::Builder::new().name(THREAD.to_owned()).stack_size(16 * 1024 * 1024);
    thread.spawn(working).expect("a thread").join().unwrap_or_else(|_| Err(panics("a thread".to_owned())))
}

const THREAD: &str = "simulation";

/// A panic of a run is told with the run.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().name() == Some(THREAD) {
                PANIC.set(Some(panic.to_string()));
            } else {
                before(panic);
            }
        }));
    });
}

thread_local! {
    static PANIC: std::cell::RefCell<Option<String>> = const { std::cell::RefCell::new(None) };
}

fn on_this_thread(plan: Plan, tells: bool) -> Outcome {
    let seed = plan.seed;
    let mut world = match World::new(plan, tells) {
        Ok(world) => world,
        Err(failure) => {
            let (trace, lines, figures) = (String::new(), Vec::new(), Figures::default());
            return Outcome { seed, trace, lines, figures, failure: Some(failure) };
        }
    };
    let lived = catch_unwind(AssertUnwindSafe(|| world.live()));
    let panicked = PANIC.take();
    let failure = match (lived, panicked) {
        (Ok(Err(failure)), _) => Some(failure),
        // A panic that the product caught is one all the same.
        (_, Some(seen)) => Some(Failure { promise: "nothing panics", seen }),
        (Err(_), None) => Some(Failure { promise: "nothing panics", seen: String::new() }),
        (Ok(Ok(())), None) => None,
    };
    let (trace, lines) = std::mem::take(&mut world.trace).end();
    Outcome { seed, trace, lines, figures: std::mem::take(&mut world.figures), failure }
}

impl World {
    fn live(&mut self) -> Result<(), Failure> {
        self.happen()?;
        self.heal()?;
        self.check_end()
    }

    /// All that the plan has.
    pub(super) fn happen(&mut self) -> Result<(), Failure> {
        self.begin()?;
        let mut at_ms = self.now();
        for (number, step) in self.plan.steps.clone().into_iter().enumerate() {
            at_ms += i64::from(step.after_ms);
            self.at(at_ms, Event::Step(number));
        }
        self.run_until(at_ms)
    }

    /// Phones are given out, and people are told for whom they answer, before anything goes wrong.
    fn begin(&mut self) -> Result<(), Failure> {
        use rand::SeedableRng as _;
        let weather: Vec<Fault> = std::mem::take(&mut self.weather);
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(self.plan.seed ^ 1);
        let logins = ["cadre0", "cadre1", "leader0", "cadre2", "cadre3", "leader1", "cadre4", "admin", "cadre5"];
        for number in 0..self.plan.phones {
            let phone = self.add_phone(logins[number % logins.len()])?;
            let acted = self.code(phone);
            self.acted("enrol code", acted);
        }
        for number in 0..self.plan.phones {
            let granted = self.give_village(number);
            self.acted("grant", granted);
        }
        self.run_until(self.now() + 60_000)?;
        for phone in 0..self.plan.phones {
            for _ in 0..3 {
                self.register(phone, &mut rng)?;
            }
        }
        self.run_until(self.now() + 60_000)?;
        self.weather = weather;
        Ok(())
    }
}
