//! What administrators did: who did what, and when.

use lianxin_model::ids::UserId;

use crate::Result;

/// An act to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAct<'a> {
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The administrator; none for a command at the server's machine that named nobody.
    pub user: Option<UserId>,
    /// The word of the operation.
    pub act: &'a str,
    /// With what, and how much it changed, as JSON: ids, codes and counts, nobody's name.
    pub detail: &'a str,
}

/// An act as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Its number.
    pub seq: u64,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The administrator; none for a command at the server's machine that named nobody.
    pub user: Option<UserId>,
    /// The word of the operation.
    pub act: String,
    /// With what, and how much it changed, as JSON.
    pub detail: String,
}

/// Reads acts.
pub trait ReadActs {
    /// The acts before this number, or all, the newest first.
    fn acts(&self, before_seq: Option<u64>, limit: u32) -> Result<Vec<Act>>;
}

/// Writes acts.
pub trait WriteActs {
    /// Keeps an act: its number.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`] for an unknown administrator.
    fn put_act(&mut self, act: &NewAct<'_>) -> Result<u64>;
}
