//! The open store and its facade.

use std::path::Path;

use lianxin_model::ids::{DocId, UserId};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::CoreError;
use crate::facade::{Cases, Comments, Conflicts, Diary, Households, Persons, ReferenceRows, SetAside, Visits};
use crate::platform::{self, Platform};
use crate::storage::meta::{self, Me};
use crate::storage::{self, rows};
use crate::writing::Writing;

/// One device's records. Use it from one thread; several programs may open the same file.
pub struct Core {
    pub(crate) db: Connection,
    platform: Box<dyn Platform>,
}

impl Core {
    /// Opens the store, or begins one where there is none.
    ///
    /// # Errors
    /// `not_a_store`, `newer_store`, `damaged`, `cannot_open`, `locked`, `disk_full`. The file is then unchanged.
    pub fn open(path: &Path, platform: impl Platform + 'static) -> Result<Self, CoreError> {
        Ok(Self { db: storage::open(path)?, platform: Box::new(platform) })
    }

    /// A store that ends with the program.
    ///
    /// # Errors
    /// As [`Core::open`].
    pub fn open_in_memory(platform: impl Platform + 'static) -> Result<Self, CoreError> {
        Ok(Self { db: storage::open_in_memory()?, platform: Box::new(platform) })
    }

    /// 户
    pub fn households(&self) -> Households<'_> {
        Households { core: self }
    }

    /// 人
    pub fn persons(&self) -> Persons<'_> {
        Persons { core: self }
    }

    /// 走访记录
    pub fn visits(&self) -> Visits<'_> {
        Visits { core: self }
    }

    /// 民情日记
    pub fn diary(&self) -> Diary<'_> {
        Diary { core: self }
    }

    /// 台账事项
    pub fn cases(&self) -> Cases<'_> {
        Cases { core: self }
    }

    /// 批示
    pub fn comments(&self) -> Comments<'_> {
        Comments { core: self }
    }

    /// Where people contradict each other.
    pub fn conflicts(&self) -> Conflicts<'_> {
        Conflicts { core: self }
    }

    /// Edits that the server refused.
    pub fn set_aside(&self) -> SetAside<'_> {
        SetAside { core: self }
    }

    /// What the server keeps: areas, people, categories, assignments.
    pub fn reference(&self) -> ReferenceRows<'_> {
        ReferenceRows { core: self }
    }

    /// The record of an id, or the household of an official code.
    ///
    /// # Errors
    /// `unknown_record`.
    pub fn resolve(&self, id_or_code: &str) -> Result<DocId, CoreError> {
        let id_or_code = id_or_code.trim();
        if let Some(id) = rows::household_by_code(&self.db, id_or_code)? {
            return Ok(id);
        }
        let id: DocId = id_or_code.parse().map_err(|_| CoreError::UnknownRecord)?;
        rows::get(&self.db, id)?.map(|row| row.id).ok_or(CoreError::UnknownRecord)
    }

    /// The account to which this device belongs; none before it is enrolled.
    ///
    /// # Errors
    /// Storage.
    pub fn user(&self) -> Result<Option<UserId>, CoreError> {
        Ok(meta::me(&self.db)?.map(|me| me.user))
    }

    /// Today in China, `YYYY-MM-DD`.
    pub fn today(&self) -> String {
        platform::day_in_china(self.platform.now_ms())
    }

    /// Runs an edit of this person in one transaction: all of it is durable when this returns, or nothing of it.
    pub(crate) fn write<T>(
        &self,
        edit: impl FnOnce(&Writing<'_>) -> Result<T, CoreError>,
    ) -> Result<T, CoreError> {
        self.transact(|db, platform| {
            let me = meta::me(db)?.ok_or(CoreError::NotEnrolled)?;
            edit(&Writing { db, me, now_ms: platform.now_ms(), platform })
        })
    }

    /// Runs something in one transaction.
    pub(crate) fn transact<T>(
        &self,
        work: impl FnOnce(&Connection, &dyn Platform) -> Result<T, CoreError>,
    ) -> Result<T, CoreError> {
        // The borrow checker cannot see that transactions here never nest; SQLite would refuse it.
        let tx = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)?;
        let done = work(&tx, self.platform.as_ref())?;
        tx.commit()?;
        Ok(done)
    }

    pub(crate) fn me(&self) -> Result<Me, CoreError> {
        meta::me(&self.db)?.ok_or(CoreError::NotEnrolled)
    }
}

impl std::fmt::Debug for Core {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Core")
    }
}
