//! The one thread that writes: it takes what is queued, handles each frame within one transaction, commits, and only then
//! answers. A commit waits for the disk; a hundred frames wait for it together.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use lianxin_model::mistake::{Mistake, planted};
use lianxin_store::{Store, StoreError, Write};
use lianxin_sync::wire::VerifiedFrame;
use tokio::sync::{mpsc, oneshot};

use super::hot::Hot;
use super::intake::{Arrival, Circumstances, Declined, Taken, take_in};
use crate::clock::Clock;

/// Frames that wait; beyond that a device is told to come again.
const QUEUE_FRAMES_MAX: usize = 512;
/// Frames in one transaction.
const GROUP_FRAMES_MAX: usize = 64;
/// Bytes of frames in one transaction: everybody in a group waits for all of it.
const GROUP_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What became of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Merged and durable.
    Taken(Box<Taken>),
    /// Nothing of it was taken.
    Declined(Declined),
    /// Nothing of it was kept.
    Failed(StoreError),
}

/// Why a frame did not get to the writer, or its outcome not back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// Too many frames wait.
    Busy,
    /// The server ends.
    Ended,
}

struct Job {
    frame: VerifiedFrame,
    reply: oneshot::Sender<Outcome>,
}

/// The way to who writes. When it is dropped, what is queued is still written and the thread ends.
pub(super) struct Writer {
    queue: Option<mpsc::Sender<Job>>,
    hands: Hands,
}

/// Who writes.
enum Hands {
    /// A thread of its own.
    Thread(Option<JoinHandle<()>>),
    /// Whoever calls [`Writer::turn`].
    Turns(Mutex<(Desk, mpsc::Receiver<Job>)>),
}

impl Writer {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system's, where it gives no thread.
    pub(super) fn start(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE_FRAMES_MAX);
        let mut desk = Desk { store, clock, hot: Hot::new() };
        let run = move || desk.run(jobs);
        let thread = std::thread::Builder::new().name("sync-writer".to_owned()).spawn(run)?;
        Ok(Self { queue: Some(queue), hands: Hands::Thread(Some(thread)) })
    }

    /// Without a thread: what is queued is written by [`Writer::turn`].
    pub(super) fn in_turns(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE_FRAMES_MAX);
        let desk = Desk { store, clock, hot: Hot::new() };
        Self { queue: Some(queue), hands: Hands::Turns(Mutex::new((desk, jobs))) }
    }

    /// Writes what is queued, where no thread does.
    pub(super) fn turn(&self) {
        if let Hands::Turns(desk) = &self.hands {
            let mut locked = desk.lock().unwrap_or_else(PoisonError::into_inner);
            let (desk, jobs) = &mut *locked;
            while let Ok(first) = jobs.try_recv() {
                desk.group(first, jobs);
            }
        }
    }

    /// Whether a thread writes.
    pub(super) fn has_thread(&self) -> bool {
        matches!(self.hands, Hands::Thread(_))
    }

    /// Queues a frame; resolves after the commit.
    pub(super) async fn write(&self, frame: VerifiedFrame) -> Result<Outcome, Unanswered> {
        let (reply, outcome) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or(Unanswered::Ended)?;
        queue.try_send(Job { frame, reply }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Unanswered::Busy,
            mpsc::error::TrySendError::Closed(_) => Unanswered::Ended,
        })?;
        outcome.await.map_err(|_| Unanswered::Ended)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Hands::Thread(thread) = &mut self.hands
            && let Some(thread) = thread.take()
        {
            // It catches what can panic in a frame; if it panicked all the same there is nothing left to wait for.
            let _ = thread.join();
        }
    }
}

struct Desk {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    hot: Hot,
}

impl Desk {
    fn run(&mut self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(first) = jobs.blocking_recv() {
            self.group(first, &mut jobs);
        }
    }

    /// Writes this frame with those that wait behind it, and answers.
    fn group(&mut self, first: Job, jobs: &mut mpsc::Receiver<Job>) {
        let mut bytes = first.frame.encoded().len();
        let mut group = vec![first];
        while group.len() < GROUP_FRAMES_MAX && bytes < GROUP_BYTES_MAX {
            let Ok(next) = jobs.try_recv() else { break };
            bytes += next.frame.encoded().len();
            group.push(next);
        }
        let frames: Vec<&VerifiedFrame> = group.iter().map(|job| &job.frame).collect();
        let outcomes = self.write_group(&frames);
        for (job, outcome) in group.into_iter().zip(outcomes) {
            // Whoever hung up meanwhile will send it again.
            let _ = job.reply.send(outcome);
        }
    }

    fn write_group(&mut self, frames: &[&VerifiedFrame]) -> Vec<Outcome> {
        match self.transact(frames) {
            Ok(outcomes) => outcomes,
            Err(error) if frames.len() > 1 && may_be_one_frames_fault(&error) => {
                tracing::warn!(code = error.code(), frames = frames.len(), "a group failed; each frame alone");
                frames.iter().flat_map(|frame| self.write_group(&[*frame])).collect()
            }
            Err(error) => {
                tracing::error!(code = error.code(), frames = frames.len(), "frames could not be written");
                frames.iter().map(|_| Outcome::Failed(error.clone())).collect()
            }
        }
    }

    fn transact(&mut self, frames: &[&VerifiedFrame]) -> Result<Vec<Outcome>, StoreError> {
        let mut write: Box<dyn Write + '_> = self.store.write()?;
        let county = write.county()?;
        self.hot.begin(county.epoch);
        let circumstances =
            Circumstances { tenant: county.tenant, now_ms: self.clock.now_ms(), arrival: Arrival::ByNetwork };
        let mut outcomes = Vec::with_capacity(frames.len());
        let mut taken_any = false;
        for frame in frames {
            outcomes.push(match take_in(&mut *write, &mut self.hot, frame, circumstances)? {
                Ok(taken) => {
                    taken_any = true;
                    Outcome::Taken(Box::new(taken))
                }
                Err(declined) => Outcome::Declined(declined),
            });
        }
        let forgets = planted(Mistake::AnswersBeforeCommit) && frames.iter().any(|it| it.frame().counter % 4 == 0);
        if taken_any && !forgets {
            write.commit()?;
            self.hot.commit();
        }
        Ok(outcomes)
    }
}

/// Whether the frames that were grouped with the culprit would go through without it.
fn may_be_one_frames_fault(error: &StoreError) -> bool {
    !matches!(error, StoreError::Busy | StoreError::Full | StoreError::Io(_))
}

#[cfg(test)]
mod tests;
