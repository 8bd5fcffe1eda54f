//! A county of before the facts has them after the step that brings them.

use rusqlite::{Connection, params};
use tempfile::TempDir;

use crate::contract::world::{self, CADRE, CADRE_2, VILLAGE};
use crate::figures::{Daily, DayFigure};
use crate::sqlite::{FILE_NAME, SqliteStore, migrate};
use crate::{Facts, Store as _};

const BEFORE: [&str; 5] = [
    include_str!("../../../migrations/0001_county.sql"),
    include_str!("../../../migrations/0002_scope.sql"),
    include_str!("../../../migrations/0003_review.sql"),
    include_str!("../../../migrations/0004_repair.sql"),
    include_str!("../../../migrations/0005_merged_households.sql"),
];

/// One document of before, with the number of its household, its day, class, status and record.
type Old<'a> = (u128, u8, u128, &'a str, Option<&'a str>, Option<&'a str>, &'a str);

fn insert(raw: &Connection, (number, kind, household, date, class, status, json): Old<'_>) {
    raw.execute(
        "INSERT INTO document (no, id, kind, household, area, code, date, class, status, title, private, conflicts, head_seq,
            entered_seq, moved_seq, changes, snapshot_seq, snapshot_bytes, log_bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, '', ?6, ?7, ?8, '', 0, 0, ?1, ?1, 0, 1, 0, 0, 0)",
        params![
            number as i64,
            world::id(number).as_bytes(),
            kind,
            world::id(household).as_bytes(),
            VILLAGE,
            date,
            class,
            status
        ],
    )
    .unwrap();
    raw.execute(
        "INSERT INTO record (document, json, tokens_digest) VALUES (?1, ?2, x'')",
        params![number as i64, json],
    )
    .unwrap();
}

#[test]
fn a_county_of_before_has_its_facts() {
    let folder = TempDir::new().unwrap();
    let raw = Connection::open(folder.path().join(FILE_NAME)).unwrap();
    BEFORE.iter().for_each(|step| raw.execute_batch(step).unwrap());
    raw.execute_batch(&format!(
        "PRAGMA user_version = 5; PRAGMA application_id = {};
         INSERT INTO county (one, tenant, epoch, seq) VALUES (1, x'000102030405060708090a0b0c0d0e0f', 1, 90);
         INSERT INTO area (code, name, level, seq, moved_seq) VALUES ('{VILLAGE}', '村', 'village', 1, 1);",
        migrate::APPLICATION_ID
    ))
    .unwrap();
    let course = |steps: &str| format!("{{\"fields\":{{\"events\":[{steps}]}}}}");
    let done = course(r#"{"kind":"registered","date":"2026-10-01"},{"kind":"resolved","date":"2026-10-20"}"#);
    let again = course(
        r#"{"kind":"resolved","date":"2026-10-02"},{"kind":"reopened","date":"2026-10-03"},
           {"kind":"resolved","date":"2026-11-01"},{"kind":"followed_up","date":"2026-11-09"}"#,
    );
    let documents: [Old<'_>; 12] = [
        (1, 1, 1, "", None, None, "{}"),
        (2, 1, 2, "", None, None, "{}"),
        (3, 1, 3, "", None, None, "{}"),
        (11, 4, 1, "2026-09-01", Some("home"), None, "{}"),
        (12, 4, 1, "2026-11-05", Some("phone"), None, "{}"),
        (13, 4, 2, "2026-10-01", Some("home"), None, "{}"),
        (14, 3, 1, "2026-10-01", Some("dispute"), Some("acting"), "{}"),
        (15, 3, 1, "2026-10-01", Some("dispute"), Some("resolved"), &done),
        (16, 3, 2, "2026-10-01", Some("dispute"), Some("closed"), &again),
        (17, 3, 2, "2026-10-05", Some("dispute"), Some("answered"), "{}"),
        (18, 3, 2, "2026-10-05", Some("dispute"), Some("reopened"), "{}"),
        // A visit of a household that never came.
        (19, 4, 9, "2026-10-05", Some("home"), None, "{}"),
    ];
    documents.into_iter().for_each(|document| insert(&raw, document));
    let (second, first) = (world::id(2), world::id(1));
    let merged = params![second.as_bytes(), first.as_bytes()];
    raw.execute("UPDATE document SET merged_into = ?2, survivor = ?2 WHERE id = ?1", merged).unwrap();
    for (number, (user, disabled)) in [(CADRE, false), (CADRE_2, true)].into_iter().enumerate() {
        let sql =
            "INSERT INTO user (id, login, name, role, area, disabled, seq) VALUES (?1, ?2, '', 'cadre', ?3, ?4, 1)";
        raw.execute(sql, params![user.as_bytes(), format!("l{number}"), VILLAGE, disabled]).unwrap();
        let sql = "INSERT INTO assignment (seq, user, kind, household) VALUES (?1, ?2, 'contact', ?3)";
        raw.execute(sql, params![60 + number as i64, user.as_bytes(), world::id(2).as_bytes()]).unwrap();
    }
    drop(raw);
    let store = SqliteStore::open(folder.path()).unwrap();
    let read = store.read().unwrap();
    let facts = |home: Option<&str>, seen: Option<&str>, open_cases, contacts| Facts {
        last_home_visit: home.map(str::to_owned),
        last_visit: seen.map(str::to_owned),
        open_cases,
        contacts,
    };
    let expected = [
        (1, facts(Some("2026-10-01"), Some("2026-11-05"), 2, 1)),
        (2, facts(Some("2026-10-01"), Some("2026-10-01"), 1, 1)),
        (3, facts(None, None, 0, 0)),
    ];
    for (number, facts) in expected {
        assert_eq!(read.facts(world::id(number)).unwrap(), Some(facts), "{number}");
    }
    let settled = read.daily(Daily::Settled, &[VILLAGE.to_owned()], "2026-01-01", "2026-12-31").unwrap();
    let days = ["2026-10-05", "2026-10-20", "2026-11-01"].map(|day| DayFigure { day: day.to_owned(), count: 1 });
    assert_eq!(settled, days);
}
