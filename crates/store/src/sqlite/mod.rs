//! SQLite behind the traits: one file a county, write-ahead log, every commit on the disk before it is answered.

mod accesses;
mod accounts;
mod acts;
mod areas;
mod arrivals;
mod assignments;
mod authentication;
mod case_work;
mod categories;
mod county;
mod devices;
mod documents;
mod duties;
mod facts;
mod failure;
mod feed;
mod figures;
mod filter;
mod finding;
mod ids;
mod lists;
mod merging;
mod migrate;
mod people;
mod placing;
mod pool;
mod projecting;
mod quarantine;
mod reference;
mod reports;
mod requests;
mod roster;
mod scope;
#[cfg(test)]
mod tests;
mod transaction;
mod units;
mod views;

use std::path::Path;

use lianxin_model::ids::TenantId;

use crate::store::{Read, Store, Write};
use crate::{Result, StoreError};
use pool::Pool;

/// The name of the store in a county's directory.
pub const FILE_NAME: &str = "county.sqlite";

/// A store in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    pool: Pool,
}

impl SqliteStore {
    /// Opens the store in this directory and brings it to this software's version.
    ///
    /// # Errors
    /// [`StoreError::NoStore`], [`StoreError::NotAStore`], [`StoreError::NewerStore`], or the disk's.
    pub fn open(directory: &Path) -> Result<Self> {
        let file = directory.join(FILE_NAME);
        if !file.exists() {
            return Err(StoreError::NoStore);
        }
        Self::at(Pool::new(file, None), None)
    }

    /// Opens the store in this directory, or makes it, with the directory, for this county and epoch (a random number).
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_or_create(directory: &Path, tenant: TenantId, epoch: u64) -> Result<Self> {
        std::fs::create_dir_all(directory).map_err(|error| StoreError::Io(error.raw_os_error().unwrap_or(0)))?;
        Self::at(Pool::new(directory.join(FILE_NAME), None), Some((tenant, epoch)))
    }

    /// The same in a file system that SQLite was given under a name; it makes no directory.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_or_create_on(vfs: &str, directory: &Path, tenant: TenantId, epoch: u64) -> Result<Self> {
        Self::at(Pool::new(directory.join(FILE_NAME), Some(vfs.to_owned())), Some((tenant, epoch)))
    }

    fn at(pool: Pool, new: Option<(TenantId, u64)>) -> Result<Self> {
        let mut connection = pool.connect()?;
        migrate::prepare(&mut connection, new)?;
        pool.give_back_reader(Some(connection));
        Ok(Self { pool })
    }
}

impl Store for SqliteStore {
    fn read(&self) -> Result<Box<dyn Read + '_>> {
        Ok(Box::new(transaction::Transaction::read(&self.pool)?))
    }

    fn write(&self) -> Result<Box<dyn Write + '_>> {
        Ok(Box::new(transaction::Transaction::write(&self.pool)?))
    }
}
