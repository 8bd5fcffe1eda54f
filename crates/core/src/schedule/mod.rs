//! When to sync: a state machine without clock, network or randomness. The native client's background loop and the browser's
//! worker feed it with what happens, and tell it as [`SyncEvent`]s.

mod event;
mod steps;

use lianxin_model::limits;

pub use event::SyncEvent;
pub use steps::{Act, Steps};

/// What the device's system says of its network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// No network.
    Offline,
    /// A network whose bytes cost money.
    Metered,
    /// A network.
    Online,
}

/// The times of the loop, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// After the last edit of a row of them.
    pub quiet_ms: u64,
    /// After the first of a row that does not end.
    pub quiet_most_ms: u64,
    /// Between two syncs while nothing happens here and the server gives no hint.
    pub every_ms: u64,
    /// How many times longer on a metered network.
    pub metered_factor: u64,
    /// After a first failure; doubles with each.
    pub retry_first_ms: u64,
    /// After many failures.
    pub retry_most_ms: u64,
    /// After a failure that another try does not change: a closed account may be opened again.
    pub lasting_ms: u64,
    /// At least from the end of a failed sync to the next, also where the range comes and goes.
    pub gap_ms: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            quiet_ms: 2_000,
            quiet_most_ms: 10_000,
            every_ms: 15 * 60_000,
            metered_factor: 4,
            retry_first_ms: 5_000,
            retry_most_ms: 15 * 60_000,
            lasting_ms: 60 * 60_000,
            gap_ms: 1_000,
        }
    }
}

/// What happens to the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Something was written on this device.
    Edited,
    /// A person wants it now.
    Asked,
    /// The network came, went or changed.
    Reach(Reach),
    /// A sync begins.
    Began,
    /// A round of it got through.
    Through,
    /// It ended well.
    Finished {
        /// Edits written meanwhile.
        waiting: u64,
        /// When the server wants to see this device again, in seconds; 0 where it does not say.
        next_seconds: u32,
    },
    /// It ended early.
    Failed {
        /// When the server wants to be asked again, in seconds.
        retry_after_seconds: Option<u32>,
        /// Another try soon is of no use.
        lasting: bool,
    },
    /// The server shut this device out.
    Closed,
}

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Begin a sync.
    Sync,
    /// Wait for an event, or until this moment.
    Wait {
        /// None: for an event only.
        until_ms: Option<u64>,
    },
    /// There is nothing more to do, ever.
    End,
}

/// The state of the loop. Moments are milliseconds of any clock that does not go back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    pace: Pace,
    reach: Reach,
    running: Option<Cause>,
    asked: bool,
    edits: Option<Edits>,
    due_ms: u64,
    /// The server's word, which nothing goes before.
    not_before_ms: u64,
    ended_ms: Option<u64>,
    failures: u32,
    closed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    Due,
    Asked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edits {
    first_ms: u64,
    last_ms: u64,
}

impl Schedule {
    /// A loop that begins now: it syncs as soon as there is a network.
    pub fn new(pace: Pace, reach: Reach, now_ms: u64) -> Self {
        Self {
            pace,
            reach,
            running: None,
            asked: false,
            edits: None,
            due_ms: now_ms,
            not_before_ms: 0,
            ended_ms: None,
            failures: 0,
            closed: false,
        }
    }

    /// Takes in what happened. `dice` is any random number: devices that failed together must not come again together.
    pub fn on(&mut self, now_ms: u64, event: Event, dice: u32) {
        match event {
            Event::Edited => {
                let first_ms = self.edits.map_or(now_ms, |edits| edits.first_ms);
                self.edits = Some(Edits { first_ms, last_ms: now_ms });
            }
            Event::Asked => self.asked = true,
            Event::Reach(reach) => self.reached(now_ms, reach),
            Event::Began => {
                self.running = Some(if self.asked { Cause::Asked } else { Cause::Due });
                self.asked = false;
                self.edits = None;
            }
            Event::Through => self.failures = 0,
            Event::Finished { waiting, next_seconds } => {
                self.ended(now_ms);
                self.failures = 0;
                if waiting == 0 {
                    self.edits = None;
                }
                self.due_ms = now_ms + self.pause_ms(next_seconds, dice);
            }
            Event::Failed { retry_after_seconds, lasting } => {
                self.ended(now_ms);
                self.failures = self.failures.saturating_add(1);
                self.due_ms = now_ms + self.retry_ms(lasting, dice);
                if let Some(seconds) = retry_after_seconds {
                    // The server has spread its devices already: a second more is for its clock.
                    let seconds = seconds.min(limits::RETRY_AFTER_SECONDS_MAX);
                    self.not_before_ms = now_ms + u64::from(seconds) * 1_000 + u64::from(dice % 1_000);
                    self.due_ms = self.not_before_ms;
                }
            }
            Event::Closed => self.closed = true,
        }
    }

    /// What to do now.
    pub fn step(&self, now_ms: u64) -> Step {
        if self.closed {
            return Step::End;
        }
        match self.wake_ms() {
            Some(at_ms) if at_ms <= now_ms => Step::Sync,
            until_ms => Step::Wait { until_ms },
        }
    }

    /// When the next sync begins if nothing happens before.
    pub fn wake_ms(&self) -> Option<u64> {
        if self.running.is_some() || self.closed {
            return None;
        }
        let due_ms = match self.reach {
            // A person who asks may know more than the system does.
            _ if self.asked => Some(0),
            Reach::Offline => None,
            Reach::Metered | Reach::Online => Some(self.edits_due_ms().map_or(self.due_ms, |at| at.min(self.due_ms))),
        };
        due_ms.map(|at_ms| at_ms.max(self.not_before_ms))
    }

    /// Whether the sync under way has lost its network: nothing will come of it, and it would stand in the way when the
    /// network is back.
    pub fn is_stranded(&self) -> bool {
        self.running == Some(Cause::Due) && self.reach == Reach::Offline
    }

    /// Edits hurry a sync on, but not one that failed: whoever types on a bad cell would make it worse.
    fn edits_due_ms(&self) -> Option<u64> {
        let Edits { first_ms, last_ms } = self.edits.filter(|_| self.failures == 0)?;
        Some((last_ms + self.pace.quiet_ms).min(first_ms + self.pace.quiet_most_ms))
    }

    fn reached(&mut self, now_ms: u64, reach: Reach) {
        let came_back = self.reach == Reach::Offline && reach != Reach::Offline;
        self.reach = reach;
        if came_back {
            let failed = self.failures > 0;
            self.failures = 0;
            let earliest_ms = self.ended_ms.filter(|_| failed).map_or(0, |ended_ms| ended_ms + self.pace.gap_ms);
            self.due_ms = now_ms.max(earliest_ms);
        }
    }

    fn ended(&mut self, now_ms: u64) {
        self.running = None;
        self.ended_ms = Some(now_ms);
    }

    fn pause_ms(&self, next_seconds: u32, dice: u32) -> u64 {
        let pause_ms = match next_seconds {
            0 => between(self.pace.every_ms / 5 * 4, self.pace.every_ms / 5 * 6, dice),
            hint => u64::from(hint.min(limits::NEXT_SECONDS_MAX)) * 1_000,
        };
        if self.reach == Reach::Metered { pause_ms * self.pace.metered_factor } else { pause_ms }
    }

    fn retry_ms(&self, lasting: bool, dice: u32) -> u64 {
        let doublings = self.failures.saturating_sub(1).min(20);
        let most_ms = match lasting {
            true => self.pace.lasting_ms,
            false => (self.pace.retry_first_ms << doublings).min(self.pace.retry_most_ms),
        };
        between(most_ms / 2, most_ms, dice)
    }
}

fn between(least_ms: u64, most_ms: u64, dice: u32) -> u64 {
    least_ms + u64::from(dice) * (most_ms - least_ms) / u64::from(u32::MAX)
}

#[cfg(test)]
mod tests;
