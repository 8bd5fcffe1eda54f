//! Search across kinds: names, pinyin, initials, addresses, phones, free text.

use lianxin_model::search::query;

use super::views::FoundView;
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::rows::{self, Selection};

/// What one search shows at most.
const FOUND_MAX: u32 = 200;

impl Core {
    /// The records that match every word of the text, households first. A text without a word finds nothing.
    ///
    /// # Errors
    /// Storage.
    pub fn search(&self, text: &str) -> Result<Vec<FoundView>, CoreError> {
        let terms = query(text);
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        let mut selection = Selection::of_all("row.kind, row.date DESC, row.title, row.id");
        selection.and_found(&terms);
        selection.limit = Some(FOUND_MAX);
        let rows = rows::list(&self.db, &selection)?;
        let found = rows.into_iter().map(|row| FoundView {
            id: row.id,
            kind: row.kind,
            title: row.title,
            household: row.household,
        });
        Ok(found.collect())
    }
}
