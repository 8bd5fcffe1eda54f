//! Edits that the server refused: kept, whole, until somebody decides.

use lianxin_sync::Code;
use rusqlite::Connection;

use super::views::SetAsideView;
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::outbox::{self, Entry};
use crate::storage::rows;

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
    /// `unknown_record` where the record or the edit is not here, and those of the edit.
    pub fn again(&self, number: i64) -> Result<(), CoreError> {
        self.core.write(|writing| {
            let entry = find(writing.db, number)?;
            outbox::remove(writing.db, entry.place)?;
            let document = writing.open(entry.kind, entry.document)?;
            // A place in a text is one of the state that is gone: the newest state takes it as far as it reaches.
            writing.edit(entry.kind, entry.document, Some(&document.heads()), &entry.intentions)
        })
    }

    /// Lets an edit go for good.
    ///
    /// # Errors
    /// `unknown_record` where there is no such edit.
    pub fn let_go(&self, number: i64) -> Result<(), CoreError> {
        self.core.write(|writing| {
            let entry = find(writing.db, number)?;
            outbox::remove(writing.db, entry.place)
        })
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
    let code = Code::from_word(entry.code.as_deref().unwrap_or_default());
    Ok(SetAsideView {
        number: entry.place,
        document: entry.document,
        kind: entry.kind,
        title: rows::get(db, entry.document)?.map(|row| row.title),
        code: code.word().to_owned(),
        zh: code.zh().to_owned(),
        en: code.en().to_owned(),
        time_s: entry.time_s,
        intentions: entry.intentions,
    })
}
