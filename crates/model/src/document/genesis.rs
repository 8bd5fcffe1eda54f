//! How every document begins, and how a schema grows.
//!
//! The first change holds kind, id and every container of schema version 1; each later schema version adds one change
//! with the containers that it brings. All of them are made by the genesis actor, depend only on the genesis change
//! before them, carry no time, and are therefore equal, byte for byte, on every device that makes them. So two devices
//! never create rival containers, an old document is brought to a new version by anyone at any moment, and versions
//! merge. The genesis is never sent: whoever gets a change of an unknown document makes it.

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ActorId, Automerge, ObjType, PatchLog, ROOT, ReadDoc as _, ScalarValue, TextEncoding};

use super::Document;
use crate::catalogue::{self, Field, Shape};
use crate::ids::{DocId, GENESIS_ACTOR, Kind};

/// Where a document says what it is. No field of a catalogue begins with an underscore: a visit has a `kind` of its own.
pub(super) const KIND_KEY: &str = "_kind";
/// Where a document says which one it is.
pub(super) const ID_KEY: &str = "_id";

/// Text positions are code points on every platform, whatever the binding's language counts in.
const ENCODING: TextEncoding = TextEncoding::UnicodeCodePoint;

/// The document with its first genesis change only.
pub(super) fn first(kind: Kind, id: DocId) -> Automerge {
    let mut doc = Automerge::new_with_encoding(ENCODING).with_actor(ActorId::from(GENESIS_ACTOR));
    commit(&mut doc, &[], |tx| {
        tx.put(ROOT, KIND_KEY, ScalarValue::Uint(kind.number().into()))?;
        tx.put(ROOT, ID_KEY, ScalarValue::Bytes(id.as_bytes().to_vec()))?;
        containers(tx, kind, 1)
    });
    doc
}

/// Adds the genesis changes of all schema versions that the document lacks.
pub(super) fn grow(doc: Automerge, kind: Kind) -> Automerge {
    grow_to(doc, kind, catalogue::schema_version(kind))
}

/// Adds the genesis changes up to a schema version.
pub(super) fn grow_to(mut doc: Automerge, kind: Kind, schema: u32) -> Automerge {
    for version in 2..=schema {
        if has_version(&doc, kind, version) {
            continue;
        }
        let Some(last) = genesis_head(&doc) else { return doc };
        let actor = doc.get_actor().clone();
        doc.set_actor(ActorId::from(GENESIS_ACTOR));
        // Op counters come from the whole document; a genesis change must not depend on what else is in it. So it is
        // made in a copy that holds the genesis alone, and merged.
        let mut bare = match doc.fork_at(&[last]) {
            Ok(bare) => bare.with_actor(ActorId::from(GENESIS_ACTOR)),
            Err(_) => return doc.with_actor(actor),
        };
        commit(&mut bare, &[last], |tx| containers(tx, kind, version));
        let grown = doc.merge(&mut bare).is_ok();
        doc.set_actor(actor);
        debug_assert!(grown, "a genesis change fits every document of its kind");
    }
    doc
}

/// Whether the document begins with the genesis of this kind and id.
pub(super) fn begins(doc: &Automerge, kind: Kind, id: DocId) -> bool {
    if Document::identify(doc) != Some((kind, id)) {
        return false;
    }
    let expected = first(kind, id).get_heads();
    expected.iter().all(|hash| doc.get_change_meta_by_hash(hash).is_some())
}

fn has_version(doc: &Automerge, kind: Kind, version: u32) -> bool {
    let mut brought = catalogue::fields(kind).iter().filter(|field| field.since == version && field.is_container());
    brought.all(|field| matches!(doc.get(ROOT, field.path), Ok(Some((automerge::Value::Object(_), _)))))
}

fn genesis_head(doc: &Automerge) -> Option<automerge::ChangeHash> {
    let changes = doc.get_changes_meta(&[]);
    let genesis = changes.into_iter().filter(|change| change.actor.to_bytes() == GENESIS_ACTOR);
    genesis.max_by_key(|change| change.seq).map(|change| change.hash)
}

fn containers(
    tx: &mut automerge::transaction::Transaction<'_>,
    kind: Kind,
    version: u32,
) -> Result<(), automerge::AutomergeError> {
    for field in catalogue::fields(kind).iter().filter(|field| field.since == version) {
        if let Some(object) = object_type(field) {
            tx.put_object(ROOT, field.path, object)?;
        }
    }
    Ok(())
}

fn object_type(field: &Field) -> Option<ObjType> {
    match field.shape {
        Shape::One(_) => None,
        Shape::Text => Some(ObjType::Text),
        Shape::Set(_) | Shape::Map(..) | Shape::Log(_) => Some(ObjType::Map),
    }
}

fn commit(
    doc: &mut Automerge,
    heads: &[automerge::ChangeHash],
    write: impl FnOnce(&mut automerge::transaction::Transaction<'_>) -> Result<(), automerge::AutomergeError>,
) {
    if let Ok(mut tx) = doc.transaction_at(PatchLog::inactive(), heads) {
        // Writing fixed fields into the root of a fresh document has no input that could fail.
        let written = write(&mut tx);
        debug_assert!(written.is_ok());
        tx.commit_with(CommitOptions::default().with_time(0));
    }
}

/// The operation counters under which the genesis made each container of a kind.
pub(crate) fn container_counters(kind: Kind) -> Vec<(u64, &'static Field)> {
    // Operations 1 and 2 of the first change say kind and id; each later version goes on counting.
    let versions = 1..=catalogue::schema_version(kind);
    let containers = versions.flat_map(|version| {
        catalogue::fields(kind).iter().filter(move |field| field.since == version && field.is_container())
    });
    containers.enumerate().map(|(place, field)| (3 + place as u64, field)).collect()
}
