//! Edits that a device made again while their first form still waits for somebody's word.
//!
//! A device makes an edit again when it is released, as another install where its store was put back meanwhile. A county that
//! was itself put back to before the release holds both: the first form, on which nobody decided, and the one that the device
//! hands in again. They are one edit, and must not stand in the record twice. The same device put the same into the same
//! fields within the same second: that is the same (the core's rule for what a lost life made again).

use std::collections::HashSet;

use automerge::ChangeHash;
use lianxin_model::document::{Document, HistoryEntry, Step};
use lianxin_model::ids::Actor;
use lianxin_sync::Hash;
use lianxin_sync::gate::{Accepted, caught};

/// Which of these changes, already in `document`, say what another change of the same device says: one that was there before,
/// or a later one of them. One on which another builds is needed, and is none.
pub(super) fn among(document: &Document, changes: &[Accepted], device: &[Actor]) -> HashSet<Hash> {
    let own: HashSet<String> = device.iter().map(Actor::to_string).collect();
    // Reading runs over what a device wrote.
    let mut history = caught(|| document.history()).unwrap_or_default();
    history.retain(|entry| own.contains(&entry.actor));
    let entry_of = |hash: &Hash| {
        let hash = ChangeHash(*hash).to_string();
        history.iter().find(|entry| entry.hash == hash)
    };
    let mut undecided: HashSet<&str> =
        changes.iter().filter_map(|change| Some(entry_of(&change.hash)?.hash.as_str())).collect();
    let (mut found, mut needed) = (HashSet::new(), HashSet::new());
    for change in changes.iter().rev() {
        let first = entry_of(&change.hash);
        let again = |entry: &HistoryEntry, first: &HistoryEntry| {
            !undecided.contains(entry.hash.as_str()) && is_made_again(entry, first)
        };
        if !needed.contains(&change.hash) && first.is_some_and(|first| history.iter().any(|it| again(it, first))) {
            // It stays among the undecided: nothing is measured by it.
            found.insert(change.hash);
            continue;
        }
        needed.extend(change.head.deps.iter().copied());
        if let Some(first) = first {
            undecided.remove(first.hash.as_str());
        }
    }
    found
}

fn is_made_again(entry: &HistoryEntry, first: &HistoryEntry) -> bool {
    let says = |step: &Step| (step.field.clone(), step.key.clone(), step.to.clone());
    // One install that says it twice means it twice.
    entry.actor != first.actor
        && entry.time_s == first.time_s
        && !first.steps.is_empty()
        && entry.steps.iter().map(says).eq(first.steps.iter().map(says))
}
