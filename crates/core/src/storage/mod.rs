//! The store on the device: one SQLite file. Every other module gets rows from here; SQL stands nowhere else.

pub(crate) mod decisions;
pub(crate) mod documents;
pub(crate) mod drafts;
pub(crate) mod household_rows;
mod key;
pub(crate) mod meta;
mod migrations;
pub(crate) mod news;
pub(crate) mod offers;
pub(crate) mod outbox;
pub(crate) mod reference;
pub(crate) mod rows;
pub(crate) mod vouchers;
pub(crate) mod watch;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Once;

use lianxin_model::mistake::{Mistake, planted};
use lianxin_model::projection;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::CoreError;
use meta::name;

pub use key::StoreKey;

/// How long a write waits for another program that is writing.
const BUSY_TIMEOUT_MS: u64 = 5_000;

/// Opens a store, or begins one where there is no file or an empty one.
pub(crate) fn open(path: &Path) -> Result<Connection, CoreError> {
    wait_for_sqlite();
    refuse_other_files(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    prepare(db)
}

/// Opens a store in a file system that SQLite was given under a name, or begins one.
pub(crate) fn open_on(path: &Path, vfs: &str) -> Result<Connection, CoreError> {
    wait_for_sqlite();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    prepare(Connection::open_with_flags_and_vfs(path, flags, vfs)?)
}

/// Opens a store whose file is encrypted as a whole, in a file system that SQLite was given under a name. It has the file for
/// itself: such file systems share no memory between connections, which the journal would need.
pub(crate) fn open_sealed(path: &Path, vfs: &str, key: &StoreKey) -> Result<Connection, CoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags_and_vfs(path, flags, vfs)?;
    db.pragma_update(None, "key", key.raw())?;
    db.pragma_update(None, "locking_mode", "exclusive")?;
    // What a large query spills would lie beside the store as it is.
    db.pragma_update(None, "temp_store", "memory")?;
    prepare(db)
}

/// Opens a store that SQLCipher encrypts, or begins one where there is no file or an empty one.
#[cfg(feature = "sealed")]
pub(crate) fn open_encrypted(path: &Path, key: &StoreKey) -> Result<Connection, CoreError> {
    wait_for_sqlite();
    refuse_stubs(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    // It would write to the standard error of whatever program this is in.
    db.pragma_update(None, "cipher_log_level", "none")?;
    db.pragma_update(None, "key", key.hexadecimal())?;
    // What a large query spills would lie beside the store as it is.
    db.pragma_update(None, "temp_store", "memory")?;
    prepare(db).map_err(|error| match error {
        CoreError::NotAStore => CoreError::WrongKey,
        other => other,
    })
}

/// A file shorter than a page is taken for an empty one, and would be written over.
#[cfg(feature = "sealed")]
fn refuse_stubs(path: &Path) -> Result<(), CoreError> {
    const PAGE_BYTES: u64 = 4096;
    match std::fs::metadata(path) {
        Ok(file) if file.is_file() && (1..PAGE_BYTES).contains(&file.len()) => Err(CoreError::WrongKey),
        _ => Ok(()),
    }
}

/// SQLite takes a file shorter than its header for an empty one, and would write over it.
fn refuse_other_files(path: &Path) -> Result<(), CoreError> {
    const HEADER: &[u8] = b"SQLite format 3\0";
    let mut beginning = Vec::with_capacity(HEADER.len());
    // A file that cannot be read is SQLite's to report.
    let read = File::open(path).and_then(|file| file.take(HEADER.len() as u64).read_to_end(&mut beginning));
    match read {
        Ok(_) if !beginning.is_empty() && beginning != HEADER => Err(CoreError::NotAStore),
        _ => Ok(()),
    }
}

/// A store in memory, for trials.
pub(crate) fn open_in_memory() -> Result<Connection, CoreError> {
    wait_for_sqlite();
    prepare(Connection::open_in_memory()?)
}

/// The first connection of a process makes SQLite ready, SQLCipher in it last, and SQLite lets others by before that: a store that
/// another thread opens at that moment is answered an error. So one connection comes first, and all others wait for it.
fn wait_for_sqlite() {
    static FIRST: Once = Once::new();
    // Where even this fails, the store that is opened next says why.
    FIRST.call_once(|| drop(Connection::open_in_memory()));
}

fn prepare(mut db: Connection) -> Result<Connection, CoreError> {
    db.busy_timeout(std::time::Duration::from_millis(BUSY_TIMEOUT_MS))?;
    // Before anything is written: a file that is something else stays as it is.
    migrations::identify(&db)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    // An edit is on the disk when its call returns, not only in the system's memory.
    let synchronous = if planted(Mistake::DeviceSyncsSeldom) { "NORMAL" } else { "FULL" };
    db.pragma_update(None, "synchronous", synchronous)?;
    // What is removed, such as records of people that left the scope, is overwritten.
    db.pragma_update(None, "secure_delete", "ON")?;
    db.set_prepared_statement_cache_capacity(64);
    migrations::migrate(&mut db)?;
    renew_rows(&mut db)?;
    if meta::get::<i64>(&db, name::CLOSED_MS)?.is_some() {
        // The program may have ended between the two.
        forgotten(&db)?;
    }
    Ok(db)
}

/// Forgets everything that the store holds. What is deleted is overwritten; [`forgotten`] ends the traces in the journal.
pub(crate) fn wipe(db: &Connection) -> Result<(), CoreError> {
    // All tables, so that none that is added later is left out.
    let mut query = db.prepare(
        "SELECT name, type FROM pragma_table_list
         WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%'",
    )?;
    let tables = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for table in tables.collect::<Result<Vec<_>, _>>()? {
        match table {
            (name, kind) if kind == "virtual" => {
                db.execute(&format!("INSERT INTO \"{name}\" (\"{name}\") VALUES ('delete-all')"), [])?
            }
            (name, _) => db.execute(&format!("DELETE FROM \"{name}\""), [])?,
        };
    }
    Ok(())
}

/// After [`wipe`] is committed: empties the journal, which still has the pages as they were.
pub(crate) fn forgotten(db: &Connection) -> Result<(), CoreError> {
    if planted(Mistake::JournalRemembers) {
        return Ok(());
    }
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// After this software learned to read more from a record, the rows that an older one wrote are computed anew, once.
fn renew_rows(db: &mut Connection) -> Result<(), CoreError> {
    let known = |db: &Connection| Ok::<_, CoreError>(meta::get::<u32>(db, name::ROWS)?.unwrap_or(1));
    if known(db)? >= projection::VERSION {
        return Ok(());
    }
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have been first.
    if known(&tx)? < projection::VERSION {
        for id in rows::ids(&tx)? {
            if let Some(document) = documents::load(&tx, id)? {
                rows::put(&tx, &document)?;
            }
        }
        meta::put(&tx, name::ROWS, projection::VERSION)?;
    }
    tx.commit()?;
    Ok(())
}
