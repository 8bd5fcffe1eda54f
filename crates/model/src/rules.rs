//! What a change may do to a document: the kind's own rules, as step 4 of the gate.
//!
//! A change passes only if every operation in it is one that an intention of this kind can produce on objects that
//! exist, and if its writer has the right to it. The table is the field catalogue.

use std::collections::BTreeMap;

use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{Automerge, ExpandedChange, ObjId, ObjType, ROOT, ReadDoc as _, ScalarValue};

use crate::catalogue::{self, EntryField, Field, Shape, Write};
use crate::document::container_counters;
use crate::ids::{EntryId, GENESIS_ACTOR, Kind, UserId};
use crate::limits;
use crate::value::Type;

/// Who writes, as far as the rules care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writer {
    /// The account.
    pub user: UserId,
    /// Whether they may assign, lead and comment.
    pub leads: bool,
}

/// What a writer may do where people contradict each other in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Settling {
    /// Choose any of the values, or set another.
    Any,
    /// Say that the value that is shown is right: an anchor never becomes another.
    Shown,
    /// Nothing.
    None,
}

/// What this writer may do about a conflict in a field of a document by this author.
pub fn settling(kind: Kind, field: &Field, author: Option<UserId>, writer: Writer) -> Settling {
    let any = match field.write {
        Write::Anchor if field.path == "author" && author != Some(writer.user) => return Settling::None,
        Write::Anchor if kind == Kind::Comment => return Settling::None,
        Write::Anchor => return Settling::Shown,
        Write::Holder => kind != Kind::DiaryEntry,
        Write::Leader => writer.leads,
        Write::Author => author.is_none_or(|author| author == writer.user),
    };
    if any { Settling::Any } else { Settling::None }
}

/// Why a change may not be merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// A field, object, operation or type of value that no intention produces.
    #[error("an operation that no edit makes")]
    Schema,
    /// A value, text or set beyond its limit.
    #[error("a value beyond its limit")]
    TooLong,
    /// The writer has no right to it.
    #[error("a field that the writer may not write")]
    NotAllowed,
}

/// Checks one change against the document as it is before the change.
///
/// # Errors
/// The first breach.
pub fn check(kind: Kind, before: &Automerge, change: &ExpandedChange, writer: Writer) -> Result<(), Breach> {
    let mut checker = Checker {
        kind,
        before,
        writer,
        containers: container_counters(kind),
        entries: BTreeMap::new(),
        grown: BTreeMap::new(),
    };
    let start = change.start_op.get();
    for (place, op) in change.operations.iter().enumerate() {
        checker.operation(op, start + place as u64)?;
    }
    checker.settle()
}

/// Entries that this change makes: by the counter of the operation that makes them, their log and the keys seen so far.
type Entries = BTreeMap<u64, (&'static [EntryField], Vec<String>)>;

struct Checker<'a> {
    kind: Kind,
    before: &'a Automerge,
    writer: Writer,
    containers: Vec<(u64, &'static Field)>,
    entries: Entries,
    /// By how much each container grows or shrinks.
    grown: BTreeMap<&'static str, i64>,
}

impl Checker<'_> {
    fn operation(&mut self, op: &Op, counter: u64) -> Result<(), Breach> {
        let object = match &op.obj {
            ObjectId::Root => return self.root(op),
            ObjectId::Id(id) => id,
        };
        if object.actor().to_bytes() == GENESIS_ACTOR {
            let known = self.containers.iter().find(|(counter, _)| *counter == object.counter());
            let field = known.ok_or(Breach::Schema)?.1;
            self.may_write(field, None)?;
            return self.inside(field, op, counter);
        }
        let entry = self.entries.get_mut(&object.counter()).ok_or(Breach::Schema)?;
        let (Key::Map(key), OpType::Put(value), false) = (&op.key, &op.action, op.insert) else {
            return Err(Breach::Schema);
        };
        let field = entry.0.iter().find(|field| field.key == key.as_str()).ok_or(Breach::Schema)?;
        if !op.pred.is_empty() || entry.1.iter().any(|seen| seen == key.as_str()) {
            return Err(Breach::Schema);
        }
        entry.1.push(key.to_string());
        admit(field.value, value)?;
        self.entry_right(field, value)
    }

    /// An operation on the root: a single value set or cleared.
    fn root(&self, op: &Op) -> Result<(), Breach> {
        let Key::Map(key) = &op.key else { return Err(Breach::Schema) };
        let field = catalogue::field(self.kind, key).ok_or(Breach::Schema)?;
        let Shape::One(ty) = field.shape else { return Err(Breach::Schema) };
        match (&op.action, op.insert) {
            (OpType::Put(value), false) => {
                admit(ty, value)?;
                self.may_write(field, Some(value))
            }
            (OpType::Delete, false) if field.write == Write::Anchor => self.may_confirm(field, op),
            (OpType::Delete, false) => self.may_write(field, None),
            _ => Err(Breach::Schema),
        }
    }

    /// An operation inside one of the containers that the genesis made.
    fn inside(&mut self, field: &'static Field, op: &Op, counter: u64) -> Result<(), Breach> {
        let step = match (field.shape, &op.key, &op.action, op.insert) {
            (Shape::Text, Key::Seq(_), OpType::Put(ScalarValue::Str(text)), true) => one_character(text)?,
            (Shape::Text, Key::Seq(_), OpType::Delete, false) => -1,
            (Shape::Set(ty), Key::Map(key), OpType::Put(ScalarValue::Boolean(true)), false) => entry_key(ty, key)?,
            (Shape::Map(key_ty, ty), Key::Map(key), OpType::Put(value), false) => {
                admit(ty, value)?;
                entry_key(key_ty, key)?
            }
            (Shape::Set(_) | Shape::Map(..), Key::Map(_), OpType::Delete, false) => 0,
            (Shape::Log(keys), Key::Map(key), OpType::Make(ObjType::Map), false) => {
                let id = EntryId::from_short(key).map_err(|_| Breach::Schema)?;
                if !op.pred.is_empty() || self.present(field, &id.short()) {
                    return Err(Breach::Schema);
                }
                self.entries.insert(counter, (keys, Vec::new()));
                1
            }
            _ => return Err(Breach::Schema),
        };
        *self.grown.entry(field.path).or_default() += step;
        Ok(())
    }

    /// Whether the writer may write this field; `value` is what they put, where it is a single one.
    fn may_write(&self, field: &Field, value: Option<&ScalarValue>) -> Result<(), Breach> {
        let allowed = match field.write {
            Write::Holder => self.kind != Kind::DiaryEntry,
            Write::Leader => self.writer.leads,
            Write::Author => self.author().is_none_or(|author| author == self.writer.user),
            Write::Anchor => self.may_anchor(field, value),
        };
        if allowed { Ok(()) } else { Err(Breach::NotAllowed) }
    }

    /// An anchor is set while it is empty, or again to what it is (two devices that register the same household). The
    /// author is whoever writes; only those who lead comment.
    fn may_anchor(&self, field: &Field, value: Option<&ScalarValue>) -> bool {
        let Some(value) = value else { return false };
        let unchanged = self.single(field.path).is_none_or(|present| present == *value);
        let own = field.path != "author" || *value == ScalarValue::Str(self.writer.user.short().into());
        let comments = self.kind != Kind::Comment || self.writer.leads;
        unchanged && own && comments
    }

    /// Whoever says that the shown one of several anchors is right takes the others away (so Automerge writes it); the one
    /// that is shown stays.
    fn may_confirm(&self, field: &Field, op: &Op) -> Result<(), Breach> {
        let all = self.before.get_all(ROOT, field.path).map_err(|_| Breach::Schema)?;
        // Automerge lists the winner last.
        let Some((_, ObjId::Id(counter, actor, _))) = all.last() else { return Err(Breach::Schema) };
        let takes_it = op.pred.iter().any(|id| id.counter() == *counter && id.actor() == actor);
        if takes_it || all.len() < 2 {
            return Err(Breach::Schema);
        }
        let own = field.path != "author" || self.author() == Some(self.writer.user);
        let comments = self.kind != Kind::Comment || self.writer.leads;
        if own && comments { Ok(()) } else { Err(Breach::NotAllowed) }
    }

    /// In the course of a case, everybody writes in their own name, and only those who lead assign.
    fn entry_right(&self, field: &EntryField, value: &ScalarValue) -> Result<(), Breach> {
        let allowed = match (field.value, value) {
            (Type::User, ScalarValue::Str(user)) => field.key != "by" || *user == self.writer.user.short().as_str(),
            (Type::Choice(_), ScalarValue::Str(word)) => word != "assigned" || self.writer.leads,
            _ => true,
        };
        if allowed { Ok(()) } else { Err(Breach::NotAllowed) }
    }

    /// Sizes, and what every new entry must have.
    fn settle(&self) -> Result<(), Breach> {
        for (path, grown) in &self.grown {
            let Some(field) = catalogue::field(self.kind, path) else { continue };
            let most = match field.shape {
                // Twice what one person may write: two who write at the same time are both right.
                Shape::Text => limits::PROSE_CHARS_MAX * 2,
                Shape::Log(_) => limits::EVENTS_MAX,
                _ => limits::ENTRIES_MAX,
            };
            let length = self.container(path).map_or(0, |id| self.before.length(&id));
            if i64::try_from(length).unwrap_or(i64::MAX).saturating_add(*grown) > most as i64 {
                return Err(Breach::TooLong);
            }
        }
        let complete = self
            .entries
            .values()
            .all(|(_, keys)| ["kind", "by"].iter().all(|wanted| keys.iter().any(|key| key == wanted)));
        if complete { Ok(()) } else { Err(Breach::Schema) }
    }

    fn author(&self) -> Option<UserId> {
        match self.single("author")? {
            ScalarValue::Str(text) => UserId::from_short(&text).ok(),
            _ => None,
        }
    }

    fn single(&self, path: &str) -> Option<ScalarValue> {
        match self.before.get(ROOT, path).ok()?? {
            (automerge::Value::Scalar(value), _) => Some(value.into_owned()),
            _ => None,
        }
    }

    fn container(&self, path: &str) -> Option<ObjId> {
        match self.before.get(ROOT, path).ok()?? {
            (automerge::Value::Object(_), id) => Some(id),
            _ => None,
        }
    }

    fn present(&self, field: &Field, key: &str) -> bool {
        self.container(field.path).is_some_and(|id| matches!(self.before.get(&id, key), Ok(Some(_))))
    }
}

fn admit(ty: Type, value: &ScalarValue) -> Result<(), Breach> {
    if ty.admits(value) {
        return Ok(());
    }
    let long = matches!((ty, value), (Type::Line | Type::Prose | Type::Phone | Type::Date, ScalarValue::Str(_)));
    Err(if long { Breach::TooLong } else { Breach::Schema })
}

fn entry_key(ty: Type, key: &str) -> Result<i64, Breach> {
    ty.read_key(key).map(|_| 1).ok_or(Breach::Schema)
}

fn one_character(text: &str) -> Result<i64, Breach> {
    if text.chars().count() == 1 { Ok(1) } else { Err(Breach::Schema) }
}
