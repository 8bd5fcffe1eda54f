//! 批示

use lianxin_model::comment::{self, Words};
use lianxin_model::ids::{DocId, Kind};

use super::read;
use super::views::CommentView;
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::rows::{self, Selection};
use crate::writing::Writing;

/// Comments of those who lead.
#[derive(Debug, Clone, Copy)]
pub struct Comments<'a> {
    pub(crate) core: &'a Core,
}

impl Comments<'_> {
    /// What was said of a household, visit, diary entry or case, oldest first.
    ///
    /// # Errors
    /// Storage.
    pub fn list(&self, subject: DocId) -> Result<Vec<CommentView>, CoreError> {
        let mut selection = Selection::of(Kind::Comment, "row.date, row.id");
        selection.and_id("row.subject = ?", Some(subject.as_bytes()));
        let db = &self.core.db;
        rows::list(db, &selection)?.into_iter().map(|row| read::view(db, row)).collect()
    }

    /// Comments on a household, visit, case or a diary entry that was handed in. Only those who lead may.
    ///
    /// # Errors
    /// `fields`, `unknown_record`, `not_allowed`, `not_enrolled`.
    pub fn add(&self, subject: DocId, text: &str) -> Result<CommentView, CoreError> {
        let id = self.core.write(|writing| add(writing, subject, text))?;
        read::show(&self.core.db, Kind::Comment, id)
    }
}

fn add(writing: &Writing<'_>, subject: DocId, text: &str) -> Result<DocId, CoreError> {
    if !writing.me.leads {
        return Err(CoreError::NotAllowed);
    }
    let on = rows::get(writing.db, subject)?.ok_or(CoreError::UnknownRecord)?;
    let today = writing.today();
    let words = Words { author: writing.me.user, date: &today, text, to: None };
    let intentions = comment::on(&on.record, &words).ok_or(CoreError::UnknownRecord)?;
    let id = writing.new_document()?;
    writing.create(Kind::Comment, id, &intentions)?;
    Ok(id)
}
