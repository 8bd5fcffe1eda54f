//! Who changed which field, when, from what to what.

use std::collections::BTreeMap;

use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{Automerge, Change, ExpandedChange, ROOT, ReadDoc as _, ScalarValue};
use serde::{Deserialize, Serialize};

use super::{Document, container_counters};
use crate::catalogue::{self, Field, Shape};
use crate::ids::{Actor, EntryId, GENESIS_ACTOR};
use crate::value::Value;

/// One change of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryEntry {
    /// The change's hash.
    pub hash: String,
    /// Who, as hex of the actor; the host knows the person.
    pub actor: String,
    /// When, by the writer's clock, seconds since 1970.
    pub time_s: i64,
    /// What it did, field by field.
    pub steps: Vec<Step>,
}

/// What one change did to one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
    /// Path in the catalogue.
    pub field: String,
    /// Key within a set, map or log.
    pub key: Option<String>,
    /// The values that it replaced: none for a first value, several where it settled a conflict. For a free text what
    /// was taken out.
    pub from: Vec<Value>,
    /// The new value; none where it was removed. For a free text what was put in.
    pub to: Option<Value>,
}

impl Document {
    /// Every change since the genesis, each after those that it builds on.
    pub fn history(&self) -> Vec<HistoryEntry> {
        let mut reader = Reader {
            doc: &self.doc,
            containers: container_counters(self.kind),
            kind: self.kind,
            entries: BTreeMap::new(),
            values: BTreeMap::new(),
        };
        let changes = self.doc.get_changes(&[]);
        changes
            .iter()
            .filter(|change| change.actor_id().to_bytes() != GENESIS_ACTOR)
            .map(|c| reader.change(c))
            .collect()
    }
}

/// An operation's id, in an order of its own.
type OpKey = (u64, Vec<u8>);

struct Reader<'a> {
    doc: &'a Automerge,
    kind: crate::ids::Kind,
    containers: Vec<(u64, &'static Field)>,
    /// Entries of logs by the operation that made them: field and entry id.
    entries: BTreeMap<OpKey, (&'static Field, String)>,
    /// What earlier operations put, as far as later ones may replace it.
    values: BTreeMap<OpKey, Value>,
}

impl Reader<'_> {
    fn change(&mut self, change: &Change) -> HistoryEntry {
        let expanded: ExpandedChange = change.decode();
        let actor = expanded.actor_id.to_bytes().to_vec();
        let mut steps: Vec<Step> = Vec::new();
        for (place, op) in expanded.operations.iter().enumerate() {
            let id = (expanded.start_op.get() + place as u64, actor.clone());
            if let Some(mut step) = self.step(op, id) {
                if op.action == OpType::Delete {
                    self.settled(op, change, &mut step);
                }
                join(&mut steps, step);
            }
        }
        HistoryEntry {
            hash: change.hash().to_string(),
            actor: Actor::from_automerge(&actor).map(|actor| actor.to_string()).unwrap_or_default(),
            time_s: expanded.time,
            steps,
        }
    }

    fn step(&mut self, op: &Op, id: OpKey) -> Option<Step> {
        let (field, entry) = self.field_of(op)?;
        let key = match (&op.key, field.shape) {
            (Key::Map(key), Shape::Set(ty) | Shape::Map(ty, _)) => ty.read_key(key),
            (Key::Map(key), Shape::Log(_)) => match entry {
                Some(entry) => Some(format!("{entry}.{key}")),
                None => EntryId::from_short(key).ok().map(|id| id.to_string()),
            },
            _ => None,
        };
        let from: Vec<Value> = op.pred.iter().filter_map(|pred| self.values.get(&op_key(pred)).cloned()).collect();
        let to = match (&op.action, field.shape) {
            (OpType::Make(_), _) => {
                self.entries.insert(id, (field, key?));
                return None;
            }
            (OpType::Put(stored), shape) => Some(read(shape, entry_type(field, &op.key), stored)?),
            _ => None,
        };
        if let Some(value) = &to {
            self.values.insert(id, value.clone());
        }
        Some(Step { field: field.path.to_owned(), key, from, to })
    }

    /// Settling a conflict with the value that wins anyway is, to Automerge, the removal of the others: tells it as what
    /// the person did.
    fn settled(&self, op: &Op, change: &Change, step: &mut Step) {
        let (Key::Map(key), Some((field, None))) = (&op.key, self.field_of(op)) else { return };
        let (object, ty) = match field.shape {
            Shape::One(ty) => (ROOT, ty),
            Shape::Map(_, ty) => match self.doc.get(ROOT, field.path) {
                Ok(Some((_, object))) => (object, ty),
                _ => return,
            },
            _ => return,
        };
        let read = |value: automerge::Value<'_>| match value {
            automerge::Value::Scalar(stored) => ty.read(&stored),
            automerge::Value::Object(_) => None,
        };
        let Ok(Some((kept, _))) = self.doc.get_at(&object, key.as_str(), &[change.hash()]) else { return };
        let before = self.doc.get_all_at(&object, key.as_str(), change.deps()).unwrap_or_default();
        step.to = read(kept);
        step.from = before.into_iter().filter_map(|(value, _)| read(value)).collect();
    }

    /// The field that an operation touches, and the entry of a log that it is in.
    fn field_of(&self, op: &Op) -> Option<(&'static Field, Option<String>)> {
        match &op.obj {
            ObjectId::Root => match &op.key {
                Key::Map(key) => Some((catalogue::field(self.kind, key)?, None)),
                Key::Seq(_) => None,
            },
            ObjectId::Id(id) if id.actor().to_bytes() == GENESIS_ACTOR => {
                let known = self.containers.iter().find(|(counter, _)| *counter == id.counter());
                known.map(|(_, field)| (*field, None))
            }
            ObjectId::Id(id) => {
                let (field, entry) = self.entries.get(&op_key(id))?;
                Some((field, Some(entry.clone())))
            }
        }
    }
}

fn op_key(id: &OpId) -> OpKey {
    (id.counter(), id.actor().to_bytes().to_vec())
}

fn entry_type(field: &Field, key: &Key) -> Option<crate::value::Type> {
    let (Shape::Log(keys), Key::Map(key)) = (field.shape, key) else { return None };
    keys.iter().find(|known| known.key == key.as_str()).map(|known| known.value)
}

fn read(shape: Shape, in_entry: Option<crate::value::Type>, stored: &ScalarValue) -> Option<Value> {
    match (shape, stored) {
        (Shape::One(ty) | Shape::Map(_, ty), stored) => ty.read(stored),
        (Shape::Log(_), stored) => in_entry?.read(stored),
        (Shape::Set(_), ScalarValue::Boolean(flag)) => Some(Value::Flag(*flag)),
        (Shape::Text, ScalarValue::Str(text)) => Some(Value::Text(text.to_string())),
        _ => None,
    }
}

/// Appends a step; characters put into or taken out of the same text by one change become one step.
fn join(steps: &mut Vec<Step>, step: Step) {
    let text = |value: &Value| value.text().map(str::to_owned);
    if let Some(last) = steps.last_mut()
        && last.field == step.field
        && last.key.is_none()
        && step.key.is_none()
    {
        let taken: String = last.from.iter().chain(&step.from).filter_map(text).collect();
        let put: String = last.to.iter().chain(&step.to).filter_map(text).collect();
        last.from = if taken.is_empty() { Vec::new() } else { vec![Value::Text(taken)] };
        last.to = if put.is_empty() { None } else { Some(Value::Text(put)) };
        return;
    }
    steps.push(step);
}
