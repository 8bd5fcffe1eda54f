//! What the two stores hold at an end, in a form in which two ends can be compared: every row of every table, but for what
//! counts requests, says when, or numbers rows in the order in which they came.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use lianxin_model::ids::DocId;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::super::outbox;
use super::super::words::indexed;

/// The device of the phone, and the last number of the sequence, when the exchange began.
type Then<'a> = (&'a [u8], i64);

/// The rows of each table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Content(BTreeMap<String, BTreeMap<String, u32>>);

/// Tables that are read otherwise than whole, or not at all.
const PHONE: [(&str, &str); 13] = [
    // Where the phone stands in the feed, and when it did what.
    (
        "meta",
        "SELECT * FROM meta WHERE name NOT IN ('counter', 'cursor', 'previous_frame', 'previous_counter', 'frame_under_way',
            'last_contact_ms', 'clock_skew_ms', 'safe_since_ms', 'receipt', 'news_since_ms', 'repair_tried_ms',
            'closed_ms', 'misunderstood', 'rows', 'restore_heard', 'registration')",
    ),
    // As documents, below: what is folded into a snapshot when is the phone's own affair.
    ("document", "SELECT id, kind, leaving, whole FROM document"),
    ("change", "SELECT document, hash, own FROM change WHERE NOT acknowledged"),
    (
        "outbox",
        "SELECT document, kind, hash, intentions, heads, time_s, state, code, fate, fate_by, hindrance, title,
            row_number() OVER (PARTITION BY document ORDER BY place) FROM outbox",
    ),
    // For what a voucher is depends on what came together.
    ("voucher", "SELECT DISTINCT document FROM voucher"),
    ("decision", "SELECT document, kind, title, accepted, by_user, time_s FROM decision"),
    ("offer", "SELECT document, hash FROM offer"),
    ("recorded", "SELECT key, document FROM recorded"),
    ("news_seen", "SELECT id FROM news_seen"),
    ("assignment", "SELECT kind, household, area, ended FROM assignment"),
    (
        "row",
        "SELECT id, kind, household, area, owner, author, subject, code, date, class, status, title, private, conflicts,
            record, item, provisional, merged_into, address, phone FROM row",
    ),
    ("row_category", "SELECT row.id, category FROM row_category JOIN row USING (number)"),
    ("sqlite_sequence", ""),
];

/// Numbers of the sequence that were given before the exchange (`?2`) stay; of later ones only that they are later counts.
const COUNTY: [(&str, &str); 9] = [
    ("county", "SELECT tenant, epoch, server_secret, recovering_until_s FROM county"),
    ("actor", "SELECT actor, user, device, iif(seq > ?2, 'new', seq) FROM actor"),
    (
        "document",
        "SELECT id, kind, household, area, owner, author, subject, code, date, class, status, title, private, conflicts,
            iif(head_seq > ?2, 'new', head_seq), iif(entered_seq > ?2, 'new', entered_seq),
            iif(moved_seq > ?2, 'new', moved_seq), changes, item, merged_into, survivor, is_open, settled_day, home_day,
            seen_day, open_cases, contacts, since, due, source FROM document",
    ),
    // What this phone counts, and when it did what; of all others everything.
    (
        "device",
        "SELECT id, user, public_key, install, revoked_at_ms, iif(id = ?1, NULL, counter), iif(id = ?1, NULL, acknowledged),
            iif(id = ?1, NULL, last_contact_ms), iif(id = ?1, NULL, enrolled_at_ms) FROM device",
    ),
    ("frame", "SELECT * FROM frame WHERE device IS NOT ?1"),
    (
        "change",
        "SELECT document, hash, actor, device, bytes, iif(device = ?1, NULL, seq), iif(device = ?1, NULL, frame_counter)
            FROM change",
    ),
    (
        "refusal",
        "SELECT document, kind, hash, code, device, user, state, household, area, owner, decided_by, reason,
            iif(device = ?1, NULL, received_at_ms) FROM refusal",
    ),
    ("snapshot", ""),
    ("sqlite_sequence", ""),
];

/// Of a phone that was put back to a copy and may or may not have been told so: a cut decides under which number it goes on, and
/// so how its changes are named. What they say is the same.
const PHONE_RESTORED: [(&str, &str); 2] = [
    (
        "row",
        "SELECT id, kind, household, area, owner, author, subject, code, date, class, status, title, private, conflicts,
            json_remove(record, '$.heads'), provisional, merged_into FROM row",
    ),
    ("outbox", "SELECT document, kind, intentions, time_s, state, code, fate FROM outbox"),
];

const COUNTY_RESTORED: [(&str, &str); 2] = [
    (
        "record",
        "SELECT document.id, json_remove(json, '$.heads'), tokens_digest
            FROM record JOIN document ON document.no = record.document",
    ),
    // What was refused as the same number twice is made again under the next.
    ("refusal", "SELECT document, kind, code, device, user, state FROM refusal WHERE code <> 'fork'"),
];

/// The last number of the county's sequence.
pub(super) fn sequence(county: &Connection) -> i64 {
    county.query_row("SELECT seq FROM county", [], |row| row.get(0)).expect("the county is there")
}

/// How exactly two ends are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exact {
    /// Change by change.
    Changes,
    /// By what records say: for a phone that was put back to a copy.
    Records,
}

/// What a phone holds. `documents` are the heads of its documents as they stood elsewhere, so that one of the same bytes is not
/// put together again.
pub(super) fn of_phone(db: &Connection, me: &[u8], exact: Exact, documents: &mut Documents) -> Content {
    if exact == Exact::Records {
        return these(db, &PHONE_RESTORED, (me, 0));
    }
    let mut content = tables(db, &PHONE, (me, 0));
    let rows = documents.heads(db);
    content.0.insert("heads".to_owned(), rows);
    content.0.insert("search".to_owned(), search(db, "SELECT number, id FROM row"));
    content
}

/// What the county of a phone holds.
pub(super) fn of_county(db: &Connection, me: &[u8], seq: i64, exact: Exact) -> Content {
    if exact == Exact::Records {
        return these(db, &COUNTY_RESTORED, (me, seq));
    }
    let mut content = tables(db, &COUNTY, (me, seq));
    content.0.insert("search".to_owned(), search(db, "SELECT no AS number, id FROM document"));
    content
}

/// The device that a phone is; empty where it belongs to nobody.
pub(super) fn this_device(phone: &Connection) -> Vec<u8> {
    let sql = "SELECT value FROM meta WHERE name = 'device'";
    phone.query_row(sql, [], |row| row.get(0)).unwrap_or_default()
}

impl Content {
    /// In what two ends differ: some rows, of which tables.
    pub(super) fn difference(&self, other: &Content) -> Option<String> {
        let names: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        let empty = BTreeMap::new();
        let mut seen = Vec::new();
        for name in names {
            let (one, two) = (self.0.get(name).unwrap_or(&empty), other.0.get(name).unwrap_or(&empty));
            let lacks = one.iter().filter(|(row, count)| two.get(*row) != Some(count)).map(|(row, _)| row);
            let has = two.iter().filter(|(row, count)| one.get(*row) != Some(count)).map(|(row, _)| row);
            let rows = lacks.take(2).map(|row| format!("- {row}")).chain(has.take(2).map(|row| format!("+ {row}")));
            let rows: Vec<String> = rows.collect();
            if !rows.is_empty() {
                seen.push(format!("{name}:\n    {}", rows.join("\n    ")));
            }
        }
        (!seen.is_empty()).then(|| seen.join("\n  "))
    }
}

fn these(db: &Connection, tables: &[(&str, &str)], then: Then<'_>) -> Content {
    Content(tables.iter().map(|(name, sql)| ((*name).to_owned(), rows(db, sql, then))).collect())
}

fn tables(db: &Connection, others: &[(&str, &str)], then: Then<'_>) -> Content {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'search%'";
    let mut names = db.prepare_cached(sql).expect("a schema");
    let names: Vec<String> =
        names.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("a schema can be read");
    let read = names.into_iter().filter_map(|name| {
        let sql = match others.iter().find(|(other, _)| *other == name) {
            Some((_, "")) => return None,
            Some((_, sql)) => (*sql).to_owned(),
            None => format!("SELECT * FROM \"{name}\""),
        };
        Some((name, rows(db, &sql, then)))
    });
    Content(read.collect())
}

/// By which words each document is found.
fn search(db: &Connection, numbers: &str) -> BTreeMap<String, u32> {
    let sql = format!(
        "SELECT found.id, group_concat(term, ' ' ORDER BY term) FROM temp.words
            JOIN ({numbers}) AS found ON found.number = words.doc GROUP BY doc"
    );
    rows(indexed(db), &sql, (&[], 0))
}

/// The rows, each as often as it is there.
fn rows(db: &Connection, sql: &str, (me, seq): Then<'_>) -> BTreeMap<String, u32> {
    let mut query = db.prepare_cached(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let columns = query.column_count();
    let asks = query.parameter_count();
    let mut found = match asks {
        0 => query.query([]),
        1 => query.query([me]),
        _ => query.query((me, seq)),
    }
    .expect("rows");
    let mut rows = BTreeMap::new();
    while let Some(row) = found.next().expect("a row") {
        let mut text = String::new();
        for column in 0..columns {
            write(&mut text, row.get_ref(column).expect("a column"), me);
        }
        *rows.entry(text).or_default() += 1;
    }
    rows
}

fn write(text: &mut String, value: ValueRef<'_>, me: &[u8]) {
    use std::fmt::Write as _;
    /// More of a row nobody reads.
    const SHOWN_BYTES: usize = 32;
    let written = match value {
        ValueRef::Null => write!(text, "-|"),
        ValueRef::Integer(number) => write!(text, "{number}|"),
        ValueRef::Real(number) => write!(text, "{number}|"),
        ValueRef::Text(words) => write!(text, "{}|", String::from_utf8_lossy(words)),
        ValueRef::Blob(bytes) if bytes == me => write!(text, "this device|"),
        ValueRef::Blob(bytes) if bytes.len() <= SHOWN_BYTES => {
            bytes.iter().try_for_each(|byte| write!(text, "{byte:02x}")).and_then(|()| write!(text, "|"))
        }
        ValueRef::Blob(bytes) => write!(text, "{} bytes {:016x}|", bytes.len(), digest(bytes)),
    };
    written.expect("text takes everything");
}

pub(super) fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// Documents that were put together, by the digest of what they were put together from.
#[derive(Debug, Default)]
pub(super) struct Documents(BTreeMap<(DocId, u64), String>);

impl Documents {
    /// The heads of every document that a phone holds.
    fn heads(&mut self, db: &Connection) -> BTreeMap<String, u32> {
        let held = outbox::held(db).into_iter().map(|held| {
            let key = (held.id, stored(db, held.id));
            let heads = self.0.entry(key).or_insert_with(|| match outbox::document(db, &held) {
                Some(document) => format!(
                    "{} {:?} {}",
                    held.id,
                    document.heads(),
                    digest(format!("{:?}", document.record()).as_bytes())
                ),
                None => format!("{} cannot be put together", held.id),
            });
            (heads.clone(), 1)
        });
        held.collect()
    }
}

/// The digest of the bytes that a document is kept in.
fn stored(db: &Connection, id: DocId) -> u64 {
    let snapshot = rows(db, "SELECT snapshot FROM document WHERE id = ?1", (id.as_bytes(), 0));
    let changes = rows(db, "SELECT place, chunk FROM change WHERE document = ?1", (id.as_bytes(), 0));
    digest(format!("{snapshot:?} {changes:?}").as_bytes())
}
