//! The open store and its facade.

use std::path::Path;

use lianxin_model::ids::{DocId, UserId};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::CoreError;
use crate::facade::views::ChangedView;
use crate::facade::{
    Assistance, Cases, Catalogue, Comments, Conflicts, Diary, Drafts, Duplicates, Households, Persons, Phrases,
    ReferenceRows, SetAside, Today, Visits,
};
use crate::platform::{self, Platform};
use crate::storage::meta;
use crate::storage::{self, StoreKey, rows};
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

    /// Opens a store in a file system that SQLite was given under a name; begins one where there is none.
    ///
    /// # Errors
    /// As [`Core::open`].
    pub fn open_on(path: &Path, vfs: &str, platform: impl Platform + 'static) -> Result<Self, CoreError> {
        Ok(Self { db: storage::open_on(path, vfs)?, platform: Box::new(platform) })
    }

    /// Opens an encrypted store in a file system that SQLite was given under a name, as a browser's is; begins one where
    /// there is none. The store is this program's alone until it is dropped.
    ///
    /// # Errors
    /// As [`Core::open`]; with another key than it was begun with it is `not_a_store`.
    pub fn open_sealed(
        path: &Path,
        vfs: &str,
        key: &StoreKey,
        platform: impl Platform + 'static,
    ) -> Result<Self, CoreError> {
        Ok(Self { db: storage::open_sealed(path, vfs, key)?, platform: Box::new(platform) })
    }

    /// Opens a store that is encrypted as a whole; begins one where there is no file or an empty one. Several programs may
    /// open it.
    ///
    /// # Errors
    /// As [`Core::open`]; `wrong_key` with another key than it was begun with, and for a file that is no encrypted store.
    #[cfg(feature = "sealed")]
    pub fn open_encrypted(path: &Path, key: &StoreKey, platform: impl Platform + 'static) -> Result<Self, CoreError> {
        Ok(Self { db: storage::open_encrypted(path, key)?, platform: Box::new(platform) })
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

    /// What households were given.
    pub fn assistance(&self) -> Assistance<'_> {
        Assistance { core: self }
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

    /// Households that were registered twice.
    pub fn duplicates(&self) -> Duplicates<'_> {
        Duplicates { core: self }
    }

    /// Edits that the server refused.
    pub fn set_aside(&self) -> SetAside<'_> {
        SetAside { core: self }
    }

    /// 今日: what is due and what is new.
    pub fn today(&self) -> Today<'_> {
        Today { core: self }
    }

    /// What the person is writing.
    pub fn drafts(&self) -> Drafts<'_> {
        Drafts { core: self }
    }

    /// What the person often writes at a visit.
    pub fn phrases(&self) -> Phrases<'_> {
        Phrases { core: self }
    }

    /// The fields of forms.
    pub fn catalogue(&self) -> Catalogue {
        Catalogue
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

    /// The household of an id or official code: where it was merged, the record that goes on.
    pub(crate) fn household(&self, id_or_code: &str) -> Result<DocId, CoreError> {
        let id = self.resolve(id_or_code)?;
        Ok(rows::links(&self.db)?.survivor(id))
    }

    /// The account to which this device belongs; none before it is enrolled.
    ///
    /// # Errors
    /// Storage.
    pub fn user(&self) -> Result<Option<UserId>, CoreError> {
        Ok(meta::me(&self.db)?.map(|me| me.user))
    }

    /// From now on [`Core::changed`] tells which records change through this store, by edits or by a sync; not what other
    /// programs do to the same file.
    ///
    /// # Errors
    /// Storage.
    pub fn watch(&self) -> Result<(), CoreError> {
        storage::watch::begin(&self.db)
    }

    /// The records that changed since this was last asked, by kind; of a store that is watched.
    ///
    /// # Errors
    /// Storage.
    pub fn changed(&self) -> Result<Vec<ChangedView>, CoreError> {
        storage::watch::take(&self.db)
    }

    /// Milliseconds since 1970, by the device's clock.
    pub(crate) fn now_ms(&self) -> i64 {
        self.platform.now_ms()
    }

    /// Today in China, `YYYY-MM-DD`.
    pub fn day(&self) -> String {
        platform::today(self.platform.now_ms())
    }

    /// Runs an edit of this person in one transaction: all of it is durable when this returns, or nothing of it.
    pub(crate) fn write<T>(&self, edit: impl FnOnce(&Writing<'_>) -> Result<T, CoreError>) -> Result<T, CoreError> {
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
}

impl std::fmt::Debug for Core {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Core")
    }
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use lianxin_model::ids::{DeviceId, TenantId, UserId};
    use lianxin_sync::wire::{EnrolAnswer, seal_enrol_answer};
    use uuid::Uuid;

    use super::*;
    use crate::facade::requests::{AddHouseholdRequest, ListFilter};
    use crate::platform::SystemPlatform;

    #[test]
    fn a_full_disk_is_told_and_loses_nothing_that_was_returned() {
        let folder = tempfile::tempdir().unwrap();
        let core = Core::open(&folder.path().join("store"), SystemPlatform).unwrap();
        core.enrol_begin("http://127.0.0.1:1", "CODE").unwrap();
        let answer = EnrolAnswer {
            tenant: TenantId(Uuid::from_u128(1)),
            device: DeviceId(Uuid::from_u128(2)),
            user: UserId(Uuid::from_u128(3)),
            user_name: "李干部".to_owned(),
            role: "cadre".to_owned(),
            server_key: None,
            tag: None,
        };
        core.enrol_finish(&seal_enrol_answer(&answer)).unwrap();
        let add = || {
            let area = "431027203201".to_owned();
            core.households().add(&AddHouseholdRequest { area, ..AddHouseholdRequest::default() })
        };
        let pages: i64 = core.db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        core.db.pragma_update(None, "max_page_count", pages + 10).unwrap();
        let mut added = 0;
        let error = loop {
            match add() {
                Ok(_) => added += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(error.code(), "disk_full");
        assert!(added > 0);
        let list = || core.households().list(&ListFilter::default()).unwrap().len();
        assert_eq!((list(), core.status().unwrap().unsent), (added, added as u64));
        core.db.pragma_update(None, "max_page_count", pages + 1_000).unwrap();
        add().unwrap();
        assert_eq!((list(), core.status().unwrap().unsent), (added + 1, added as u64 + 1));
    }
}
