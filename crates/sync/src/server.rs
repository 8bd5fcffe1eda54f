//! The server's side of a frame: document by document through the gate. A bad one never holds up the others.

use automerge::{Automerge, ChangeHash, ExpandedChange};
use bytes::Bytes;
use lianxin_model::ids::{Actor, DocId, Kind};
use lianxin_model::limits;

use crate::gate::{Accepted, Admission, Verdict, admit, chunk};
use crate::wire::{Batch, Refusal, VerifiedFrame};
use crate::{Code, Hash, compact};

/// What the engine asks of the server that runs it. An `Err(Self::Error)` ends the frame (storage is gone); an inner
/// `Err(Code)` refuses one document's changes and goes on.
pub trait Desk {
    /// What makes the whole frame fail.
    type Error;

    /// The document as it is, or its genesis if it is new; `Err(code)` refuses all its changes: out of scope, another
    /// kind, erased.
    fn open(&mut self, document: DocId, kind: Kind) -> Result<Result<OpenDocument, Code>, Self::Error>;

    /// Whether somebody's hand is known by this actor.
    fn knows(&mut self, actor: Actor) -> Result<bool, Self::Error>;

    /// The rules of the kind on one change, before it is applied.
    fn check(&mut self, document: DocId, kind: Kind, before: &Automerge, change: &ExpandedChange) -> Result<(), Code>;

    /// Judges the outcome as a whole and stores it with what was accepted; `Err(code)` refuses all of it.
    fn settle(
        &mut self,
        document: DocId,
        kind: Kind,
        after: Automerge,
        accepted: &[Accepted],
    ) -> Result<Result<(), Code>, Self::Error>;

    /// Keeps a refused chunk, whole, with its reason.
    fn refuse(&mut self, document: DocId, kind_number: u32, chunk: &[u8], refusal: &Refusal)
    -> Result<(), Self::Error>;
}

/// A document to which a device wants to add.
pub struct OpenDocument {
    /// The document as it is.
    pub document: Automerge,
    /// An upper bound of its size saved without compression, in bytes.
    pub bytes: usize,
    /// Save, load and compare after each change.
    pub thorough: bool,
    /// Changes of others are taken from the sender too, where [`Desk::knows`] them: a restored server gets back what it
    /// lost.
    pub relays: bool,
}

/// What became of a frame.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Changes that are new and merged.
    pub accepted: Vec<(DocId, Hash)>,
    /// Changes that were there already: a retry, or another way by which they came.
    pub known: Vec<(DocId, Hash)>,
    /// Changes that were refused, each with its reason.
    pub refusals: Vec<Refusal>,
}

/// Takes in what a device wrote.
pub fn receive<D: Desk>(frame: &VerifiedFrame, desk: &mut D) -> Result<Receipt, D::Error> {
    let actors = device_actors(frame.public_key(), frame.frame().install);
    let mut receipt = Receipt::default();
    for batch in &frame.frame().batches {
        receive_batch(batch, &actors, desk, &mut receipt)?;
    }
    Ok(receipt)
}

/// The actors of a device: its install and those before it, whose unsent changes a restored phone still hands in.
fn device_actors(public_key: &[u8; 32], install: u32) -> Vec<Actor> {
    let first = install.saturating_sub(limits::INSTALLS_MAX - 1).max(1);
    (first..=install).rev().map(|install| Actor::of_device(public_key, install)).collect()
}

fn receive_batch<D: Desk>(
    batch: &Batch,
    actors: &[Actor],
    desk: &mut D,
    receipt: &mut Receipt,
) -> Result<(), D::Error> {
    let Some(kind) = batch.kind() else { return refuse_all(batch, &Code::UnknownKind, desk, receipt) };
    let mut open = match desk.open(batch.document, kind)? {
        Ok(open) => open,
        Err(code) => return refuse_all(batch, &code, desk, receipt),
    };
    let mut whole = Vec::with_capacity(batch.changes.len());
    let mut verdicts = Vec::with_capacity(batch.changes.len());
    for bytes in &batch.changes {
        let Some(bytes) = compact::expand(bytes, |begin| begins(&open.document, begin)) else {
            verdicts.push(Verdict::Refused { hash: None, code: Code::Unresolved });
            whole.push(None);
            continue;
        };
        let relayed = match open.relays.then(|| chunk::actor_of(&bytes)).flatten() {
            Some(actor) if !actors.contains(&actor) && desk.knows(actor)? => Some(actor),
            _ => None,
        };
        verdicts.push(judge(batch, kind, &bytes, (actors, relayed), &mut open, desk));
        whole.push(Some(bytes));
    }
    let batch = &Batch { changes: whole.into_iter().map(Option::unwrap_or_default).collect(), ..batch.clone() };

    let mut accepted = Vec::new();
    let mut known = Vec::new();
    let mut refused = Vec::new();
    for (position, verdict) in verdicts.into_iter().enumerate() {
        match verdict {
            Verdict::Accepted(change) => accepted.push((position, *change)),
            Verdict::Known { hash } => known.push((position, hash)),
            Verdict::Refused { hash, code } => refused.push((position, hash, code)),
        }
    }
    let (positions, changes): (Vec<usize>, Vec<Accepted>) = accepted.into_iter().unzip();
    if !changes.is_empty() {
        if let Err(code) = desk.settle(batch.document, kind, open.document, &changes)? {
            // What repeated a change of this very batch is not known after all.
            let (repeated, before): (Vec<_>, Vec<_>) =
                known.into_iter().partition(|(_, hash)| changes.iter().any(|change| change.hash == *hash));
            known = before;
            refused.extend(repeated.into_iter().map(|(position, hash)| (position, Some(hash), code.clone())));
            let unsettled = positions.iter().zip(&changes);
            refused.extend(unsettled.map(|(position, change)| (*position, Some(change.hash), code.clone())));
        } else {
            receipt.accepted.extend(changes.iter().map(|change| (batch.document, change.hash)));
        }
    }
    receipt.known.extend(known.into_iter().map(|(_, hash)| (batch.document, hash)));
    refused.sort_by_key(|(position, ..)| *position);
    for (position, hash, code) in refused {
        refuse(batch, position, hash, code, desk, receipt)?;
    }
    Ok(())
}

/// The changes of a document whose hashes begin so. Nearly always it is a head.
pub fn begins(document: &Automerge, begin: &[u8; 4]) -> Vec<Hash> {
    let matching = |hash: &ChangeHash| hash.0.starts_with(begin).then_some(hash.0);
    let heads: Vec<Hash> = document.get_heads().iter().filter_map(matching).collect();
    if !heads.is_empty() {
        return heads;
    }
    document.get_changes_meta(&[]).iter().filter_map(|change| matching(&change.hash)).collect()
}

fn judge<D: Desk>(
    batch: &Batch,
    kind: Kind,
    bytes: &Bytes,
    (actors, relayed): (&[Actor], Option<Actor>),
    open: &mut OpenDocument,
    desk: &mut D,
) -> Verdict {
    let mut admission = Admission {
        actor_allowed: &|actor| actors.contains(&actor) || relayed == Some(actor),
        check: &mut |before, change| desk.check(batch.document, kind, before, change),
        thorough: open.thorough,
        document_bytes: open.bytes,
    };
    let verdict = admit(&mut open.document, bytes, &mut admission);
    if let Verdict::Accepted(change) = &verdict {
        open.bytes += change.raw_bytes;
    }
    verdict
}

fn refuse_all<D: Desk>(batch: &Batch, code: &Code, desk: &mut D, receipt: &mut Receipt) -> Result<(), D::Error> {
    for (position, bytes) in batch.changes.iter().enumerate() {
        refuse(batch, position, chunk::hash_of(bytes), code.clone(), desk, receipt)?;
    }
    Ok(())
}

fn refuse<D: Desk>(
    batch: &Batch,
    position: usize,
    hash: Option<Hash>,
    code: Code,
    desk: &mut D,
    receipt: &mut Receipt,
) -> Result<(), D::Error> {
    // What is no whole chunk cannot be kept whole: the device sends it so, and then it is.
    let stub = batch.changes.get(position).is_some_and(|bytes| compact::is_stub(bytes));
    let code = if stub { Code::Unresolved } else { code };
    let refusal = Refusal { document: batch.document, hash, code, position: position as u32 };
    if let Some(bytes) = batch.changes.get(position).filter(|_| refusal.code != Code::Unresolved) {
        desk.refuse(batch.document, batch.kind_number, bytes, &refusal)?;
    }
    receipt.refusals.push(refusal);
    Ok(())
}
