//! Part of step 4: every operation is one that Automerge itself could have written: a key in a map, a place in a
//! sequence, on objects and values that the change knew of. What breaks this is stored as it came and reads one way in
//! memory and another after loading (automerge 0.12.0).

use std::collections::{BTreeMap, HashMap};

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, Automerge, ChangeMetadata, ExpandedChange, ObjId, ObjType, ReadDoc, ScalarValue};

use lianxin_model::limits;

use crate::Code;

/// Judges the operations of a change against the document and the changes that stand beside it unknown to its maker.
pub(super) fn check(before: &Automerge, beside: &[ChangeMetadata<'_>], change: &ExpandedChange) -> Result<(), Code> {
    let beside = beside.iter().map(|beside| ((beside.actor.as_ref(), beside.start_op), beside.max_op));
    let mut shape = Shape { before, beside: beside.collect(), change, objects: HashMap::new() };
    let start = change.start_op.get();
    change.operations.iter().zip(start..).try_for_each(|(op, counter)| shape.op(op, counter))
}

struct Shape<'a> {
    before: &'a Automerge,
    /// Which operations its maker did not know: actor and first, to last.
    beside: BTreeMap<(&'a ActorId, u64), u64>,
    change: &'a ExpandedChange,
    /// Types of the objects met so far.
    objects: HashMap<&'a OpId, ObjType>,
}

impl<'a> Shape<'a> {
    fn op(&mut self, op: &'a Op, counter: u64) -> Result<(), Code> {
        let object = self.object_type(&op.obj, counter)?;
        match (&op.key, object) {
            (Key::Map(_), ObjType::Map) if !op.insert => {}
            (Key::Seq(ElementId::Head), ObjType::List | ObjType::Text) if op.insert => {}
            (Key::Seq(ElementId::Id(id)), ObjType::List | ObjType::Text) => self.reference(id, counter)?,
            _ => return Err(Code::Schema),
        }
        op.pred.iter().try_for_each(|id| self.reference(id, counter))?;
        if op.pred.iter().zip(op.pred.iter().skip(1)).any(|(one, next)| one == next) {
            return Err(Code::Malformed);
        }
        let well_used = match &op.action {
            OpType::Put(ScalarValue::Unknown { .. } | ScalarValue::Counter(_)) => false,
            OpType::Put(value) => object != ObjType::Text || matches!(value, ScalarValue::Str(_)),
            OpType::Make(made) => object != ObjType::Text && *made != ObjType::Table,
            OpType::Delete => !op.insert && !op.pred.is_empty(),
            OpType::Increment(_) | OpType::MarkBegin(_) | OpType::MarkEnd(_) => false,
        };
        // An insertion is the beginning of a place: there is nothing that it could replace.
        let inserts_afresh = !op.insert || op.pred.is_empty();
        if !well_used || !inserts_afresh {
            return Err(Code::Schema);
        }
        if matches!(op.action, OpType::Make(_)) { self.check_depth(&op.obj) } else { Ok(()) }
    }

    fn object_type(&mut self, object: &'a ObjectId, counter: u64) -> Result<ObjType, Code> {
        let ObjectId::Id(id) = object else { return Ok(ObjType::Map) };
        if let Some(known) = self.objects.get(id) {
            return Ok(*known);
        }
        self.reference(id, counter)?;
        let object = match self.own(id) {
            Some(op) => op.obj_type(),
            None => self.before.object_type(ObjId::Id(id.counter(), id.actor().clone(), 0)).ok(),
        };
        let object = object.ok_or(Code::Malformed)?;
        self.objects.insert(id, object);
        Ok(object)
    }

    /// An object made in this one is not too deep.
    fn check_depth(&self, object: &ObjectId) -> Result<(), Code> {
        let mut object = object;
        for depth in 1..=limits::DOCUMENT_DEPTH_MAX {
            let ObjectId::Id(id) = object else { return Ok(()) };
            let Some(op) = self.own(id) else {
                let id = ObjId::Id(id.counter(), id.actor().clone(), 0);
                let parents = self.before.parents(id).map_err(|_| Code::Malformed)?;
                let above = parents.take(limits::DOCUMENT_DEPTH_MAX).count();
                return if depth + above <= limits::DOCUMENT_DEPTH_MAX { Ok(()) } else { Err(Code::Schema) };
            };
            object = &op.obj;
        }
        Err(Code::Schema)
    }

    /// The operation of this very change with that id.
    fn own(&self, id: &OpId) -> Option<&'a Op> {
        let at = id.counter().checked_sub(self.change.start_op.get())?;
        if *id.actor() != self.change.actor_id {
            return None;
        }
        self.change.operations.get(usize::try_from(at).ok()?)
    }

    /// Whatever is named comes before, and is part of what the change builds on. A reference to something beside it
    /// would be an orphan wherever that has not arrived.
    fn reference(&self, id: &OpId, counter: u64) -> Result<(), Code> {
        let nearest = self.beside.range(..=(id.actor(), id.counter())).next_back();
        let unknown_to_its_maker =
            nearest.is_some_and(|((actor, _), last)| *actor == id.actor() && id.counter() <= *last);
        if unknown_to_its_maker {
            return Err(Code::Orphan);
        }
        if id.counter() >= counter { Err(Code::Malformed) } else { Ok(()) }
    }
}
