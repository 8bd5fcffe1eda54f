//! Power cuts and kills before and after every step that changes the disk.

use std::collections::BTreeSet;
use std::time::Instant;

use lianxin_testkit::disk::{Disk, Image, Step};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::store::{Content, content, differing};

/// What there is to see at marks of a script, a record a line.
pub(crate) type View = Vec<(usize, String)>;

/// What is crashed: a store, and a script of acts that write to it.
pub(crate) trait Subject {
    type Open;
    /// Where the store lies.
    const PATH: &'static str;

    /// The recorded run.
    fn run(&self) -> &Run;

    /// Opens the store, or says with which code it did not open.
    fn open(&self, disk: &Disk) -> Result<Self::Open, String>;

    /// Makes everything ready for an act.
    fn ready(&self, _: &Self::Open) {}

    /// Does an act on the open store again, as it was recorded.
    fn act(&self, open: &Self::Open, number: usize) -> Result<(), String>;

    /// Goes on with the script from this act on the open store, to its end; what there is to see then.
    fn go_on(&self, disk: &Disk, open: Self::Open, from: usize) -> View;

    /// What there is to see at the end of the recorded run.
    fn end(&self) -> &View;

    /// Whether the rows agree with the documents.
    fn check(&self, disk: &Disk, open: &Self::Open);
}

/// One act of the recorded run.
pub(crate) struct Act {
    pub(crate) name: String,
    /// The disk when it began, as a process sees it.
    pub(crate) before: Image,
    /// How many steps the disk had made when it was answered.
    pub(crate) answered: usize,
    /// What the store held then.
    pub(crate) after: Content,
    pub(crate) sort: Sort,
}

/// What may be left of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// All of it or nothing; done again it leaves the same.
    Whole,
    /// The same, but chance has a part in it: done again it leaves as many rows, and others.
    Chance,
    /// Several parts, each whole; done again it does what is lacking, and notes how much that was.
    Parts,
}

/// A run of the script.
#[derive(Default)]
pub(crate) struct Run {
    pub(crate) steps: Vec<Step>,
    /// The first one opens the store.
    pub(crate) acts: Vec<Act>,
}

/// How much is tried.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) cuts: u64,
    pub(crate) seed: u64,
}

impl Effort {
    pub(crate) fn from_environment() -> Self {
        let number =
            |name: &str, usual: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
        let effort = Self { cuts: number("LIANXIN_CRASH_SEEDS", 1), seed: number("LIANXIN_SEED", 20_261_128) };
        println!("seed {} (LIANXIN_SEED), {} at each place (LIANXIN_CRASH_SEEDS)", effort.seed, effort.cuts);
        effort
    }

    /// Whether everything is tried that can be.
    pub(crate) fn is_thorough(self) -> bool {
        self.cuts > 1
    }

    /// A number for a place, the same at each run.
    pub(crate) fn at(self, place: usize, number: u64) -> u64 {
        self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add((place as u64) << 16).wrapping_add(number)
    }
}

/// Crashes everywhere and looks each time at what is left.
pub(crate) fn everywhere<S: Subject>(subject: &S, effort: Effort) {
    let (run, start) = (subject.run(), Instant::now());
    let disk = Disk::new(effort.seed);
    let mut image = Image::default();
    let (mut crashes, mut resumed) = (0, 0);
    let mut seen = BTreeSet::new();
    for place in 0..=run.steps.len() {
        if let Some(step) = place.checked_sub(1).and_then(|last| run.steps.get(last)) {
            image.apply(step);
        }
        // How many acts were answered when it crashed.
        let answered = run.acts.iter().take_while(|act| act.answered <= place).count();
        for cut in 0..=effort.cuts {
            let (how, left) = match cut {
                0 => ("kill".to_owned(), image.killed()),
                _ => {
                    let seed = effort.at(place, cut);
                    (format!("power cut, seed {seed}"), image.power_cut(&mut ChaCha8Rng::seed_from_u64(seed)))
                }
            };
            let about = || format!("{how} after step {place}, {}", under_way(run, answered));
            disk.load(left);
            let open = subject.open(&disk).unwrap_or_else(|code| panic!("{code}: {}", about()));
            let there = content(&disk, S::PATH);
            let done = found(run, answered, &there).unwrap_or_else(|why| panic!("{why}: {}", about()));
            crashes += 1;
            if seen.insert((answered, done)) || effort.is_thorough() {
                subject.check(&disk, &open);
                let (end, wanted) = (subject.go_on(&disk, open, done), subject.end());
                let of = |one: &View, other: &View| {
                    let lines = one.iter().filter(|line| !other.contains(line));
                    lines.map(|(mark, line)| format!("\n  {mark} {line}")).collect::<String>()
                };
                assert!(end == *wanted, "{}:{}\ninstead of{}", about(), of(&end, wanted), of(wanted, &end));
                resumed += 1;
            }
        }
    }
    println!(
        "{} acts, {} steps of the disk, {crashes} crashes, {resumed} times on to the end, {:.1} s",
        run.acts.len(),
        run.steps.len(),
        start.elapsed().as_secs_f64()
    );
}

fn under_way(run: &Run, answered: usize) -> String {
    run.acts.get(answered).map_or("at the end".to_owned(), |act| format!("during {:?}", act.name))
}

/// How many acts the store holds: all that were answered, or one more, whole.
fn found(run: &Run, answered: usize, there: &Content) -> Result<usize, String> {
    let mut differences = Vec::new();
    // The first act opens the store: whoever looks has done it again.
    for done in [answered.max(1), answered + 1] {
        let Some(act) = run.acts.get(done - 1) else { continue };
        if act.after == *there {
            return Ok(done);
        }
        differences.push((act.name.clone(), differing(&act.after, there)));
    }
    if run.acts.get(answered).is_some_and(|act| act.sort == Sort::Parts) {
        return Ok(answered);
    }
    Err(format!("neither what was answered nor one act more: {differences:?}"))
}
