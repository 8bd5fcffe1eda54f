//! What a life of this device that was lost made already. A store that was restored from an older copy has edits that its lost life
//! handed in: as they were, or made again under another hash, and then they must not be made once more.
//!
//! A value, or a text, that this device put into the same field within the same second is the same. What takes a value away, and
//! what has a key, says nothing new the second time.

use std::collections::HashSet;

use automerge::ChangeHash;
use lianxin_model::document::Document;
use lianxin_model::ids::Actor;
use lianxin_model::intention::Intention;
use lianxin_model::value::Value;

use crate::storage::meta::Me;
use crate::storage::outbox::Entry;

/// What this device put into a document in any of its lives.
#[derive(Default)]
pub(super) struct Twins(Vec<Twin>);

struct Twin {
    change: ChangeHash,
    time_s: i64,
    field: String,
    value: Value,
}

impl Twins {
    pub(super) fn of(document: &Document, me: &Me) -> Self {
        let own: HashSet<String> = me.own_actors().iter().map(Actor::to_string).collect();
        let mut found = Vec::new();
        for entry in document.history().into_iter().filter(|entry| own.contains(&entry.actor)) {
            let Ok(change) = entry.hash.parse::<ChangeHash>() else { continue };
            // Entries of sets, maps and logs have keys, by which they are known again wherever they come from.
            for step in entry.steps.into_iter().filter(|step| step.key.is_none()) {
                if let Some(value) = step.to {
                    found.push(Twin { change, time_s: entry.time_s, field: step.field, value });
                }
            }
        }
        Self(found)
    }

    /// What of an edit is not there already, and where in the document it is to be made: at these heads, and after what is there.
    pub(super) fn rest(&self, entry: &Entry, document: &Document, at: Vec<ChangeHash>) -> (Entry, Vec<ChangeHash>) {
        let mut there = Vec::new();
        let mut rest = entry.clone();
        rest.intentions.retain(|intention| {
            let twin = self.twin(entry.time_s, intention);
            there.extend(twin);
            twin.is_none()
        });
        if there.is_empty() {
            return (rest, at);
        }
        there.extend(at);
        (rest, tips(document, there))
    }

    fn twin(&self, time_s: i64, intention: &Intention) -> Option<ChangeHash> {
        let (field, value) = match intention {
            Intention::Set { field, value: Some(value) } => (field, value.clone()),
            Intention::Splice { field, insert, .. } if !insert.is_empty() => (field, Value::Text(insert.clone())),
            _ => return None,
        };
        let is_twin = |twin: &&Twin| twin.time_s == time_s && twin.field == *field && twin.value == value;
        self.0.iter().find(is_twin).map(|twin| twin.change)
    }
}

/// The newest of these changes: one may have come before another. The newest of all where none are named.
pub(super) fn tips(document: &Document, mut named: Vec<ChangeHash>) -> Vec<ChangeHash> {
    named.sort_unstable();
    named.dedup();
    match named.len() {
        0 => document.heads(),
        1 => named,
        _ => document.automerge().fork_at(&named).map(|past| past.get_heads()).unwrap_or_else(|_| document.heads()),
    }
}
