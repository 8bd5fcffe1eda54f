//! Connections: readers as many as are needed, one writer.

use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lianxin_model::mistake::{Mistake, planted};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::{Result, StoreError};

/// How long a writer waits for another one, in this process and then in another.
const BUSY_WAIT: Duration = Duration::from_secs(10);
/// Readers kept open between transactions, and how many are at work before the next one waits a moment.
const READERS_WARM: usize = 8;
/// How long a reader waits for one that is warm. A new connection reads the schema and plans every statement first, and
/// has a cache of its own: with hundreds of devices at once that is most of the work and of the memory. Whoever waited so
/// long gets a new one all the same, so that nobody who holds one reader and asks for another can wait for ever.
const WARM_WAIT: Duration = Duration::from_millis(100);
/// Compiled statements kept by a connection.
const STATEMENTS_MAX: usize = 200;

#[derive(Debug)]
pub(super) struct Pool {
    file: PathBuf,
    /// The file system, by the name under which SQLite has it; none for its own.
    vfs: Option<String>,
    readers: Mutex<Readers>,
    reader_free: Condvar,
    writer: Mutex<Writer>,
    writer_free: Condvar,
}

#[derive(Debug, Default)]
struct Readers {
    idle: Vec<Connection>,
    at_work: usize,
}

#[derive(Debug)]
enum Writer {
    Free(Option<Connection>),
    AtWork,
}

/// A panic elsewhere leaves nothing half done in these: a connection is either in its place or not.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pool {
    pub(super) fn new(file: PathBuf, vfs: Option<String>) -> Self {
        Self {
            file,
            vfs,
            readers: Mutex::new(Readers::default()),
            reader_free: Condvar::new(),
            writer: Mutex::new(Writer::Free(None)),
            writer_free: Condvar::new(),
        }
    }

    /// Opens another connection. Changes nothing in the file.
    pub(super) fn connect(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = match &self.vfs {
            None => Connection::open_with_flags(&self.file, flags)?,
            Some(vfs) => Connection::open_with_flags_and_vfs(&self.file, flags, vfs.as_str())?,
        };
        connection.busy_timeout(BUSY_WAIT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        // Otherwise SQLite looks into the values that are bound when it plans, and plans such a statement anew for every
        // value: a fifth of the server's time went there. Our statements are made for one plan each.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.execute_batch(
            "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;
             PRAGMA trusted_schema = OFF; PRAGMA cache_size = -4096;",
        )?;
        if planted(Mistake::ServerSyncsSeldom) {
            connection.execute_batch("PRAGMA synchronous = NORMAL;")?;
        }
        Ok(connection)
    }

    /// The writer touches pages all over the file and is alone; readers have the system's cache behind their own.
    fn connect_writer(&self) -> Result<Connection> {
        let connection = self.connect()?;
        connection.execute_batch("PRAGMA cache_size = -32768;")?;
        Ok(connection)
    }

    pub(super) fn take_reader(&self) -> Result<Connection> {
        let busy = |readers: &mut Readers| readers.idle.is_empty() && readers.at_work >= READERS_WARM;
        let waited = self.reader_free.wait_timeout_while(lock(&self.readers), WARM_WAIT, busy);
        let (mut readers, _) = waited.unwrap_or_else(PoisonError::into_inner);
        readers.at_work += 1;
        let idle = readers.idle.pop();
        drop(readers);
        let reader = idle.map_or_else(|| self.connect(), Ok);
        if reader.is_err() {
            self.give_back_reader(None);
        }
        reader
    }

    /// Takes a reader back; none where its connection is not to be used again.
    pub(super) fn give_back_reader(&self, connection: Option<Connection>) {
        let mut readers = lock(&self.readers);
        readers.at_work = readers.at_work.saturating_sub(1);
        if readers.idle.len() < READERS_WARM {
            readers.idle.extend(connection);
        }
        drop(readers);
        self.reader_free.notify_one();
    }

    /// The one writing connection of this process: waiting on a lock is fairer than trying SQLite's again and again.
    pub(super) fn take_writer(&self) -> Result<Connection> {
        let at_work = |writer: &mut Writer| matches!(writer, Writer::AtWork);
        let (mut writer, waited) = self
            .writer_free
            .wait_timeout_while(lock(&self.writer), BUSY_WAIT, at_work)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(StoreError::Busy);
        }
        let kept = match std::mem::replace(&mut *writer, Writer::AtWork) {
            Writer::Free(kept) => kept,
            Writer::AtWork => None,
        };
        drop(writer);
        kept.map_or_else(|| self.connect_writer(), Ok).inspect_err(|_| self.give_back_writer(None))
    }

    pub(super) fn give_back_writer(&self, connection: Option<Connection>) {
        *lock(&self.writer) = Writer::Free(connection);
        self.writer_free.notify_one();
    }
}
