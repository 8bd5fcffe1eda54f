//! The server's side of a frame: document by document through the gate. A bad one never holds up the others.

use std::collections::HashSet;

use automerge::{Automerge, ChangeHash, ExpandedChange};
use bytes::Bytes;
use lianxin_model::ids::{Actor, DocId, Kind};
use lianxin_model::limits;

use crate::gate::{Accepted, Admission, Verdict, admit, chunk};
use crate::voucher::{Link, Voucher};
use crate::wire::{Batch, Refusal, VerifiedFrame};
use crate::{Code, Hash, compact, voucher};

/// What the engine asks of the server that runs it. An `Err(Self::Error)` ends the frame (storage is gone); an inner
/// `Err(Code)` refuses one document's changes and goes on.
pub trait Desk {
    /// What makes the whole frame fail.
    type Error;

    /// The document as it is, or its genesis if it is new; `Err(code)` refuses all its changes: out of scope, another
    /// kind, erased.
    fn open(&mut self, document: DocId, kind: Kind, trust: Trust) -> Result<Result<OpenDocument, Code>, Self::Error>;

    /// Whether the county made this voucher.
    fn vouches(&self, voucher: &Voucher) -> bool;

    /// Whether somebody's hand is known by this actor.
    fn knows(&mut self, actor: Actor) -> Result<bool, Self::Error>;

    /// The rules of the kind on one change, before it is applied. Not asked of what the county vouched for.
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
    /// For each document of the frame, in its order: on which of its changes that are held now no other of them builds.
    pub held: Vec<(DocId, Vec<Hash>)>,
}

/// How far changes are believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// As far as their sender may write.
    Sender,
    /// The county held them once and lost them: it has judged them before, whoever wrote them.
    Vouched,
}

/// Takes in what a device wrote.
pub fn receive<D: Desk>(frame: &VerifiedFrame, desk: &mut D) -> Result<Receipt, D::Error> {
    let actors = device_actors(frame.public_key(), frame.frame().install);
    let mut receipt = Receipt::default();
    for batch in &frame.frame().batches {
        let mut reception = Reception { batch, actors: &actors, expanded: batch.changes.clone(), refused: Vec::new() };
        reception.receive(&frame.frame().vouchers, desk, &mut receipt)?;
        receipt.held.push((batch.document, reception.held()));
        reception.refuse(desk, &mut receipt)?;
    }
    Ok(receipt)
}

/// The actors of a device: its install and those before it, whose unsent changes a restored phone still hands in.
fn device_actors(public_key: &[u8; 32], install: u32) -> Vec<Actor> {
    let first = install.saturating_sub(limits::INSTALLS_MAX - 1).max(1);
    (first..=install).rev().map(|install| Actor::of_device(public_key, install)).collect()
}

/// What a frame holds for one document, being taken in.
struct Reception<'a> {
    batch: &'a Batch,
    actors: &'a [Actor],
    /// The changes, whole as far as they could be put together.
    expanded: Vec<Bytes>,
    refused: Vec<(usize, Option<Hash>, Code)>,
}

impl Reception<'_> {
    fn receive<D: Desk>(&mut self, vouchers: &[Voucher], desk: &mut D, receipt: &mut Receipt) -> Result<(), D::Error> {
        let vouched = self.vouched(vouchers, desk);
        let all = 0..self.batch.changes.len();
        // What the county held comes first: it builds on nothing else, and the rest may build on it.
        let (held, others): (Vec<usize>, Vec<usize>) = all.partition(|position| vouched.contains(position));
        if !held.is_empty() {
            self.part(&held, Trust::Vouched, desk, receipt)?;
        }
        if !others.is_empty() {
            self.part(&others, Trust::Sender, desk, receipt)?;
        }
        Ok(())
    }

    /// Which changes the county vouched for.
    fn vouched<D: Desk>(&self, vouchers: &[Voucher], desk: &D) -> HashSet<usize> {
        let of_this = vouchers.iter().filter(|voucher| voucher.document == self.batch.document);
        let tips: Vec<Hash> =
            of_this.filter(|voucher| desk.vouches(voucher)).flat_map(|voucher| voucher.tips.iter().copied()).collect();
        if tips.is_empty() {
            return HashSet::new();
        }
        let changes = self.batch.changes.iter().enumerate();
        let read = changes.filter_map(|(position, bytes)| Some((position, link(bytes)?)));
        let (positions, links): (Vec<usize>, Vec<Link>) = read.unzip();
        let covered = voucher::covered(&links, &tips);
        positions.into_iter().zip(links).filter(|(_, (hash, _))| covered.contains(hash)).map(|(at, _)| at).collect()
    }

    /// Judges changes that are believed alike, and stores what passes.
    fn part<D: Desk>(
        &mut self,
        positions: &[usize],
        trust: Trust,
        desk: &mut D,
        receipt: &mut Receipt,
    ) -> Result<(), D::Error> {
        let id = self.batch.document;
        let opened = match self.batch.kind() {
            None => Err(Code::UnknownKind),
            Some(kind) => desk.open(id, kind, trust)?.map(|open| (kind, open)),
        };
        let (kind, mut open) = match opened {
            Ok(opened) => opened,
            Err(code) => {
                let hash = |position: usize| self.batch.changes.get(position).and_then(|bytes| chunk::hash_of(bytes));
                self.refused.extend(positions.iter().map(|at| (*at, hash(*at), code.clone())));
                return Ok(());
            }
        };
        let (mut accepted, mut known) = (Vec::new(), Vec::new());
        for &position in positions {
            let Some(sent) = self.batch.changes.get(position) else { continue };
            let Some(bytes) = compact::expand(sent, |begin| begins(&open.document, begin)) else {
                self.refused.push((position, None, Code::Unresolved));
                continue;
            };
            let verdict = self.judge((kind, trust), &bytes, &mut open, desk)?;
            if let Some(place) = self.expanded.get_mut(position) {
                *place = bytes;
            }
            match verdict {
                Verdict::Accepted(change) => accepted.push((position, *change)),
                Verdict::Known { hash } => known.push((position, hash)),
                Verdict::Refused { hash, code } => self.refused.push((position, hash, code)),
            }
        }
        let (positions, changes): (Vec<usize>, Vec<Accepted>) = accepted.into_iter().unzip();
        if !changes.is_empty() {
            if let Err(code) = desk.settle(id, kind, open.document, &changes)? {
                // What repeated a change of this very batch is not known after all.
                let (repeated, before): (Vec<_>, Vec<_>) =
                    known.into_iter().partition(|(_, hash)| changes.iter().any(|change| change.hash == *hash));
                known = before;
                self.refused.extend(repeated.into_iter().map(|(position, hash)| (position, Some(hash), code.clone())));
                let unsettled = positions.iter().zip(&changes);
                self.refused.extend(unsettled.map(|(position, change)| (*position, Some(change.hash), code.clone())));
            } else {
                receipt.accepted.extend(changes.iter().map(|change| (id, change.hash)));
            }
        }
        receipt.known.extend(known.into_iter().map(|(_, hash)| (id, hash)));
        Ok(())
    }

    fn judge<D: Desk>(
        &self,
        (kind, trust): (Kind, Trust),
        bytes: &Bytes,
        open: &mut OpenDocument,
        desk: &mut D,
    ) -> Result<Verdict, D::Error> {
        let relayed = match open.relays.then(|| chunk::actor_of(bytes)).flatten() {
            Some(actor) if !self.actors.contains(&actor) && desk.knows(actor)? => Some(actor),
            _ => None,
        };
        let vouched = trust == Trust::Vouched;
        let mut admission = Admission {
            actor_allowed: &|actor| vouched || self.actors.contains(&actor) || relayed == Some(actor),
            check: &mut |before, change| match trust {
                Trust::Vouched => Ok(()),
                Trust::Sender => desk.check(self.batch.document, kind, before, change),
            },
            thorough: open.thorough,
            document_bytes: open.bytes,
        };
        let verdict = admit(&mut open.document, bytes, &mut admission);
        if let Verdict::Accepted(change) = &verdict {
            open.bytes += change.raw_bytes;
        }
        Ok(verdict)
    }

    /// On which of the changes that were not refused no other of them builds.
    fn held(&self) -> Vec<Hash> {
        let refused = |position| self.refused.iter().any(|(refused, ..)| *refused == position);
        let held = self.expanded.iter().enumerate().filter(|(position, _)| !refused(*position));
        let links: Vec<Link> = held.filter_map(|(_, bytes)| link(bytes)).collect();
        voucher::tips(&links)
    }

    /// Keeps what was refused, and names it.
    fn refuse<D: Desk>(mut self, desk: &mut D, receipt: &mut Receipt) -> Result<(), D::Error> {
        self.refused.sort_by_key(|(position, ..)| *position);
        for (position, hash, code) in self.refused {
            let bytes = self.expanded.get(position);
            // What is no whole chunk cannot be kept whole: the device sends it so, and then it is.
            let code = if bytes.is_some_and(|bytes| compact::is_stub(bytes)) { Code::Unresolved } else { code };
            let refusal = Refusal { document: self.batch.document, hash, code, position: position as u32 };
            if let Some(bytes) = bytes.filter(|_| refusal.code != Code::Unresolved) {
                desk.refuse(self.batch.document, self.batch.kind_number, bytes, &refusal)?;
            }
            receipt.refusals.push(refusal);
        }
        Ok(())
    }
}

fn link(bytes: &[u8]) -> Option<Link> {
    chunk::parse(bytes).ok().map(|chunk| (chunk.hash, chunk.head.deps))
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
