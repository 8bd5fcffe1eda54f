//! What an answer does, in one transaction: all of it is durable, or nothing of it happened.

use bytes::Bytes;
use lianxin_model::ids::Kind;
use lianxin_model::mistake::{Mistake, planted};
use lianxin_sync::device::{Effect, digest};
use lianxin_sync::repair::Digest;
use lianxin_sync::wire::{PROTOCOL_MIN, Receipt, open_answer};
use rusqlite::Connection;

use super::giving_back;
use super::intake::Intake;
use super::outgoing::SyncRequest;
use super::repair::{self, Compared};
use super::report::SyncReport;
use crate::core::Core;
use crate::error::CoreError;
use crate::facade::views::ReceiptView;
use crate::storage::meta::{self, Me, name};
use crate::storage::{self, outbox, reference, rows};

/// Where an answer leaves the device.
#[derive(Default)]
struct Place {
    cursor: Bytes,
    more: bool,
    digest: Option<Digest>,
    next_seconds: u32,
    /// The server's clock; 0 where it does not say.
    server_time_ms: i64,
}

/// What an answer says beside what it does to documents.
#[derive(Default)]
struct Said {
    place: Place,
    /// Items that the server does not have, and whether it wants what others wrote too.
    unknown: Option<(Vec<u64>, bool)>,
    /// The sketch was too small, and the next one is larger.
    sketch_grows: bool,
    restored: bool,
    closed: bool,
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
        let report = self.transact(|db, platform| {
            let asked = meta::get(db, name::FRAME_UNDER_WAY)? == Some(request.frame_hash);
            if !asked && !planted(Mistake::TakesAnyAnswer) {
                return Err(CoreError::StaleAnswer);
            }
            let me = meta::me(db)?.ok_or(CoreError::NotEnrolled)?;
            let now_ms = platform.now_ms();
            let mut intake = Intake::new(db, me, now_ms);
            let said = carry_out(db, &mut intake, effects, now_ms)?;
            if said.restored {
                giving_back::hear_of_restore(db, &request.cursor)?;
            }
            let (mut report, came) = intake.finish(said.place.more)?;
            if let Some((items, recovering)) = &said.unknown {
                report.offered = repair::offer(db, &me, &request.sketched, (items, *recovering), &came)?;
            }
            let ask_again = move_on(db, request, &said.place, report.unfit > 0)?;
            if ahead || !said.place.more {
                meta::put(db, name::OVERVIEW_ASKED, true)?;
            }
            note_contact(db, said.place.server_time_ms, now_ms)?;
            let more = said.place.more || ask_again;
            let compared = if more { Compared::Unknown } else { settle(db, &said, now_ms)? };
            if repair::is_safe(db)? {
                note_safe(db, receipt.as_ref(), now_ms)?;
            }
            report.rounds = 1;
            report.sent = request.changes();
            report.next_seconds = said.place.next_seconds;
            report.differs = compared == Compared::Resting;
            report.repairing = compared == Compared::Repairing;
            let heals = report.repairing || report.offered > 0;
            let again = outbox::again_count(db)? > 0;
            report.more = more || again || heals || report.remade > 0 || request.more_waiting;
            if said.closed {
                close(db, &me, &mut report, now_ms)?;
            }
            Ok(report)
        })?;
        if report.closed {
            storage::forgotten(&self.db)?;
        }
        Ok(report)
    }
}

/// Does to the documents what the answer says, in its order; gives what else it says.
fn carry_out(db: &Connection, intake: &mut Intake<'_>, effects: Vec<Effect>, now_ms: i64) -> Result<Said, CoreError> {
    let mut said = Said::default();
    for effect in effects {
        match effect {
            Effect::Acknowledge { document, hashes } => intake.acknowledge(document, &hashes)?,
            Effect::Merge { document, kind, changes } => intake.merge(document, kind, &changes)?,
            Effect::Replace { document, kind, saved } => intake.replace(document, kind, &saved)?,
            Effect::Vouched { document, tag } => intake.vouched(document, tag)?,
            Effect::VouchedSent { document, hashes, tag } => intake.vouched_sent(document, &hashes, tag)?,
            Effect::SetAside { document, hash, code } => intake.refuse(document, hash, code),
            Effect::SendWhole { document } => intake.send_whole(document)?,
            Effect::ServerKey(key) => know_server(db, key)?,
            Effect::Overview(row) => intake.show_ahead(&row)?,
            Effect::Unknown { items, recovering } => said.unknown = Some((items, recovering)),
            Effect::LargerSketch { cells } => said.sketch_grows = repair::larger(db, cells)?,
            // Its document was not acknowledged: the next round tells.
            Effect::Unexplained { .. } => {}
            Effect::Unreadable { .. } => {
                intake.report.unreadable += 1;
                meta::put(db, name::KINDS_KNOWN, i64::try_from(Kind::ALL.len()).unwrap_or(i64::MAX))?;
            }
            Effect::Leave { document } => intake.leave(document),
            Effect::Outcome(outcome) => intake.hear(outcome),
            Effect::Restored => said.restored = true,
            Effect::Closed => said.closed = true,
            Effect::Reference(rows) => reference::apply(db, &rows, now_ms)?,
            Effect::Advance { cursor, more, digest, next_seconds, server_time_ms, .. } => {
                said.place = Place { cursor, more, digest, next_seconds, server_time_ms };
            }
        }
    }
    Ok(said)
}

/// The key that a device once knew stays.
fn know_server(db: &Connection, key: [u8; 32]) -> Result<(), CoreError> {
    if meta::get::<[u8; 32]>(db, name::SERVER_KEY)?.is_some() {
        return Ok(());
    }
    meta::put(db, name::SERVER_KEY, key)
}

/// Goes on to where the answer leads. Where something did not fit, everything is asked for again, once in a sync; of protocol
/// 2 on, a repair brings it for less. Whether everything is asked for.
fn move_on(db: &Connection, request: &SyncRequest, place: &Place, unfit: bool) -> Result<bool, CoreError> {
    let asked = meta::get::<bool>(db, name::ASKED_FOR_ALL)?.unwrap_or(request.cursor.is_empty());
    let ask_again = unfit && !asked && place.digest.is_none();
    if ask_again {
        meta::put(db, name::ASKED_FOR_ALL, true)?;
    } else if !place.more {
        meta::forget(db, name::ASKED_FOR_ALL)?;
    }
    let cursor: &[u8] = if ask_again { &[] } else { &place.cursor };
    meta::put(db, name::CURSOR, cursor)?;
    meta::put(db, name::PREVIOUS_FRAME, request.frame_hash)?;
    meta::put(db, name::PREVIOUS_COUNTER, i64::try_from(request.counter).unwrap_or(i64::MAX))?;
    if request.question.protocol > PROTOCOL_MIN {
        meta::forget(db, name::SERVER_OLD_SINCE_MS)?;
        meta::forget(db, name::MISUNDERSTOOD)?;
    }
    meta::forget(db, name::FRAME_UNDER_WAY)?;
    meta::forget(db, name::SHOWS_REGISTRATION)?;
    Ok(ask_again)
}

fn note_contact(db: &Connection, server_time_ms: i64, now_ms: i64) -> Result<(), CoreError> {
    meta::put(db, name::LAST_CONTACT_MS, now_ms)?;
    // A server that says no time says nothing of this clock.
    if server_time_ms > 0 {
        meta::put(db, name::CLOCK_SKEW_MS, now_ms.saturating_sub(server_time_ms))?;
    }
    Ok(())
}

/// Nothing more is to come: what was shown ahead gives way, and both sides are compared.
fn settle(db: &Connection, said: &Said, now_ms: i64) -> Result<Compared, CoreError> {
    rows::remove_provisional(db)?;
    // What was there at the first full sync is no news.
    if meta::get::<i64>(db, name::NEWS_SINCE_MS)?.is_none() {
        meta::put(db, name::NEWS_SINCE_MS, now_ms)?;
    }
    repair::compare(db, said.place.digest, said.sketch_grows, now_ms)
}

/// Everything that was written here until now is with the server, and its signature says so.
fn note_safe(db: &Connection, receipt: Option<&Receipt>, now_ms: i64) -> Result<(), CoreError> {
    meta::put(db, name::SAFE_SINCE_MS, now_ms)?;
    if let Some(receipt) = receipt {
        meta::put(db, name::RECEIPT, serde_json::to_string(&ReceiptView::of(receipt))?)?;
    }
    Ok(())
}

/// The device was shut out. Once nothing waits and what the county may have lost is given back, everything that it knows is
/// with the server, and it forgets: records, people, what was set aside, and its key.
fn close(db: &Connection, me: &Me, report: &mut SyncReport, now_ms: i64) -> Result<(), CoreError> {
    report.offered += giving_back::before_forgetting(db, me)?;
    report.more = !repair::settled(db)?;
    if report.more {
        return Ok(());
    }
    if !planted(Mistake::NeverForgets) {
        storage::wipe(db)?;
    }
    meta::put(db, name::CLOSED_MS, now_ms)?;
    report.closed = true;
    Ok(())
}
