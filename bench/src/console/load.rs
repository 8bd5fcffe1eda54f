//! Fifty supervisors who read, each with a pause between two questions, as somebody who looks at what was answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lianxin_store::Store;

use super::floor;
use super::questions::{GROUPS, Question};
use super::words::Dice;

/// The time that somebody looks at an answer, in milliseconds: from the least to the most.
const LOOKS_MS: (u64, u64) = (500, 1_500);

/// Times in microseconds, by group.
pub(crate) type Times = Vec<Vec<f64>>;

/// What was measured.
pub(crate) struct Measured {
    pub(crate) here: Times,
    pub(crate) floor: Times,
    pub(crate) failed: usize,
}

/// One supervisor.
#[derive(Clone)]
pub(crate) struct Supervisor {
    pub(crate) token: String,
    /// The area that they lead.
    pub(crate) area: String,
    /// Its households: ids with names.
    pub(crate) households: Arc<Vec<(String, String)>>,
}

/// All of them at once for so long; one more asks the bare database the same.
pub(crate) async fn measure(base: &str, supervisors: Vec<Supervisor>, store: Arc<dyn Store>, seconds: u64) -> Measured {
    let until = Instant::now() + Duration::from_secs(seconds);
    let stop = Arc::new(AtomicBool::new(false));
    let bare = {
        let (stop, supervisors) = (Arc::clone(&stop), supervisors.clone());
        std::thread::spawn(move || ask_the_store(store.as_ref(), &supervisors, &stop))
    };
    let mut tasks = Vec::new();
    for (number, supervisor) in supervisors.into_iter().enumerate() {
        let base = base.to_owned();
        tasks.push(tokio::spawn(async move { read(&base, &supervisor, number as u64, until).await }));
    }
    let mut here: Times = vec![Vec::new(); GROUPS.len()];
    let mut failed = 0;
    for task in tasks {
        let (times, faults) = task.await.expect("no panic");
        failed += faults;
        for (all, own) in here.iter_mut().zip(times) {
            all.extend(own);
        }
    }
    stop.store(true, Ordering::Relaxed);
    Measured { here, floor: bare.join().expect("no panic"), failed }
}

async fn read(base: &str, supervisor: &Supervisor, number: u64, until: Instant) -> (Times, usize) {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let mut dice = Dice::new(1_000 + number);
    let (mut times, mut failed): (Times, usize) = (vec![Vec::new(); GROUPS.len()], 0);
    while Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(LOOKS_MS.0 + dice.roll(LOOKS_MS.1 - LOOKS_MS.0))).await;
        let question = Question::next(&mut dice, &supervisor.households);
        let address = format!("{base}{}", question.path(&supervisor.area));
        let begun = Instant::now();
        let asked = match question.body() {
            Some(body) => client.post(address).header("content-type", "application/json").body(body),
            None => client.get(address),
        };
        let answered = match asked.bearer_auth(&supervisor.token).send().await {
            Ok(answer) if answer.status().is_success() => answer.bytes().await.is_ok(),
            _ => false,
        };
        // The time of a refusal says nothing of an answer's.
        if answered {
            times[question.group()].push(begun.elapsed().as_secs_f64() * 1e6);
        } else {
            failed += 1;
        }
    }
    (times, failed)
}

fn ask_the_store(store: &dyn Store, supervisors: &[Supervisor], stop: &AtomicBool) -> Times {
    let mut dice = Dice::new(99);
    let mut times: Times = vec![Vec::new(); GROUPS.len()];
    let now_ms = jiff::Timestamp::now().as_millisecond();
    while !stop.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(40));
        let supervisor = &supervisors[dice.roll(supervisors.len() as u64) as usize];
        let question = Question::next(&mut dice, &supervisor.households);
        if let Ok(us) = floor::ask(store, &question, &supervisor.area, now_ms) {
            times[question.group()].push(us);
        }
    }
    times
}
