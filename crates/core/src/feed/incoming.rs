//! What an answer does, in one transaction: all of it is durable, or nothing of it happened.

use lianxin_model::ids::Kind;
use lianxin_sync::device::{Effect, digest};
use lianxin_sync::wire::open_answer;
use serde::Serialize;

use super::intake::Intake;
use super::outgoing::SyncRequest;
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::meta::{self, name};
use crate::storage::{outbox, reference};

/// What one round, or several, brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SyncReport {
    /// Requests.
    pub rounds: u32,
    /// Changes that were sent, each time it was.
    pub sent: usize,
    /// Changes that the server now holds.
    pub accepted: usize,
    /// Documents that came, or of which something came.
    pub received: usize,
    /// Edits that the server refused; `status` shows them.
    pub refused: usize,
    /// Edits that were made again because something before them was refused, or because the store was restored.
    pub remade: usize,
    /// Documents that left the scope of this device.
    pub left: usize,
    /// Documents of a kind that only a newer app knows.
    pub unreadable: usize,
    /// Documents whose changes do not fit what is held; everything is asked for again.
    pub unfit: usize,
    /// Another round would bring or take more.
    pub more: bool,
}

impl SyncReport {
    /// Whether the two sides came nearer to each other. An edit that was made again has yet to be taken.
    pub fn progressed(&self) -> bool {
        self.accepted + self.received + self.refused + self.left > 0
    }

    /// Adds a later round.
    pub(super) fn add(&mut self, later: &SyncReport) {
        self.rounds += later.rounds;
        self.sent += later.sent;
        self.accepted += later.accepted;
        self.received += later.received;
        self.refused += later.refused;
        self.remade += later.remade;
        self.left += later.left;
        self.unreadable += later.unreadable;
        self.unfit += later.unfit;
        self.more = later.more;
    }
}

impl Core {
    /// Takes the answer to a request in.
    ///
    /// # Errors
    /// `cut`, `garbage`, `wrong_echo` and other codes of an answer that cannot be read, `stale_answer` where it was taken
    /// in already or a later request was begun. Nothing is changed then, and nothing is lost: the next request
    /// carries the same again.
    pub fn sync_finish(&self, request: &SyncRequest, answer: &[u8]) -> Result<SyncReport, CoreError> {
        let answer = open_answer(answer.to_vec(), &request.frame_hash)?;
        let effects = digest(answer, &request.sent, request.frame_hash)?;
        self.transact(|db, platform| {
            if meta::get(db, name::FRAME_UNDER_WAY)? != Some(request.frame_hash) {
                return Err(CoreError::StaleAnswer);
            }
            let me = meta::me(db)?.ok_or(CoreError::NotEnrolled)?;
            let mut intake = Intake::new(db, me);
            let mut place = None;
            for effect in effects {
                match effect {
                    Effect::Acknowledge { document, hashes } => intake.acknowledge(document, &hashes)?,
                    Effect::Merge { document, kind, changes } => intake.merge(document, kind, &changes)?,
                    Effect::Replace { document, kind, saved } => intake.replace(document, kind, &saved)?,
                    Effect::SetAside { document, hash, code } => intake.refuse(document, hash, code),
                    // Its document was not acknowledged: the next round tells.
                    Effect::Unexplained { .. } => {}
                    Effect::Unreadable { .. } => {
                        intake.report.unreadable += 1;
                        meta::put(db, name::KINDS_KNOWN, i64::try_from(Kind::ALL.len()).unwrap_or(i64::MAX))?;
                    }
                    Effect::Leave { document } => intake.leave(document),
                    Effect::Reference(rows) => reference::apply(db, &rows)?,
                    Effect::Advance { cursor, more, .. } => place = Some((cursor, more)),
                }
            }
            let (mut cursor, more) = place.unwrap_or_default();
            let mut report = intake.finish(more)?;
            // What does not fit is healed by asking for everything, once in a sync.
            let asked = meta::get::<bool>(db, name::ASKED_FOR_ALL)?.unwrap_or(request.cursor.is_empty());
            let ask_again = report.unfit > 0 && !asked;
            if ask_again {
                cursor = bytes::Bytes::new();
                meta::put(db, name::ASKED_FOR_ALL, true)?;
            } else if !more {
                meta::forget(db, name::ASKED_FOR_ALL)?;
            }
            meta::put(db, name::CURSOR, &cursor[..])?;
            meta::put(db, name::PREVIOUS_FRAME, request.frame_hash)?;
            meta::forget(db, name::FRAME_UNDER_WAY)?;
            let now_ms = platform.now_ms();
            meta::put(db, name::LAST_CONTACT_MS, now_ms)?;
            if outbox::waiting_count(db)?.0 == 0 {
                meta::put(db, name::SAFE_SINCE_MS, now_ms)?;
            }
            report.rounds = 1;
            report.sent = request.changes();
            report.more = more || ask_again || report.remade > 0 || request.more_waiting;
            Ok(report)
        })
    }
}
