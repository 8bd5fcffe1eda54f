//! What the gate costs, printed beside plain `apply_changes`: `cargo test -p lianxin-sync --test gate_cost -- --nocapture`.
//! Nothing is asserted about time: machines differ.

mod support;

use std::time::Instant;

use automerge::transaction::Transactable;
use automerge::{Automerge, Change, ObjType, ROOT, ReadDoc};
use lianxin_sync::gate;
use support::edits::Edit;
use support::forge::{self, Forged};
use support::{County, code_of, device, genesis};

const ROUNDS: u32 = 200;

/// A document of the size of a household's, with a history.
fn household() -> Automerge {
    let mut document = genesis().with_actor(device(2).actor(1).to_automerge());
    for number in 0..30 {
        let mut tx = document.transaction();
        tx.put(ROOT, format!("field{}", number % 12), format!("值{number}")).unwrap();
        if number % 5 == 0 {
            let members = tx.get(ROOT, "members").unwrap().unwrap().1;
            let member = tx.put_object(members, format!("m{number}"), ObjType::Map).unwrap();
            tx.put(member, "name", "张三").unwrap();
        }
        if number % 10 == 0 {
            let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
            tx.splice_text(&notes, 0, 0, "屋顶漏雨，已报乡里。").unwrap();
        }
        tx.commit();
    }
    document
}

fn timed(name: &str, mut run: impl FnMut()) {
    // The fastest round: whatever else the machine does only adds.
    let round = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    let fastest = (0..ROUNDS).map(round).min().unwrap_or_default();
    println!("{name:42} {fastest:>10.1?}");
}

#[test]
fn costs() {
    let key = device(1);
    let document = household();
    println!("document: {} bytes saved, {} changes", document.save_nocompress().len(), document.stats().num_changes);
    let cases: [Edit; 2] = [
        ("one field", |tx| tx.put(ROOT, "phone", "13800000000").unwrap()),
        ("600 characters", |tx| {
            let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
            tx.splice_text(&notes, 0, 0, &"今日走访七户。".repeat(86)).unwrap();
        }),
    ];
    for (name, edit) in cases {
        let mut phone = document.fork().with_actor(key.actor(1).to_automerge());
        let chunk = support::edits::commit(&mut phone, edit);
        println!("-- {name}: {} bytes", chunk.len());
        timed("parse", || drop(gate::parse(&chunk).unwrap()));
        timed("clone", || drop(document.clone()));
        timed("clone, Change::from_bytes, apply_changes", || {
            let mut clone = document.clone();
            clone.apply_changes([Change::from_bytes(chunk.clone()).unwrap()]).unwrap();
        });
        for thorough in [false, true] {
            timed(
                if thorough { "admit, thorough (and a clone to begin)" } else { "admit (and a clone to begin)" },
                || {
                    let mut county = County { document: document.clone(), thorough, bytes: 0 };
                    assert_eq!(code_of(&county.admit(&key, &chunk)), "accepted");
                },
            );
        }
    }
    let bomb =
        Forged::put(&document, &key.actor(1).0, 1).column(forge::ACTION, [forge::run(10_000_000), vec![1]].concat());
    let bomb = bomb.chunk();
    println!("-- bomb of ten million operations: {} bytes", bomb.len());
    timed("refused", || drop(gate::parse(&bomb).unwrap_err()));
    let zeros = forge::compressed(&vec![0; 64 << 20]);
    println!("-- 64 MiB of zeros in {} bytes", zeros.len());
    timed("refused", || drop(gate::parse(&zeros).unwrap_err()));
}
