//! Which words stand in the changes of a document, and in how many of them; and by which words a store finds what it holds.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Change, ScalarValue};
use rusqlite::Connection;

use super::ledger::tokens;

/// In how many changes each word stands.
pub(super) fn of_changes<'a>(chunks: impl Iterator<Item = &'a [u8]>) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for chunk in chunks {
        let Ok(change) = Change::try_from(chunk) else { continue };
        for token in tokens(&text(&change)) {
            *counts.entry(token).or_default() += 1;
        }
    }
    counts
}

/// A store's connection with `temp.words`: each `term` of each `doc` of its search, as the index has them.
pub(super) fn indexed(db: &Connection) -> &Connection {
    let words = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab (main, search, instance)";
    db.execute_batch(words).expect("the index is read");
    db
}

/// The words of each row in a store's search.
pub(super) fn of_search(db: &Connection) -> BTreeMap<i64, BTreeSet<String>> {
    let mut query = indexed(db).prepare_cached("SELECT doc, term FROM temp.words").expect("the index is read");
    let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)));
    let mut found: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    for (row, word) in rows.and_then(Iterator::collect::<Result<Vec<_>, _>>).expect("the index is read") {
        found.entry(row).or_default().insert(word);
    }
    found
}

/// Everything that a change writes: what is inserted into a text as it reads, everything else apart.
fn text(change: &Change) -> String {
    let mut text = String::new();
    for operation in change.decode().operations {
        if !operation.insert {
            text.push('\n');
            text.push_str(&format!("{:?}\n", operation.key));
        }
        if let Some(ScalarValue::Str(value)) = operation.primitive_value() {
            text.push_str(&value);
        }
    }
    text
}
