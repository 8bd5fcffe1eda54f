//! SQLite behind the traits.

/// A store in one SQLite file.
pub struct SqliteStore;
