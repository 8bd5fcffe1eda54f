//! The contract for SQLite, and what only a file can be.

use tempfile::TempDir;

use super::{FILE_NAME, SqliteStore, migrate};
use crate::contract::Engine;
use crate::contract::world::{self, EPOCH, TENANT, VILLAGE};
use crate::{Store as _, StoreError};

mod plans;
mod upgrades;

/// A directory with a store in it.
struct Folder(TempDir);

impl Engine for Folder {
    type Store = SqliteStore;

    fn fresh() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn open(&self) -> SqliteStore {
        SqliteStore::open_or_create(self.0.path(), TENANT, EPOCH).unwrap()
    }
}

crate::contract!(Folder);

impl Folder {
    fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.0.path().join(FILE_NAME)).unwrap()
    }
}

/// Why a file is not opened, whether or not a new store would be welcome there.
#[test]
fn other_files_are_refused_and_left_alone() {
    type Make = fn(&Folder);
    let cases: [(&str, Make, StoreError); 6] = [
        (
            "text",
            |folder| write_file(folder, &b"not a database, but long enough to be one ".repeat(30)),
            StoreError::NotAStore,
        ),
        ("short text", |folder| write_file(folder, b"hello"), StoreError::NotAStore),
        ("another database", |folder| batch(folder, "CREATE TABLE t (x)"), StoreError::NotAStore),
        ("another application", |folder| batch(folder, "PRAGMA application_id = 5"), StoreError::NotAStore),
        (
            "newer",
            |folder| {
                drop(folder.open());
                batch(folder, "PRAGMA user_version = 99");
            },
            StoreError::NewerStore { found: 99, known: migrate::VERSION },
        ),
        (
            "ours without a version",
            |folder| {
                drop(folder.open());
                batch(folder, "PRAGMA user_version = 0");
            },
            StoreError::NotAStore,
        ),
    ];
    for (what, make, expected) in cases {
        let folder = Folder::fresh();
        make(&folder);
        let path = folder.0.path().join(FILE_NAME);
        let before = std::fs::read(&path).unwrap();
        for result in [SqliteStore::open(folder.0.path()), SqliteStore::open_or_create(folder.0.path(), TENANT, 1)] {
            assert_eq!(result.map(drop).unwrap_err(), expected, "{what}");
        }
        assert_eq!(std::fs::read(&path).unwrap(), before, "{what} was written to");
    }
}

fn write_file(folder: &Folder, bytes: &[u8]) {
    std::fs::write(folder.0.path().join(FILE_NAME), bytes).unwrap();
}

fn batch(folder: &Folder, sql: &str) {
    folder.raw().execute_batch(sql).unwrap();
}

#[test]
fn missing_store_is_said_to_be_missing() {
    let folder = Folder::fresh();
    assert_eq!(SqliteStore::open(folder.0.path()).map(drop), Err(StoreError::NoStore));
    assert_eq!(SqliteStore::open(&folder.0.path().join("nowhere")).map(drop), Err(StoreError::NoStore));
    // An interrupted creation leaves an empty file: it is no store, and may become one.
    write_file(&folder, b"");
    assert_eq!(SqliteStore::open(folder.0.path()).map(drop), Err(StoreError::NotAStore));
    drop(folder.open());
    assert!(SqliteStore::open(folder.0.path()).is_ok());
}

#[test]
fn store_stays_what_it_was_made() {
    let folder = Folder::fresh();
    drop(folder.open());
    let other = lianxin_model::ids::TenantId(uuid::Uuid::from_u128(1));
    let again = SqliteStore::open_or_create(folder.0.path(), other, 1).unwrap();
    let county = again.read().unwrap().county().unwrap();
    assert_eq!((county.tenant, county.epoch), (TENANT, EPOCH));
}

#[test]
fn newer_software_that_comes_meanwhile_is_noticed() {
    let folder = Folder::fresh();
    let store = folder.open();
    let found = migrate::VERSION + 1;
    batch(&folder, &format!("PRAGMA user_version = {found}"));
    let newer = StoreError::NewerStore { found, known: migrate::VERSION };
    assert_eq!(store.read().map(drop), Err(newer.clone()));
    assert_eq!(store.write().map(drop), Err(newer));
}

#[test]
fn full_disk_is_said_and_undoes_the_transaction_alone() {
    let folder = Folder::fresh();
    let store = folder.open();
    let mut write = store.write().unwrap();
    world::settle(&mut *write).unwrap();
    write.commit().unwrap();
    {
        let connection = store.pool.take_writer().unwrap();
        let pages: i64 = connection.query_row("PRAGMA page_count", (), |row| row.get(0)).unwrap();
        connection.pragma_update(None, "max_page_count", pages + 20).unwrap();
        store.pool.give_back_writer(Some(connection));
    }
    let mut write = store.write().unwrap();
    world::found(&mut *write, 1, VILLAGE).unwrap();
    write.commit().unwrap();
    let mut write = store.write().unwrap();
    world::found(&mut *write, 2, VILLAGE).unwrap();
    let large = vec![7; 1 << 20];
    let full = write.append(&world::household(3, VILLAGE), &[world::change(&large)]);
    assert_eq!(full, Err(StoreError::Full));
    // SQLite may have given the whole transaction up by now: nothing more is written outside of it.
    let later = world::found(&mut *write, 4, VILLAGE);
    let committed = if later.is_err() { Err(later.map(drop).unwrap_err()) } else { Ok(()) };
    drop(write);
    assert!(matches!(committed, Ok(()) | Err(StoreError::Lost | StoreError::Full)), "{committed:?}");
    let read = store.read().unwrap();
    let there: Vec<bool> = (1..=4).map(|number| read.document(world::id(number)).unwrap().is_some()).collect();
    assert_eq!(there, [true, false, false, false]);
    drop(read);
    let mut write = store.write().unwrap();
    world::found(&mut *write, 5, VILLAGE).unwrap();
    write.commit().unwrap();
}

#[test]
fn damaged_file_is_said_to_be_damaged() {
    let folder = Folder::fresh();
    let store = folder.open();
    let mut write = store.write().unwrap();
    world::settle(&mut *write).unwrap();
    write.commit().unwrap();
    drop(store);
    batch(&folder, "PRAGMA wal_checkpoint(TRUNCATE)");
    let path = folder.0.path().join(FILE_NAME);
    let mut bytes = std::fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    for page in 1..pages {
        bytes[page * 4096..page * 4096 + 64].fill(0xff);
    }
    std::fs::write(&path, bytes).unwrap();
    let outcome = SqliteStore::open(folder.0.path()).and_then(|store| store.read()?.users().map(drop));
    assert_eq!(outcome, Err(StoreError::Corrupt("file")));
}

#[test]
fn every_commit_is_on_the_disk() {
    let folder = Folder::fresh();
    let store = folder.open();
    let connection = store.pool.take_writer().unwrap();
    let ask = |pragma: &str| -> rusqlite::types::Value {
        connection.query_row(&format!("PRAGMA {pragma}"), (), |row| row.get(0)).unwrap()
    };
    assert_eq!(ask("journal_mode"), "wal".to_owned().into());
    assert_eq!(ask("synchronous"), 2.into());
    assert_eq!(ask("foreign_keys"), 1.into());
    store.pool.give_back_writer(Some(connection));
}

/// The feed's cost follows what changed: no statement of it goes through documents, changes or duties one by one.
#[test]
fn feed_goes_by_indices() {
    let folder = Folder::fresh();
    drop(folder.open());
    let raw = folder.raw();
    for (what, sql) in [("candidates", super::feed::CANDIDATES), ("left", super::feed::LEFT)] {
        let mut statement = raw.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        // A plan needs no values.
        let mut rows = statement.raw_query();
        let mut plan: Vec<String> = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            plan.push(row.get("detail").unwrap());
        }
        assert!(plan.iter().any(|step| step.contains("duty_by_user")), "{what}: {plan:#?}");
        for step in &plan {
            for table in ["document", "change", "duty", "assignment"] {
                assert!(!step.starts_with(&format!("SCAN {table}")), "{what}: {step}");
            }
        }
    }
}

/// Whoever opens the file beside this software changes nothing either, by mistake.
#[test]
fn access_log_is_only_added_to() {
    let folder = Folder::fresh();
    let store = folder.open();
    let mut write = store.write().unwrap();
    world::settle(&mut *write).unwrap();
    let access = crate::NewAccess {
        at_ms: 1,
        user: world::LEADER,
        kind: crate::AccessKind::Print,
        document: None,
        document_kind: None,
        area: None,
        field: None,
        list: Some("cases".to_owned()),
        query: None,
        rows: Some(1),
        reason: "例会".to_owned(),
    };
    write.put_access(&access).unwrap();
    write.commit().unwrap();
    for sql in ["UPDATE access_log SET reason = ''", "DELETE FROM access_log"] {
        assert!(folder.raw().execute_batch(sql).is_err(), "{sql}");
    }
    let kept = store.read().unwrap().accesses(&crate::AccessQuery { limit: 1, ..Default::default() }).unwrap();
    assert_eq!(kept.first().map(|kept| &kept.what), Some(&access));
}
