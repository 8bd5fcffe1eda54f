//! The device's side: what goes into a frame, and what an answer asks for.

use bytes::Bytes;
use lianxin_model::ids::{DeviceId, DocId, Kind};
use lianxin_model::limits;
use lianxin_sync::device::{Composed, Effect, Sent, Waiting, WaitingChange, compose, digest};
use lianxin_sync::pack::pack;
use lianxin_sync::wire::{Answer, Delta, DeviceFrame, Previous, Reference, Refusal, Snapshot, WireError};
use lianxin_sync::{Code, Hash};

const FRAME: Hash = [0xf; 32];

fn document(number: u8) -> DocId {
    DocId::from_slice(&[number; 16]).unwrap()
}

fn standing() -> DeviceFrame {
    DeviceFrame {
        device: DeviceId::from_slice(&[1; 16]).unwrap(),
        counter: 7,
        install: 2,
        previous: Some(Previous { counter: 6, hash: [3; 32] }),
        cursor: Bytes::from_static(b"cursor"),
        budget_bytes: 1_000,
        protocol: 2,
        clock_ms: Some(1_795_000_000_000),
        ..DeviceFrame::default()
    }
}

/// A document whose changes have these sizes; the hash of each says document and place.
fn waiting(number: u8, sizes: &[usize]) -> Waiting {
    let change =
        |(at, size): (usize, &usize)| WaitingChange { hash: hash(number, at), bytes: vec![number; *size].into() };
    Waiting {
        document: document(number),
        kind: Kind::Visit,
        changes: sizes.iter().enumerate().map(change).collect(),
        whole: false,
    }
}

fn hash(number: u8, at: usize) -> Hash {
    let mut hash = [number; 32];
    hash[..8].copy_from_slice(&(at as u64).to_be_bytes());
    hash
}

/// (document, how many changes) of each batch.
fn filled(composed: &Composed) -> Vec<(u8, usize)> {
    let batches = composed.frame.batches.iter().map(|batch| (batch.document.as_bytes()[0], batch.changes.len()));
    let sent: Vec<(u8, usize)> =
        composed.sent.0.iter().map(|(document, hashes)| (document.as_bytes()[0], hashes.len())).collect();
    assert_eq!(batches.collect::<Vec<_>>(), sent);
    sent
}

#[test]
fn a_frame_says_where_the_device_stands() {
    let composed = compose(standing(), &[waiting(1, &[10, 20])]);
    let frame = composed.frame;
    assert_eq!((frame.counter, frame.install, frame.budget_bytes), (7, 2, 1_000));
    assert_eq!((frame.previous, &frame.cursor[..]), (Some(Previous { counter: 6, hash: [3; 32] }), &b"cursor"[..]));
    assert_eq!(frame.batches[0].kind(), Some(Kind::Visit));
    assert_eq!(composed.sent, Sent(vec![(document(1), vec![hash(1, 0), hash(1, 1)])]));
    assert!(!composed.more_waiting);
}

#[test]
fn a_frame_is_filled_to_its_limits_in_order() {
    let half = limits::CHANGE_BYTES_MAX;
    assert_eq!(half * 2, limits::SYNC_BATCH_BYTES_MAX);
    type Case = (&'static str, Vec<Waiting>, Vec<(u8, usize)>, bool);
    let cases: Vec<Case> = vec![
        ("nothing waits", vec![], vec![], false),
        ("a document without changes", vec![waiting(1, &[])], vec![], false),
        ("all fits", vec![waiting(1, &[half]), waiting(2, &[half])], vec![(1, 1), (2, 1)], false),
        ("the first part of one", vec![waiting(1, &[half, half, 1])], vec![(1, 2)], true),
        ("a later one still fits", vec![waiting(1, &[half, 9, half, 1]), waiting(2, &[5])], vec![(1, 2), (2, 1)], true),
        (
            "no room at all for one",
            vec![waiting(1, &[half]), waiting(2, &[half, 1]), waiting(3, &[1])],
            vec![(1, 1), (2, 1)],
            true,
        ),
    ];
    for (name, waiting, expected, more) in cases {
        let composed = compose(standing(), &waiting);
        assert_eq!(filled(&composed), expected, "{name}");
        assert_eq!(composed.more_waiting, more, "{name}");
        assert!(composed.unsendable.is_empty(), "{name}");
    }
    let many = compose(standing(), &[waiting(1, &vec![1; limits::SYNC_CHANGES_MAX + 5])]);
    assert_eq!(filled(&many), [(1, limits::SYNC_CHANGES_MAX)]);
    assert!(many.more_waiting);
    let documents = vec![waiting(1, &[1]); limits::SYNC_DOCUMENTS_MAX + 5];
    assert_eq!(compose(standing(), &documents).frame.batches.len(), limits::SYNC_DOCUMENTS_MAX);
}

#[test]
fn every_change_is_sent_in_the_end() {
    let mut left: Vec<Waiting> = (1..=40).map(|number| waiting(number, &[30_000, 1, 200_000, 77])).collect();
    let mut rounds = 0;
    loop {
        let composed = compose(standing(), &left);
        rounds += 1;
        for (document, hashes) in &composed.sent.0 {
            let waiting = left.iter_mut().find(|waiting| waiting.document == *document).unwrap();
            let sent: Vec<Hash> = waiting.changes.drain(..hashes.len()).map(|change| change.hash).collect();
            assert_eq!(sent, *hashes, "a prefix, in order");
        }
        if !composed.more_waiting {
            break;
        }
    }
    assert!(left.iter().all(|waiting| waiting.changes.is_empty()));
    assert!((18..=40).contains(&rounds), "{rounds}");
}

#[test]
fn what_no_server_would_take_is_set_aside_at_once() {
    let composed = compose(standing(), &[waiting(1, &[5, limits::CHANGE_BYTES_MAX + 1, 5]), waiting(2, &[5])]);
    assert_eq!(filled(&composed), [(1, 1), (2, 1)]);
    let set_aside = Effect::SetAside { document: document(1), hash: hash(1, 1), code: Code::TooLarge };
    assert_eq!(composed.unsendable, [set_aside]);
    assert!(!composed.more_waiting);
}

fn sent() -> Sent {
    Sent(vec![(document(1), vec![hash(1, 0), hash(1, 1), hash(1, 2)]), (document(2), vec![hash(2, 0)])])
}

fn refusal(number: u8, hash: Option<Hash>, position: u32, code: Code) -> Refusal {
    Refusal { document: document(number), hash, code, position }
}

fn digested(answer: Answer) -> Vec<Effect> {
    digest(answer, &sent(), FRAME).unwrap()
}

fn advance() -> Effect {
    Effect::Advance {
        cursor: Bytes::new(),
        more: false,
        frame_hash: FRAME,
        server_time_ms: 0,
        digest: None,
        next_seconds: 0,
    }
}

fn acknowledge(number: u8, places: &[usize]) -> Effect {
    Effect::Acknowledge { document: document(number), hashes: places.iter().map(|at| hash(number, *at)).collect() }
}

#[test]
fn what_is_not_refused_is_acknowledged() {
    assert_eq!(digested(Answer::default()), [acknowledge(1, &[0, 1, 2]), acknowledge(2, &[0]), advance()]);
    let set_aside = |number, at, code| Effect::SetAside { document: document(number), hash: hash(number, at), code };
    let unexplained = |refusal: &Refusal| Effect::Unexplained { refusal: refusal.clone() };

    let by_hash = refusal(1, Some(hash(1, 1)), 1, Code::NotAllowed);
    let by_place = refusal(1, None, 2, Code::NotAChange);
    let of_all = refusal(2, Some(hash(2, 0)), 0, Code::Other("of_2031".to_owned()));
    let unknown_hash = refusal(1, Some([9; 32]), 0, Code::Fork);
    let unknown_place = refusal(1, None, 3, Code::NotAChange);
    let unknown_document = refusal(9, Some([9; 32]), 0, Code::Orphan);

    let cases: Vec<(&str, Vec<Refusal>, Vec<Effect>)> = vec![
        (
            "by hash and by place",
            vec![by_hash.clone(), by_place],
            vec![
                acknowledge(1, &[0]),
                acknowledge(2, &[0]),
                set_aside(1, 1, Code::NotAllowed),
                set_aside(1, 2, Code::NotAChange),
                advance(),
            ],
        ),
        (
            "a whole document, for a reason of tomorrow",
            vec![of_all],
            vec![acknowledge(1, &[0, 1, 2]), set_aside(2, 0, Code::Other("of_2031".to_owned())), advance()],
        ),
        (
            "the same twice",
            vec![by_hash.clone(), by_hash],
            vec![acknowledge(1, &[0, 2]), acknowledge(2, &[0]), set_aside(1, 1, Code::NotAllowed), advance()],
        ),
        (
            "a hash that was not sent: its document is sent again",
            vec![unknown_hash.clone()],
            vec![acknowledge(2, &[0]), unexplained(&unknown_hash), advance()],
        ),
        (
            "a place that was not sent",
            vec![unknown_place.clone()],
            vec![acknowledge(2, &[0]), unexplained(&unknown_place), advance()],
        ),
        (
            "a document that was not sent",
            vec![unknown_document.clone()],
            vec![acknowledge(1, &[0, 1, 2]), acknowledge(2, &[0]), unexplained(&unknown_document), advance()],
        ),
    ];
    for (name, refusals, expected) in cases {
        assert_eq!(digested(Answer { refusals, ..Answer::default() }), expected, "{name}");
    }
}

#[test]
fn effects_come_in_an_order_that_one_transaction_can_follow() {
    let snapshot =
        |number, kind_number| Snapshot { document: document(number), kind_number, saved: Bytes::from_static(b"saved") };
    let delta = |number, kind_number| Delta {
        document: document(number),
        kind_number,
        changes: vec![Bytes::from_static(b"c")],
    };
    let effects = digested(Answer {
        refusals: vec![refusal(2, Some(hash(2, 0)), 0, Code::OutOfScope)],
        left: vec![document(2), document(5), document(6)],
        deltas: vec![delta(1, 3), delta(6, 1), delta(7, 200)],
        pack: pack(&[snapshot(5, 1), snapshot(8, 201)]).unwrap(),
        reference: Some(Reference::default()),
        cursor: Bytes::from_static(b"next"),
        more: true,
        server_time_ms: 99,
        ..Answer::default()
    });
    assert_eq!(
        effects,
        [
            acknowledge(1, &[0, 1, 2]),
            Effect::Replace { document: document(5), kind: Kind::Household, saved: Bytes::from_static(b"saved") },
            Effect::Unreadable { document: document(8), kind_number: 201 },
            Effect::Merge { document: document(1), kind: Kind::Case, changes: vec![Bytes::from_static(b"c")] },
            Effect::Merge { document: document(6), kind: Kind::Household, changes: vec![Bytes::from_static(b"c")] },
            Effect::Unreadable { document: document(7), kind_number: 200 },
            Effect::SetAside { document: document(2), hash: hash(2, 0), code: Code::OutOfScope },
            // 5 and 6 left and came back within the round.
            Effect::Leave { document: document(2) },
            Effect::Reference(Reference::default()),
            Effect::Advance {
                cursor: Bytes::from_static(b"next"),
                more: true,
                frame_hash: FRAME,
                server_time_ms: 99,
                digest: None,
                next_seconds: 0,
            },
        ]
    );
}

#[test]
fn a_pack_that_cannot_be_read_has_no_effect_at_all() {
    let answer = Answer { pack: Bytes::from_static(b"no pack"), ..Answer::default() };
    assert_eq!(digest(answer, &sent(), FRAME), Err(WireError::Garbage));
}
