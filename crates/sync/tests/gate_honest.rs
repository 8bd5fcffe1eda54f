//! What an honest device writes passes; and passing twice changes nothing.

mod support;

use automerge::transaction::Transactable;
use automerge::{Automerge, ROOT, ReadDoc};
use lianxin_sync::gate::Verdict;
use support::edits::{self, EDITS};
use support::{County, code_of, device, genesis};

#[test]
fn every_form_of_an_honest_edit_passes_and_is_known_afterwards() {
    let mut phone = genesis();
    let mut county = County::new(genesis());
    let key = device(1);
    phone.set_actor(key.actor(1).to_automerge());
    for (name, edit) in EDITS {
        edits::commit(&mut phone, *edit);
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

#[test]
fn a_full_diary_typed_in_one_go_passes() {
    let key = device(1);
    for characters in [9_999, 10_001, 20_000] {
        let mut phone = genesis().with_actor(key.actor(1).to_automerge());
        let mut tx = phone.transaction();
        let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
        let diary: String = "今日走访七户，天晴。".chars().cycle().take(characters).collect();
        tx.splice_text(&notes, 0, 0, &diary).unwrap();
        tx.commit();
        let mut change = phone.get_last_local_change().unwrap();
        let chunk = change.bytes().to_vec();
        assert_eq!(
            code_of(&County::new(genesis()).admit(&key, &chunk)),
            "accepted",
            "{characters}: {} bytes",
            chunk.len()
        );
    }
}
