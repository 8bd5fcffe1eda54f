//! Step 3: whose change it is, which of theirs, on what it builds, and how its operations are numbered.

mod support;

use automerge::transaction::Transactable;
use automerge::{Automerge, ROOT};
use lianxin_model::limits;
use lianxin_sync::gate;
use support::forge::Forged;
use support::{County, Device, code_of, device, genesis};

/// A document that holds two changes of device 1 and one of device 2 beside the second.
fn scene() -> (Device, Automerge) {
    let (key, other) = (device(1), device(2));
    let mut document = genesis().with_actor(key.actor(1).to_automerge());
    put(&mut document, "a", 1);
    let mut beside = document.fork().with_actor(other.actor(1).to_automerge());
    put(&mut document, "b", 2);
    put(&mut beside, "c", 3);
    document.merge(&mut beside).unwrap();
    (key, document)
}

fn put(document: &mut Automerge, field: &str, value: i64) {
    let mut tx = document.transaction();
    tx.put(ROOT, field, value).unwrap();
    tx.commit();
}

type Bend = fn(&mut Forged);

#[track_caller]
fn check(cases: &[(&str, Bend, &str)]) {
    let (key, document) = scene();
    for (name, bend, expected) in cases {
        let mut county = County::new(document.clone());
        let mut forged = Forged::put(&document, &key.actor(1).0, 3);
        bend(&mut forged);
        let verdict = county.admit(&key, &forged.chunk());
        assert_eq!(code_of(&verdict), *expected, "{name}");
        if *expected != "accepted" {
            assert_eq!(county.document.get_heads(), document.get_heads(), "{name}");
        }
    }
}

/// What the reader refuses by itself, at its limits and just beyond them.
#[test]
fn the_reader_alone_refuses_a_head_beyond_its_limits() {
    let distinct = |count: usize| (0..count).map(|number| [number as u8 + 1; 32]).collect::<Vec<_>>();
    let others = |count: usize| (0..count).map(|number| vec![number as u8 + 1; 16]).collect::<Vec<_>>();
    let bent = |bend: &dyn Fn(&mut Forged)| {
        let mut forged = Forged::put(&genesis(), &[0xaa; 16], 1);
        bend(&mut forged);
        forged
    };
    let (deps, actors) = (limits::CHANGE_DEPS_MAX, limits::CHANGE_ACTORS_MAX);
    let (last, seq, time) = (limits::OP_COUNTER_MAX - 1, limits::DOCUMENT_CHANGES_MAX, limits::CHANGE_TIME_MAX);
    let cases = [
        ("as it is", bent(&|_| ()), None),
        ("as many that it builds on as may be", bent(&|c| c.deps = distinct(deps)), None),
        ("one more", bent(&|c| c.deps = distinct(deps + 1)), Some("malformed")),
        ("one of them twice", bent(&|c| c.deps = vec![[1; 32]; 2]), Some("malformed")),
        ("as many others as may be", bent(&|c| c.other_actors = others(actors)), None),
        ("one more of them", bent(&|c| c.other_actors = others(actors + 1)), Some("malformed")),
        ("out of order", bent(&|c| c.other_actors = vec![vec![2; 16], vec![1; 16]]), Some("malformed")),
        ("one other twice", bent(&|c| c.other_actors = vec![vec![1; 16]; 2]), Some("malformed")),
        ("itself among the others", bent(&|c| c.other_actors = vec![vec![0xaa; 16]]), Some("malformed")),
        ("the genesis among them", bent(&|c| c.other_actors = vec![vec![0; 16]]), None),
        ("an other of no shape", bent(&|c| c.other_actors = vec![vec![1; 3]]), Some("malformed")),
        ("the last number", bent(&|c| c.start_op = last), None),
        ("one beyond", bent(&|c| c.start_op = last + 1), Some("start_op")),
        ("beyond all numbers", bent(&|c| c.start_op = u64::MAX), Some("start_op")),
        ("no number", bent(&|c| c.start_op = 0), Some("start_op")),
        ("the last change", bent(&|c| c.seq = seq), None),
        ("a change too many", bent(&|c| c.seq = seq + 1), Some("seq_gap")),
        ("the change before the first", bent(&|c| c.seq = 0), Some("seq_gap")),
        ("the last moment", bent(&|c| c.time = time), None),
        ("a second later", bent(&|c| c.time = time + 1), Some("time_out_of_range")),
        ("before all time", bent(&|c| c.time = -1), Some("time_out_of_range")),
    ];
    for (name, forged, expected) in cases {
        let bytes = forged.chunk();
        let read = gate::parse(&bytes);
        assert_eq!(read.as_ref().err().map(|refused| refused.code.word()), expected, "{name}");
    }
}

#[test]
fn who() {
    check(&[
        ("the device itself", |_| (), "accepted"),
        ("its next install", |c| (c.actor, c.seq) = (device(1).actor(2).0.to_vec(), 1), "accepted"),
        (
            "an install that it has not had",
            |c| (c.actor, c.seq) = (device(1).actor(3).0.to_vec(), 1),
            "actor_not_yours",
        ),
        ("another device", |c| (c.actor, c.seq) = (device(2).actor(1).0.to_vec(), 2), "actor_not_yours"),
        ("nobody", |c| c.actor = vec![], "actor_not_yours"),
        ("the genesis", |c| c.actor = vec![0; 16], "actor_not_yours"),
        ("too short", |c| c.actor.truncate(15), "actor_not_yours"),
        ("too long", |c| c.actor.push(0), "actor_not_yours"),
        ("a level of concurrency", |c| (c.actor, c.seq) = (level(1), 1), "accepted"),
        ("level 0", |c| (c.actor, c.seq) = (level(0), 1), "actor_not_yours"),
        ("a level too high", |c| (c.actor, c.seq) = (level(limits::ACTOR_LEVEL_MAX + 1), 1), "actor_not_yours"),
        ("a message", |c| c.message = b"hello".to_vec(), "malformed"),
        ("an author in the footer", |c| c.extra = vec![1, 2, 7, 7], "malformed"),
        ("other bytes after the columns", |c| c.extra = vec![0], "malformed"),
    ]);
}

fn level(level: u8) -> Vec<u8> {
    [&[0x13, 0xb2, 0x23, 0x09, level][..], &device(1).actor(1).0].concat()
}

#[test]
fn in_which_order() {
    check(&[
        ("its third", |c| c.seq = 3, "accepted"),
        ("its second again", |c| c.seq = 2, "fork"),
        ("its first again", |c| c.seq = 1, "fork"),
        ("its fourth", |c| c.seq = 4, "seq_gap"),
        ("zero", |c| c.seq = 0, "seq_gap"),
        ("beyond 32 bits", |c| c.seq = 1 << 32 | 3, "seq_gap"),
        ("the last there is", |c| c.seq = u64::MAX, "seq_gap"),
        ("time 0", |c| c.time = 0, "accepted"),
        ("the end of 9999", |c| c.time = limits::CHANGE_TIME_MAX, "accepted"),
        ("before 1970", |c| c.time = -1, "time_out_of_range"),
        ("the end of time", |c| c.time = i64::MAX, "time_out_of_range"),
        ("the beginning of time", |c| c.time = i64::MIN, "time_out_of_range"),
    ]);
}

#[test]
fn on_what() {
    check(&[
        ("nothing", |c| c.deps.clear(), "wrong_genesis"),
        ("something unknown", |c| c.deps[0] = [7; 32], "orphan"),
        ("something unknown besides", |c| c.deps.push([7; 32]), "orphan"),
        ("the same twice", |c| c.deps.push(c.deps[0]), "malformed"),
        ("what stood before, forgetting its own last", |c| c.deps = vec![first_of_device_1()], "seq_gap"),
        ("only another's change, forgetting its own last", |c| c.deps = vec![only_of_device_2()], "seq_gap"),
    ]);
}

fn first_of_device_1() -> [u8; 32] {
    scene().1.get_changes(&[])[1].hash().0
}

fn only_of_device_2() -> [u8; 32] {
    let document = scene().1;
    let actor = device(2).actor(1).to_automerge();
    document.get_changes(&[]).iter().find(|change| *change.actor_id() == actor).unwrap().hash().0
}

#[test]
fn numbered_how() {
    // The document's last operation is 5: three of the genesis, one each, two of them beside each other.
    check(&[
        ("the next", |c| c.start_op = 6, "accepted"),
        ("as high as that of what it builds on", |c| c.start_op = 5, "start_op"),
        ("zero", |c| c.start_op = 0, "start_op"),
        ("one", |c| c.start_op = 1, "start_op"),
        ("a little further", |c| c.start_op = 1_000, "accepted"),
        ("as far as allowed", |c| c.start_op = 6 + limits::START_OP_GAP_MAX, "accepted"),
        ("one further", |c| c.start_op = 7 + limits::START_OP_GAP_MAX, "start_op"),
        ("the last that a document may have", |c| c.start_op = limits::OP_COUNTER_MAX, "start_op"),
        ("near 32 bits", |c| c.start_op = u64::from(u32::MAX), "start_op"),
        ("beyond 32 bits", |c| c.start_op = u64::from(u32::MAX) + 7, "start_op"),
        ("near 64 bits", |c| c.start_op = u64::MAX, "start_op"),
    ]);
}

#[test]
fn other_actors() {
    check(&[
        ("one that no operation names", |c| c.other_actors = vec![device(2).actor(1).0.to_vec()], "malformed"),
        ("one that the document has not met", |c| c.other_actors = vec![vec![9; 16]], "malformed"),
        ("itself", |c| c.other_actors = vec![c.actor.clone()], "malformed"),
        ("one of no known length", |c| c.other_actors = vec![vec![1, 2, 3]], "malformed"),
        ("nobody", |c| c.other_actors = vec![vec![]], "malformed"),
        ("the same twice", |c| c.other_actors = vec![vec![9; 16], vec![9; 16]], "malformed"),
        ("out of order", |c| c.other_actors = vec![vec![9; 16], vec![8; 16]], "malformed"),
    ]);
}

#[test]
fn an_operation_on_what_its_maker_cannot_have_known_is_an_orphan() {
    // Device 1 writes on top of its own two changes, but replaces the value that device 2 wrote beside them.
    let (key, document) = scene();
    let changes = document.get_changes(&[]);
    let own_last = changes.iter().rfind(|c| *c.actor_id() == key.actor(1).to_automerge()).unwrap().hash().0;
    let mut forged = Forged::put(&document, &key.actor(1).0, 3);
    forged.deps = vec![own_last];
    assert_eq!(code_of(&County::new(document.clone()).admit(&key, &forged.chunk())), "accepted", "beside, and honest");
    forged.other_actors = vec![device(2).actor(1).0.to_vec()];
    let forged = forged
        .column(support::forge::PRED_COUNT, vec![0x7f, 1])
        .column(0x71, vec![0x7f, 1])
        .column(0x73, vec![0x7f, 5]);
    assert_eq!(code_of(&County::new(document).admit(&key, &forged.chunk())), "orphan");
}
