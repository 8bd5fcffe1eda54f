//! What can go wrong with a store.

/// Why a store did not do what was asked. Holds no personal data: neither values nor statements.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no store at this place.
    #[error("there is no store here")]
    NoStore,
    /// The file is something else.
    #[error("the file is not a store of Lianxin")]
    NotAStore,
    /// A newer version of the software wrote it.
    #[error("the store has version {found}, this software knows versions up to {known}")]
    NewerStore {
        /// The store's version.
        found: u32,
        /// The newest version that this software knows.
        known: u32,
    },
    /// Somebody else writes for longer than was worth waiting.
    #[error("the store is busy")]
    Busy,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The disk or the file system failed.
    #[error("the disk failed (code {0})")]
    Io(i32),
    /// What was read makes no sense.
    #[error("the store is damaged ({0})")]
    Corrupt(&'static str),
    /// Something with the same unique mark is there: `login`, `device`, …
    #[error("there is already such a {0}")]
    Taken(&'static str),
    /// Something that is referred to is not there: `user`, `area`, `document`, …
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// An area would lie in itself.
    #[error("an area cannot lie in itself")]
    Cycle,
    /// The transaction is gone: the engine gave it up after an earlier error. Nothing of it was kept.
    #[error("the transaction was given up")]
    Lost,
    /// The engine refused a statement: a defect of this crate.
    #[error("the database engine failed (code {0})")]
    Engine(i32),
}

impl StoreError {
    /// The stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            StoreError::NoStore => "no_store",
            StoreError::NotAStore => "not_a_store",
            StoreError::NewerStore { .. } => "newer_store",
            StoreError::Busy => "store_busy",
            StoreError::Full => "disk_full",
            StoreError::Io(_) => "disk_failed",
            StoreError::Corrupt(_) => "store_damaged",
            StoreError::Taken(_) => "taken",
            StoreError::Missing(_) => "missing",
            StoreError::Cycle => "area_cycle",
            StoreError::Lost => "transaction_lost",
            StoreError::Engine(_) => "store_failed",
        }
    }
}
