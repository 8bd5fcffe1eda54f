//! The contract for SQLite, and what only a file can be.

use tempfile::TempDir;

use super::{FILE_NAME, SqliteStore, migrate};
use crate::contract::Engine;
use crate::contract::world::{self, EPOCH, TENANT, VILLAGE};
use crate::{Store as _, StoreError};

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

/// A store of the first version: cases that had a lead bring their duties along, and closed ones do not.
#[test]
fn leads_of_before_have_their_duties() {
    let folder = Folder::fresh();
    let raw = folder.raw();
    raw.execute_batch(include_str!("../../migrations/0001_county.sql")).unwrap();
    raw.execute_batch(&format!(
        "PRAGMA user_version = 1; PRAGMA application_id = {};
         INSERT INTO county (one, tenant, epoch, seq) VALUES (1, x'000102030405060708090a0b0c0d0e0f', 1, 40);",
        migrate::APPLICATION_ID
    ))
    .unwrap();
    let lead = world::CADRE;
    for (no, status, lead) in [
        (1, "acting", format!("\"{lead}\"")),
        (2, "closed", format!("\"{lead}\"")),
        (3, "registered", "null".to_owned()),
        (4, "resolved", format!("\"{lead}\"")),
    ] {
        let id = *world::id(no as u128).as_bytes();
        raw.execute(
            "INSERT INTO document (no, id, kind, household, code, date, status, title, private, conflicts, head_seq,
                entered_seq, moved_seq, changes, snapshot_seq, snapshot_bytes, log_bytes)
             VALUES (?1, ?2, 3, ?3, '', '', ?4, '', 0, 0, ?1, ?1, 0, 1, 0, 0, 0)",
            rusqlite::params![no, id, *world::id(9).as_bytes(), status],
        )
        .unwrap();
        let json = format!("{{\"fields\":{{\"lead\":{lead}}}}}");
        raw.execute("INSERT INTO record (document, json, tokens_digest) VALUES (?1, ?2, x'')", (no, json)).unwrap();
    }
    drop(raw);
    let read_from = SqliteStore::open(folder.0.path()).unwrap();
    let read = read_from.read().unwrap();
    let duties: Vec<_> =
        read.duties(lead).unwrap().into_iter().map(|duty| (duty.case, duty.household, duty.seq)).collect();
    assert_eq!(duties, [(world::id(1), Some(world::id(9)), 41), (world::id(4), Some(world::id(9)), 42)]);
    assert_eq!(read.county().unwrap().seq, 42);
}

/// A store of before: diary entries are found by the households that they tell of.
#[test]
fn diaries_of_before_are_found_by_household() {
    let folder = Folder::fresh();
    let raw = folder.raw();
    for step in [
        include_str!("../../migrations/0001_county.sql"),
        include_str!("../../migrations/0002_scope.sql"),
        include_str!("../../migrations/0003_review.sql"),
        include_str!("../../migrations/0004_repair.sql"),
        include_str!("../../migrations/0005_merged_households.sql"),
        include_str!("../../migrations/0006_console_facts.sql"),
        include_str!("../../migrations/0007_case_work.sql"),
    ] {
        raw.execute_batch(step).unwrap();
    }
    raw.execute_batch(&format!(
        "PRAGMA user_version = 7; PRAGMA application_id = {};
         INSERT INTO county (one, tenant, epoch, seq) VALUES (1, x'000102030405060708090a0b0c0d0e0f', 1, 40);",
        migrate::APPLICATION_ID
    ))
    .unwrap();
    for (no, kind, told) in [(1, 5, vec![8, 9]), (2, 5, vec![]), (3, 4, vec![9])] {
        raw.execute(
            "INSERT INTO document (no, id, kind, code, date, title, private, conflicts, head_seq, entered_seq, moved_seq,
                changes, snapshot_seq, snapshot_bytes, log_bytes)
             VALUES (?1, ?2, ?3, '', '', '', 0, 0, ?1, ?1, 0, 1, 0, 0, 0)",
            rusqlite::params![no, *world::id(no as u128).as_bytes(), kind],
        )
        .unwrap();
        let told: Vec<String> = told.into_iter().map(|number| world::id(number).to_string()).collect();
        let json = serde_json::json!({"fields": {"households": told}}).to_string();
        raw.execute("INSERT INTO record (document, json, tokens_digest) VALUES (?1, ?2, x'')", (no, json)).unwrap();
    }
    drop(raw);
    drop(SqliteStore::open(folder.0.path()).unwrap());
    let raw = folder.raw();
    let mut query = raw.prepare("SELECT household, document FROM diary_household ORDER BY household").unwrap();
    let kept: Vec<([u8; 16], i64)> =
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(kept, [(*world::id(8).as_bytes(), 1), (*world::id(9).as_bytes(), 1)]);
}

/// A store from before ledgers were worked through: what is filtered by is read from the records that are there.
#[test]
fn cases_of_before_are_found_by_what_is_to_be_done() {
    use crate::{ListQuery, Scope};
    use lianxin_model::ids::{Kind, UserId};

    let folder = Folder::fresh();
    let raw = folder.raw();
    for step in &migrate::STEPS[..6] {
        raw.execute_batch(step).unwrap();
    }
    raw.execute_batch(&format!(
        "PRAGMA user_version = 6; PRAGMA application_id = {};
         INSERT INTO county (one, tenant, epoch, seq) VALUES (1, x'000102030405060708090a0b0c0d0e0f', 1, 40);",
        migrate::APPLICATION_ID
    ))
    .unwrap();
    let (lead, rival, assigned) = (world::CADRE, world::LEADER, world::CADRE_2);
    let events = r#"[{"date":"2026-11-01"},{"date":"2026-11-05"},{"kind":"acted"}]"#;
    let conflict = format!(r#"[{{"field":"lead","rivals":[{{"value":"{lead}"}},{{"value":"{rival}"}}]}}]"#);
    for (no, status, fields, conflicts) in [
        (1, "acting", format!(r#"{{"lead":"{lead}","due":"2026-12-01","source":"box","events":{events}}}"#), "[]"),
        (2, "acting", format!(r#"{{"lead":"{lead}","date":"2026-10-01","events":[]}}"#), conflict.as_str()),
        (3, "closed", r#"{"lead":null,"due":null}"#.to_owned(), "[]"),
    ] {
        let id = *world::id(no as u128).as_bytes();
        raw.execute(
            "INSERT INTO document (no, id, kind, household, code, date, status, title, private, conflicts, head_seq,
                entered_seq, moved_seq, changes, snapshot_seq, snapshot_bytes, log_bytes)
             VALUES (?1, ?2, 3, ?3, '', '', ?4, '', 0, 0, ?1, ?1, 0, 1, 0, 0, 0)",
            rusqlite::params![no, id, *world::id(9).as_bytes(), status],
        )
        .unwrap();
        let json = format!(
            r#"{{"id":"{}","kind":"case","heads":[],"fields":{fields},"conflicts":{conflicts},"flags":[]}}"#,
            world::id(no as u128)
        );
        raw.execute("INSERT INTO record (document, json, tokens_digest) VALUES (?1, ?2, x'')", (no, json)).unwrap();
    }
    for (seq, user) in [(30, assigned), (31, lead)] {
        raw.execute(
            "INSERT INTO duty (seq, user, subject) VALUES (?1, ?2, ?3)",
            rusqlite::params![seq, user.as_bytes(), world::id(1).as_bytes()],
        )
        .unwrap();
    }
    drop(raw);
    drop(SqliteStore::open(folder.0.path()).unwrap());
    let raw = folder.raw();
    let mut statement = raw.prepare("SELECT since, due, source FROM document ORDER BY no").unwrap();
    let kept: Vec<(String, String, Option<String>)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let expect = [("2026-11-05", "2026-12-01", Some("box")), ("2026-10-01", "", None), ("", "", None)];
    let expect = expect.map(|(since, due, source)| (since.to_owned(), due.to_owned(), source.map(str::to_owned)));
    assert_eq!(kept, expect);
    let parts = |user: UserId, part: &str| -> Vec<i64> {
        let sql = "SELECT document FROM case_person WHERE user = ?1 AND part = ?2 ORDER BY document";
        let mut statement = raw.prepare(sql).unwrap();
        let rows = statement.query_map(rusqlite::params![user.as_bytes(), part], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(
        (parts(lead, "lead"), parts(rival, "lead"), parts(assigned, "assigned")),
        (vec![1, 2], vec![2], vec![1])
    );
    assert_eq!(parts(lead, "assigned"), [] as [i64; 0]);
    let plan = |sql: &str| -> String {
        let mut statement = raw.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let mut rows = statement.raw_query();
        let mut steps = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            steps.push(row.get::<_, String>("detail").unwrap());
        }
        steps.join("; ")
    };
    let query = ListQuery { scope: Scope::all(), kind: Some(Kind::Case), limit: 10, ..ListQuery::default() };
    let condition = super::lists::Filter::of(&query).condition();
    let by_wait =
        plan(&format!("SELECT no FROM document WHERE {condition} AND status = 'acting' ORDER BY since, id LIMIT 10"));
    assert!(by_wait.contains("document_case_status"), "{by_wait}");
    let by_status = plan(&format!(
        "SELECT class, status, count(*) FROM document INDEXED BY document_case WHERE {condition} GROUP BY class, status"
    ));
    assert!(by_status.contains("COVERING INDEX document_case"), "{by_status}");
}
