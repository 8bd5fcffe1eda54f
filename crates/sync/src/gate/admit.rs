//! Steps 3 to 5: who made the change, in which order, on what; a trial on a clone; then the document is that clone.

use automerge::{ActorId, Automerge, Change, ChangeHash, ChangeMetadata, ExpandedChange, ReadDoc};
use bytes::Bytes;
use lianxin_model::ids::Actor;
use lianxin_model::limits;
use lianxin_model::mistake::{Mistake, planted};

use super::chunk::{self, Chunk};
use super::head::Head;
use super::quiet::caught;
use super::trial::{self, Trial};
use crate::{Code, Hash};

/// The rules of a kind: judges what a decoded change would do to the document as it is.
pub type Check<'a> = dyn FnMut(&Automerge, &ExpandedChange) -> Result<(), Code> + 'a;

/// What one change must satisfy.
pub struct Admission<'a> {
    /// Whether the sender may write as that actor.
    pub actor_allowed: &'a dyn Fn(Actor) -> bool,
    /// The rules of the kind.
    pub check: &'a mut Check<'a>,
    /// Saves, loads and compares the outcome as well.
    pub thorough: bool,
    /// An upper bound of the document's size saved without compression, in bytes: beyond the limit it is measured.
    pub document_bytes: usize,
}

/// What became of one chunk.
#[derive(Debug)]
pub enum Verdict {
    /// The document holds it now.
    Accepted(Box<Accepted>),
    /// The document held it already.
    Known {
        /// Its hash.
        hash: Hash,
    },
    /// The document is as before.
    Refused {
        /// Its hash, where the bytes have one.
        hash: Option<Hash>,
        /// Why.
        code: Code,
    },
}

/// A change that the document now holds.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Its hash.
    pub hash: Hash,
    /// The chunk to store and to pass on.
    pub bytes: Bytes,
    /// The bytes that it adds to the document, before compression.
    pub raw_bytes: usize,
    /// Its head.
    pub head: Head,
    /// Its operations, decoded: what a projection needs to know about what changed.
    pub change: ExpandedChange,
}

/// Lets a chunk into a document, or says why not. The document is touched only if it is accepted.
pub fn admit(document: &mut Automerge, bytes: &[u8], admission: &mut Admission<'_>) -> Verdict {
    let chunk = match chunk::parse(bytes) {
        Ok(chunk) => chunk,
        Err(refused) => return Verdict::Refused { hash: refused.hash, code: refused.code },
    };
    let hash = chunk.hash;
    // The lookups run over a document that was proven change by change, but a panic in them is the sender's doing.
    match caught(|| judge(document, &chunk, admission)).unwrap_or(Err(Code::Malformed)) {
        Ok(None) => Verdict::Known { hash },
        Ok(Some(trial)) => {
            *document = trial.document;
            Verdict::Accepted(Box::new(Accepted {
                hash,
                bytes: Bytes::copy_from_slice(chunk.stored),
                raw_bytes: chunk.raw.len(),
                head: chunk.head,
                change: trial.change,
            }))
        }
        Err(code) => Verdict::Refused { hash: Some(hash), code },
    }
}

fn judge(document: &Automerge, chunk: &Chunk<'_>, admission: &mut Admission<'_>) -> Result<Option<Trial>, Code> {
    if document.get_change_meta_by_hash(&ChangeHash(chunk.hash)).is_some() {
        return if planted(Mistake::RefusesWhatItHas) { Err(Code::Fork) } else { Ok(None) };
    }
    let head = &chunk.head;
    if !(admission.actor_allowed)(head.actor) && !planted(Mistake::TrustsAnyActor) {
        return Err(Code::ActorNotYours);
    }
    let mut clone = document.clone();
    let last = last_of(&mut clone, head);
    check_order(last.as_ref(), head)?;
    check_counters(document, head)?;
    let beside = beside(document, head);
    if last.is_some_and(|last| beside.iter().any(|change| change.hash == last.hash())) {
        // Automerge takes (actor, seq) for everything before it: an actor that forgets its own last change would make
        // every later question about heads wrong.
        return Err(Code::SeqGap);
    }
    let held = document.stats();
    if held.num_changes >= limits::DOCUMENT_CHANGES_MAX || held.num_ops + head.ops > limits::DOCUMENT_OPS_MAX {
        return Err(Code::DocumentFull);
    }
    trial::run(document, &beside, clone, chunk, admission).map(Some)
}

/// The last change of the same Automerge actor.
fn last_of(clone: &mut Automerge, head: &Head) -> Option<Change> {
    let keep = clone.get_actor().clone();
    clone.set_actor(ActorId::from(head.actor_bytes.as_slice()));
    let last = clone.get_last_local_change();
    clone.set_actor(keep);
    last
}

/// The change follows the last one of its actor, and builds on something.
fn check_order(last: Option<&Change>, head: &Head) -> Result<(), Code> {
    if head.deps.is_empty() {
        // Only a genesis builds on nothing, and that is never sent.
        return Err(Code::WrongGenesis);
    }
    let last_seq = last.map_or(0, Change::seq);
    match head.seq {
        seq if seq <= last_seq && !planted(Mistake::TakesForks) => Err(Code::Fork),
        seq if seq > last_seq + 1 => Err(Code::SeqGap),
        _ => Ok(()),
    }
}

/// What it builds on is there, and its operations are numbered after that, but not far after.
fn check_counters(document: &Automerge, head: &Head) -> Result<(), Code> {
    let mut max_op = 0;
    for dep in &head.deps {
        let dep = document.get_change_meta_by_hash(&ChangeHash(*dep)).ok_or(Code::Orphan)?;
        max_op = max_op.max(dep.max_op);
    }
    let in_bounds = (max_op + 1..=max_op + 1 + limits::START_OP_GAP_MAX).contains(&head.start_op);
    if in_bounds { Ok(()) } else { Err(Code::StartOp) }
}

/// The changes in the document that this one does not build on.
fn beside<'a>(document: &'a Automerge, head: &Head) -> Vec<ChangeMetadata<'a>> {
    let heads = document.get_heads();
    if heads.iter().all(|head_hash| head.deps.contains(&head_hash.0)) {
        return Vec::new();
    }
    let deps: Vec<ChangeHash> = head.deps.iter().copied().map(ChangeHash).collect();
    document.get_changes_meta(&deps)
}
