//! One transaction on one connection. The topics' traits are implemented for it, each in its own module.

use rusqlite::{Connection, Params, Row};

use super::migrate;
use super::pool::Pool;
use crate::store::{Read, Write};
use crate::{Result, StoreError};

pub(super) struct Transaction<'store> {
    pool: &'store Pool,
    connection: Option<Connection>,
    writes: bool,
}

impl<'store> Transaction<'store> {
    pub(super) fn read(pool: &'store Pool) -> Result<Self> {
        let connection = Some(pool.take_reader()?);
        let transaction = Self { pool, connection, writes: false };
        transaction.begin("BEGIN")
    }

    pub(super) fn write(pool: &'store Pool) -> Result<Self> {
        let connection = Some(pool.take_writer()?);
        let transaction = Self { pool, connection, writes: true };
        transaction.begin("BEGIN IMMEDIATE")
    }

    fn begin(self, how: &str) -> Result<Self> {
        self.connection.as_ref().ok_or(StoreError::Lost)?.execute_batch(how)?;
        // The first reading fixes the moment of which everything is.
        let found = migrate::version(self.open()?)?;
        if found == migrate::VERSION {
            Ok(self)
        } else {
            Err(StoreError::NewerStore { found, known: migrate::VERSION })
        }
    }

    /// The connection while its transaction stands. SQLite gives a transaction up by itself after some errors (a full disk):
    /// without this check later statements would commit on their own.
    pub(super) fn open(&self) -> Result<&Connection> {
        match &self.connection {
            Some(connection) if !connection.is_autocommit() => Ok(connection),
            _ => Err(StoreError::Lost),
        }
    }

    /// Runs a statement that gives no rows; how many rows it changed.
    pub(super) fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        Ok(self.open()?.prepare_cached(sql)?.execute(params)?)
    }

    /// Runs a statement that must change a row.
    pub(super) fn execute_on(&self, what: &'static str, sql: &str, params: impl Params) -> Result<()> {
        if self.execute(sql, params)? == 0 { Err(StoreError::Missing(what)) } else { Ok(()) }
    }

    pub(super) fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.open()?.prepare_cached(sql)?.query_and_then(params, read)?.collect()
    }

    pub(super) fn row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        self.open()?.prepare_cached(sql)?.query_and_then(params, read)?.next().transpose()
    }

    /// The one value of a statement that always gives a row.
    pub(super) fn value<T: rusqlite::types::FromSql>(&self, sql: &str, params: impl Params) -> Result<T> {
        Ok(self.open()?.prepare_cached(sql)?.query_row(params, |row| row.get(0))?)
    }

    /// The next `count` numbers of the sequence: the first of them.
    pub(super) fn take_numbers(&self, count: u64) -> Result<u64> {
        // Two statements: one with RETURNING would open a statement journal each time, at which the search index writes out
        // what it has gathered.
        self.execute("UPDATE county SET seq = seq + ?1 WHERE one = 1", [count])?;
        let last: u64 = self.value("SELECT seq FROM county WHERE one = 1", [])?;
        Ok(last - count + 1)
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // A connection that cannot even roll back is not used again.
        let sound = self
            .connection
            .take()
            .filter(|connection| connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok());
        if self.writes {
            self.pool.give_back_writer(sound);
        } else {
            self.pool.give_back_reader(sound);
        }
    }
}

impl Read for Transaction<'_> {}

impl Write for Transaction<'_> {
    fn savepoint(&mut self) -> Result<()> {
        Ok(self.open()?.execute_batch("SAVEPOINT mark")?)
    }

    fn rollback_to(&mut self) -> Result<()> {
        Ok(self.open()?.execute_batch("ROLLBACK TO mark; RELEASE mark")?)
    }

    fn release(&mut self) -> Result<()> {
        Ok(self.open()?.execute_batch("RELEASE mark")?)
    }

    fn commit(self: Box<Self>) -> Result<()> {
        Ok(self.open()?.execute_batch("COMMIT")?)
    }
}
