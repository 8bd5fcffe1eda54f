//! What the roster import last wrote, so that the same sheet changes nothing.

use lianxin_model::ids::DocId;

use crate::{Hash, Result};

/// What was last imported into a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// The hash of the sheet's rows for it.
    pub row_hash: Hash,
    /// The document's heads after the import.
    pub heads: Vec<Hash>,
}

/// Reads imports.
pub trait ReadRoster {
    /// What was last imported into a document.
    fn roster_row(&self, document: DocId) -> Result<Option<RosterRow>>;
}

/// Writes imports.
pub trait WriteRoster {
    /// Keeps what was imported into a document.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`] for an unknown document.
    fn put_roster_row(&mut self, document: DocId, row: &RosterRow) -> Result<()>;
}
