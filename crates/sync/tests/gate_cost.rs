//! What the gate costs, printed beside plain `apply_changes`: `cargo test -p lianxin-sync --test gate_cost -- --ignored --nocapture`.
//! Nothing is asserted about time: machines differ. With debug assertions Automerge checks itself, and every change that
//! is exported a second time in another format: only a build without them tells what a server pays.

mod support;

use std::time::Instant;

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, Change, ObjType, ROOT, ReadDoc};
use lianxin_sync::gate;
use support::edits::Edit;
use support::forge::{self, Forged};
use support::{County, Device, code_of, device, genesis};

const ROUNDS: u32 = 50;

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
#[ignore = "prints costs, asserts little: --ignored --nocapture"]
fn costs() {
    let key = device(1);
    let household = household();
    let mut diary = household.clone();
    let long = |tx: &mut Transaction<'_>| write(tx, 20_000);
    support::edits::commit(&mut diary, long);
    changes("a household", &household, &key);
    changes("a diary of 20,000 characters", &diary, &key);
    refusals(&household, &key);
    worst(&household, &key);
}

fn write(tx: &mut Transaction<'_>, characters: usize) {
    let notes = tx.get(ROOT, "notes").unwrap().unwrap().1;
    let text: String = "今日走访七户。".chars().cycle().take(characters).collect();
    tx.splice_text(&notes, 0, 0, &text).unwrap();
}

fn changes(name: &str, document: &Automerge, key: &Device) {
    let held = document.stats();
    let bytes = document.save_nocompress().len();
    println!("== {name}: {bytes} bytes saved, {} changes, {} operations", held.num_changes, held.num_ops);
    let cases: [Edit; 2] =
        [("one field", |tx| tx.put(ROOT, "phone", "13800000000").unwrap()), ("600 characters", |tx| write(tx, 600))];
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
        for (name, thorough) in [("clone, admit", false), ("clone, admit, save, load, compare", true)] {
            timed(name, || {
                let mut county = County { document: document.clone(), thorough, bytes: 0 };
                assert_eq!(code_of(&county.admit(key, &chunk)), "accepted");
            });
        }
    }
}

fn refusals(document: &Automerge, key: &Device) {
    let actions = [forge::run(10_000_000), vec![1]].concat();
    let bomb = Forged::put(document, &key.actor(1).0, 1).column(forge::ACTION, actions).chunk();
    println!("-- bomb of ten million operations: {} bytes", bomb.len());
    timed("refused", || drop(gate::parse(&bomb).unwrap_err()));
    let zeros = forge::compressed(&vec![0; 64 << 20]);
    println!("-- 64 MiB of zeros in {} bytes", zeros.len());
    timed("refused", || drop(gate::parse(&zeros).unwrap_err()));
}

/// As many operations as one change may hold, in shapes that might cost more than their number.
fn worst(document: &Automerge, key: &Device) {
    let ops = lianxin_model::limits::CHANGE_OPS_MAX as i64;
    let run = forge::run;
    let many = Forged::put(document, &key.actor(1).0, 1)
        .column(forge::KEY_STRING, [run(ops), forge::prefixed(b"phone")].concat())
        .column(forge::INSERT, forge::unsigned(ops as u64))
        .column(forge::ACTION, [run(ops), vec![1]].concat())
        .column(forge::VALUE_META, [run(ops), vec![0]].concat())
        .column(forge::VALUE, vec![])
        .column(forge::PRED_COUNT, [run(ops), vec![0]].concat());
    let maps = many.clone().column(forge::ACTION, [run(ops), vec![0]].concat());
    let ids = (0..ops as u64 - 1).flat_map(|at| forge::unsigned(many.start_op + at));
    let nested = maps
        .clone()
        .column(0x01, [vec![0, 1], run(ops - 1), vec![0]].concat())
        .column(0x02, [vec![0, 1], forge::literal(ops - 1), ids.collect()].concat());
    let mut at_head = many.clone();
    at_head.other_actors = vec![vec![0; 16]];
    let at_head = at_head
        .column(0x01, [run(ops), vec![1]].concat())
        .column(0x02, [run(ops), vec![2]].concat())
        .column(forge::KEY_STRING, vec![])
        // Differences: the first is zero, and so are all that follow.
        .column(0x13, [run(ops), vec![0]].concat())
        .column(forge::INSERT, [vec![0], forge::unsigned(ops as u64)].concat())
        .column(forge::VALUE_META, [run(ops), forge::unsigned(1 << 4 | 6)].concat())
        .column(forge::VALUE, vec![b'x'; ops as usize]);
    println!("-- {ops} operations in one change");
    let cases = [
        ("one field, again and again", many),
        ("maps in one field", maps),
        ("maps in maps", nested),
        ("at a text's head", at_head),
    ];
    for (name, forged) in cases {
        let chunk = forged.chunk();
        let mut county = County { document: document.clone(), thorough: false, bytes: 0 };
        let start = Instant::now();
        let verdict = code_of(&county.admit(key, &chunk)).to_owned();
        println!("{name:42} {:>10.1?}  {verdict}, {} bytes", start.elapsed(), chunk.len());
    }
}
