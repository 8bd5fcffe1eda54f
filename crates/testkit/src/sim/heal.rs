//! The phase without faults: the network is good, clocks are right, and everything must come to rest within a bound.

use lianxin_core::schedule::Event as Happened;

use super::phone::Range;
use super::plan::Fault;
use super::world::{Checked, World, broken};

/// Rounds within which everything must be at rest. In each every phone syncs once.
const ROUNDS_MAX: u64 = 12;
/// From this one on a day passes between two: a repair that was tried in vain rests so long.
const DAYS_FROM: u64 = 6;
const ROUND_MS: i64 = 15 * 60_000;
const DAY_MS: i64 = 24 * 3_600_000;

/// What a phone tells its user, and that no network and no time changes.
pub(super) const TOLD: [&str; 2] = ["unknown_device", "account_closed"];

impl World {
    /// Lets everything come to rest.
    pub(super) fn heal(&mut self) -> Checked {
        self.weather.clear();
        self.peril = None;
        // What is still under way arrives, late as it is.
        let last_ms = self.queue.keys().map(|(at_ms, _)| *at_ms).max().unwrap_or_default();
        self.say(format_args!("the faults end"));
        for phone in 0..self.phones.len() {
            self.phones[phone].machine.off_ms.set(0);
            self.mended(phone);
            self.set_range(phone, Range::Good);
        }
        const LATE_MS: i64 = 3 * 3_600_000;
        self.run_until(last_ms.clamp(self.now(), self.now() + LATE_MS))?;
        if self.plan.faults.contains(&Fault::Old) {
            // So long a phone takes the server for one that only speaks the protocol before.
            self.run_until(self.now() + DAY_MS)?;
        }
        for round in 1..=ROUNDS_MAX {
            self.figures.healing_rounds = round;
            for phone in 0..self.phones.len() {
                self.happened(phone, Happened::Asked);
            }
            self.run_until(self.now() + ROUND_MS)?;
            if self.unrest().is_none() && self.differing().is_none() {
                return Ok(());
            }
            if round >= DAYS_FROM {
                self.run_until(self.now() + DAY_MS)?;
            }
        }
        match self.unrest() {
            Some(seen) => {
                let differing = self.differing().unwrap_or_default();
                broken("everything comes to rest", format!("{seen}; {differing}"))
            }
            None => match self.differing() {
                Some(seen) => broken("all who hold a document hold the same", seen),
                None => Ok(()),
            },
        }
    }

    /// What keeps a phone from rest.
    fn unrest(&self) -> Option<String> {
        let restless = |(number, phone): (usize, &super::phone::Phone)| {
            if !phone.is_enrolled() {
                return None;
            }
            // A county that forgot a phone knows it again by its own word, where it knows the account.
            let known = phone.user.is_some_and(|user| self.oracle.accounts.contains_key(&user));
            let told = |code: &&str| TOLD.contains(code) && !(*code == "unknown_device" && known);
            let trouble = phone.trouble.as_deref().filter(|code| !told(code));
            if let Some(code) = trouble {
                return Some(format!("phone {number}: {code}"));
            }
            let waiting =
                phone.open.values().filter(|edit| self.ledger.edits[**edit].fate == super::ledger::Fate::Waiting);
            let waiting = waiting.count();
            (waiting > 0 && phone.trouble.is_none()).then(|| format!("phone {number}: {waiting} edits wait"))
        };
        self.phones.iter().enumerate().find_map(restless)
    }
}
