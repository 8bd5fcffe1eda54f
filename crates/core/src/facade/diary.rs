//! 民情日记

use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;

use super::changes::{FieldChange, rewrite};
use super::requests::{AddDiaryEntryRequest, ListFilter};
use super::views::DiaryEntryView;
use super::{drafts, read};
use crate::core::Core;
use crate::error::CoreError;
use crate::writing::{Writing, parse_heads, record_at};

/// Diary entries.
#[derive(Debug, Clone, Copy)]
pub struct Diary<'a> {
    pub(crate) core: &'a Core,
}

impl Diary<'_> {
    /// The entries that a filter selects, newest first.
    ///
    /// # Errors
    /// Storage.
    pub fn list(&self, filter: &ListFilter) -> Result<Vec<DiaryEntryView>, CoreError> {
        read::list(&self.core.db, Kind::DiaryEntry, filter)
    }

    /// One entry.
    ///
    /// # Errors
    /// `unknown_record`.
    pub fn show(&self, id: DocId) -> Result<DiaryEntryView, CoreError> {
        read::show(&self.core.db, Kind::DiaryEntry, id)
    }

    /// Begins an entry: a draft that nobody else reads.
    ///
    /// # Errors
    /// `fields`, `not_enrolled`.
    pub fn add(&self, request: &AddDiaryEntryRequest) -> Result<DiaryEntryView, CoreError> {
        self.record(None, request)
    }

    /// The same of a draft on this device, which is gone with it; the same draft handed in again is the entry that it became.
    ///
    /// # Errors
    /// As [`Diary::add`].
    pub fn record(&self, draft: Option<&str>, request: &AddDiaryEntryRequest) -> Result<DiaryEntryView, CoreError> {
        let id = self.core.write(|writing| drafts::once(writing, draft, || add(writing, request)))?;
        self.show(id)
    }

    /// Rewrites the text of an entry; what stays the same stays untouched.
    ///
    /// # Errors
    /// `fields`, `unknown_record`, `unknown_heads`, `not_allowed`, `not_enrolled`.
    pub fn write(&self, id: DocId, text: &str, seen_heads: Option<&[String]>) -> Result<DiaryEntryView, CoreError> {
        let seen = parse_heads(seen_heads)?;
        self.core.write(|writing| {
            let record = record_at(&writing.open(Kind::DiaryEntry, id)?, seen.as_deref())?;
            let intentions = rewrite("text", record.text("text").unwrap_or_default(), text);
            writing.edit(Kind::DiaryEntry, id, seen.as_deref(), &intentions)
        })?;
        self.show(id)
    }

    /// Changes fields of an entry.
    ///
    /// # Errors
    /// As [`Diary::write`].
    pub fn set(
        &self,
        id: DocId,
        changes: &[FieldChange],
        seen_heads: Option<&[String]>,
    ) -> Result<DiaryEntryView, CoreError> {
        super::set(self.core, Kind::DiaryEntry, id, changes, seen_heads)?;
        self.show(id)
    }

    /// Hands an entry in.
    ///
    /// # Errors
    /// `unknown_record`, `not_allowed`, `not_enrolled`.
    pub fn submit(&self, id: DocId) -> Result<DiaryEntryView, CoreError> {
        self.core.write(|writing| writing.edit(Kind::DiaryEntry, id, None, &[Intention::set("submitted", true)]))?;
        self.show(id)
    }
}

fn add(writing: &Writing<'_>, request: &AddDiaryEntryRequest) -> Result<DocId, CoreError> {
    let id = writing.new_document()?;
    let date = request.date.clone().unwrap_or_else(|| writing.today());
    let mut intentions = vec![Intention::set("author", writing.me.user), Intention::set("date", date)];
    if !request.text.is_empty() {
        intentions.push(Intention::insert("text", 0, request.text.as_str()));
    }
    for (field, ids) in [("households", &request.households), ("visits", &request.visits), ("cases", &request.cases)] {
        intentions.extend(ids.iter().map(|id| Intention::add(field, id.to_string())));
    }
    writing.create(Kind::DiaryEntry, id, &intentions)?;
    Ok(id)
}
