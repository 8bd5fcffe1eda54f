//! Which records change through this connection: kept in memory, in the same transaction as the change itself, so that what was
//! given up is not told.

use lianxin_model::ids::{DocId, Kind};
use rusqlite::Connection;
use uuid::Uuid;

use crate::error::CoreError;
use crate::facade::views::ChangedView;

/// Begins to keep them. Until [`take`] nothing is forgotten.
pub(crate) fn begin(db: &Connection) -> Result<(), CoreError> {
    // Temporary tables lie in memory: what they hold must not be spilled beside an encrypted store.
    db.pragma_update(None, "temp_store", "memory")?;
    db.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS changed (
             id BLOB PRIMARY KEY, kind INTEGER NOT NULL, household BLOB
         ) STRICT, WITHOUT ROWID;
         CREATE TEMP TRIGGER IF NOT EXISTS changed_put AFTER INSERT ON main.row BEGIN
             INSERT OR REPLACE INTO changed VALUES (new.id, new.kind, new.household);
         END;
         CREATE TEMP TRIGGER IF NOT EXISTS changed_removed AFTER DELETE ON main.row BEGIN
             INSERT OR REPLACE INTO changed VALUES (old.id, old.kind, old.household);
         END;",
    )?;
    Ok(())
}

/// What changed since it was last asked for, and forgets it.
pub(crate) fn take(db: &Connection) -> Result<Vec<ChangedView>, CoreError> {
    let id = |bytes| DocId(Uuid::from_bytes(bytes));
    let mut query = db.prepare_cached("SELECT id, kind, household FROM temp.changed ORDER BY kind, id")?;
    let rows = query.query_map([], |row| {
        let household: Option<[u8; 16]> = row.get(2)?;
        Ok((id(row.get(0)?), row.get::<_, u32>(1)?, household.map(id)))
    })?;
    let mut changed = Vec::new();
    for row in rows {
        let (id, kind, household) = row?;
        changed.push(ChangedView { id, kind: Kind::from_number(kind).ok_or(CoreError::Damaged)?, household });
    }
    if !changed.is_empty() {
        db.prepare_cached("DELETE FROM temp.changed")?.execute([])?;
    }
    Ok(changed)
}
