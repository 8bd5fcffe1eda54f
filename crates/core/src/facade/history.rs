//! Who changed which field, when, from what to what.

use lianxin_model::document::{HistoryEntry, Step};
use lianxin_model::ids::{DocId, Kind};

use super::read;
use super::views::{HistoryEntryView, StepView};
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::documents;

impl Core {
    /// The history of a record, each change after those that it builds on.
    ///
    /// # Errors
    /// `unknown_record`.
    pub fn history(&self, id: DocId) -> Result<Vec<HistoryEntryView>, CoreError> {
        let document = documents::load(&self.db, id)?.ok_or(CoreError::UnknownRecord)?;
        let kind = document.kind();
        document.history().into_iter().map(|entry| self.history_entry(kind, entry)).collect()
    }

    fn history_entry(&self, kind: Kind, entry: HistoryEntry) -> Result<HistoryEntryView, CoreError> {
        let (user, name) = read::who(&self.db, &entry.actor)?;
        let steps = entry.steps.into_iter().map(|step| step_view(kind, step)).collect();
        Ok(HistoryEntryView { hash: entry.hash, user, name, time_s: entry.time_s, steps })
    }
}

fn step_view(kind: Kind, step: Step) -> StepView {
    let (zh, en) = read::labels(kind, &step.field);
    StepView { field: step.field, zh, en, key: step.key, from: step.from, to: step.to }
}
