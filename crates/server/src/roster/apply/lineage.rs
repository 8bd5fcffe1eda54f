//! What an import means to change: what differs from the last import, at the last import's own heads.
//!
//! The imports of a document are a line of changes of their own. A new one is compared with the state at the end of that
//! line, where nothing that people wrote since is in sight, and is made there. So a value that the sheet merely repeats
//! stays out of the way of a correction, and one that the sheet changes meets it as a conflict that everybody sees.

use lianxin_model::catalogue::{self, Write};
use lianxin_model::document::{Document, Record};
use lianxin_model::intention::Intention;
use lianxin_model::value::Value;
use lianxin_store::{RosterRow, StoreError};
use serde_json::Value as Json;

use super::facts::Facts;

/// A document as its imports left it.
pub(super) struct Lineage {
    /// Where the next import goes.
    pub(super) heads: Vec<automerge::ChangeHash>,
    /// The state there; `None` before the first import.
    pub(super) last: Option<Record>,
}

impl Lineage {
    /// Where the imports of a document stand.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if the store names heads that the document does not have.
    pub(super) fn of(document: &Document, imported: Option<&RosterRow>) -> Result<Self, StoreError> {
        let Some(imported) = imported else {
            // Somebody registered it on a device. The first import stands beside all that they wrote.
            let heads = Document::new(document.kind(), document.id()).heads();
            return Ok(Self { heads, last: None });
        };
        let heads: Vec<_> = imported.heads.iter().copied().map(automerge::ChangeHash).collect();
        let damaged = || StoreError::Corrupt("heads of an import");
        let then = document.automerge().fork_at(&heads).map_err(|_| damaged())?;
        let then = Document::wrap(document.kind(), document.id(), then).map_err(|_| damaged())?;
        Ok(Self { heads, last: Some(then.record()) })
    }

    /// What the facts change. `now` is the document with everything that people wrote.
    pub(super) fn intentions(&self, facts: &Facts, now: &Record) -> Vec<Intention> {
        let mut intentions = Vec::new();
        for (field, value) in &facts.singles {
            let anchored = is_anchor(facts, field) && now.fields.get(*field).is_some_and(|value| !value.is_null());
            if !anchored && self.value(field) != Some(&json(value)) {
                intentions.push(Intention::set(field, value.clone()));
            }
        }
        for (field, values) in &facts.maps {
            let last = self.value(field);
            let changed = values.iter().filter(|(key, value)| last.and_then(|map| map.get(key)) != Some(&json(value)));
            intentions.extend(changed.map(|(key, value)| Intention::put(field, key, value.clone())));
        }
        for (field, keys) in &facts.sets {
            let last = self.last.as_ref().map(|last| last.keys(field)).unwrap_or_default();
            let new = keys.iter().filter(|key| !last.contains(&key.as_str()));
            intentions.extend(new.map(|key| Intention::add(field, key)));
            if !keys.is_empty() && self.lists_everybody(facts) {
                let gone = last.iter().filter(|key| !keys.contains(**key));
                intentions.extend(gone.map(|key| Intention::remove(field, *key)));
            }
        }
        for (field, text) in &facts.texts {
            let last = self.value(field).and_then(Json::as_str).unwrap_or_default();
            // Inserted twice by two people, the same words would stand there twice.
            let there = last.is_empty() && now.text(field).is_some_and(|present| present.contains(text));
            if !there {
                intentions.extend(rewrite(field, last, text));
            }
        }
        intentions
    }

    /// How many people the last import listed and this one does not.
    pub(super) fn not_listed(&self, facts: &Facts) -> usize {
        let listed = facts.maps.get("members");
        let last = self.last.as_ref().map(|last| last.keys("members")).unwrap_or_default();
        last.iter().filter(|id| !listed.is_some_and(|listed| listed.contains_key(**id))).count()
    }

    /// A sheet of some of the household's people does not say that a category of the others is gone.
    fn lists_everybody(&self, facts: &Facts) -> bool {
        self.not_listed(facts) == 0
    }

    fn value(&self, field: &str) -> Option<&Json> {
        self.last.as_ref()?.fields.get(field)
    }
}

/// Whether the field decides to whom the document belongs, and is therefore written once.
pub(super) fn is_anchor(facts: &Facts, field: &str) -> bool {
    catalogue::field(facts.kind, field).is_some_and(|field| field.write == Write::Anchor)
}

pub(super) fn json(value: &Value) -> Json {
    match value {
        Value::Flag(flag) => Json::from(*flag),
        Value::Whole(whole) => Json::from(*whole),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Many(several) => Json::from(several.clone()),
    }
}

/// One splice of what differs, so that what people write elsewhere in the text stays.
fn rewrite(field: &str, old: &str, new: &str) -> Option<Intention> {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let index = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old, new) = (old.get(index..)?, new.get(index..)?);
    let same = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (delete, insert) = (old.len() - same, new.get(..new.len() - same)?.iter().collect::<String>());
    (delete > 0 || !insert.is_empty()).then(|| Intention::Splice { field: field.to_owned(), index, delete, insert })
}
