//! Vouchers: what a county knows again although it lost it, whoever wrote it, and what nobody can make it believe.

mod support;

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, ChangeHash, ExpandedChange, ROOT, ReadDoc as _};
use bytes::Bytes;
use lianxin_model::ids::{Actor, DeviceId, DocId, Kind, UserId};
use lianxin_model::limits;
use lianxin_sync::gate::Accepted;
use lianxin_sync::server::{Desk, OpenDocument, Receipt, Trust, receive};
use lianxin_sync::voucher::{Link, Registration, TAG_BYTES, Voucher, VoucherKey, covered, tips};
use lianxin_sync::wire::{
    Answer, Batch, DeviceFrame, MemoryKey, Question, Refusal, Signer as _, VerifiedFrame, WireError, open_answer,
    open_frame, seal_answer, seal_frame,
};
use lianxin_sync::{Code, Hash};
use support::{Device, device, genesis};

fn county() -> VoucherKey {
    VoucherKey::of_county(&[3; 32])
}

fn document(number: u8) -> DocId {
    DocId::from_slice(&[number; 16]).unwrap()
}

fn link(hash: u8, deps: &[u8]) -> Link {
    ([hash; 32], deps.iter().map(|dep| [*dep; 32]).collect())
}

/// A tip, and what the state with that tip holds.
type State = (u8, &'static [u8]);

/// A name, changes, their tips, and states.
type Case = (&'static str, Vec<Link>, &'static [u8], &'static [State]);

#[test]
fn tips_are_what_nothing_builds_on_and_cover_what_they_build_on() {
    let cases: [Case; 5] = [
        ("nothing", vec![], &[], &[(1, &[])]),
        ("a chain", vec![link(1, &[0]), link(2, &[1]), link(3, &[2])], &[3], &[(3, &[1, 2, 3]), (2, &[1, 2])]),
        ("side by side", vec![link(2, &[0]), link(1, &[0])], &[1, 2], &[(1, &[1]), (2, &[2])]),
        ("joined", vec![link(1, &[0]), link(2, &[0]), link(3, &[1, 2])], &[3], &[(3, &[1, 2, 3])]),
        ("a gap", vec![link(1, &[0]), link(3, &[2])], &[1, 3], &[(3, &[3]), (1, &[1])]),
    ];
    for (name, changes, newest, states) in cases {
        let newest: Vec<Hash> = newest.iter().map(|tip| [*tip; 32]).collect();
        assert_eq!(tips(&changes), newest, "{name}");
        for (tip, holds) in states {
            let holds = holds.iter().map(|hash| [*hash; 32]).collect();
            assert_eq!(covered(&changes, &[[*tip; 32]]), holds, "{name}: {tip}");
        }
    }
}

#[test]
fn a_tag_is_for_one_state_of_one_document_in_one_county() {
    let good = Voucher { document: document(1), tips: vec![[1; 32], [2; 32]], tag: [0; TAG_BYTES] };
    let good = Voucher { tag: county().tag(good.document, &good.tips), ..good };
    assert!(county().knows(&good));
    let mut bent = good.tag;
    bent[7] ^= 1;
    for (name, other) in [
        ("another document", Voucher { document: document(2), ..good.clone() }),
        ("one tip less", Voucher { tips: vec![[1; 32]], ..good.clone() }),
        ("one tip more", Voucher { tips: vec![[1; 32], [2; 32], [3; 32]], ..good.clone() }),
        ("another order", Voucher { tips: vec![[2; 32], [1; 32]], ..good.clone() }),
        ("a bit", Voucher { tag: bent, ..good.clone() }),
    ] {
        assert!(!county().knows(&other), "{name}");
    }
    assert!(!VoucherKey::of_county(&[4; 32]).knows(&good), "another county");
    assert_eq!(format!("{:?}", county()), "VoucherKey(secret)");
    // As it was first made, computed by hand: phones in the field keep such tags. If this fails, do not mend the test.
    assert_eq!(good.tag, [210, 146, 10, 131, 101, 184, 139, 231]);
}

#[test]
fn a_registration_is_for_one_device_key_and_person() {
    let (id, user) = (DeviceId::from_slice(&[1; 16]).unwrap(), UserId::from_slice(&[2; 16]).unwrap());
    let good = Registration { public_key: [5; 32], user, tag: county().registration_tag(id, &[5; 32], user) };
    assert!(county().knows_device(id, &good));
    assert!(!county().knows_device(DeviceId::from_slice(&[9; 16]).unwrap(), &good));
    assert!(!county().knows_device(id, &Registration { public_key: [6; 32], ..good.clone() }));
    let other = UserId::from_slice(&[3; 16]).unwrap();
    assert!(!county().knows_device(id, &Registration { user: other, ..good.clone() }));
    // What is said of a document is nothing of a device, whatever the bytes.
    let tips = [[5; 32]];
    let of_document = county().tag(DocId::from_slice(&[1; 16]).unwrap(), &tips);
    assert!(!county().knows_device(id, &Registration { tag: of_document, ..good }));
}

fn frame(protocol: u32, vouchers: Vec<Voucher>, registration: Option<Registration>) -> DeviceFrame {
    DeviceFrame {
        protocol,
        device: DeviceId::from_slice(&[1; 16]).unwrap(),
        counter: 1,
        vouchers,
        registration,
        ..DeviceFrame::default()
    }
}

fn received(frame: &DeviceFrame) -> Result<VerifiedFrame, WireError> {
    let key = device(1).key;
    open_frame(seal_frame(frame, &key).unwrap().body)?.verify(&key.public_key(), None)
}

#[test]
fn both_protocols_carry_them_within_limits() {
    let voucher = |tips: usize| Voucher { document: document(1), tips: vec![[7; 32]; tips], tag: [8; TAG_BYTES] };
    let registration = Registration { public_key: [1; 32], user: UserId::from_slice(&[2; 16]).unwrap(), tag: [3; 8] };
    for protocol in [1, 2] {
        let sent = frame(protocol, vec![voucher(1), voucher(limits::VOUCHER_TIPS_MAX)], Some(registration.clone()));
        assert_eq!(received(&sent).unwrap().frame(), &sent, "protocol {protocol}");
        let too_many_tips = frame(protocol, vec![voucher(limits::VOUCHER_TIPS_MAX + 1)], None);
        assert_eq!(received(&too_many_tips).unwrap_err(), WireError::TooLarge, "protocol {protocol}");
        let too_many = frame(protocol, vec![voucher(0); limits::SYNC_VOUCHERS_MAX + 1], None);
        assert_eq!(received(&too_many).unwrap_err(), WireError::TooLarge, "protocol {protocol}");

        let server = MemoryKey::from_secret(&[9; 32]);
        let question = Question { protocol, device: sent.device, frame: [4; 32] };
        let answer = Answer { vouchers: vec![[1; 8], [2; 8]], restored: true, ..Answer::default() };
        let body = seal_answer(&answer, &question, &server).unwrap();
        let (opened, _) = open_answer(body, &question, Some(&server.public_key())).unwrap();
        assert_eq!(opened, answer, "protocol {protocol}");
    }
}

/// A county with one document that lets nobody write but as the sender, and of nobody's word but its own.
struct Office {
    document: Automerge,
    opened: Vec<Trust>,
}

impl Desk for Office {
    type Error = ();

    fn open(&mut self, _: DocId, _: Kind, trust: Trust) -> Result<Result<OpenDocument, Code>, ()> {
        self.opened.push(trust);
        Ok(Ok(OpenDocument { document: self.document.clone(), bytes: 0, thorough: true, relays: false }))
    }

    fn vouches(&self, voucher: &Voucher) -> bool {
        county().knows(voucher)
    }

    fn knows(&mut self, _: Actor) -> Result<bool, ()> {
        Ok(false)
    }

    fn check(&mut self, _: DocId, _: Kind, _: &Automerge, change: &ExpandedChange) -> Result<(), Code> {
        // Two things at once only who leads may do.
        if change.operations.len() > 1 { Err(Code::NotAllowed) } else { Ok(()) }
    }

    fn settle(&mut self, _: DocId, _: Kind, after: Automerge, _: &[Accepted]) -> Result<Result<(), Code>, ()> {
        self.document = after;
        Ok(Ok(()))
    }

    fn refuse(&mut self, _: DocId, _: u32, _: &[u8], _: &Refusal) -> Result<(), ()> {
        Ok(())
    }
}

/// One more change of a hand.
fn write(document: &mut Automerge, by: &Device, fields: &[&str]) -> (Hash, Bytes) {
    document.set_actor(by.actor(1).to_automerge());
    let mut tx: Transaction<'_> = document.transaction();
    fields.iter().for_each(|field| tx.put(ROOT, *field, 1).unwrap());
    tx.commit();
    let change = document.get_last_local_change().unwrap();
    (change.hash().0, change.raw_bytes().to_vec().into())
}

fn names(receipt: &Receipt) -> Vec<(u32, &str)> {
    receipt.refusals.iter().map(|refusal| (refusal.position, refusal.code.word())).collect()
}

/// The position of a refusal, and its code.
type Refused = (u32, &'static str);

#[test]
fn what_the_county_held_it_takes_back_from_anybody_and_nothing_else() {
    let (me, leader, stranger) = (device(1), device(2), device(3));
    let mut held = genesis();
    let changes = [
        write(&mut held, &leader, &["a", "b"]),
        write(&mut held, &stranger, &["c"]),
        write(&mut held, &me, &["d"]),
        write(&mut held, &stranger, &["e"]),
    ];
    let hash = |at: usize| changes[at].0;
    let voucher =
        |tips: &[Hash]| Voucher { document: document(1), tips: tips.to_vec(), tag: county().tag(document(1), tips) };
    let forged = Voucher { tag: [0; TAG_BYTES], ..voucher(&[hash(3)]) };
    let elsewhere = Voucher { document: document(2), ..voucher(&[hash(3)]) };
    let unknown = "actor_not_yours";
    // What the county vouched for, and the refusals.
    let cases: [(&str, Vec<Voucher>, &[Refused]); 6] = [
        ("nothing", vec![], &[(0, unknown), (1, unknown), (2, "orphan"), (3, unknown)]),
        ("a forgery", vec![forged], &[(0, unknown), (1, unknown), (2, "orphan"), (3, unknown)]),
        ("another document", vec![elsewhere], &[(0, unknown), (1, unknown), (2, "orphan"), (3, unknown)]),
        ("the first two", vec![voucher(&[hash(1)])], &[(3, unknown)]),
        (
            "the first, and more that is not there",
            vec![voucher(&[hash(0)]), voucher(&[[9; 32]])],
            &[(1, unknown), (2, "orphan"), (3, unknown)],
        ),
        ("all", vec![voucher(&[hash(3)])], &[]),
    ];
    for (name, vouchers, refused) in cases {
        let mut office = Office { document: genesis(), opened: Vec::new() };
        let chunks = changes.iter().map(|(_, chunk)| chunk.clone()).collect();
        let batch = Batch { document: document(1), kind_number: 1, changes: chunks, whole: true };
        let sent = DeviceFrame { batches: vec![batch], ..frame(2, vouchers, None) };
        let receipt = receive(&received(&sent).unwrap(), &mut office).unwrap();
        assert_eq!(names(&receipt), refused, "{name}");
        for (position, (hash, _)) in changes.iter().enumerate() {
            let taken = office.document.get_change_by_hash(&ChangeHash(*hash)).is_some();
            let refused = refused.iter().any(|(at, _)| *at as usize == position);
            assert_eq!(taken, !refused, "{name}: {position}");
        }
        // Said of each document: of what of the frame the county is now sure.
        let held = match refused.first() {
            None => vec![hash(3)],
            Some((3, _)) => vec![hash(2)],
            Some((1, _)) => vec![hash(0)],
            Some(_) => vec![],
        };
        assert_eq!(receipt.held, [(document(1), held)], "{name}");
    }
}
