//! What a county had before a step of the schema is there after it.

use super::*;

/// A store of the first version: cases that had a lead bring their duties along, and closed ones do not.
#[test]
fn leads_of_before_have_their_duties() {
    let folder = Folder::fresh();
    let raw = folder.raw();
    raw.execute_batch(include_str!("../../../migrations/0001_county.sql")).unwrap();
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
        include_str!("../../../migrations/0001_county.sql"),
        include_str!("../../../migrations/0002_scope.sql"),
        include_str!("../../../migrations/0003_review.sql"),
        include_str!("../../../migrations/0004_repair.sql"),
        include_str!("../../../migrations/0005_merged_households.sql"),
        include_str!("../../../migrations/0006_console_facts.sql"),
        include_str!("../../../migrations/0007_case_work.sql"),
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
    let condition = crate::sqlite::filter::Filter::of(&query).condition();
    let by_wait =
        plan(&format!("SELECT no FROM document WHERE {condition} AND status = 'acting' ORDER BY since, id LIMIT 10"));
    assert!(by_wait.contains("document_case_status"), "{by_wait}");
    let by_status = plan(&format!(
        "SELECT class, status, count(*) FROM document INDEXED BY document_case WHERE {condition} GROUP BY class, status"
    ));
    assert!(by_status.contains("COVERING INDEX document_case"), "{by_status}");
}
