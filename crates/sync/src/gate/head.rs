//! What stands before the operations of a change: on what it builds, who made it, when, in which order.

use lianxin_model::ids::{Actor, GENESIS_ACTOR};
use lianxin_model::limits;

use super::columns;
use super::read::Reader;
use crate::{Code, Hash};

/// The head of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The changes that it builds on.
    pub deps: Vec<Hash>,
    /// The actor as Automerge names it: the plain 16 bytes or a level of concurrency beside them.
    pub actor_bytes: Vec<u8>,
    /// Whose install it is.
    pub actor: Actor,
    /// Its place among the changes of that Automerge actor, from 1.
    pub seq: u64,
    /// The counter of its first operation.
    pub start_op: u64,
    /// When it says it was made.
    pub time: i64,
    /// The other Automerge actors that its operations name.
    pub other_actors: Vec<Vec<u8>>,
    /// How many operations it holds.
    pub ops: u64,
}

impl Head {
    /// The counter of its last operation.
    pub fn max_op(&self) -> u64 {
        self.start_op + self.ops - 1
    }
}

/// Reads the content of a change chunk: the head, and what the columns claim.
pub(super) fn read(content: &[u8]) -> Result<Head, Code> {
    let mut reader = Reader::new(content);
    let deps = deps(&mut reader)?;
    let actor_bytes = reader.prefixed()?.to_vec();
    let actor = Actor::from_automerge(&actor_bytes).ok_or(Code::ActorNotYours)?;
    let seq = reader.unsigned()?;
    let start_op = reader.unsigned()?;
    let time = reader.signed()?;
    if !reader.prefixed()?.is_empty() {
        // Nothing of ours writes messages, and nobody would see one.
        return Err(Code::Malformed);
    }
    let other_actors = other_actors(&mut reader, &actor_bytes)?;
    let ops = columns::count_ops(&mut reader, other_actors.len() as u64 + 1)?;
    if !reader.is_empty() {
        // Automerge 0.12 would read an author from here, who need not be the signer.
        return Err(Code::Malformed);
    }
    let head = Head { deps, actor_bytes, actor, seq, start_op, time, other_actors, ops };
    check_bounds(&head)?;
    Ok(head)
}

fn deps(reader: &mut Reader<'_>) -> Result<Vec<Hash>, Code> {
    let count = reader.count()?;
    if count > limits::CHANGE_DEPS_MAX {
        return Err(Code::Malformed);
    }
    let mut deps: Vec<Hash> = Vec::with_capacity(count);
    for _ in 0..count {
        let dep = reader.array()?;
        if deps.contains(&dep) {
            return Err(Code::Malformed);
        }
        deps.push(dep);
    }
    Ok(deps)
}

fn other_actors(reader: &mut Reader<'_>, own: &[u8]) -> Result<Vec<Vec<u8>>, Code> {
    let count = reader.count()?;
    if count > limits::CHANGE_ACTORS_MAX {
        return Err(Code::Malformed);
    }
    let mut actors: Vec<Vec<u8>> = Vec::with_capacity(count);
    for _ in 0..count {
        let actor = reader.prefixed()?;
        let sorted = actors.last().is_none_or(|last| last.as_slice() < actor);
        // A document's containers were made by its genesis: whoever writes into one names its actor.
        let known = actor == GENESIS_ACTOR || Actor::from_automerge(actor).is_some();
        if !sorted || actor == own || !known {
            return Err(Code::Malformed);
        }
        actors.push(actor.to_vec());
    }
    Ok(actors)
}

fn check_bounds(head: &Head) -> Result<(), Code> {
    let max_op = head.start_op.checked_add(head.ops);
    if head.start_op == 0 || max_op.is_none_or(|max_op| max_op > limits::OP_COUNTER_MAX) {
        return Err(Code::StartOp);
    }
    if head.seq == 0 || head.seq > limits::DOCUMENT_CHANGES_MAX {
        return Err(Code::SeqGap);
    }
    if !(0..=limits::CHANGE_TIME_MAX).contains(&head.time) {
        return Err(Code::TimeOutOfRange);
    }
    Ok(())
}
