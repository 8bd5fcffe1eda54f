//! What an answer does, in one transaction: all of it is durable, or nothing of it happened.

use bytes::Bytes;
use lianxin_model::ids::Kind;
use lianxin_sync::device::{Effect, digest};
use lianxin_sync::repair::Digest;
use lianxin_sync::wire::{PROTOCOL_MIN, open_answer};
use rusqlite::Connection;

use super::intake::Intake;
use super::outgoing::SyncRequest;
use super::repair::{self, Compared};
use super::report::SyncReport;
use crate::core::Core;
use crate::error::CoreError;
use crate::facade::views::ReceiptView;
use crate::storage::meta::{self, name};
use crate::storage::{self, documents, outbox, reference, rows};

/// Where an answer leaves the device.
#[derive(Default)]
struct Place {
    cursor: Bytes,
    more: bool,
    digest: Option<Digest>,
    next_seconds: u32,
}

impl Core {
    /// Takes the answer to a request in.
    ///
    /// # Errors
    /// `cut`, `garbage`, `wrong_echo` and other codes of an answer that cannot be read, `stale_answer` where it was taken
    /// in already or a later request was begun. Nothing is changed then, and nothing is lost: the next request
    /// carries the same again.
    pub fn sync_finish(&self, request: &SyncRequest, answer: &[u8]) -> Result<SyncReport, CoreError> {
        let server_key = meta::get::<[u8; 32]>(&self.db, name::SERVER_KEY)?;
        let (answer, receipt) = open_answer(answer.to_vec(), &request.question, server_key.as_ref())?;
        let ahead = !answer.overview.is_empty();
        let effects = digest(answer, &request.sent, request.frame_hash)?;
        self.transact(|db, platform| {
            if meta::get(db, name::FRAME_UNDER_WAY)? != Some(request.frame_hash) {
                return Err(CoreError::StaleAnswer);
            }
            let me = meta::me(db)?.ok_or(CoreError::NotEnrolled)?;
            let mut intake = Intake::new(db, me);
            let (mut place, mut unknown, mut closed) = (None, None, false);
            let mut server_ms = 0;
            for effect in effects {
                match effect {
                    Effect::Acknowledge { document, hashes } => intake.acknowledge(document, &hashes)?,
                    Effect::Merge { document, kind, changes } => intake.merge(document, kind, &changes)?,
                    Effect::Replace { document, kind, saved } => intake.replace(document, kind, &saved)?,
                    Effect::SetAside { document, hash, code } => intake.refuse(document, hash, code),
                    Effect::SendWhole { document } => documents::set_whole(db, document, true)?,
                    Effect::ServerKey(key) if server_key.is_none() => meta::put(db, name::SERVER_KEY, key)?,
                    Effect::ServerKey(_) => {}
                    Effect::Overview(row) => intake.show_ahead(&row)?,
                    Effect::Unknown { items, recovering } => unknown = Some((items, recovering)),
                    Effect::LargerSketch { cells } => repair::larger(db, cells)?,
                    // Its document was not acknowledged: the next round tells.
                    Effect::Unexplained { .. } => {}
                    Effect::Unreadable { .. } => {
                        intake.report.unreadable += 1;
                        meta::put(db, name::KINDS_KNOWN, i64::try_from(Kind::ALL.len()).unwrap_or(i64::MAX))?;
                    }
                    Effect::Leave { document } => intake.leave(document),
                    Effect::Outcome(outcome) => intake.hear(outcome),
                    Effect::Closed => closed = true,
                    Effect::Reference(rows) => reference::apply(db, &rows)?,
                    Effect::Advance { cursor, more, digest, next_seconds, server_time_ms, .. } => {
                        place = Some(Place { cursor, more, digest, next_seconds });
                        server_ms = server_time_ms;
                    }
                }
            }
            let Place { mut cursor, more, digest, next_seconds } = place.unwrap_or_default();
            let (mut report, came) = intake.finish(more)?;
            if let Some((items, recovering)) = unknown {
                report.offered = repair::offer(db, &me, &request.sketched, (&items, recovering), &came)?;
            }
            // What does not fit is healed by asking for everything, once in a sync.
            let asked = meta::get::<bool>(db, name::ASKED_FOR_ALL)?.unwrap_or(request.cursor.is_empty());
            // Of protocol 2 on, a repair brings it for less.
            let ask_again = report.unfit > 0 && !asked && digest.is_none();
            if ask_again {
                cursor = bytes::Bytes::new();
                meta::put(db, name::ASKED_FOR_ALL, true)?;
            } else if !more {
                meta::forget(db, name::ASKED_FOR_ALL)?;
            }
            meta::put(db, name::CURSOR, &cursor[..])?;
            meta::put(db, name::PREVIOUS_FRAME, request.frame_hash)?;
            meta::put(db, name::PREVIOUS_COUNTER, i64::try_from(request.counter).unwrap_or(i64::MAX))?;
            if ahead || !more {
                meta::put(db, name::OVERVIEW_ASKED, true)?;
            }
            if request.question.protocol > PROTOCOL_MIN {
                meta::forget(db, name::SERVER_OLD_SINCE_MS)?;
                meta::forget(db, name::MISUNDERSTOOD)?;
            }
            meta::forget(db, name::FRAME_UNDER_WAY)?;
            let now_ms = platform.now_ms();
            meta::put(db, name::LAST_CONTACT_MS, now_ms)?;
            // A server that says no time says nothing of this clock.
            if server_ms > 0 {
                meta::put(db, name::CLOCK_SKEW_MS, now_ms.saturating_sub(server_ms))?;
            }
            if outbox::waiting_count(db)?.0 == 0 {
                meta::put(db, name::SAFE_SINCE_MS, now_ms)?;
                if let Some(receipt) = receipt {
                    meta::put(db, name::RECEIPT, serde_json::to_string(&ReceiptView::of(&receipt))?)?;
                }
            }
            let compared = match more || ask_again {
                true => Compared::Unknown,
                false => {
                    rows::remove_provisional(db)?;
                    repair::compare(db, digest, now_ms)?
                }
            };
            report.differs = compared == Compared::Resting;
            report.next_seconds = next_seconds;
            report.rounds = 1;
            report.sent = request.changes();
            let repairing = compared == Compared::Repairing || report.offered > 0;
            report.more = more || ask_again || report.remade > 0 || request.more_waiting || repairing;
            if closed {
                close(db, &mut report, now_ms)?;
            }
            Ok(report)
        })
        .and_then(|report| {
            if report.closed {
                storage::forgotten(&self.db)?;
            }
            Ok(report)
        })
    }
}

/// The device was shut out. Once nothing waits, everything that it knows is with the server, and it forgets: records,
/// people, what was set aside, and its key.
fn close(db: &Connection, report: &mut SyncReport, now_ms: i64) -> Result<(), CoreError> {
    report.more = outbox::waiting_count(db)?.0 > 0;
    if report.more {
        return Ok(());
    }
    storage::wipe(db)?;
    meta::put(db, name::CLOSED_MS, now_ms)?;
    report.closed = true;
    Ok(())
}
