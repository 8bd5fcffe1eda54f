//! Edits that the server does not have: the change, and what it meant.

use automerge::ChangeHash;
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::limits;
use lianxin_sync::{Code, Hash};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::error::CoreError;
use crate::facade::views::SetAsideState;

/// One edit that waits or was set aside.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Its place in the order in which edits were made.
    pub(crate) place: i64,
    pub(crate) document: DocId,
    pub(crate) kind: Kind,
    pub(crate) hash: Hash,
    pub(crate) intentions: Vec<Intention>,
    /// The heads at which it was made.
    pub(crate) heads: Vec<ChangeHash>,
    pub(crate) time_s: i64,
    /// How it stands with one that was set aside; none for one that waits.
    pub(crate) aside: Option<Aside>,
}

/// How it stands with an edit that the server did not take.
#[derive(Debug, Clone)]
pub(crate) struct Aside {
    /// Why it was set aside.
    pub(crate) code: String,
    pub(crate) state: SetAsideState,
    /// Who decided.
    pub(crate) by: Option<UserId>,
    pub(crate) at_ms: Option<i64>,
    /// Why it could not be made again although it was released.
    pub(crate) hindrance: Option<String>,
    /// What a list showed of its record.
    pub(crate) title: Option<String>,
}

/// What the edit meant, where, and when.
pub(crate) struct NewEntry<'a> {
    pub(crate) document: DocId,
    pub(crate) kind: Kind,
    pub(crate) hash: &'a ChangeHash,
    pub(crate) intentions: &'a [Intention],
    pub(crate) heads: &'a [ChangeHash],
    pub(crate) time_s: i64,
}

/// A document of which something waits, or is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Queued {
    pub(crate) document: DocId,
    pub(crate) kind: Kind,
    /// The place of its first edit that waits.
    pub(crate) place: i64,
    /// When its last edit was made, in seconds since 1970.
    pub(crate) latest_s: i64,
    /// The household that it belongs to, and what it is about: a server must know them first.
    pub(crate) needs: [Option<DocId>; 2],
}

const COLUMNS: &str = "place, document, kind, hash, intentions, heads, time_s, code, fate, fate_by, fate_at_ms, \
                       hindrance, title";

/// Puts an edit at the end.
pub(crate) fn put(db: &Connection, entry: &NewEntry<'_>) -> Result<(), CoreError> {
    db.prepare_cached(
        "INSERT INTO outbox (document, kind, hash, intentions, heads, time_s, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting')",
    )?
    .execute(params![
        entry.document.as_bytes(),
        entry.kind.number(),
        entry.hash.0,
        serde_json::to_string(entry.intentions)?,
        heads_json(entry.heads)?,
        entry.time_s,
    ])?;
    Ok(())
}

/// The edit was made again, in its old place, and waits.
pub(crate) fn renew(
    db: &Connection,
    place: i64,
    hash: &ChangeHash,
    intentions: &[Intention],
    heads: &[ChangeHash],
) -> Result<(), CoreError> {
    db.prepare_cached(
        "UPDATE outbox SET hash = ?2, intentions = ?3, heads = ?4, state = 'waiting', code = NULL, fate = NULL,
            fate_by = NULL, fate_at_ms = NULL, hindrance = NULL, title = NULL, chunk = NULL, again = 0 WHERE place = ?1",
    )?
    .execute(params![place, hash.0, serde_json::to_string(intentions)?, heads_json(heads)?])?;
    Ok(())
}

/// Keeps an edit out of the record, with its reason, what a list showed of the record, and its change as it was handed in.
pub(crate) fn set_aside(
    db: &Connection,
    place: i64,
    code: &Code,
    title: Option<&str>,
    chunk: &[u8],
) -> Result<(), CoreError> {
    db.prepare_cached(
        "UPDATE outbox SET state = 'set_aside', code = ?2, fate = ?3, fate_by = NULL, fate_at_ms = NULL,
            hindrance = NULL, title = ?4, chunk = ?5, again = 0 WHERE place = ?1",
    )?
    .execute(params![place, code.word(), state_of(code).word(), title, chunk])?;
    Ok(())
}

fn state_of(code: &Code) -> SetAsideState {
    if code.asks_for_review() { SetAsideState::Review } else { SetAsideState::Refused }
}

/// Whatever was handed in and not taken is handed in once more, as it was, decided or not: the county may have forgotten it, and
/// its words with it. What was released is made again instead, unless something hinders that. What no server would take was
/// never handed in.
pub(crate) fn hand_in_again(db: &Connection) -> Result<(), CoreError> {
    let sql = "UPDATE outbox SET again = 1
        WHERE state = 'set_aside' AND (fate <> 'released' OR hindrance IS NOT NULL) AND length(chunk) <= ?1";
    db.prepare_cached(sql)?.execute([limits::CHANGE_BYTES_MAX as i64])?;
    Ok(())
}

/// How many edits are handed in once more.
pub(crate) fn again_count(db: &Connection) -> Result<u64, CoreError> {
    let mut query = db.prepare_cached("SELECT count(*) FROM outbox WHERE again")?;
    let count: i64 = query.query_row([], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// What is handed in once more of one document, in its order: hashes and changes.
pub(crate) fn again_of(db: &Connection, document: DocId) -> Result<Vec<(Hash, Vec<u8>)>, CoreError> {
    let mut query = db.prepare_cached("SELECT hash, chunk FROM outbox WHERE document = ?1 AND again ORDER BY place")?;
    let changes = query.query_map([document.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(changes.collect::<Result<_, _>>()?)
}

/// The edit that is handed in once more with this change.
pub(crate) fn handed_in_again(db: &Connection, document: DocId, hash: &Hash) -> Result<Option<Entry>, CoreError> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE document = ?1 AND hash = ?2 AND again");
    let mut query = db.prepare_cached(&sql)?;
    let stored = query.query_row(params![document.as_bytes(), hash], read).optional()?;
    stored.map(Stored::entry).transpose()
}

/// The server did not take it this time either, for this reason.
pub(crate) fn refused_again(db: &Connection, place: i64, code: &Code) -> Result<(), CoreError> {
    db.prepare_cached("UPDATE outbox SET code = ?2, fate = ?3, again = 0 WHERE place = ?1")?.execute(params![
        place,
        code.word(),
        state_of(code).word()
    ])?;
    Ok(())
}

/// Somebody decided on an edit that was set aside.
pub(crate) fn decide(
    db: &Connection,
    place: i64,
    state: SetAsideState,
    by: Option<UserId>,
    at_ms: i64,
) -> Result<(), CoreError> {
    db.prepare_cached("UPDATE outbox SET fate = ?2, fate_by = ?3, fate_at_ms = ?4, again = 0 WHERE place = ?1")?
        .execute(params![place, state.word(), by.map(|by| *by.as_bytes()), at_ms])?;
    Ok(())
}

/// Why a released edit could not be made again yet.
pub(crate) fn hinder(db: &Connection, place: i64, code: &str) -> Result<(), CoreError> {
    db.prepare_cached("UPDATE outbox SET hindrance = ?2 WHERE place = ?1 AND hindrance IS NOT ?2")?
        .execute(params![place, code])?;
    Ok(())
}

/// The edit waits no longer.
pub(crate) fn remove(db: &Connection, place: i64) -> Result<(), CoreError> {
    db.prepare_cached("DELETE FROM outbox WHERE place = ?1")?.execute([place])?;
    Ok(())
}

/// The server holds the change of this edit; whether it waited here.
pub(crate) fn acknowledge(db: &Connection, document: DocId, hash: &Hash) -> Result<bool, CoreError> {
    let mut delete = db.prepare_cached("DELETE FROM outbox WHERE document = ?1 AND hash = ?2 AND state = 'waiting'")?;
    Ok(delete.execute(params![document.as_bytes(), hash])? > 0)
}

/// What waits of one document, in its order.
pub(crate) fn waiting_of(db: &Connection, document: DocId) -> Result<Vec<Entry>, CoreError> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE document = ?1 AND state = 'waiting' ORDER BY place");
    let mut query = db.prepare_cached(&sql)?;
    let entries = query.query_map([document.as_bytes()], read)?.collect::<Result<Vec<_>, _>>()?;
    entries.into_iter().map(Stored::entry).collect()
}

/// Before the place of any edit: what a repair offers is older than what waits.
const OFFERS_BEFORE: i64 = 1 << 48;

/// The documents of which something waits or is offered, in no order.
pub(crate) fn queue(db: &Connection) -> Result<Vec<Queued>, CoreError> {
    let mut query = db.prepare_cached(
        "SELECT queue.document, queue.kind, min(queue.place), max(queue.time_s), row.household, row.subject
         FROM (SELECT document, kind, place, time_s FROM outbox WHERE state = 'waiting' OR again
               UNION ALL
               SELECT offer.document, document.kind, offer.place - ?1, 0
               FROM offer JOIN document ON document.id = offer.document) AS queue
         LEFT JOIN row ON row.id = queue.document GROUP BY queue.document",
    )?;
    let id = |bytes: [u8; 16]| DocId(Uuid::from_bytes(bytes));
    let mut rows = query.query([OFFERS_BEFORE])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Queued {
            document: id(row.get(0)?),
            kind: Kind::from_number(row.get(1)?).ok_or(CoreError::Damaged)?,
            place: row.get(2)?,
            latest_s: row.get(3)?,
            needs: [row.get::<_, Option<_>>(4)?.map(id), row.get::<_, Option<_>>(5)?.map(id)],
        });
    }
    Ok(found)
}

/// Hashes of what waits of one document, in its order.
pub(crate) fn waiting_hashes(db: &Connection, document: DocId) -> Result<Vec<Hash>, CoreError> {
    let mut query =
        db.prepare_cached("SELECT hash FROM outbox WHERE document = ?1 AND state = 'waiting' ORDER BY place")?;
    let hashes = query.query_map([document.as_bytes()], |row| row.get(0))?;
    Ok(hashes.collect::<Result<_, _>>()?)
}

/// Everything that the server does not have or did not take, oldest first.
pub(crate) fn all(db: &Connection) -> Result<Vec<Entry>, CoreError> {
    let sql = format!("SELECT {COLUMNS} FROM outbox ORDER BY place");
    let mut query = db.prepare_cached(&sql)?;
    let entries = query.query_map([], read)?.collect::<Result<Vec<_>, _>>()?;
    entries.into_iter().map(Stored::entry).collect()
}

/// What was set aside, oldest first.
pub(crate) fn set_asides(db: &Connection) -> Result<Vec<Entry>, CoreError> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE state = 'set_aside' ORDER BY place");
    let mut query = db.prepare_cached(&sql)?;
    let entries = query.query_map([], read)?.collect::<Result<Vec<_>, _>>()?;
    entries.into_iter().map(Stored::entry).collect()
}

/// The edit that was set aside with this change.
pub(crate) fn set_aside_of(db: &Connection, document: DocId, hash: &Hash) -> Result<Option<Entry>, CoreError> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE document = ?1 AND state = 'set_aside' AND hash = ?2");
    let mut query = db.prepare_cached(&sql)?;
    let stored = query.query_row(params![document.as_bytes(), hash], read).optional()?;
    stored.map(Stored::entry).transpose()
}

/// What was released and could not be made again yet, in the order in which it was written.
pub(crate) fn released(db: &Connection) -> Result<Vec<Entry>, CoreError> {
    let entries = set_asides(db)?.into_iter();
    let released = |entry: &Entry| entry.aside.as_ref().is_some_and(|aside| aside.state == SetAsideState::Released);
    Ok(entries.filter(released).collect())
}

/// How many edits were set aside, by where they stand.
pub(crate) fn set_aside_counts(db: &Connection) -> Result<Vec<(SetAsideState, u64)>, CoreError> {
    let sql = "SELECT fate, count(*) FROM outbox WHERE state = 'set_aside' GROUP BY fate";
    let mut query = db.prepare_cached(sql)?;
    let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let mut counts = Vec::new();
    for row in rows {
        let (word, count) = row?;
        counts.push((SetAsideState::from_word(&word).ok_or(CoreError::Damaged)?, count.unsigned_abs()));
    }
    Ok(counts)
}

/// How many edits wait of each kind of record, in the order of kinds.
pub(crate) fn waiting_kinds(db: &Connection) -> Result<Vec<(Kind, u64)>, CoreError> {
    let sql = "SELECT kind, count(*) FROM outbox WHERE state = 'waiting' GROUP BY kind ORDER BY kind";
    let mut query = db.prepare_cached(sql)?;
    let rows = query.query_map([], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, i64>(1)?)))?;
    let mut kinds = Vec::new();
    for row in rows {
        let (kind, count) = row?;
        kinds.push((Kind::from_number(kind).ok_or(CoreError::Damaged)?, count.unsigned_abs()));
    }
    Ok(kinds)
}

/// How many edits wait, and since when (seconds since 1970).
pub(crate) fn waiting_count(db: &Connection) -> Result<(u64, Option<i64>), CoreError> {
    let mut query = db.prepare_cached("SELECT count(*), min(time_s) FROM outbox WHERE state = 'waiting'")?;
    let (count, since): (i64, Option<i64>) = query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((count.unsigned_abs(), since))
}

/// How many edits were ever written here: grows with every one, also while others are handed in.
pub(crate) fn written(db: &Connection) -> Result<u64, CoreError> {
    let mut query = db.prepare_cached("SELECT max(seq) FROM sqlite_sequence WHERE name = 'outbox'")?;
    let last: Option<i64> = query.query_row([], |row| row.get(0))?;
    Ok(last.unwrap_or(0).unsigned_abs())
}

struct Stored {
    place: i64,
    document: [u8; 16],
    kind: u32,
    hash: Hash,
    intentions: String,
    heads: String,
    time_s: i64,
    code: Option<String>,
    state: Option<String>,
    by: Option<[u8; 16]>,
    at_ms: Option<i64>,
    hindrance: Option<String>,
    title: Option<String>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        place: row.get(0)?,
        document: row.get(1)?,
        kind: row.get(2)?,
        hash: row.get(3)?,
        intentions: row.get(4)?,
        heads: row.get(5)?,
        time_s: row.get(6)?,
        code: row.get(7)?,
        state: row.get(8)?,
        by: row.get(9)?,
        at_ms: row.get(10)?,
        hindrance: row.get(11)?,
        title: row.get(12)?,
    })
}

impl Stored {
    fn entry(self) -> Result<Entry, CoreError> {
        let heads: Vec<String> = serde_json::from_str(&self.heads)?;
        let heads = heads.iter().map(|head| head.parse::<ChangeHash>().map_err(|_| CoreError::Damaged));
        let aside = match self.state {
            None => None,
            Some(state) => Some(Aside {
                code: self.code.unwrap_or_default(),
                state: SetAsideState::from_word(&state).ok_or(CoreError::Damaged)?,
                by: self.by.map(|by| UserId(Uuid::from_bytes(by))),
                at_ms: self.at_ms,
                hindrance: self.hindrance,
                title: self.title,
            }),
        };
        Ok(Entry {
            place: self.place,
            document: DocId(Uuid::from_bytes(self.document)),
            kind: Kind::from_number(self.kind).ok_or(CoreError::Damaged)?,
            hash: self.hash,
            intentions: serde_json::from_str(&self.intentions)?,
            heads: heads.collect::<Result<_, _>>()?,
            time_s: self.time_s,
            aside,
        })
    }
}

fn heads_json(heads: &[ChangeHash]) -> Result<String, CoreError> {
    Ok(serde_json::to_string(&lianxin_model::document::heads_text(heads))?)
}
