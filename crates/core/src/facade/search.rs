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
        let links = rows::links(&self.db)?;
        let mut found: Vec<FoundView> = Vec::new();
        for row in rows::list(&self.db, &selection)? {
            let row = match links.survivor(row.id) {
                survivor if survivor == row.id => row,
                // Found by what stands in a record that was merged: shown as the household that goes on.
                survivor => rows::get(&self.db, survivor)?.ok_or(CoreError::Damaged)?,
            };
            let household = row.household.map(|household| links.survivor(household));
            if !found.iter().any(|earlier| earlier.id == row.id) {
                found.push(FoundView { id: row.id, kind: row.kind, title: row.title, household });
            }
        }
        Ok(found)
    }
}
