//! Which words stand in the changes of a document, and in how many of them.

use std::collections::BTreeMap;

use automerge::{Change, ScalarValue};

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
