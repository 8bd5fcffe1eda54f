//! Steps 4 and 5: the rules of the kind decide, and only what is accepted touches the document.

mod support;

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc};
use lianxin_model::limits;
use lianxin_sync::Code;
use lianxin_sync::gate::{Admission, Verdict, admit};
use support::forge::{
    ACTION, Forged, INSERT, KEY_STRING, PRED_COUNT, VALUE, VALUE_META, literal, prefixed, run, unsigned,
};
use support::{County, code_of, device, genesis};

#[test]
fn the_rules_of_the_kind_have_the_last_word() {
    let key = device(1);
    let chunk = Forged::put(&genesis(), &key.actor(1).0, 1).chunk();
    type Rule = fn(&Automerge, &automerge::ExpandedChange) -> Result<(), Code>;
    let cases: [(&str, Rule, &str); 4] = [
        ("allowed", |_, _| Ok(()), "accepted"),
        ("not allowed", |_, _| Err(Code::NotAllowed), "not_allowed"),
        (
            "sees what is there and what is to come",
            |before, change| {
                assert!(before.get(ROOT, "phone").unwrap().is_none());
                if change.operations.len() == 1 { Err(Code::BadValue) } else { Ok(()) }
            },
            "bad_value",
        ),
        ("breaks", |_, _| panic!("a rule that did not expect this"), "malformed"),
    ];
    for (name, rule, expected) in cases {
        let mut document = genesis();
        let mut rule = rule;
        let mut admission =
            Admission { actor_allowed: &|actor| key.may(actor), check: &mut rule, thorough: true, document_bytes: 0 };
        let verdict = admit(&mut document, &chunk, &mut admission);
        assert_eq!(code_of(&verdict), expected, "{name}");
        assert_eq!(document.get(ROOT, "phone").unwrap().is_some(), expected == "accepted", "{name}");
    }
}

#[test]
fn what_is_accepted_says_what_it_is() {
    let key = device(1);
    let forged = Forged::put(&genesis(), &key.actor(2).0, 1);
    let Verdict::Accepted(accepted) = County::new(genesis()).admit(&key, &forged.chunk()) else { panic!() };
    assert_eq!(accepted.head.actor, key.actor(2));
    assert_eq!((accepted.head.seq, accepted.head.start_op, accepted.head.max_op()), (1, 4, 4));
    assert_eq!(accepted.head.time, 1_700_000_000);
    assert_eq!(&accepted.bytes[..], &forged.chunk()[..]);
    assert_eq!(accepted.change.operations.len(), 1);
}

#[test]
fn once_or_many_times_is_the_same() {
    let key = device(1);
    let mut county = County::new(genesis());
    let mut phone = genesis().with_actor(key.actor(1).to_automerge());
    let chunks: Vec<Vec<u8>> = (0..5)
        .map(|number| {
            support::edits::commit(
                &mut phone,
                [
                    |tx: &mut Transaction<'_>| tx.put(ROOT, "a", 1).unwrap(),
                    |tx: &mut Transaction<'_>| tx.put(ROOT, "b", 2).unwrap(),
                    |tx: &mut Transaction<'_>| tx.put(ROOT, "a", 3).unwrap(),
                    |tx: &mut Transaction<'_>| tx.delete(ROOT, "b").unwrap(),
                    |tx: &mut Transaction<'_>| tx.put(ROOT, "c", "丙").unwrap(),
                ][number],
            )
        })
        .collect();
    for round in 0..3 {
        for chunk in &chunks {
            assert_eq!(code_of(&county.admit(&key, chunk)), if round == 0 { "accepted" } else { "known" });
        }
        assert_eq!(county.document.save(), phone.save());
    }
    // Out of order: what builds on a missing one waits on the device, not here.
    let mut other = County::new(genesis());
    assert_eq!(code_of(&other.admit(&key, &chunks[1])), "seq_gap");
    assert_eq!(other.document.get_heads(), genesis().get_heads());
}

#[test]
fn a_document_fills_up() {
    let key = device(1);
    let text = vec![b'x'; 100_000];
    let big = |document: &Automerge, seq| {
        Forged::put(document, &key.actor(1).0, seq)
            .column(VALUE_META, [literal(1), unsigned((text.len() as u64) << 4 | 6)].concat())
            .column(VALUE, text.clone())
            .chunk()
    };
    let mut county = County { document: genesis(), thorough: false, bytes: 0 };
    // The bound that the caller knows is only a hint: the document itself is measured before it is called full.
    county.bytes = limits::DOCUMENT_BYTES_MAX;
    assert_eq!(code_of(&county.admit(&key, &big(&county.document, 1))), "accepted");
    let mut seq = 2;
    let full = loop {
        let verdict = county.admit(&key, &big(&county.document, seq));
        if code_of(&verdict) != "accepted" {
            break code_of(&verdict).to_owned();
        }
        seq += 1;
    };
    assert_eq!(full, "document_full");
    let size = county.document.save_nocompress().len();
    assert!((limits::DOCUMENT_BYTES_MAX - 200_000..=limits::DOCUMENT_BYTES_MAX).contains(&size), "{size}");
}

#[test]
fn a_document_takes_no_more_operations_however_few_bytes_they_are() {
    let key = device(1);
    let each = |document: &Automerge, seq, ops: u64| {
        let ops = ops as i64;
        Forged::put(document, &key.actor(1).0, seq)
            .column(KEY_STRING, [run(ops), prefixed(b"phone")].concat())
            .column(INSERT, unsigned(ops as u64))
            .column(ACTION, [run(ops), vec![1]].concat())
            .column(VALUE_META, [run(ops), vec![0]].concat())
            .column(VALUE, vec![])
            .column(PRED_COUNT, [run(ops), vec![0]].concat())
            .chunk()
    };
    let mut county = County { document: genesis(), thorough: false, bytes: 0 };
    let room = limits::DOCUMENT_OPS_MAX / limits::CHANGE_OPS_MAX;
    let all = limits::CHANGE_OPS_MAX;
    for seq in 1..room {
        assert_eq!(code_of(&county.admit(&key, &each(&county.document, seq, all))), "accepted", "{seq}");
    }
    // The genesis has a few operations, so the last one that would fill it does not fit.
    let rest = limits::DOCUMENT_OPS_MAX - county.document.stats().num_ops;
    for (ops, expected) in [(all, "document_full"), (rest + 1, "document_full"), (rest, "accepted")] {
        assert_eq!(code_of(&county.admit(&key, &each(&county.document, room, ops))), expected, "{ops}");
    }
}

#[test]
fn objects_lie_only_so_deep_in_one_another() {
    let key = device(1);
    let deepen = |tx: &mut Transaction<'_>, from: ObjId, times: usize| {
        (0..times).fold(from, |above, _| tx.put_object(above, "in", ObjType::Map).unwrap())
    };
    for (name, first, second, expected) in [
        ("as deep as allowed at once", limits::DOCUMENT_DEPTH_MAX, 0, "accepted"),
        ("too deep at once", limits::DOCUMENT_DEPTH_MAX + 1, 0, "schema"),
        ("as deep as allowed in two steps", limits::DOCUMENT_DEPTH_MAX - 2, 2, "accepted"),
        ("too deep in two steps", limits::DOCUMENT_DEPTH_MAX - 2, 3, "schema"),
    ] {
        let mut county = County::new(genesis());
        let mut phone = genesis().with_actor(key.actor(1).to_automerge());
        let mut below = ROOT;
        let mut last = "accepted".to_owned();
        for times in [first, second].into_iter().filter(|times| *times > 0) {
            let mut tx = phone.transaction();
            below = deepen(&mut tx, below, times);
            tx.commit();
            let chunk = phone.get_last_local_change().unwrap().raw_bytes().to_vec();
            last = code_of(&county.admit(&key, &chunk)).to_owned();
        }
        assert_eq!(last, expected, "{name}");
    }
}
