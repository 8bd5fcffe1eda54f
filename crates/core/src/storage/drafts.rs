//! What a person is writing, and which record it became.

use lianxin_model::ids::DocId;
use lianxin_model::limits;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::error::CoreError;

/// A draft as it is kept.
pub(crate) struct Kept {
    pub(crate) key: String,
    pub(crate) kind: String,
    pub(crate) household: Option<DocId>,
    pub(crate) body: String,
    pub(crate) updated_ms: i64,
}

/// The drafts, the newest first.
pub(crate) fn list(db: &Connection) -> Result<Vec<Kept>, CoreError> {
    let mut query =
        db.prepare_cached("SELECT key, kind, household, body, updated_ms FROM draft ORDER BY updated_ms DESC, key")?;
    Ok(query.query_map([], read)?.collect::<Result<_, _>>()?)
}

/// The draft with that key.
pub(crate) fn get(db: &Connection, key: &str) -> Result<Option<Kept>, CoreError> {
    let mut query = db.prepare_cached("SELECT key, kind, household, body, updated_ms FROM draft WHERE key = ?1")?;
    Ok(query.query_row([key], read).optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Kept> {
    let household: Option<[u8; 16]> = row.get(2)?;
    Ok(Kept {
        key: row.get(0)?,
        kind: row.get(1)?,
        household: household.map(|id| DocId(Uuid::from_bytes(id))),
        body: row.get(3)?,
        updated_ms: row.get(4)?,
    })
}

/// Writes a draft over what it was.
pub(crate) fn put(db: &Connection, draft: &Kept) -> Result<(), CoreError> {
    db.prepare_cached(
        "INSERT INTO draft (key, kind, household, body, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, household = excluded.household,
                                         body = excluded.body, updated_ms = excluded.updated_ms",
    )?
    .execute(params![
        draft.key,
        draft.kind,
        draft.household.map(|id| *id.as_bytes()),
        draft.body,
        draft.updated_ms
    ])?;
    Ok(())
}

/// How many drafts there are.
pub(crate) fn count(db: &Connection) -> Result<u64, CoreError> {
    let count: i64 = db.query_row("SELECT count(*) FROM draft", [], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// How many drafts there are beside that one.
pub(crate) fn count_others(db: &Connection, key: &str) -> Result<u64, CoreError> {
    let count: i64 = db.query_row("SELECT count(*) FROM draft WHERE key <> ?1", [key], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Lets a draft go.
pub(crate) fn remove(db: &Connection, key: &str) -> Result<(), CoreError> {
    db.prepare_cached("DELETE FROM draft WHERE key = ?1")?.execute([key])?;
    Ok(())
}

/// The record that a draft became.
pub(crate) fn recorded(db: &Connection, key: &str) -> Result<Option<DocId>, CoreError> {
    let mut query = db.prepare_cached("SELECT document FROM recorded WHERE key = ?1")?;
    let id: Option<[u8; 16]> = query.query_row([key], |row| row.get(0)).optional()?;
    Ok(id.map(|id| DocId(Uuid::from_bytes(id))))
}

/// The draft became this record and is gone. Only the latest are remembered: nobody hands a draft in again after hundreds.
pub(crate) fn put_recorded(db: &Connection, key: &str, document: DocId) -> Result<(), CoreError> {
    remove(db, key)?;
    db.prepare_cached("INSERT INTO recorded (key, document) VALUES (?1, ?2)")?
        .execute(params![key, document.as_bytes()])?;
    db.prepare_cached("DELETE FROM recorded WHERE place <= (SELECT max(place) FROM recorded) - ?1")?
        .execute([limits::DRAFTS_REMEMBERED_MAX])?;
    Ok(())
}
