//! What a phone's store says of its edits, read past the core.

use lianxin_model::ids::{Actor, DocId, Kind};
use rusqlite::Connection;
use uuid::Uuid;

/// More lives than any phone has.
const LIVES_MAX: u32 = 64;

/// Where an edit stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// The server does not have it.
    Waiting,
    /// The server did not take it, for this reason; the person sees it as in this state.
    Aside { code: String, state: String },
}

/// One edit that the server does not have, or did not take.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) place: i64,
    pub(super) document: DocId,
    pub(super) hash: [u8; 32],
    pub(super) intentions: String,
    pub(super) standing: Standing,
}

/// All of them.
pub(super) fn entries(db: &Connection) -> Vec<Entry> {
    let sql = "SELECT place, document, hash, intentions, state, code, fate FROM outbox ORDER BY place";
    let mut query = db.prepare_cached(sql).expect("the outbox is there");
    let rows = query.query_map([], |row| {
        let waits = row.get::<_, String>(4)? == "waiting";
        let text = |place: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(place)?.unwrap_or_default());
        Ok(Entry {
            place: row.get(0)?,
            document: DocId(Uuid::from_bytes(row.get(1)?)),
            hash: row.get(2)?,
            intentions: row.get(3)?,
            standing: if waits { Standing::Waiting } else { Standing::Aside { code: text(5)?, state: text(6)? } },
        })
    });
    rows.and_then(Iterator::collect).expect("the outbox is read")
}

/// Whether the last answer found that the phone does not hold what it should.
pub(super) fn differs(db: &Connection) -> bool {
    let mut query =
        db.prepare_cached("SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'repair_tries')").expect("a fact");
    query.query_row([], |row| row.get(0)).expect("the facts are read")
}

/// Whether the phone was shut out and forgot everything.
pub(super) fn is_closed(db: &Connection) -> bool {
    let mut query = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'closed_ms')").expect("a fact");
    query.query_row([], |row| row.get(0)).expect("the facts are read")
}

/// What was written on this phone in any of its lives and waits no longer, of all that it holds.
pub(super) fn own_changes(db: &Connection) -> Vec<(DocId, [u8; 32])> {
    let fact = |name: &str| db.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0)).ok();
    let Some(public_key) = fact("public_key") else { return Vec::new() };
    let own: Vec<Actor> = (1..=LIVES_MAX).map(|life| Actor::of_device(&public_key, life)).collect();
    let waiting = entries(db);
    let mut found = Vec::new();
    for held in held(db) {
        let Some(document) = document(db, &held) else { continue };
        for change in document.automerge().get_changes_meta(&[]) {
            let actor = Actor::from_automerge(change.actor.to_bytes());
            let waits = || waiting.iter().any(|entry| entry.document == held.id && entry.hash == change.hash.0);
            if actor.is_some_and(|actor| own.contains(&actor)) && !waits() {
                found.push((held.id, change.hash.0));
            }
        }
    }
    found
}

/// A record as the phone shows it.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) id: DocId,
    /// Of its row.
    pub(super) number: i64,
    pub(super) kind: Kind,
    /// By which two sides find out whether they hold the same.
    pub(super) item: u64,
    /// JSON.
    pub(super) record: String,
}

/// Every record that the phone holds whole.
pub(super) fn held(db: &Connection) -> Vec<Held> {
    let sql = "SELECT id, kind, item, record, number FROM row WHERE NOT provisional ORDER BY id";
    let mut query = db.prepare_cached(sql).expect("the rows are there");
    let rows = query.query_map([], |row| {
        Ok(Held {
            id: DocId(Uuid::from_bytes(row.get(0)?)),
            kind: Kind::from_number(row.get(1)?).expect("a kind"),
            item: row.get::<_, i64>(2)?.cast_unsigned(),
            record: row.get(3)?,
            number: row.get(4)?,
        })
    });
    rows.and_then(Iterator::collect).expect("the rows are read")
}

/// The document behind a record, put together from snapshot and changes.
pub(super) fn document(db: &Connection, held: &Held) -> Option<lianxin_model::document::Document> {
    use lianxin_model::document::Document;
    let id = held.id.as_bytes();
    let snapshot: Option<Vec<u8>> =
        db.query_row("SELECT snapshot FROM document WHERE id = ?1", [id], |row| row.get(0)).ok()?;
    let mut document = match snapshot {
        Some(saved) => Document::load(held.kind, held.id, &saved).ok()?,
        None => Document::new(held.kind, held.id),
    };
    let mut query = db.prepare_cached("SELECT chunk FROM change WHERE document = ?1 ORDER BY place").ok()?;
    let chunks: Vec<Vec<u8>> = query.query_map([id], |row| row.get(0)).ok()?.collect::<Result<_, _>>().ok()?;
    document.merge_chunks(chunks.iter().map(Vec::as_slice)).ok()?;
    Some(document)
}
