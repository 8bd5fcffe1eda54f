//! The store on the device: one SQLite file. Every other module gets rows from here; SQL stands nowhere else.

pub(crate) mod documents;
mod migrations;
pub(crate) mod meta;
pub(crate) mod outbox;
pub(crate) mod reference;
pub(crate) mod rows;

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::error::CoreError;

/// How long a write waits for another program that is writing.
const BUSY_TIMEOUT_MS: u64 = 5_000;

/// Opens a store, or begins one where there is no file or an empty one.
pub(crate) fn open(path: &Path) -> Result<Connection, CoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    prepare(db)
}

/// A store in memory, for trials.
pub(crate) fn open_in_memory() -> Result<Connection, CoreError> {
    prepare(Connection::open_in_memory()?)
}

fn prepare(mut db: Connection) -> Result<Connection, CoreError> {
    db.busy_timeout(std::time::Duration::from_millis(BUSY_TIMEOUT_MS))?;
    // Before anything is written: a file that is something else stays as it is.
    migrations::identify(&db)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    // An edit is on the disk when its call returns, not only in the system's memory.
    db.pragma_update(None, "synchronous", "FULL")?;
    // What is removed, such as records of people that left the scope, is overwritten.
    db.pragma_update(None, "secure_delete", "ON")?;
    db.set_prepared_statement_cache_capacity(64);
    migrations::migrate(&mut db)?;
    Ok(db)
}
