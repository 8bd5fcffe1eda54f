//! Who changed which field, when, from what to what.

use lianxin_model::document::{Document, HistoryEntry, Step};
use lianxin_model::ids::{DocId, Kind};

use super::read;
use super::views::{HistoryEntryView, StepView};
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::{documents, rows};

impl Core {
    /// The history of a record, each change after those that it builds on. Of a household, the histories of all its
    /// records: first that of the one that goes on.
    ///
    /// # Errors
    /// `unknown_record`.
    pub fn history(&self, id: DocId) -> Result<Vec<HistoryEntryView>, CoreError> {
        rows::get(&self.db, id)?.ok_or(CoreError::UnknownRecord)?;
        let mut entries = Vec::new();
        for id in rows::links(&self.db)?.household(id) {
            // Of a record of which only the facts have arrived, the history comes later.
            let Some(document) = documents::load(&self.db, id)? else { continue };
            for entry in document.history() {
                entries.push(self.history_entry(&document, entry)?);
            }
        }
        Ok(entries)
    }

    fn history_entry(&self, document: &Document, entry: HistoryEntry) -> Result<HistoryEntryView, CoreError> {
        let (kind, document) = (document.kind(), document.id());
        let (user, name) = read::who(&self.db, &entry.actor)?;
        let steps = entry.steps.into_iter().map(|step| step_view(kind, step)).collect();
        Ok(HistoryEntryView { document, hash: entry.hash, user, name, time_s: entry.time_s, steps })
    }
}

fn step_view(kind: Kind, step: Step) -> StepView {
    let (zh, en) = read::labels(kind, &step.field);
    StepView { field: step.field, zh, en, key: step.key, from: step.from, to: step.to }
}
