//! Which exchanges are cut: such that everything is said in some, what is rarely said as often as there is.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::super::run::apart;
use super::super::world::Failure;
use super::record::{self, Recorded};
use super::says::Says;
use super::script;
use super::session::{self, Figures, Point};

/// Of one county no more are taken; more of one in which rare things are said.
const OF_A_COUNTY: usize = 10;
const OF_A_QUIET_COUNTY: usize = 30;

/// A recorded exchange of the county of a seed.
#[derive(Debug, Clone)]
pub struct Session {
    /// The seed of the county.
    pub seed: u64,
    /// The number of the exchange.
    pub exchange: u64,
    recorded: Recorded,
}

/// What came of cutting one.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The seed of the county.
    pub seed: u64,
    /// The number of the exchange.
    pub exchange: u64,
    /// What was said in it.
    pub says: BTreeSet<Says>,
    /// What was done.
    pub figures: Figures,
    /// How long it took.
    pub took: Duration,
    /// What must not be, if anything.
    pub failure: Option<Failure>,
}

/// So many exchanges of the counties from this seed on.
///
/// # Errors
/// A county could not be recorded.
pub fn choose(from: u64, count: usize) -> Result<Vec<Session>, Failure> {
    let mut often: BTreeMap<Says, u32> = BTreeMap::new();
    let mut sessions = Vec::new();
    for seed in from.. {
        if sessions.len() >= count {
            break;
        }
        let most = if script::is_quiet(seed) { OF_A_QUIET_COUNTY } else { OF_A_COUNTY };
        let chosen = rarest(record::record(seed, &BTreeSet::new())?.said, most.min(count - sessions.len()), &mut often);
        sessions.extend(of_county(seed, &chosen)?);
    }
    Ok(sessions)
}

/// One exchange.
///
/// # Errors
/// The county could not be recorded, or has no such exchange that can be cut.
pub fn one(seed: u64, exchange: u64) -> Result<Session, Failure> {
    let mut sessions = of_county(seed, &BTreeSet::from([exchange]))?;
    sessions.pop().ok_or_else(|| Failure { promise: "the exchange is there", seen: format!("{seed}, {exchange}") })
}

/// These exchanges of a county.
fn of_county(seed: u64, exchanges: &BTreeSet<u64>) -> Result<Vec<Session>, Failure> {
    let recorded = record::record(seed, exchanges)?.recorded;
    Ok(recorded.into_iter().map(|(exchange, recorded)| Session { seed, exchange, recorded }).collect())
}

/// One after the other the exchange that says what was said least until then.
fn rarest(mut said: BTreeMap<u64, BTreeSet<Says>>, count: usize, often: &mut BTreeMap<Says, u32>) -> BTreeSet<u64> {
    let mut chosen = BTreeSet::new();
    while chosen.len() < count {
        let worth = |says: &BTreeSet<Says>| -> u64 {
            let of_one = |it: &Says| 1_000_000 / (1 + u64::from(often.get(it).copied().unwrap_or(0))).pow(3);
            says.iter().map(of_one).sum()
        };
        let Some((exchange, _)) = said.iter().max_by_key(|(_, says)| worth(says)) else { break };
        let exchange = *exchange;
        for it in said.remove(&exchange).unwrap_or_default() {
            *often.entry(it).or_default() += 1;
        }
        chosen.insert(exchange);
    }
    chosen
}

impl Session {
    /// Cuts it at every byte, or at one, on a thread of its own.
    pub fn cut(&self, at: Option<Point>) -> Outcome {
        let began = Instant::now();
        let recorded = self.recorded.clone();
        let done = apart(move || Ok(session::cut(&recorded, at)));
        let (figures, says, failure) = done.unwrap_or_else(|failure| {
            let (figures, says) = Default::default();
            (figures, says, Some(failure))
        });
        Outcome { seed: self.seed, exchange: self.exchange, says, figures, took: began.elapsed(), failure }
    }
}
