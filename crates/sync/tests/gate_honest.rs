//! What an honest device writes passes, whatever Automerge can express; and passing twice changes nothing.

mod support;

use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, ObjType, ROOT, ReadDoc, ScalarValue};
use lianxin_sync::gate::Verdict;
use support::{County, code_of, device, genesis};

#[test]
fn every_form_of_an_honest_edit_passes_and_is_known_afterwards() {
    let mut phone = genesis();
    let mut county = County::new(genesis());
    let key = device(1);
    let edits: Vec<(&str, fn(&mut automerge::transaction::Transaction<'_>))> = vec![
        ("put", |tx| tx.put(ROOT, "phone", "13800000000").unwrap()),
        ("numbers", |tx| {
            for (key, value) in [("i", ScalarValue::Int(-5)), ("u", ScalarValue::Uint(7)), ("f", ScalarValue::F64(0.5))]
            {
                tx.put(ROOT, key, value).unwrap();
            }
        }),
        ("time, null, bytes", |tx| {
            tx.put(ROOT, "t", ScalarValue::Timestamp(1_700_000_000_000)).unwrap();
            tx.put(ROOT, "n", ScalarValue::Null).unwrap();
            tx.put(ROOT, "b", ScalarValue::Bytes(vec![1, 2, 3])).unwrap();
            tx.put(ROOT, "yes", true).unwrap();
        }),
        ("map entry", |tx| {
            let members = tx.get(ROOT, "members").unwrap().unwrap().1;
            let member = tx.put_object(members, "m1", ObjType::Map).unwrap();
            tx.put(member, "name", "李四").unwrap();
        }),
        ("text", |tx| {
            let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
            tx.splice_text(&notes, 0, 0, "屋顶漏雨，已报乡里。").unwrap();
        }),
        ("text cut", |tx| {
            let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
            tx.splice_text(&notes, 2, 3, "墙也裂了").unwrap();
        }),
        ("mark", |tx| {
            let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
            tx.mark(&notes, Mark::new("bold".to_owned(), true, 0, 3), ExpandMark::Both).unwrap();
        }),
        ("counter", |tx| tx.put(ROOT, "count", ScalarValue::counter(3)).unwrap()),
        ("increment", |tx| tx.increment(ROOT, "count", 4).unwrap()),
        ("list", |tx| {
            let list = tx.put_object(ROOT, "list", ObjType::List).unwrap();
            tx.insert(&list, 0, "a").unwrap();
            tx.insert(&list, 1, "b").unwrap();
            tx.put(&list, 0, "c").unwrap();
        }),
        ("delete", |tx| tx.delete(ROOT, "phone").unwrap()),
        ("long text", |tx| {
            let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
            tx.splice_text(&notes, 0, 0, &"今日走访七户。".repeat(2_500)).unwrap();
        }),
        ("unicode keys", |tx| tx.put(ROOT, "备注·甲", "𠮷").unwrap()),
    ];
    phone.set_actor(key.actor(1).to_automerge());
    for (name, edit) in edits {
        let mut tx = phone.transaction();
        edit(&mut tx);
        tx.commit_with(CommitOptions::default().with_time(1_700_000_000));
        let mut change = phone.get_last_local_change().unwrap();
        let chunk = change.bytes().to_vec();
        let verdict = county.admit(&key, &chunk);
        assert_eq!(code_of(&verdict), "accepted", "{name}");
        assert!(matches!(county.admit(&key, &chunk), Verdict::Known { .. }), "{name}");
        assert!(matches!(county.admit(&key, change.raw_bytes()), Verdict::Known { .. }), "{name}: plain form");
    }
    assert_eq!(county.document.get_heads(), phone.get_heads());
    assert_eq!(county.document.save(), phone.save());
}

#[test]
fn edits_beside_ones_own_later_edits_pass() {
    let mut phone = genesis();
    let mut county = County::new(genesis());
    let key = device(1);
    phone.set_actor(key.actor(1).to_automerge());
    let start = phone.get_heads();
    for number in 0..5 {
        let mut tx = phone.transaction_at(automerge::PatchLog::inactive(), &start).unwrap();
        tx.put(ROOT, "phone", format!("1380000000{number}")).unwrap();
        let (hash, _) = tx.commit();
        let change = phone.get_change_by_hash(&hash.unwrap()).unwrap();
        assert_eq!(code_of(&county.admit(&key, change.raw_bytes())), "accepted", "level {number}");
    }
    assert_eq!(county.document.get_all(ROOT, "phone").unwrap().len(), 5);
    assert_eq!(county.document.get_heads(), phone.get_heads());
}

#[test]
fn two_phones_converge_through_the_gate_in_any_order() {
    let (first, second) = (device(1), device(2));
    let edits = |key: &support::Device, text: &str| -> (Automerge, Vec<Vec<u8>>) {
        let mut phone = genesis();
        phone.set_actor(key.actor(1).to_automerge());
        for number in 0..4 {
            let mut tx = phone.transaction();
            tx.put(ROOT, "phone", format!("{text}{number}")).unwrap();
            let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
            tx.splice_text(&notes, 0, 0, text).unwrap();
            tx.commit();
        }
        let chunks = phone.get_changes(&genesis().get_heads()).into_iter().map(|c| c.raw_bytes().to_vec()).collect();
        (phone, chunks)
    };
    let (mut phone, ours) = edits(&first, "甲");
    let (mut other, theirs) = edits(&second, "乙");
    let mut one = County::new(genesis());
    let mut two = County::new(genesis());
    for (mine, yours) in ours.iter().zip(&theirs) {
        assert_eq!(code_of(&one.admit(&first, mine)), "accepted");
        assert_eq!(code_of(&one.admit(&second, yours)), "accepted");
    }
    for chunk in &theirs {
        assert_eq!(code_of(&two.admit(&second, chunk)), "accepted");
    }
    for chunk in &ours {
        assert_eq!(code_of(&two.admit(&first, chunk)), "accepted");
    }
    phone.merge(&mut other).unwrap();
    assert_eq!(one.document.get_heads(), phone.get_heads());
    assert_eq!(two.document.get_heads(), phone.get_heads());
}
