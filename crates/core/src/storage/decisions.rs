//! Decisions on edits of this device that their person has not seen yet.

use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::limits;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::outbox::Entry;
use crate::error::CoreError;

/// Somebody's word on one edit.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    /// Its number.
    pub(crate) place: i64,
    pub(crate) document: DocId,
    pub(crate) kind: Kind,
    pub(crate) title: Option<String>,
    pub(crate) accepted: bool,
    pub(crate) by: Option<UserId>,
    pub(crate) at_ms: i64,
    pub(crate) time_s: i64,
}

/// Remembers a decision on an edit that was set aside; the oldest give way.
pub(crate) fn put(
    db: &Connection,
    entry: &Entry,
    accepted: bool,
    by: Option<UserId>,
    at_ms: i64,
) -> Result<(), CoreError> {
    db.prepare_cached(
        "INSERT INTO decision (document, kind, title, accepted, by_user, at_ms, time_s)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        entry.document.as_bytes(),
        entry.kind.number(),
        entry.aside.as_ref().and_then(|aside| aside.title.as_deref()),
        accepted,
        by.map(|by| *by.as_bytes()),
        at_ms,
        entry.time_s,
    ])?;
    db.prepare_cached("DELETE FROM decision WHERE place <= (SELECT max(place) FROM decision) - ?1")?
        .execute([limits::DECISIONS_REMEMBERED_MAX])?;
    Ok(())
}

/// The decisions, in the order in which they were heard.
pub(crate) fn list(db: &Connection) -> Result<Vec<Decision>, CoreError> {
    let mut query = db.prepare_cached(
        "SELECT document, kind, title, accepted, by_user, at_ms, time_s, place FROM decision ORDER BY place",
    )?;
    let rows = query.query_map([], |row| {
        let kind: u32 = row.get(1)?;
        let by: Option<[u8; 16]> = row.get(4)?;
        let decision = Decision {
            place: row.get(7)?,
            document: DocId(Uuid::from_bytes(row.get(0)?)),
            kind: Kind::Household,
            title: row.get(2)?,
            accepted: row.get(3)?,
            by: by.map(|by| UserId(Uuid::from_bytes(by))),
            at_ms: row.get(5)?,
            time_s: row.get(6)?,
        };
        Ok((kind, decision))
    })?;
    let mut decisions = Vec::new();
    for row in rows {
        let (kind, decision) = row?;
        decisions.push(Decision { kind: Kind::from_number(kind).ok_or(CoreError::Damaged)?, ..decision });
    }
    Ok(decisions)
}

/// Their person has seen this one.
pub(crate) fn remove(db: &Connection, place: i64) -> Result<(), CoreError> {
    db.prepare_cached("DELETE FROM decision WHERE place = ?1")?.execute([place])?;
    Ok(())
}

/// How many their person has not seen.
pub(crate) fn count(db: &Connection) -> Result<u64, CoreError> {
    let count: i64 = db.query_row("SELECT count(*) FROM decision", [], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Their person has seen them.
pub(crate) fn forget(db: &Connection) -> Result<(), CoreError> {
    db.execute("DELETE FROM decision", [])?;
    Ok(())
}
