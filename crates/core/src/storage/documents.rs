//! Documents: a snapshot of what the server has acknowledged, and the changes after it.

use automerge::ChangeHash;
use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error::CoreError;

/// Below this many bytes a log is not worth folding into its snapshot.
const LOG_BYTES_MIN: i64 = 2_048;

/// A document as it is kept.
pub(crate) struct Kept {
    pub(crate) kind: Kind,
    pub(crate) snapshot: Option<Vec<u8>>,
    /// Left the scope; goes when nothing of it waits.
    pub(crate) leaving: bool,
}

/// The row of a document.
pub(crate) fn kept(db: &Connection, id: DocId) -> Result<Option<Kept>, CoreError> {
    let mut query = db.prepare_cached("SELECT kind, snapshot, leaving FROM document WHERE id = ?1")?;
    let row =
        query.query_row([id.as_bytes()], |row| Ok((row.get::<_, u32>(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let Some((kind, snapshot, leaving)) = row else { return Ok(None) };
    let kind = Kind::from_number(kind).ok_or(CoreError::Damaged)?;
    Ok(Some(Kept { kind, snapshot, leaving }))
}

/// The document with everything that this device knows of it.
pub(crate) fn load(db: &Connection, id: DocId) -> Result<Option<Document>, CoreError> {
    let Some(kept) = kept(db, id)? else { return Ok(None) };
    compose(db, id, &kept, true).map(Some)
}

/// The document as far as the server has acknowledged it.
pub(crate) fn load_acknowledged(db: &Connection, id: DocId) -> Result<Option<Document>, CoreError> {
    let Some(kept) = kept(db, id)? else { return Ok(None) };
    compose(db, id, &kept, false).map(Some)
}

fn compose(db: &Connection, id: DocId, kept: &Kept, with_waiting: bool) -> Result<Document, CoreError> {
    let mut document = match &kept.snapshot {
        Some(saved) => Document::load(kept.kind, id, saved).map_err(|_| CoreError::Damaged)?,
        None => Document::new(kept.kind, id),
    };
    let mut query =
        db.prepare_cached("SELECT chunk FROM change WHERE document = ?1 AND (acknowledged OR ?2) ORDER BY place")?;
    let chunks = query.query_map(params![id.as_bytes(), with_waiting], |row| row.get(0))?;
    let chunks = chunks.collect::<Result<Vec<Vec<u8>>, _>>()?;
    if !chunks.is_empty() {
        document.merge_chunks(chunks.iter().map(Vec::as_slice)).map_err(|_| CoreError::Damaged)?;
    }
    Ok(document)
}

/// Begins to keep a document, at its genesis.
pub(crate) fn begin(db: &Connection, id: DocId, kind: Kind) -> Result<(), CoreError> {
    db.prepare_cached("INSERT INTO document (id, kind) VALUES (?1, ?2)")?
        .execute(params![id.as_bytes(), kind.number()])?;
    Ok(())
}

/// Keeps a whole acknowledged state, which holds every acknowledged change.
pub(crate) fn put_snapshot(db: &Connection, id: DocId, kind: Kind, saved: &[u8]) -> Result<(), CoreError> {
    db.prepare_cached(
        "INSERT INTO document (id, kind, snapshot) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET snapshot = excluded.snapshot",
    )?
    .execute(params![id.as_bytes(), kind.number(), saved])?;
    db.prepare_cached("DELETE FROM change WHERE document = ?1 AND acknowledged")?.execute([id.as_bytes()])?;
    Ok(())
}

/// Keeps a change that was written here.
pub(crate) fn put_own(db: &Connection, id: DocId, hash: &ChangeHash, chunk: &[u8]) -> Result<(), CoreError> {
    db.prepare_cached("INSERT INTO change (document, hash, chunk, own, acknowledged) VALUES (?1, ?2, ?3, 1, 0)")?
        .execute(params![id.as_bytes(), hash.0, chunk])?;
    Ok(())
}

/// Keeps a change that came from the server; one that waits here is acknowledged by it.
pub(crate) fn put_received(db: &Connection, id: DocId, hash: &[u8; 32], chunk: &[u8]) -> Result<(), CoreError> {
    db.prepare_cached(
        "INSERT INTO change (document, hash, chunk, own, acknowledged) VALUES (?1, ?2, ?3, 0, 1)
         ON CONFLICT (document, hash) DO UPDATE SET acknowledged = 1",
    )?
    .execute(params![id.as_bytes(), hash, chunk])?;
    Ok(())
}

/// The server holds this change.
pub(crate) fn acknowledge(db: &Connection, id: DocId, hash: &[u8; 32]) -> Result<(), CoreError> {
    db.prepare_cached("UPDATE change SET acknowledged = 1 WHERE document = ?1 AND hash = ?2")?
        .execute(params![id.as_bytes(), hash])?;
    Ok(())
}

/// Takes a change out that the server will not have.
pub(crate) fn drop_waiting(db: &Connection, id: DocId, hash: &[u8; 32]) -> Result<(), CoreError> {
    db.prepare_cached("DELETE FROM change WHERE document = ?1 AND hash = ?2 AND NOT acknowledged")?
        .execute(params![id.as_bytes(), hash])?;
    Ok(())
}

/// A waiting chunk.
pub(crate) fn chunk(db: &Connection, id: DocId, hash: &[u8; 32]) -> Result<Vec<u8>, CoreError> {
    let mut query = db.prepare_cached("SELECT chunk FROM change WHERE document = ?1 AND hash = ?2")?;
    let chunk = query.query_row(params![id.as_bytes(), hash], |row| row.get(0)).optional()?;
    chunk.ok_or(CoreError::Damaged)
}

/// Folds the acknowledged changes into the snapshot when they have grown to twice its size. What waits stays as it is.
pub(crate) fn compact(db: &Connection, id: DocId) -> Result<bool, CoreError> {
    let mut query = db.prepare_cached(
        "SELECT coalesce(length(snapshot), 0),
                (SELECT coalesce(sum(length(chunk)), 0) FROM change WHERE document = ?1 AND acknowledged)
         FROM document WHERE id = ?1",
    )?;
    let sizes = query.query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((snapshot_bytes, log_bytes)): Option<(i64, i64)> = sizes else { return Ok(false) };
    if log_bytes < LOG_BYTES_MIN.max(snapshot_bytes * 2) {
        return Ok(false);
    }
    let Some(document) = load_acknowledged(db, id)? else { return Ok(false) };
    put_snapshot(db, id, document.kind(), &document.save())?;
    Ok(true)
}

/// Marks a document that left the scope, or came back into it.
pub(crate) fn set_leaving(db: &Connection, id: DocId, leaving: bool) -> Result<(), CoreError> {
    db.prepare_cached("UPDATE document SET leaving = ?2 WHERE id = ?1")?.execute(params![id.as_bytes(), leaving])?;
    Ok(())
}

/// Marks a document whose waiting changes go whole.
pub(crate) fn set_whole(db: &Connection, id: DocId, whole: bool) -> Result<(), CoreError> {
    db.prepare_cached("UPDATE document SET whole = ?2 WHERE id = ?1 AND whole <> ?2")?
        .execute(params![id.as_bytes(), whole])?;
    Ok(())
}

/// Whether its waiting changes go whole.
pub(crate) fn is_whole(db: &Connection, id: DocId) -> Result<bool, CoreError> {
    let mut query = db.prepare_cached("SELECT whole FROM document WHERE id = ?1")?;
    Ok(query.query_row([id.as_bytes()], |row| row.get(0)).optional()?.unwrap_or(false))
}

/// Forgets a document and its row. Edits of it that were set aside stay.
pub(crate) fn remove(db: &Connection, id: DocId) -> Result<(), CoreError> {
    super::rows::remove(db, id)?;
    super::offers::forget(db, id)?;
    super::vouchers::forget(db, id)?;
    db.prepare_cached("DELETE FROM change WHERE document = ?1")?.execute([id.as_bytes()])?;
    db.prepare_cached("DELETE FROM document WHERE id = ?1")?.execute([id.as_bytes()])?;
    Ok(())
}

/// How many documents are held.
pub(crate) fn count(db: &Connection) -> Result<u64, CoreError> {
    let count: i64 = db.query_row("SELECT count(*) FROM document", [], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}
