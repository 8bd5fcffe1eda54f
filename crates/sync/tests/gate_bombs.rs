//! Few bytes that claim much: refused from their run lengths, before anything is expanded.

mod support;

use lianxin_model::limits;
use lianxin_sync::gate;
use support::forge::{self, Forged, literal, run, unsigned};
use support::{device, genesis};

fn code_of(bytes: &[u8]) -> String {
    match gate::parse(bytes) {
        Ok(_) => "passes".to_owned(),
        Err(refused) => refused.code.word().to_owned(),
    }
}

fn honest() -> Forged {
    Forged::put(&genesis(), &device(1).actor(1).0, 1)
}

#[test]
fn ten_million_operations_in_69_bytes() {
    // As it was found: short names, nothing but run lengths; automerge 0.12.0 made 3.8 GB of it.
    let count = run(10_000_000);
    let mut bomb = honest();
    bomb.deps.clear();
    bomb.time = 0;
    bomb.columns = vec![
        (forge::KEY_STRING, [count.clone(), vec![1, b'k']].concat()),
        (forge::INSERT, unsigned(10_000_000)),
        (forge::ACTION, [count.clone(), vec![1]].concat()),
        (forge::VALUE_META, [count.clone(), vec![0]].concat()),
        (forge::PRED_COUNT, [count, vec![0]].concat()),
    ];
    let bytes = bomb.chunk();
    assert!(bytes.len() <= 80, "{} bytes", bytes.len());
    assert_eq!(code_of(&bytes), "too_many_ops");
    assert_eq!(code_of(&forge::compressed(&bomb.content())), "too_many_ops");
}

#[test]
fn one_column_that_claims_too_much() {
    let ops = limits::CHANGE_OPS_MAX as i64 + 1;
    let cases: Vec<(&str, u64, Vec<u8>, &str)> = vec![
        ("actions, repeated", forge::ACTION, [run(ops), vec![1]].concat(), "too_many_ops"),
        ("actions, written", forge::ACTION, [literal(ops), vec![1]].concat(), "too_many_ops"),
        ("actions, null", forge::ACTION, [vec![0], unsigned(ops as u64)].concat(), "too_many_ops"),
        ("actions, most negative run", forge::ACTION, [forge::signed(i64::MIN), vec![1]].concat(), "too_many_ops"),
        ("actions, many runs", forge::ACTION, [run(20_000), vec![1], run(20_000), vec![1]].concat(), "too_many_ops"),
        (
            "actions, overflowing runs",
            forge::ACTION,
            [run(i64::MAX), vec![1], run(i64::MAX), vec![1]].concat(),
            "too_many_ops",
        ),
        ("insertions", forge::INSERT, unsigned(ops as u64), "too_many_ops"),
        ("insertions, overflowing", forge::INSERT, [unsigned(u64::MAX), unsigned(u64::MAX)].concat(), "too_many_ops"),
        ("keys", forge::KEY_STRING, [run(ops), vec![1, b'k']].concat(), "too_many_ops"),
        ("predecessors of one op", forge::PRED_COUNT, [literal(1), unsigned(u64::MAX)].concat(), "malformed"),
        ("predecessors, overflowing", forge::PRED_COUNT, [run(2), unsigned(u64::MAX)].concat(), "malformed"),
        ("predecessors' counters", 0x73, [run(ops), vec![1]].concat(), "too_many_ops"),
        (
            "a value longer than its column",
            forge::VALUE_META,
            [literal(1), unsigned(u64::MAX - 9)].concat(),
            "malformed",
        ),
        ("a key longer than its column", forge::KEY_STRING, [literal(1), unsigned(u64::MAX)].concat(), "malformed"),
        (
            "a key over the limit",
            forge::KEY_STRING,
            [literal(1), forge::prefixed(&[b'k'; 121])].concat(),
            "value_too_long",
        ),
    ];
    for (name, spec, bytes, expected) in cases {
        assert_eq!(code_of(&honest().column(spec, bytes).chunk()), expected, "{name}");
    }
}

#[test]
fn a_long_key_in_a_long_run_would_be_gigabytes() {
    let ops = limits::CHANGE_OPS_MAX as i64;
    let bomb = honest()
        .column(forge::KEY_STRING, [run(ops), forge::prefixed(&[b'k'; 100_000])].concat())
        .column(forge::INSERT, unsigned(ops as u64))
        .column(forge::ACTION, [run(ops), vec![1]].concat())
        .column(forge::VALUE_META, [run(ops), vec![0]].concat())
        .column(forge::VALUE, vec![])
        .column(forge::PRED_COUNT, [run(ops), vec![0]].concat());
    assert_eq!(code_of(&bomb.chunk()), "value_too_long");
}

#[test]
fn inflating_stops_at_the_limit() {
    for mebibytes in [2, 64] {
        let bomb = forge::compressed(&vec![0; mebibytes << 20]);
        assert!(bomb.len() < limits::CHANGE_BYTES_MAX);
        assert_eq!(code_of(&bomb), "too_large", "{mebibytes} MiB in {} bytes", bomb.len());
    }
    // At the limit it is read, and then is nonsense.
    let at_the_limit = vec![0; limits::CHANGE_INFLATED_BYTES_MAX];
    assert_ne!(code_of(&forge::compressed(&at_the_limit)), "too_large");
    assert_eq!(code_of(&forge::compressed(&vec![0; limits::CHANGE_INFLATED_BYTES_MAX + 1])), "too_large");
}

#[test]
fn lists_in_the_head_that_claim_too_much() {
    let huge = forge::unsigned(u64::MAX);
    let mut deps = honest();
    deps.deps = (0..=limits::CHANGE_DEPS_MAX as u8).map(|number| [number; 32]).collect();
    let mut actors = honest();
    actors.other_actors = (0..=limits::CHANGE_ACTORS_MAX as u8).map(|number| vec![number; 16]).collect();
    for (name, content) in [
        ("deps claimed", huge.clone()),
        ("deps written", deps.content()),
        ("actor's length", [vec![0], huge.clone()].concat()),
        ("other actors", actors.content()),
    ] {
        assert_eq!(code_of(&forge::chunk(1, &content)), "malformed", "{name}");
    }
}
