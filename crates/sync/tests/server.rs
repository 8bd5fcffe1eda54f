//! One frame at the server: every document on its own, every refusal named and kept, and a retry changes nothing.

mod support;

use std::collections::{BTreeMap, HashSet};

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, ExpandedChange, ROOT, ReadDoc};
use bytes::Bytes;
use lianxin_model::ids::{Actor, DeviceId, DocId, Kind};
use lianxin_sync::gate::Accepted;
use lianxin_sync::server::{Desk, OpenDocument, Receipt, Trust, receive};
use lianxin_sync::voucher::{Voucher, VoucherKey};
use lianxin_sync::wire::{Batch, DeviceFrame, Refusal, Signer, VerifiedFrame, open_frame, seal_frame};
use lianxin_sync::{Code, Hash};
use support::{Device, device, edits, genesis};

/// The secret of the county.
const SECRET: [u8; 32] = [3; 32];

/// A server in memory.
#[derive(Default)]
struct Office {
    documents: BTreeMap<DocId, Automerge>,
    out_of_scope: HashSet<DocId>,
    /// Documents whose outcome is refused as a whole.
    unsettled: HashSet<DocId>,
    /// Documents at which storage fails.
    broken: HashSet<DocId>,
    quarantine: Vec<(Vec<u8>, Refusal)>,
    settled: Vec<(DocId, Vec<Hash>)>,
}

impl Desk for Office {
    type Error = &'static str;

    fn open(&mut self, document: DocId, _: Kind, _: Trust) -> Result<Result<OpenDocument, Code>, Self::Error> {
        if self.broken.contains(&document) {
            return Err("the disk is full");
        }
        if self.out_of_scope.contains(&document) {
            return Ok(Err(Code::OutOfScope));
        }
        let document = self.documents.get(&document).cloned().unwrap_or_else(genesis);
        Ok(Ok(OpenDocument { document, bytes: 0, thorough: true, relays: false }))
    }

    fn check(&mut self, _: DocId, kind: Kind, _: &Automerge, change: &ExpandedChange) -> Result<(), Code> {
        let forbidden = kind == Kind::Case && change.operations.len() > 1;
        if forbidden { Err(Code::NotAllowed) } else { Ok(()) }
    }

    fn settle(
        &mut self,
        document: DocId,
        _: Kind,
        after: Automerge,
        accepted: &[Accepted],
    ) -> Result<Result<(), Code>, Self::Error> {
        if self.unsettled.contains(&document) {
            return Ok(Err(Code::OutOfScope));
        }
        self.documents.insert(document, after);
        self.settled.push((document, accepted.iter().map(|change| change.hash).collect()));
        Ok(Ok(()))
    }

    fn vouches(&self, voucher: &Voucher) -> bool {
        VoucherKey::of_county(&SECRET).knows(voucher)
    }

    fn knows(&mut self, _: Actor) -> Result<bool, Self::Error> {
        Ok(false)
    }

    fn refuse(&mut self, _: DocId, _: u32, chunk: &[u8], refusal: &Refusal) -> Result<(), Self::Error> {
        self.quarantine.push((chunk.to_vec(), refusal.clone()));
        Ok(())
    }
}

fn document(number: u8) -> DocId {
    DocId::from_slice(&[number; 16]).unwrap()
}

fn frame_of(key: &Device, install: u32, batches: Vec<Batch>) -> VerifiedFrame {
    let frame = DeviceFrame {
        device: DeviceId::from_slice(&[1; 16]).unwrap(),
        counter: 1,
        install,
        previous: None,
        cursor: Bytes::new(),
        budget_bytes: 0,
        batches,
        ..DeviceFrame::default()
    };
    let sealed = seal_frame(&frame, &key.key).unwrap();
    open_frame(sealed.body).unwrap().verify(&key.key.public_key(), None).unwrap()
}

/// Honest changes that set one field after the other.
fn changes(key: &Device, install: u32, fields: &[&str]) -> Vec<Bytes> {
    let mut phone = genesis().with_actor(key.actor(install).to_automerge());
    let each = fields.iter().map(|field| {
        let mut tx: Transaction<'_> = phone.transaction();
        tx.put(ROOT, *field, 1).unwrap();
        tx.commit();
        phone.get_last_local_change().unwrap().raw_bytes().to_vec().into()
    });
    each.collect()
}

fn batch(number: u8, kind: u32, changes: Vec<Bytes>) -> Batch {
    Batch { document: document(number), kind_number: kind, changes, whole: true }
}

/// (document, position, code) of each refusal.
fn named(receipt: &Receipt) -> Vec<(u8, u32, &str)> {
    let each = receipt.refusals.iter().map(|r| (r.document.as_bytes()[0], r.position, r.code.word()));
    each.collect()
}

#[test]
fn a_retry_changes_nothing() {
    let key = device(1);
    let mut office = Office::default();
    let frame =
        frame_of(&key, 1, vec![batch(1, 1, changes(&key, 1, &["a", "b"])), batch(2, 4, changes(&key, 1, &["c"]))]);
    let first = receive(&frame, &mut office).unwrap();
    assert_eq!((first.accepted.len(), first.known.len(), first.refusals.len()), (3, 0, 0));
    let saved: Vec<Vec<u8>> = office.documents.values().map(Automerge::save).collect();
    let again = receive(&frame, &mut office).unwrap();
    assert_eq!((again.accepted.len(), again.known.len(), again.refusals.len()), (0, 3, 0));
    assert_eq!(first.accepted, again.known);
    assert_eq!(saved, office.documents.values().map(Automerge::save).collect::<Vec<_>>());
    assert_eq!(office.settled.len(), 2, "nothing new, nothing stored");
}

#[test]
fn a_bad_document_never_holds_up_the_others() {
    let (key, stranger) = (device(1), device(2));
    let mut office = Office { out_of_scope: [document(2)].into(), ..Office::default() };
    let good = changes(&key, 1, &["a", "b", "c"]);
    let cut = good[1].slice(..good[1].len() - 1);
    let frame = frame_of(
        &key,
        1,
        vec![
            batch(1, 1, good.clone()),
            batch(2, 1, good.clone()),
            batch(3, 99, good[..1].to_vec()),
            batch(4, 1, changes(&stranger, 1, &["a"])),
            batch(5, 1, vec![good[0].clone(), cut, good[2].clone()]),
            batch(6, 1, vec![]),
            batch(7, 1, good[..1].to_vec()),
        ],
    );
    let receipt = receive(&frame, &mut office).unwrap();
    assert_eq!(
        named(&receipt),
        [
            (2, 0, "out_of_scope"),
            (2, 1, "out_of_scope"),
            (2, 2, "out_of_scope"),
            (3, 0, "unknown_kind"),
            (4, 0, "actor_not_yours"),
            (5, 1, "not_a_change"),
            (5, 2, "seq_gap"),
        ]
    );
    assert_eq!(receipt.accepted.iter().map(|(id, _)| id.as_bytes()[0]).collect::<Vec<_>>(), [1, 1, 1, 5, 7]);
    // Kept whole, under the reason that the device hears; named by hash wherever the bytes have one.
    assert_eq!(office.quarantine.len(), 7);
    assert_eq!(office.quarantine.iter().map(|(_, refusal)| refusal.clone()).collect::<Vec<_>>(), receipt.refusals);
    assert!(office.quarantine.iter().any(|(chunk, refusal)| chunk[..] == good[2][..] && refusal.position == 2));
    assert_eq!(receipt.refusals.iter().filter(|refusal| refusal.hash.is_none()).count(), 1, "the cut one");
}

#[test]
fn the_rules_of_a_kind_refuse_one_change_and_what_builds_on_it() {
    let key = device(1);
    let mut phone = genesis().with_actor(key.actor(1).to_automerge());
    let chunks: Vec<Bytes> = [
        |tx: &mut Transaction<'_>| tx.put(ROOT, "a", 1).unwrap(),
        |tx: &mut Transaction<'_>| {
            tx.put(ROOT, "b", 1).unwrap();
            tx.put(ROOT, "c", 1).unwrap();
        },
        |tx: &mut Transaction<'_>| tx.put(ROOT, "d", 1).unwrap(),
    ]
    .map(|edit| edits::commit(&mut phone, edit).into())
    .to_vec();
    let mut office = Office::default();
    let case = Kind::Case as u32;
    let receipt = receive(&frame_of(&key, 1, vec![batch(1, case, chunks)]), &mut office).unwrap();
    assert_eq!(named(&receipt), [(1, 1, "not_allowed"), (1, 2, "seq_gap")]);
    assert!(office.documents[&document(1)].get(ROOT, "a").unwrap().is_some());
    assert!(office.documents[&document(1)].get(ROOT, "b").unwrap().is_none());
}

#[test]
fn an_outcome_that_is_refused_refuses_all_that_led_to_it() {
    let key = device(1);
    let mut chunks = changes(&key, 1, &["a", "b"]);
    chunks.push(chunks[0].clone());
    chunks.push(Bytes::from_static(b"nonsense"));
    let mut office = Office { unsettled: [document(1)].into(), ..Office::default() };
    let receipt = receive(&frame_of(&key, 1, vec![batch(1, 1, chunks)]), &mut office).unwrap();
    let expected = [(1, 0, "out_of_scope"), (1, 1, "out_of_scope"), (1, 2, "out_of_scope"), (1, 3, "not_a_change")];
    assert_eq!(named(&receipt), expected);
    assert!(receipt.accepted.is_empty() && receipt.known.is_empty());
    assert!(office.documents.is_empty());
}

#[test]
fn the_same_document_twice_in_a_frame() {
    let key = device(1);
    let chunks = changes(&key, 1, &["a", "b", "c"]);
    let mut office = Office::default();
    let twice =
        vec![batch(1, 1, chunks[..2].to_vec()), batch(2, 1, chunks[..1].to_vec()), batch(1, 1, chunks[1..].to_vec())];
    let receipt = receive(&frame_of(&key, 1, twice), &mut office).unwrap();
    assert_eq!((receipt.accepted.len(), receipt.known.len(), receipt.refusals.len()), (4, 1, 0));
    assert!(office.documents[&document(1)].get(ROOT, "c").unwrap().is_some());
}

#[test]
fn installs_before_this_one_may_still_be_handed_in_and_later_ones_may_not() {
    let key = device(1);
    for (install_of_frame, install_of_change, expected) in
        [(1, 1, 1), (2, 1, 1), (2, 2, 1), (1, 2, 0), (0, 0, 0), (u32::MAX, 1, 0)]
    {
        let frame = frame_of(&key, install_of_frame, vec![batch(1, 1, changes(&key, install_of_change, &["a"]))]);
        let receipt = receive(&frame, &mut Office::default()).unwrap();
        assert_eq!(receipt.accepted.len(), expected, "install {install_of_frame}, change by {install_of_change}");
    }
}

#[test]
fn storage_that_fails_ends_the_frame() {
    let key = device(1);
    let mut office = Office { broken: [document(2)].into(), ..Office::default() };
    let frame = frame_of(&key, 1, vec![batch(1, 1, changes(&key, 1, &["a"])), batch(2, 1, changes(&key, 1, &["a"]))]);
    assert_eq!(receive(&frame, &mut office).unwrap_err(), "the disk is full");
}
