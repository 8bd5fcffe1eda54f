//! The sync loop without clock and network, for a platform that has its own: it says what to do next, and is told what came.

use super::{Event, Pace, Reach, Schedule, Step, SyncEvent};
use crate::core::Core;
use crate::feed::{Next, Reply, Rounds, SYNC_PATH, SyncBudget, SyncReport, SyncRequest, WayError};

/// What to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Post this, and say what came by [`Steps::came`].
    Post {
        /// Where to.
        url: String,
        /// What.
        body: Vec<u8>,
    },
    /// A post is under way: wait for it.
    UnderWay,
    /// Wait for an event, or until this moment.
    Wait {
        /// None: for an event only.
        until_ms: Option<u64>,
    },
    /// The device was shut out: there is nothing more to do.
    End,
}

/// The loop. Moments are milliseconds of any clock that does not go back; `dice` is any random number.
#[derive(Debug, Clone)]
pub struct Steps {
    schedule: Schedule,
    /// What was learned of the way outlives a sync.
    budget: SyncBudget,
    rounds: Option<Rounds>,
    under_way: Option<SyncRequest>,
    /// Nothing waited after the last sync, and nobody was told of it yet.
    idle: bool,
    told: Vec<SyncEvent>,
}

impl Steps {
    /// A loop that begins now.
    pub fn new(pace: Pace, reach: Reach, now_ms: u64) -> Self {
        Self {
            schedule: Schedule::new(pace, reach, now_ms),
            budget: SyncBudget::default(),
            rounds: None,
            under_way: None,
            idle: false,
            told: Vec::new(),
        }
    }

    /// Takes in what happened outside: an edit, a wish, the network.
    pub fn on(&mut self, now_ms: u64, event: Event, dice: u32) {
        self.schedule.on(now_ms, event, dice);
    }

    /// Whether a sync is under way: it has begun and not ended.
    pub fn is_syncing(&self) -> bool {
        self.rounds.is_some()
    }

    /// Whether the next thing to do is to begin one.
    pub fn is_due(&self, now_ms: u64) -> bool {
        !self.is_syncing() && self.schedule.step(now_ms) == Step::Sync
    }

    /// What to do now.
    pub fn next(&mut self, core: &Core, now_ms: u64, dice: u32) -> Act {
        if self.under_way.is_some() {
            return Act::UnderWay;
        }
        if self.rounds.is_none() {
            match self.schedule.step(now_ms) {
                Step::End => return Act::End,
                Step::Wait { until_ms } => {
                    if std::mem::take(&mut self.idle) {
                        self.told.push(SyncEvent::Idle { next_in_ms: self.wake_in_ms(now_ms) });
                    }
                    return Act::Wait { until_ms };
                }
                Step::Sync => {
                    self.schedule.on(now_ms, Event::Began, dice);
                    self.told.push(SyncEvent::Started);
                    self.rounds = Some(Rounds::within(self.budget));
                }
            }
        }
        match self.begin(core) {
            Ok(act) => act,
            Err(error) => {
                self.failed(now_ms, &error, dice);
                Act::Wait { until_ms: self.schedule.wake_ms() }
            }
        }
    }

    /// Takes in what came of the post.
    pub fn came(&mut self, core: &Core, now_ms: u64, reply: Result<Reply, WayError>, dice: u32) {
        let (Some(request), Some(rounds)) = (self.under_way.take(), self.rounds.as_mut()) else { return };
        let next = reply.and_then(|reply| Ok(rounds.take(core, &request, reply)?));
        if next.as_ref().is_err_and(WayError::is_cut) {
            rounds.cut();
        }
        self.budget = rounds.budget();
        let next = next.and_then(|next| Ok((next, core.unsent()?)));
        match next {
            Ok((Next::Send, waiting)) => {
                let SyncReport { sent, received, rounds, .. } = *rounds.so_far();
                // Where the server asked to begin anew, nothing got through yet.
                if rounds > 0 {
                    self.schedule.on(now_ms, Event::Through, dice);
                    self.told.push(SyncEvent::Progress { sent, received, waiting });
                }
            }
            Ok((Next::Done(report), waiting)) => self.finished(now_ms, report, waiting, dice),
            Err(error) => self.failed(now_ms, &error, dice),
        }
    }

    /// Whether the post under way has lost its network: it should be given up, as [`WayError::NoNetwork`].
    pub fn is_stranded(&self) -> bool {
        self.schedule.is_stranded()
    }

    /// What there is to tell since the last call.
    pub fn told(&mut self) -> Vec<SyncEvent> {
        std::mem::take(&mut self.told)
    }

    fn begin(&mut self, core: &Core) -> Result<Act, WayError> {
        let rounds = self.rounds.get_or_insert_default();
        let server_url = core.server_url()?.ok_or(crate::CoreError::NotEnrolled)?;
        let mut request = rounds.begin(core)?;
        let body = std::mem::take(&mut request.body);
        self.under_way = Some(request);
        Ok(Act::Post { url: format!("{server_url}{SYNC_PATH}"), body })
    }

    fn finished(&mut self, now_ms: u64, report: SyncReport, waiting: u64, dice: u32) {
        self.rounds = None;
        self.schedule.on(now_ms, Event::Finished { waiting, next_seconds: report.next_seconds }, dice);
        let closed = report.closed;
        self.told.push(SyncEvent::Finished { report, waiting });
        self.idle = waiting == 0;
        if closed {
            self.schedule.on(now_ms, Event::Closed, dice);
            self.told.push(SyncEvent::Closed);
        }
    }

    fn failed(&mut self, now_ms: u64, error: &WayError, dice: u32) {
        self.rounds = None;
        let (retry_after_seconds, lasting) = (error.retry_after_seconds(), error.is_lasting());
        self.schedule.on(now_ms, Event::Failed { retry_after_seconds, lasting }, dice);
        let (code, zh, en) = (error.code().to_owned(), error.zh(), error.en());
        self.told.push(SyncEvent::Failed { code, zh, en, retry_in_ms: self.wake_in_ms(now_ms) });
    }

    fn wake_in_ms(&self, now_ms: u64) -> Option<u64> {
        self.schedule.wake_ms().map(|at_ms| at_ms.saturating_sub(now_ms))
    }
}
