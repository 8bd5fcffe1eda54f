//! Steps 3 to 5: who made the change, in which order, on what; a trial on a clone; then the document is that clone.

use automerge::{ActorId, Automerge, ChangeHash, ExpandedChange, ReadDoc};
use bytes::Bytes;
use lianxin_model::ids::Actor;
use lianxin_model::limits;

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
        return Ok(None);
    }
    let head = &chunk.head;
    if !(admission.actor_allowed)(head.actor) {
        return Err(Code::ActorNotYours);
    }
    let mut clone = document.clone();
    check_order(&mut clone, head)?;
    check_counters(document, head)?;
    if document.stats().num_changes >= limits::DOCUMENT_CHANGES_MAX {
        return Err(Code::DocumentFull);
    }
    trial::run(document, clone, chunk, admission).map(Some)
}

/// The change follows the last one of its actor, and builds on it.
fn check_order(clone: &mut Automerge, head: &Head) -> Result<(), Code> {
    if head.deps.is_empty() {
        // Only a genesis builds on nothing, and that is never sent.
        return Err(Code::WrongGenesis);
    }
    let keep = clone.get_actor().clone();
    clone.set_actor(ActorId::from(head.actor_bytes.as_slice()));
    let last = clone.get_last_local_change();
    clone.set_actor(keep);
    let last_seq = last.as_ref().map_or(0, |last| last.seq());
    if head.seq <= last_seq {
        return Err(Code::Fork);
    }
    if head.seq > last_seq + 1 {
        return Err(Code::SeqGap);
    }
    let Some(last) = last else { return Ok(()) };
    if head.deps.contains(&last.hash().0) {
        return Ok(());
    }
    let deps: Vec<ChangeHash> = head.deps.iter().copied().map(ChangeHash).collect();
    if !clone.get_missing_deps(&deps).is_empty() {
        return Err(Code::Orphan);
    }
    // Automerge takes (actor, seq) for everything before it: an actor that forgets its own last change would make
    // every later question about heads wrong.
    let beside = clone.get_changes_meta(&deps);
    if beside.iter().any(|change| change.hash == last.hash()) { Err(Code::SeqGap) } else { Ok(()) }
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
