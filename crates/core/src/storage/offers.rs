//! Changes that a repair found missing at the server. They were handed in once, by this device or another, so there is
//! nothing to make again where the server will not have them: it keeps what it refuses.

use automerge::ChangeHash;
use lianxin_model::ids::DocId;
use lianxin_sync::Hash;
use rusqlite::{Connection, params};

use crate::error::CoreError;

/// Offers a change.
pub(crate) fn put(db: &Connection, document: DocId, hash: &ChangeHash) -> Result<(), CoreError> {
    db.prepare_cached("INSERT OR IGNORE INTO offer (document, hash) VALUES (?1, ?2)")?
        .execute(params![document.as_bytes(), hash.0])?;
    Ok(())
}

/// The server answered to it.
pub(crate) fn remove(db: &Connection, document: DocId, hash: &Hash) -> Result<bool, CoreError> {
    let mut delete = db.prepare_cached("DELETE FROM offer WHERE document = ?1 AND hash = ?2")?;
    Ok(delete.execute(params![document.as_bytes(), hash])? > 0)
}

/// The document left: what it offered is the server's matter.
pub(crate) fn forget(db: &Connection, document: DocId) -> Result<(), CoreError> {
    db.prepare_cached("DELETE FROM offer WHERE document = ?1")?.execute([document.as_bytes()])?;
    Ok(())
}

/// What is offered of one document, in the order in which each finds what it builds on.
pub(crate) fn hashes(db: &Connection, document: DocId) -> Result<Vec<Hash>, CoreError> {
    let mut query = db.prepare_cached("SELECT hash FROM offer WHERE document = ?1 ORDER BY place")?;
    let hashes = query.query_map([document.as_bytes()], |row| row.get(0))?;
    Ok(hashes.collect::<Result<_, _>>()?)
}

/// How many changes are offered.
pub(crate) fn count(db: &Connection) -> Result<u64, CoreError> {
    let count: i64 = db.query_row("SELECT count(*) FROM offer", [], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}
