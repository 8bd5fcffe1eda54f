//! Protocol 2: changes come back as they were from what the receiver knows; whatever is cut, bent or missing is told.
#![allow(missing_docs)]

use automerge::Automerge;
use bytes::Bytes;
use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DeviceId, DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_sync::compact::{expand, is_stub};
use lianxin_sync::server::begins;
use lianxin_sync::wire::{
    Answer, Batch, Delta, DeviceFrame, Fate, MemoryKey, Outcome, Previous, Question, Signer, VerifiedFrame, WireError,
    open_answer, open_frame, seal_answer, seal_frame,
};
use proptest::prelude::*;
use uuid::Uuid;

const NOW_S: i64 = 1_795_276_800;

fn key(number: u8) -> MemoryKey {
    MemoryKey::from_secret(&[number; 32])
}

fn me() -> Actor {
    Actor::of_device(&key(1).public_key(), 1)
}

fn id(number: u8) -> DocId {
    DocId(Uuid::from_bytes([number; 16]))
}

/// A document with a past of three hands, and the changes that one of them then makes.
fn written(number: u8, edits: &[(Actor, Intention)], sent: usize) -> (Document, Vec<Bytes>) {
    let mut document = Document::new(Kind::Household, id(number));
    let mut chunks = Vec::new();
    for (place, (actor, intention)) in edits.iter().enumerate() {
        let intentions = std::slice::from_ref(intention);
        let time_s = NOW_S - 100 + place as i64;
        let edit = Edit { actor: *actor, at: None, time_s, intentions, lenient: true };
        chunks.push(Bytes::from(document.edit(&edit).unwrap().expect("something changes").chunk));
    }
    let past = chunks.len() - sent;
    let mut receiver = Document::new(Kind::Household, id(number));
    receiver.merge_chunks(chunks[..past].iter().map(|chunk| &chunk[..])).unwrap();
    (receiver, chunks.split_off(past))
}

fn phone(number: usize) -> Intention {
    Intention::set("phone", format!("139{number:08}"))
}

fn frame(batches: Vec<Batch>) -> DeviceFrame {
    DeviceFrame {
        device: DeviceId(Uuid::from_bytes([0xd1; 16])),
        counter: 42,
        previous: Some(Previous { counter: 41, hash: [0xaa; 32] }),
        cursor: Bytes::from_static(b"\x01\x02\x03\x03"),
        batches,
        clock_ms: Some(NOW_S * 1_000),
        ..DeviceFrame::default()
    }
}

fn batch(number: u8, changes: Vec<Bytes>) -> Batch {
    Batch { document: id(number), kind_number: 1, changes, whole: false }
}

fn received(frame: &DeviceFrame) -> VerifiedFrame {
    let sealed = seal_frame(frame, &key(1)).unwrap();
    let opened = open_frame(sealed.body).unwrap();
    let previous = opened.previous_counter().map(|_| [0xaa; 32]);
    opened.verify(&key(1).public_key(), previous.as_ref()).unwrap()
}

/// Puts what came together, each change from what is held and what came before it.
fn whole(document: &Automerge, changes: &[Bytes]) -> Option<Vec<Bytes>> {
    let mut came: Vec<Bytes> = Vec::new();
    for change in changes {
        let hash = |chunk: &Bytes| automerge::Change::try_from(&chunk[..]).unwrap().hash();
        let whole = expand(change, |begin| {
            let hashes = came.iter().map(|chunk| hash(chunk).0).filter(|hash| hash.starts_with(begin));
            hashes.chain(begins(document, begin)).collect()
        })?;
        came.push(whole);
    }
    Some(came)
}

#[test]
fn five_corrected_phones_fit_into_three_hundred_bytes() {
    let other = Actor([7; 16]);
    let mut sent = Vec::new();
    let mut receivers = Vec::new();
    for number in 1..=5 {
        let edits = [(other, phone(1)), (me(), phone(2)), (other, phone(3)), (me(), phone(usize::from(number) + 10))];
        let (receiver, changes) = written(number, &edits, 1);
        sent.push(batch(number, changes));
        receivers.push(receiver);
    }
    let body = seal_frame(&frame(sent.clone()), &key(1)).unwrap().body;
    println!("{} bytes with 64 of signature", body.len());
    assert!(body.len() <= 400, "{} bytes", body.len());
    let came = received(&frame(sent.clone()));
    for ((sent, came), receiver) in sent.iter().zip(&came.frame().batches).zip(&receivers) {
        assert!(came.changes.iter().all(|change| is_stub(change)));
        assert_eq!(whole(receiver.automerge(), &came.changes).as_ref(), Some(&sent.changes));
    }
    // Without the past nothing can be put together, and nothing is made up.
    let blank = Document::new(Kind::Household, id(1));
    assert_eq!(whole(blank.automerge(), &came.frame().batches[0].changes), None);
}

#[test]
fn what_is_asked_for_whole_goes_whole() {
    let (_, changes) = written(1, &[(me(), phone(1)), (me(), phone(2))], 2);
    let sent = Batch { whole: true, ..batch(1, changes.clone()) };
    assert_eq!(received(&frame(vec![sent])).frame().batches[0].changes, changes);
}

#[test]
fn bytes_that_are_no_change_come_through_as_they_are() {
    let odd = [&b""[..], b"x", &[0x85, 0x6f, 0x4a, 0x83], &[0; 300], &[0x85, 0x6f, 0x4a, 0x83, 1, 2, 3, 4, 1, 0]];
    let changes: Vec<Bytes> = odd.iter().map(|bytes| Bytes::copy_from_slice(bytes)).collect();
    assert_eq!(received(&frame(vec![batch(1, changes.clone())])).frame().batches[0].changes, changes);
}

#[test]
fn a_frame_cut_or_bent_anywhere_is_refused() {
    let (_, changes) = written(1, &[(Actor([7; 16]), phone(1)), (me(), phone(2)), (me(), phone(3))], 2);
    let body = seal_frame(&frame(vec![batch(1, changes)]), &key(1)).unwrap().body;
    let believed = |body: Vec<u8>| {
        let opened = open_frame(body)?;
        let previous = opened.previous_counter().map(|_| [0xaa; 32]);
        opened.verify(&key(1).public_key(), previous.as_ref())
    };
    for length in 0..body.len() {
        assert!(believed(body[..length].to_vec()).is_err(), "cut at {length}");
    }
    for at in 0..body.len() {
        for bit in 0..8 {
            let mut bent = body.clone();
            bent[at] ^= 1 << bit;
            assert!(believed(bent).is_err(), "byte {at}, bit {bit}");
        }
    }
    // The chain is signed although it is not sent.
    let opened = open_frame(body.clone()).unwrap();
    assert_eq!(opened.previous_counter(), Some(41));
    assert!(matches!(opened.verify(&key(1).public_key(), Some(&[0xab; 32])), Err(WireError::BadSignature)));
    assert!(matches!(open_frame(body).unwrap().verify(&key(1).public_key(), None), Err(WireError::BadSignature)));
}

fn question() -> Question {
    Question { protocol: 2, device: DeviceId(Uuid::from_bytes([0xd1; 16])), frame: [5; 32] }
}

fn answer() -> Answer {
    let (_, changes) = written(4, &[(Actor([7; 16]), phone(1)), (Actor([8; 16]), phone(2))], 1);
    Answer {
        deltas: vec![Delta { document: id(4), kind_number: 1, changes }],
        cursor: Bytes::from_static(b"cursor"),
        server_time_ms: NOW_S * 1_000 + 77,
        digest: Some([1, u64::MAX, 3].into_iter().collect()),
        next_seconds: 60,
        outcomes: vec![Outcome { document: id(1), change: [3; 32], fate: Fate::Accepted, by: None, at_ms: 9 }],
        unknown: vec![7, u64::MAX],
        ..Answer::default()
    }
}

#[test]
fn an_answer_is_a_receipt_that_only_the_server_can_give() {
    let body = seal_answer(&answer(), &question(), &key(9)).unwrap();
    let server = key(9).public_key();
    let (opened, receipt) = open_answer(body.clone(), &question(), Some(&server)).unwrap();
    let stubs = &opened.deltas[0].changes;
    assert!(stubs.iter().all(|change| is_stub(change)));
    assert_eq!(Answer { deltas: answer().deltas, ..opened }, answer());
    let receipt = receipt.expect("protocol 2 gives receipts");
    assert_eq!(receipt.verify(&server), Ok(()));
    assert_eq!(receipt.server_time_ms, answer().server_time_ms);
    for bent in [
        Question { frame: [6; 32], ..question() },
        Question { device: DeviceId(Uuid::from_bytes([0xd2; 16])), ..question() },
    ] {
        assert_eq!(open_answer(body.clone(), &bent, Some(&server)).unwrap_err(), WireError::BadSignature);
    }
    assert_eq!(
        open_answer(body.clone(), &question(), Some(&key(8).public_key())).unwrap_err(),
        WireError::BadSignature
    );
    assert_eq!(open_answer(body.clone(), &question(), None).unwrap_err(), WireError::BadSignature, "no key at all");
    for length in 0..body.len() {
        assert!(open_answer(body[..length].to_vec(), &question(), Some(&server)).is_err(), "cut at {length}");
    }
    for at in 0..body.len() {
        let mut bent = body.clone();
        bent[at] ^= 0x10;
        assert!(open_answer(bent, &question(), Some(&server)).is_err(), "byte {at}");
    }
    // A device that knows no key yet takes the one that comes, if it signed.
    let first = Answer { server_key: Some(server), ..answer() };
    let body = seal_answer(&first, &question(), &key(9)).unwrap();
    assert_eq!(open_answer(body, &question(), None).unwrap().0.server_key, Some(server));
    let forged = seal_answer(&first, &question(), &key(8)).unwrap();
    assert_eq!(open_answer(forged, &question(), None).unwrap_err(), WireError::BadSignature);
}

/// Bytes that say how many they are: a claim beyond the limits costs nothing.
#[test]
fn a_small_frame_that_claims_much_is_refused() {
    let lead = |plain: &[u8]| [&[0, plain.len() as u8][..], plain].concat();
    // No actors, a number of entries, ...
    let claims: [(&str, Vec<u8>); 4] = [
        ("documents", lead(&[0, 0xff, 0xff, 0x7f])),
        ("actors", lead(&[0xff, 0xff, 0xff, 0xff, 0x7f])),
        ("a part that is not there", vec![0, 0xff, 0xff, 0x7f]),
        ("a dictionary of the future", vec![99, 1, 0]),
    ];
    for (name, changes) in claims {
        let hollow = signed_by_hand(&changes);
        let verified = open_frame(hollow).and_then(|frame| frame.verify(&key(1).public_key(), None));
        assert!(verified.is_err(), "{name}");
    }
}

/// A frame of protocol 2 with these bytes for its changes: device (field 1), counter (2), changes (7).
fn signed_by_hand(changes: &[u8]) -> Vec<u8> {
    let mut encoded = vec![0x0a, 16];
    encoded.extend_from_slice(&[0xd1; 16]);
    encoded.extend_from_slice(&[0x10, 42, 0x3a, changes.len() as u8]);
    encoded.extend_from_slice(changes);
    let signature = key(1).sign(&[b"lianxin frame 2", &encoded[..]].concat()).unwrap();
    [&[2], &signature[..], &encoded].concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the hands, the order and the values: what is sent comes back byte for byte.
    #[test]
    fn every_change_comes_back(
        edits in prop::collection::vec((0_u8..4, 0_u8..4, 0_usize..100_000), 1..12),
        sent in 1_usize..6,
    ) {
        let intention = |kind: u8, number: usize| match kind {
            0 => phone(number),
            1 => Intention::insert("notes", 0, format!("第{number}次走访。\n")),
            2 => Intention::add("categories", format!("类{number}")),
            _ => Intention::put("extra", format!("项{}", number % 3), format!("{number}")),
        };
        let hands = [me(), Actor([7; 16]), Actor([8; 16]), Actor([9; 16])];
        let edits: Vec<(Actor, Intention)> = edits
            .iter()
            .enumerate()
            .map(|(place, (hand, kind, number))| (hands[usize::from(*hand)], intention(*kind, number + place * 100_000)))
            .collect();
        let sent = sent.min(edits.len());
        let (receiver, changes) = written(1, &edits, sent);
        let came = received(&frame(vec![batch(1, changes.clone())]));
        prop_assert_eq!(whole(receiver.automerge(), &came.frame().batches[0].changes), Some(changes));
    }

    /// Bytes of anybody: an error or a reading, never a panic.
    #[test]
    fn nonsense_is_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = open_frame(signed_by_hand(&bytes[..bytes.len().min(120)])).and_then(|frame| frame.verify(&key(1).public_key(), None));
        let stub: Bytes = [&[0x85, 0x6f, 0x4a, 0x01], &bytes[..]].concat().into();
        prop_assert!(expand(&stub, |_| vec![[1; 32], [2; 32]]).is_none());
    }
}

/// Bytes of protocol 2 as they were first written. How zstd packs them may change with its version; what they say may not.
#[test]
fn golden_bytes_still_mean_the_same() {
    let golden = |name: &str, now: &[u8]| {
        let path = format!("{}/../../tests/golden/wire/{name}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{path} should be {}", hex::encode(now)));
        hex::decode(text.split_whitespace().collect::<String>()).unwrap()
    };
    let (receiver, changes) = written(1, &[(Actor([7; 16]), phone(1)), (me(), phone(2)), (me(), phone(3))], 2);
    let sent = frame(vec![batch(1, changes.clone())]);
    let body = golden("frame-2.hex", &seal_frame(&sent, &key(1)).unwrap().body);
    let came = open_frame(body).unwrap().verify(&key(1).public_key(), Some(&[0xaa; 32])).unwrap();
    assert_eq!(whole(receiver.automerge(), &came.frame().batches[0].changes), Some(changes));
    assert_eq!(DeviceFrame { batches: sent.batches.clone(), ..came.frame().clone() }, sent);

    let body = golden("answer-2.hex", &seal_answer(&answer(), &question(), &key(9)).unwrap());
    let (opened, _) = open_answer(body, &question(), Some(&key(9).public_key())).unwrap();
    assert_eq!(Answer { deltas: answer().deltas, ..opened }, answer());
}
