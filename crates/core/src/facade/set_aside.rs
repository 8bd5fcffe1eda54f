//! Edits that the server did not take: kept, whole, until somebody decides; and what others decided.

use lianxin_model::ids::UserId;
use lianxin_sync::Code;
use rusqlite::Connection;

use super::views::{DecisionView, SetAsideState, SetAsideView};
use crate::core::Core;
use crate::error::CoreError;
use crate::feed::make_again;
use crate::storage::outbox::{self, Entry};
use crate::storage::{decisions, reference, rows};

/// Edits that were set aside.
#[derive(Debug, Clone, Copy)]
pub struct SetAside<'a> {
    pub(crate) core: &'a Core,
}

impl SetAside<'_> {
    /// What was set aside, oldest first, with the reasons.
    ///
    /// # Errors
    /// Storage.
    pub fn list(&self) -> Result<Vec<SetAsideView>, CoreError> {
        views(&self.core.db)
    }

    /// Makes an edit again on the record as it is now: after the reason is gone.
    ///
    /// # Errors
    /// `unknown_record` where the record or the edit is not here, `in_review` where somebody is asked for their word, and
    /// those of the edit.
    pub fn retry(&self, number: i64) -> Result<(), CoreError> {
        self.core.write(|writing| {
            let entry = find(writing.db, number)?;
            let in_review = entry.aside.as_ref().is_some_and(|aside| aside.state == SetAsideState::Review);
            // Handed in once more, it may be taken as it is: made again it would stand twice.
            if in_review || outbox::handed_in_again(writing.db, entry.document, &entry.hash)?.is_some() {
                return Err(CoreError::InReview);
            }
            make_again(writing.db, &writing.me, &entry)
        })
    }

    /// Lets an edit go for good.
    ///
    /// # Errors
    /// `unknown_record` where there is no such edit.
    pub fn dismiss(&self, number: i64) -> Result<(), CoreError> {
        self.core.write(|writing| {
            let entry = find(writing.db, number)?;
            outbox::remove(writing.db, entry.place)
        })
    }

    /// The person has seen the decisions that `status` shows: they are not shown again.
    ///
    /// # Errors
    /// Storage.
    pub fn decisions_seen(&self) -> Result<(), CoreError> {
        self.core.transact(|db, _| decisions::forget(db))
    }
}

fn find(db: &Connection, number: i64) -> Result<Entry, CoreError> {
    let found = outbox::set_asides(db)?.into_iter().find(|entry| entry.place == number);
    found.ok_or(CoreError::UnknownRecord)
}

pub(super) fn views(db: &Connection) -> Result<Vec<SetAsideView>, CoreError> {
    outbox::set_asides(db)?.into_iter().map(|entry| view(db, entry)).collect()
}

fn view(db: &Connection, entry: Entry) -> Result<SetAsideView, CoreError> {
    let aside = entry.aside.ok_or(CoreError::Damaged)?;
    let code = Code::from_word(&aside.code);
    Ok(SetAsideView {
        number: entry.place,
        document: entry.document,
        kind: entry.kind,
        title: rows::get(db, entry.document)?.map(|row| row.title).or(aside.title),
        state: aside.state,
        code: code.word().to_owned(),
        zh: code.zh().to_owned(),
        en: code.en().to_owned(),
        decided_by: aside.by,
        decided_by_name: name(db, aside.by)?,
        decided_at_ms: aside.at_ms,
        hindrance: aside.hindrance,
        time_s: entry.time_s,
        intentions: entry.intentions,
    })
}

pub(super) fn decisions(db: &Connection) -> Result<Vec<DecisionView>, CoreError> {
    let decisions = decisions::list(db)?.into_iter().map(|decision| {
        Ok(DecisionView {
            document: decision.document,
            kind: decision.kind,
            title: decision.title,
            accepted: decision.accepted,
            by: decision.by,
            by_name: name(db, decision.by)?,
            at_ms: decision.at_ms,
            time_s: decision.time_s,
        })
    });
    decisions.collect()
}

fn name(db: &Connection, user: Option<UserId>) -> Result<Option<String>, CoreError> {
    Ok(user.map(|user| reference::user_name(db, user)).transpose()?.flatten())
}
