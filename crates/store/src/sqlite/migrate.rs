//! Versions of the store: plain SQL, step by step, each stamped in its own transaction's end.

use lianxin_model::ids::TenantId;
use rusqlite::{Connection, TransactionBehavior};

use crate::{Result, StoreError};

/// The first step makes version 1 of an empty file.
pub(super) const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_county.sql"),
    include_str!("../../migrations/0002_scope.sql"),
    include_str!("../../migrations/0003_review.sql"),
    include_str!("../../migrations/0004_repair.sql"),
    include_str!("../../migrations/0005_merged_households.sql"),
    include_str!("../../migrations/0006_console_facts.sql"),
    include_str!("../../migrations/0007_case_work.sql"),
    include_str!("../../migrations/0008_disclosures.sql"),
    include_str!("../../migrations/0009_reports.sql"),
    include_str!("../../migrations/0010_units.sql"),
    include_str!("../../migrations/0011_since_indexes.sql"),
];

/// The version that this software reads and writes.
pub(super) const VERSION: u32 = STEPS.len() as u32;

/// `LXct`: tells our files from other SQLite files.
pub(super) const APPLICATION_ID: i32 = 0x4c58_6374;

/// Checks what the file is, and brings it to this version; an empty one becomes a new store where one is wanted. The file
/// is not written to before it is known to be ours.
pub(super) fn prepare(connection: &mut Connection, new: Option<(TenantId, u64)>) -> Result<()> {
    if identify(connection)? == 0 && new.is_none() {
        return Err(StoreError::NotAStore);
    }
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864;")?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Again, under the lock: another process may have been first.
    let found = identify(&transaction)?;
    for (place, step) in STEPS.iter().enumerate().skip(found as usize) {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", place as u32 + 1)?;
    }
    if found == 0 {
        let Some((tenant, epoch)) = new else { return Err(StoreError::NotAStore) };
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        // The rows that the first step brings have the number 1.
        transaction.execute(
            "INSERT INTO county (one, tenant, epoch, seq) VALUES (1, ?1, ?2, 1)",
            (tenant.as_bytes(), epoch.cast_signed()),
        )?;
    }
    transaction.commit()?;
    Ok(())
}

/// The version of a store; 0 for a file with nothing in it.
fn identify(connection: &Connection) -> Result<u32> {
    let application: i32 = connection.query_row("PRAGMA application_id", (), |row| row.get(0))?;
    let found = version(connection)?;
    let tables: u32 = connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
    match (application, found, tables) {
        (0, 0, 0) => Ok(0),
        (APPLICATION_ID, 1..=VERSION, _) => Ok(found),
        (APPLICATION_ID, _, _) if found > VERSION => Err(StoreError::NewerStore { found, known: VERSION }),
        _ => Err(StoreError::NotAStore),
    }
}

/// The version that the file has now. Asked at the beginning of each transaction too: newer software may have come while
/// this one was running.
pub(super) fn version(connection: &Connection) -> Result<u32> {
    Ok(connection.prepare_cached("PRAGMA user_version")?.query_row((), |row| row.get(0))?)
}
