//! Five thousand phones come home at six in the evening. The server can serve them all within a minute, but not in the
//! same second: who comes too many is told a moment of their own, and nobody needs to try twice in vain.
//!
//! No clock and no lock of its own, so that an evening can be played in a test within a moment.

use std::collections::VecDeque;

use lianxin_model::ids::DeviceId;
use lianxin_model::limits;

/// Until an idle device looks for news, where nothing presses.
const BASE_SECONDS: u32 = 600;
/// Part of a second's places that may be promised in advance, in percent: the rest is for those who come unannounced.
const PROMISED_PERCENT: u32 = 80;
/// What is left of the rate in a second in which the writer could not keep up, in percent. Frames differ: an empty one costs
/// a hundredth of one with a day's visits, so the rate is found, not known.
const LESS_PERCENT: u32 = 75;
/// By which part of the most the rate grows in a second in which it could.
const GROWTH: u32 = 20;
/// The least that the rate falls to, as a part of the most.
const LEAST: u32 = 16;
/// Seconds over which the load is averaged.
const LOAD_SECONDS: u32 = 60;

/// How busy the server is, and whom it asked to come when.
#[derive(Debug)]
pub(super) struct Herd {
    most_per_second: u32,
    /// As many as are let in now.
    per_second: u32,
    /// Whether the writer could not keep up in this second.
    behind: bool,
    /// The second that is now.
    second: i64,
    /// Frames let in during this second.
    let_in: u32,
    /// Places promised from the next second on.
    promised: VecDeque<u32>,
    /// Frames of a second, averaged, in thousandths.
    load_milli: u64,
}

impl Herd {
    /// For a server that takes at most so many frames in a second.
    pub(super) fn new(most_per_second: u32) -> Self {
        let per_second = most_per_second.max(1);
        Self {
            most_per_second: per_second,
            per_second,
            behind: false,
            second: 0,
            let_in: 0,
            promised: VecDeque::new(),
            load_milli: 0,
        }
    }

    /// Lets a device in, or says in how many seconds there is a place for it.
    ///
    /// # Errors
    /// The seconds.
    pub(super) fn admit(&mut self, now_ms: i64) -> Result<(), u32> {
        self.turn(now_ms);
        if self.let_in < self.per_second {
            self.let_in += 1;
            Ok(())
        } else {
            Err(self.promise())
        }
    }

    /// In how many seconds there is a place for a device that was let in and could not be served: the writer is behind.
    pub(super) fn turn_away(&mut self, now_ms: i64) -> u32 {
        self.turn(now_ms);
        if !self.behind {
            self.behind = true;
            self.per_second = (self.per_second * LESS_PERCENT / 100).max(self.most_per_second / LEAST).max(1);
        }
        self.promise()
    }

    /// When a device that has everything should look again: the busier the server, the later, and each at a moment of its
    /// own, always the same part of the time, so that no two evenings gather them.
    pub(super) fn next_seconds(&mut self, now_ms: i64, device: DeviceId) -> u32 {
        self.turn(now_ms);
        let load_percent = self.load_milli / 10 / u64::from(self.most_per_second);
        let base = u64::from(BASE_SECONDS) * (100 + load_percent) / 100;
        let seconds = base + base * u64::from(part(device)) / u64::from(u32::MAX);
        u32::try_from(seconds).unwrap_or(u32::MAX).min(limits::NEXT_SECONDS_MAX)
    }

    /// The first second with a free place. Beyond the horizon the places are given twice: they are asked again then.
    fn promise(&mut self) -> u32 {
        let most = (self.per_second * PROMISED_PERCENT / 100).max(1);
        let horizon = limits::RETRY_AFTER_SECONDS_MAX as usize;
        let free = self.promised.iter().position(|promised| *promised < most);
        let at = free.unwrap_or(self.promised.len()).min(horizon - 1);
        if at == self.promised.len() {
            self.promised.push_back(0);
        }
        if let Some(promised) = self.promised.get_mut(at) {
            *promised += 1;
        }
        u32::try_from(at + 1).unwrap_or(limits::RETRY_AFTER_SECONDS_MAX)
    }

    /// Moves on to the second that is now. A clock that was set back begins anew.
    fn turn(&mut self, now_ms: i64) {
        let now = now_ms.div_euclid(1_000);
        let passed = now.saturating_sub(self.second);
        if passed == 0 {
            return;
        }
        if passed < 0 {
            *self = Self { second: now, ..Self::new(self.most_per_second) };
            return;
        }
        let came_milli = u64::from(self.let_in) * 1_000;
        let span = u64::from(LOAD_SECONDS);
        self.load_milli = (self.load_milli * (span - 1) + came_milli) / span;
        let empty = usize::try_from(passed - 1).unwrap_or(usize::MAX);
        // After five times the span nothing is left of any load.
        for _ in 0..empty.min(LOAD_SECONDS as usize * 5) {
            self.load_milli = self.load_milli * (span - 1) / span;
        }
        let past = usize::try_from(passed).unwrap_or(usize::MAX).min(self.promised.len());
        self.promised.drain(..past);
        let growth = u32::try_from(passed).unwrap_or(u32::MAX).saturating_mul((self.most_per_second / GROWTH).max(1));
        if !std::mem::take(&mut self.behind) {
            self.per_second = self.per_second.saturating_add(growth).min(self.most_per_second);
        }
        self.second = now;
        self.let_in = 0;
    }
}

/// Where a device stands among all: the first half of SplitMix64 over its id.
fn part(device: DeviceId) -> u32 {
    let (high, low) = device.0.as_u64_pair();
    let mixed = (high ^ low.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 32) as u32
}

#[cfg(test)]
mod tests;
