//! What the server says became of edits that were set aside, and edits that are made again.

use lianxin_model::document::{Document, Edit, Written};
use lianxin_model::ids::DocId;
use lianxin_model::mistake::{Mistake, planted};
use lianxin_sync::Hash;
use lianxin_sync::wire::{Fate, Outcome};
use rusqlite::Connection;

use super::rebuild::Refusals;
use super::twins::Twins;
use crate::error::CoreError;
use crate::facade::views::SetAsideState;
use crate::storage::meta::Me;
use crate::storage::outbox::Entry;
use crate::storage::{decisions, documents, outbox, rows};
use crate::writing::admit;

/// Hears what became of a change that the server had refused. What was let go or made again meanwhile is nobody's concern;
/// the same word again changes nothing.
pub(super) fn hear(db: &Connection, outcome: &Outcome) -> Result<(), CoreError> {
    let Some(entry) = outbox::set_aside_of(db, outcome.document, &outcome.change)? else { return Ok(()) };
    let state = match outcome.fate {
        Fate::Accepted => {
            decisions::put(db, &entry, true, outcome.by, outcome.at_ms)?;
            return outbox::remove(db, entry.place);
        }
        Fate::Declined => SetAsideState::Declined,
        Fate::Released if planted(Mistake::LosesTheReleased) => return outbox::remove(db, entry.place),
        Fate::Released => SetAsideState::Released,
    };
    if entry.aside.as_ref().is_some_and(|aside| aside.state == state && aside.at_ms == Some(outcome.at_ms)) {
        return Ok(());
    }
    if state == SetAsideState::Declined {
        decisions::put(db, &entry, false, outcome.by, outcome.at_ms)?;
    }
    outbox::decide(db, entry.place, state, outcome.by, outcome.at_ms)
}

/// The county, which had forgotten it, took an edit that had waited for somebody's word.
pub(super) fn taken_again(db: &Connection, document: DocId, hash: &Hash, now_ms: i64) -> Result<(), CoreError> {
    let Some(entry) = outbox::handed_in_again(db, document, hash)? else { return Ok(()) };
    decisions::put(db, &entry, true, None, now_ms)?;
    outbox::remove(db, entry.place)
}

/// Takes out of the refusals those of edits that were set aside before and handed in again: they stay aside, for this reason.
pub(super) fn refused_again(db: &Connection, document: DocId, refusals: &mut Refusals) -> Result<(), CoreError> {
    let mut others = Refusals::new();
    for (hash, code) in refusals.drain() {
        match outbox::handed_in_again(db, document, &hash)? {
            Some(entry) => outbox::refused_again(db, entry.place, &code)?,
            None => {
                others.insert(hash, code);
            }
        }
    }
    *refusals = others;
    Ok(())
}

/// Makes again what was released, as far as its records are here; the documents that were written.
pub(super) fn make_released_again(db: &Connection, me: &Me) -> Result<Vec<DocId>, CoreError> {
    let mut written = Vec::new();
    for entry in outbox::released(db)? {
        match make_again(db, me, &entry) {
            Ok(()) => written.push(entry.document),
            Err(error) if error.is_of_the_edit() => outbox::hinder(db, entry.place, error.code())?,
            Err(error) => return Err(error),
        }
    }
    Ok(written)
}

/// Makes an edit that was set aside again, from what it meant: as a new change that waits, with the time at which the
/// person made it. At the heads that they saw, where the record still has them, so that what others wrote meanwhile stays
/// a contradiction and is not written over; else on the record as it is.
///
/// # Errors
/// `unknown_record` where the record is not on this device or about to leave it, and those of the edit; nothing is changed
/// then.
pub(crate) fn make_again(db: &Connection, me: &Me, entry: &Entry) -> Result<(), CoreError> {
    let (before, new) = record(db, entry)?;
    let known = |head: &automerge::ChangeHash| before.automerge().get_change_meta_by_hash(head).is_some();
    let at = match !entry.heads.is_empty() && entry.heads.iter().all(known) {
        true => entry.heads.clone(),
        false => before.heads(),
    };
    // Under its first install number a store was never put back: what stands twice there was written twice.
    let twins = if me.install > 1 { Twins::of(&before, me) } else { Twins::default() };
    let (entry, at) = &twins.rest(entry, &before, at);
    let mut document = before.clone();
    // Its values were checked when it was first made; the tables may have changed since.
    let edit =
        Edit { actor: me.actor(), at: Some(at), time_s: entry.time_s, intentions: &entry.intentions, lenient: true };
    let Some(Written { hash, chunk }) = document.edit(&edit)? else {
        // It says nothing that is not there already.
        return outbox::remove(db, entry.place);
    };
    admit(me, &before, &chunk)?;
    if new {
        documents::begin(db, entry.document, entry.kind)?;
    }
    documents::put_own(db, entry.document, &hash, &chunk)?;
    outbox::renew(db, entry.place, &hash, &entry.intentions, at)?;
    rows::put(db, &document)
}

/// The record, and whether it has yet to begin on this device: the edit founded it, and all of it was refused.
fn record(db: &Connection, entry: &Entry) -> Result<(Document, bool), CoreError> {
    match documents::kept(db, entry.document)? {
        Some(kept) if kept.kind == entry.kind && !kept.leaving => {
            let document = documents::load(db, entry.document)?;
            Ok((document.ok_or(CoreError::UnknownRecord)?, false))
        }
        Some(_) => Err(CoreError::UnknownRecord),
        None => {
            let document = Document::new(entry.kind, entry.document);
            let mut heads = entry.heads.clone();
            heads.sort_unstable();
            if heads == document.heads() { Ok((document, true)) } else { Err(CoreError::UnknownRecord) }
        }
    }
}
