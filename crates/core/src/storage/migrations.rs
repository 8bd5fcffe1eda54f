//! Numbered migrations, each from one schema to the next in one transaction. They are plain SQL and use no living code.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::CoreError;

/// "Lxin" in the header of the file: other databases are not touched.
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"Lxin");

/// The step to schema n + 1 stands at place n. Steps that were released never change.
const STEPS: &[&str] = &[
    include_str!("schema/0001.sql"),
    include_str!("schema/0002.sql"),
    include_str!("schema/0003.sql"),
    include_str!("schema/0004.sql"),
    include_str!("schema/0005.sql"),
    include_str!("schema/0006.sql"),
    include_str!("schema/0007.sql"),
];

/// Whether the file is a store, or nothing yet.
pub(super) fn identify(db: &Connection) -> Result<(), CoreError> {
    identify_against(db, STEPS)
}

/// Brings the store to the newest schema.
pub(super) fn migrate(db: &mut Connection) -> Result<(), CoreError> {
    migrate_by(db, STEPS)
}

fn identify_against(db: &Connection, steps: &[&str]) -> Result<(), CoreError> {
    let application_id: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let found = version(db)?;
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    // Reads the schema too: a store whose first pages are damaged is told now, not at the first edit.
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    match application_id {
        APPLICATION_ID if found > known => Err(CoreError::NewerStore { found, known }),
        APPLICATION_ID => Ok(()),
        0 if found == 0 && tables == 0 => Ok(()),
        _ => Err(CoreError::NotAStore),
    }
}

fn migrate_by(db: &mut Connection, steps: &[&str]) -> Result<(), CoreError> {
    for (step, to) in steps.iter().zip(1_u32..) {
        if version(db)? >= to {
            continue;
        }
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another program may have taken the step while this one waited for the lock.
        if version(&tx)? < to {
            tx.execute_batch(step)?;
            tx.pragma_update(None, "user_version", to)?;
            tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        }
        tx.commit()?;
    }
    Ok(())
}

fn version(db: &Connection) -> Result<u32, CoreError> {
    Ok(db.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "CREATE TABLE a (x); INSERT INTO a VALUES (1);";

    #[test]
    fn steps_are_taken_once_and_in_order() {
        let mut db = Connection::open_in_memory().unwrap();
        migrate_by(&mut db, &[GOOD]).unwrap();
        let steps = [GOOD, "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1;"];
        migrate_by(&mut db, &steps).unwrap();
        migrate_by(&mut db, &steps).unwrap();
        assert_eq!(version(&db).unwrap(), 2);
        assert_eq!(db.query_row("SELECT sum(y) FROM a", [], |row| row.get::<_, i64>(0)).unwrap(), 2);
    }

    #[test]
    fn a_step_that_fails_leaves_the_schema_before_it() {
        let mut db = Connection::open_in_memory().unwrap();
        let broken = [GOOD, "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1);"];
        assert!(migrate_by(&mut db, &broken).is_err());
        assert_eq!(version(&db).unwrap(), 1);
        assert_eq!(
            db.query_row("SELECT count(*) FROM sqlite_master WHERE name = 'b'", [], |row| row.get::<_, i64>(0))
                .unwrap(),
            0
        );
        migrate_by(&mut db, &[GOOD, "CREATE TABLE b (x);"]).unwrap();
        assert_eq!(version(&db).unwrap(), 2);
    }

    #[test]
    fn a_newer_store_is_refused() {
        let mut db = Connection::open_in_memory().unwrap();
        migrate_by(&mut db, &[GOOD, "CREATE TABLE b (x);"]).unwrap();
        assert!(matches!(identify_against(&db, &[GOOD]), Err(CoreError::NewerStore { found: 2, known: 1 })));
    }
}
