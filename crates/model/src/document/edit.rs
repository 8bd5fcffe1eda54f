//! Intentions become one change, at the heads that the person was looking at.

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{AutomergeError, ChangeHash, ObjId, ObjType, PatchLog, ROOT, ReadDoc as _, ScalarValue};

use super::Document;
use crate::catalogue::{EntryField, Field, Shape};
use crate::check::Problem;
use crate::ids::Actor;
use crate::intention::{FieldProblem, Intention};
use crate::limits;

/// What a person does to a document in one go.
#[derive(Debug, Clone)]
pub struct Edit<'a> {
    /// Who writes.
    pub actor: Actor,
    /// The heads that the person was looking at; `None` for the newest.
    pub at: Option<&'a [ChangeHash]>,
    /// The writer's clock, seconds since 1970. A claim: nothing is ordered by it.
    pub time_s: i64,
    /// What they mean to change.
    pub intentions: &'a [Intention],
    /// Keep values that fail their check, flagged (legacy data).
    pub lenient: bool,
}

/// The change that an edit made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its hash.
    pub hash: ChangeHash,
    /// The whole chunk, as it is stored and sent.
    pub chunk: Vec<u8>,
}

/// Why an edit was not made. The document is then unchanged.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Values or fields that do not fit; every one of them is named.
    #[error("{} fields do not fit", .0.len())]
    Fields(Vec<FieldProblem>),
    /// The heads are not of this document.
    #[error("heads that this document does not have")]
    UnknownHeads,
    /// Automerge refused it.
    #[error("automerge refused the edit")]
    Refused(#[from] AutomergeError),
}

impl Document {
    /// Applies the intentions as one change at the heads that the person was looking at, and merges it. `None` where
    /// nothing changes by them.
    ///
    /// # Errors
    /// [`EditError`]; the document is then unchanged.
    pub fn edit(&mut self, edit: &Edit<'_>) -> Result<Option<Written>, EditError> {
        let intentions = self.check_all(edit)?;
        let heads = match edit.at {
            Some(heads) => heads.to_vec(),
            None => self.heads(),
        };
        if heads.is_empty() || !heads.iter().all(|head| self.doc.get_change_meta_by_hash(head).is_some()) {
            return Err(EditError::UnknownHeads);
        }
        let mut edited = self.doc.clone();
        edited.set_actor(edit.actor.to_automerge());
        let mut tx = edited.transaction_at(PatchLog::inactive(), &heads).map_err(|_| EditError::UnknownHeads)?;
        let mut problems = Vec::new();
        for (intention, field) in &intentions {
            if let Err(refusal) = apply(&mut tx, intention, field) {
                problems.push(FieldProblem { field: intention.field().to_owned(), problem: refusal? });
            }
        }
        if !problems.is_empty() {
            tx.rollback();
            return Err(EditError::Fields(problems));
        }
        let (hash, _) = tx.commit_with(CommitOptions::default().with_time(edit.time_s));
        let Some(hash) = hash else { return Ok(None) };
        let Some(mut change) = edited.get_change_by_hash(&hash) else { return Ok(None) };
        let chunk = change.bytes().into_owned();
        self.doc = edited;
        Ok(Some(Written { hash, chunk }))
    }

    fn check_all(&self, edit: &Edit<'_>) -> Result<Vec<(Intention, &'static Field)>, EditError> {
        let mut checked = Vec::with_capacity(edit.intentions.len());
        let mut problems = Vec::new();
        for intention in edit.intentions {
            match intention.clone().checked(self.kind, edit.lenient) {
                Ok(pair) => checked.push(pair),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(checked) } else { Err(EditError::Fields(problems)) }
    }
}

/// A refusal of one intention: by its problem, or by Automerge.
type Refusal = Result<Problem, AutomergeError>;

fn apply(tx: &mut Transaction<'_>, intention: &Intention, field: &Field) -> Result<(), Refusal> {
    match (intention, field.shape) {
        (Intention::Set { value: Some(value), .. }, Shape::One(ty)) => {
            let stored = ty.store(value).map_err(Ok)?;
            tx.put(ROOT, field.path, stored).map_err(Err)
        }
        (Intention::Set { value: None, .. }, Shape::One(_)) => delete(tx, &ROOT, field.path),
        (Intention::Splice { index, delete, insert, .. }, Shape::Text) => {
            let text = container(tx, field)?;
            let length = tx.length(&text);
            let index = (*index).min(length);
            let delete = (*delete).min(length - index);
            if length - delete + insert.chars().count() > limits::PROSE_CHARS_MAX {
                return Err(Ok(Problem::TooLong));
            }
            let delete = isize::try_from(delete).map_err(|_| Ok(Problem::TooLong))?;
            tx.splice_text(&text, index, delete, insert).map_err(Err)
        }
        (Intention::Add { key, .. }, Shape::Set(ty)) => {
            let set = container(tx, field)?;
            put_entry(tx, &set, ty.store_key(key).map_err(Ok)?, ScalarValue::Boolean(true))
        }
        (Intention::Put { key, value, .. }, Shape::Map(key_ty, ty)) => {
            let map = container(tx, field)?;
            put_entry(tx, &map, key_ty.store_key(key).map_err(Ok)?, ty.store(value).map_err(Ok)?)
        }
        (Intention::Remove { key, .. }, Shape::Set(ty) | Shape::Map(ty, _)) => {
            let map = container(tx, field)?;
            delete(tx, &map, &ty.store_key(key).map_err(Ok)?)
        }
        (Intention::Append { entry, values, .. }, Shape::Log(keys)) => {
            let log = container(tx, field)?;
            append(tx, &log, &entry.short(), keys, values)
        }
        _ => Err(Ok(Problem::Kind)),
    }
}

fn container(tx: &Transaction<'_>, field: &Field) -> Result<ObjId, Refusal> {
    match tx.get(ROOT, field.path).map_err(Err)? {
        Some((automerge::Value::Object(_), id)) => Ok(id),
        // The person looked at a state from before this field came into the schema.
        _ => Err(Ok(Problem::UnknownField)),
    }
}

fn delete(tx: &mut Transaction<'_>, object: &ObjId, key: &str) -> Result<(), Refusal> {
    if tx.get(object, key).map_err(Err)?.is_none() {
        return Ok(());
    }
    tx.delete(object, key).map_err(Err)
}

fn put_entry(tx: &mut Transaction<'_>, map: &ObjId, key: String, value: ScalarValue) -> Result<(), Refusal> {
    if tx.length(map) >= limits::ENTRIES_MAX && tx.get(map, key.as_str()).map_err(Err)?.is_none() {
        return Err(Ok(Problem::TooMany));
    }
    tx.put(map, key, value).map_err(Err)
}

fn append(
    tx: &mut Transaction<'_>,
    log: &ObjId,
    id: &str,
    keys: &[EntryField],
    values: &std::collections::BTreeMap<String, crate::value::Value>,
) -> Result<(), Refusal> {
    if tx.get(log, id).map_err(Err)?.is_some() {
        return Ok(());
    }
    if tx.length(log) >= limits::EVENTS_MAX {
        return Err(Ok(Problem::TooMany));
    }
    let entry = tx.put_object(log, id, ObjType::Map).map_err(Err)?;
    for known in keys {
        if let Some(value) = values.get(known.key) {
            let stored = known.value.store(value).map_err(Ok)?;
            tx.put(&entry, known.key, stored).map_err(Err)?;
        }
    }
    Ok(())
}
