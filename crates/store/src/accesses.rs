//! Who was shown what is masked, who exported and who printed, and why. Added to, never changed.

use lianxin_model::ids::{DocId, Kind, UserId};

use crate::Result;

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessKind {
    /// They were shown a value that is masked.
    Unmask,
    /// They took a list or a record out as a file.
    Export,
    /// They printed one.
    Print,
}

impl AccessKind {
    const ALL: [Self; 3] = [Self::Unmask, Self::Export, Self::Print];

    /// The word that is stored and sent.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unmask => "unmask",
            Self::Export => "export",
            Self::Print => "print",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What is kept of an access: ids, codes and counts, no value and nobody's name. A list's query is kept without the words
/// that were searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccess {
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// Who.
    pub user: UserId,
    /// What they did.
    pub kind: AccessKind,
    /// The record; none for a list.
    pub document: Option<DocId>,
    /// What it is.
    pub document_kind: Option<Kind>,
    /// The area that it lay in, or that the list was of.
    pub area: Option<String>,
    /// The field that was shown.
    pub field: Option<String>,
    /// The list that was taken out.
    pub list: Option<String>,
    /// The filters of that list.
    pub query: Option<String>,
    /// How many rows that were.
    pub rows: Option<u64>,
    /// The reason that they gave.
    pub reason: String,
}

/// An access as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Its number.
    pub seq: u64,
    /// What is kept of it.
    pub what: NewAccess,
}

/// Which accesses. Every part that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessQuery {
    /// Only of people whose account lies in this area.
    pub within: Option<String>,
    /// Only this person's.
    pub user: Option<UserId>,
    /// Only of this kind.
    pub kind: Option<AccessKind>,
    /// Only to this record.
    pub document: Option<DocId>,
    /// From this moment on, milliseconds since 1970.
    pub from_ms: Option<i64>,
    /// Before this moment.
    pub before_ms: Option<i64>,
    /// Before this number.
    pub before_seq: Option<u64>,
    /// How many at most.
    pub limit: u32,
}

/// Reads the access log.
pub trait ReadAccesses {
    /// The newest first.
    fn accesses(&self, query: &AccessQuery) -> Result<Vec<Access>>;

    /// How many there are; `before_seq` and `limit` do not count.
    fn count_accesses(&self, query: &AccessQuery) -> Result<u64>;
}

/// Writes the access log.
pub trait WriteAccesses {
    /// Keeps an access: its number.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`] for an unknown person.
    fn put_access(&mut self, access: &NewAccess) -> Result<u64>;
}
