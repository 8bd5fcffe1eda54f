//! Which news their person has seen.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::error::CoreError;

/// The ids that were seen.
pub(crate) fn seen(db: &Connection) -> Result<BTreeSet<String>, CoreError> {
    let mut query = db.prepare_cached("SELECT id FROM news_seen")?;
    Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// This one was seen.
pub(crate) fn put_seen(db: &Connection, id: &str, now_ms: i64) -> Result<(), CoreError> {
    db.prepare_cached("INSERT INTO news_seen (id, seen_ms) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![id, now_ms])?;
    Ok(())
}

/// Forgets what was seen before that moment: it is too old to be news.
pub(crate) fn forget_before(db: &Connection, ms: i64) -> Result<(), CoreError> {
    db.prepare_cached("DELETE FROM news_seen WHERE seen_ms < ?1")?.execute([ms])?;
    Ok(())
}
