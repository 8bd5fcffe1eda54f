//! Steps 2 and 4: which columns there are, that they agree, and that the operations are ones that could be written.

mod support;

use lianxin_model::limits;
use lianxin_sync::gate;
use support::forge::{
    ACTION, Forged, INSERT, KEY_COUNTER, KEY_STRING, OBJ_ACTOR, OBJ_COUNTER, PRED_ACTOR, PRED_COUNT, PRED_COUNTER,
    VALUE, VALUE_META, literal, prefixed, run, signed, unsigned,
};
use support::{County, code_of, device, genesis};

type Bend = fn(Forged) -> Forged;

/// Ids of the genesis: `members` is 1, `notes` is 2, `kind` is 3, all by the actor of zeros.
fn of_genesis(mut forged: Forged) -> Forged {
    forged.other_actors = vec![vec![0; 16]];
    forged
}

#[track_caller]
fn check(cases: &[(&str, Bend, &str)]) {
    let key = device(1);
    for (name, bend, expected) in cases {
        let document = genesis();
        let mut county = County::new(document.clone());
        let forged = bend(Forged::put(&document, &key.actor(1).0, 1));
        let verdict = county.admit(&key, &forged.chunk());
        assert_eq!(code_of(&verdict), *expected, "{name}");
        if *expected != "accepted" {
            assert_eq!(county.document.get_heads(), document.get_heads(), "{name}");
        }
    }
}

#[test]
fn columns() {
    check(&[
        ("as they are", |c| c, "accepted"),
        (
            "none",
            |mut c| {
                c.columns.clear();
                c
            },
            "malformed",
        ),
        ("an unknown one", |c| c.column(0xf2, vec![0x7f, 1]), "schema"),
        ("an unknown one before", |c| c.column(0x03, vec![0x7f, 1]), "schema"),
        ("one of marks", |c| c.column(0x94, vec![1]), "schema"),
        ("names of marks", |c| c.column(0xa5, [literal(1), prefixed(b"bold")].concat()), "schema"),
        ("one with the deflate bit", |c| c.column(ACTION, vec![]).column(ACTION | 8, vec![0x7f, 1]), "schema"),
        (
            "one twice",
            |mut c| {
                c.columns.insert(0, c.columns[0].clone());
                c
            },
            "malformed",
        ),
        (
            "out of order",
            |mut c| {
                c.columns.swap(0, 1);
                c
            },
            "malformed",
        ),
        (
            "an empty one",
            |mut c| {
                c.columns.insert(0, (0x01, vec![]));
                c
            },
            "malformed",
        ),
        ("no actions", |c| c.column(ACTION, vec![]), "malformed"),
        ("no insertions", |c| c.column(INSERT, vec![]), "malformed"),
        ("no values", |c| c.column(VALUE_META, vec![]).column(VALUE, vec![]), "malformed"),
        ("no predecessors", |c| c.column(PRED_COUNT, vec![]), "malformed"),
        ("no keys", |c| c.column(KEY_STRING, vec![]), "malformed"),
        ("no operation", |c| c.column(ACTION, vec![0, 0]), "malformed"),
        ("one action too many", |c| c.column(ACTION, [run(2), vec![1]].concat()), "malformed"),
        ("a null action", |c| c.column(ACTION, vec![0, 1]), "malformed"),
        ("one insertion too many", |c| c.column(INSERT, unsigned(2)), "malformed"),
        ("a value too short", |c| c.column(VALUE, b"12".to_vec()), "malformed"),
        ("a value too long", |c| c.column(VALUE_META, [literal(1), unsigned(3 << 4 | 6)].concat()), "malformed"),
        ("a run of one that should be written out", |c| c.column(ACTION, [run(1), vec![1]].concat()), "malformed"),
        ("an overlong number", |c| c.column(ACTION, vec![0x7f, 0x81, 0x00]), "malformed"),
        (
            "a key that is no text",
            |c| c.column(KEY_STRING, [literal(1), prefixed(&[0xff, 0xfe])].concat()),
            "malformed",
        ),
    ]);
}

/// What the whole gate refuses too, the reader refuses before anything is expanded or applied.
#[test]
fn the_reader_alone_refuses_what_does_not_agree() {
    const MANY: u64 = limits::OP_COUNTER_MAX;
    let null_rows = || vec![0, 0];
    let key = |bytes: usize| [literal(1), prefixed(&vec![b'k'; bytes])].concat();
    let ids = |forged: Forged, preds: u64, actors: Vec<u8>, counters: Vec<u8>| {
        let forged = forged.column(PRED_COUNT, [literal(1), unsigned(preds)].concat());
        forged.column(PRED_ACTOR, actors).column(PRED_COUNTER, counters)
    };
    let key_device = device(1);
    let honest = || Forged::put(&genesis(), &key_device.actor(1).0, 1);
    let with = |place: usize, column: (u64, Vec<u8>)| {
        let mut forged = honest();
        forged.columns.insert(place, column);
        forged
    };
    let nothing = honest()
        .column(KEY_STRING, null_rows())
        .column(INSERT, unsigned(0))
        .column(ACTION, null_rows())
        .column(VALUE_META, null_rows())
        .column(VALUE, vec![])
        .column(PRED_COUNT, null_rows());
    let cases = [
        ("as they are", honest(), None),
        ("one twice", with(1, honest().columns[0].clone()), Some("malformed")),
        ("an empty one", with(0, (OBJ_ACTOR, vec![])), Some("malformed")),
        ("no operation", nothing, Some("malformed")),
        ("the only actor", honest().column(OBJ_ACTOR, [literal(1), vec![0]].concat()), None),
        ("an actor that there is not", honest().column(OBJ_ACTOR, [literal(1), vec![1]].concat()), Some("malformed")),
        ("a high counter", honest().column(OBJ_COUNTER, [literal(1), unsigned(MANY)].concat()), None),
        ("one too high", honest().column(OBJ_COUNTER, [literal(1), unsigned(MANY + 1)].concat()), Some("malformed")),
        ("a wide step", honest().column(KEY_COUNTER, [literal(1), signed(MANY as i64)].concat()), None),
        (
            "one too wide",
            honest().column(KEY_COUNTER, [literal(1), signed(MANY as i64 + 1)].concat()),
            Some("malformed"),
        ),
        (
            "one too wide back",
            honest().column(KEY_COUNTER, [literal(1), signed(-(MANY as i64) - 1)].concat()),
            Some("malformed"),
        ),
        ("a counter", value(honest(), 8, &[7]), Some("schema")),
        ("a key as long as may be", honest().column(KEY_STRING, key(limits::KEY_BYTES_MAX)), None),
        ("one byte more", honest().column(KEY_STRING, key(limits::KEY_BYTES_MAX + 1)), Some("value_too_long")),
        ("a predecessor", ids(honest(), 1, vec![0x7f, 0], vec![0x7f, 1]), None),
        ("one without an actor", ids(honest(), 1, vec![], vec![0x7f, 1]), Some("malformed")),
        ("one without a number", ids(honest(), 1, vec![0x7f, 0], vec![]), Some("malformed")),
        ("more than are counted", ids(honest(), 0, vec![0x7f, 0], vec![0x7f, 1]), Some("malformed")),
    ];
    for (name, forged, expected) in cases {
        let bytes = forged.chunk();
        let read = gate::parse(&bytes);
        assert_eq!(read.as_ref().err().map(|refused| refused.code.word()), expected, "{name}");
    }
}

#[test]
fn values() {
    check(&[
        ("a text that is no text", |c| c.column(VALUE, vec![0xff]), "malformed"),
        ("an unknown type", |c| value(c, 12, &[1]), "malformed"),
        ("a number with bytes left over", |c| value(c, 3, &[1, 1]), "malformed"),
        ("a number cut short", |c| value(c, 3, &[0x81]), "malformed"),
        ("a float of three bytes", |c| value(c, 5, &[1, 2, 3]), "malformed"),
        ("a number", |c| value(c, 3, &[7]), "accepted"),
        ("a counter", |c| value(c, 8, &[7]), "schema"),
        ("bytes", |c| value(c, 7, &[1, 2, 3]), "accepted"),
        ("a null of one byte", |c| value(c, 0, &[1]), "malformed"),
        ("true of one byte", |c| value(c, 2, &[1]), "malformed"),
    ]);
}

fn value(forged: Forged, kind: u64, bytes: &[u8]) -> Forged {
    let meta = (bytes.len() as u64) << 4 | kind;
    forged.column(VALUE_META, [literal(1), unsigned(meta)].concat()).column(VALUE, bytes.to_vec())
}

fn action(forged: Forged, number: u8) -> Forged {
    forged.column(ACTION, vec![0x7f, number])
}

/// With the predecessor that `kind` has in the genesis.
fn replacing(forged: Forged, counter: u8) -> Forged {
    of_genesis(forged).column(PRED_COUNT, vec![0x7f, 1]).column(0x71, vec![0x7f, 1]).column(0x73, vec![0x7f, counter])
}

/// In an object of the genesis.
fn within(forged: Forged, counter: u8) -> Forged {
    of_genesis(forged).column(0x01, vec![0x7f, 1]).column(0x02, vec![0x7f, counter])
}

/// At the head of a sequence.
fn at_head(forged: Forged) -> Forged {
    forged.column(KEY_STRING, vec![]).column(0x13, vec![0x7f, 0])
}

fn no_value(forged: Forged) -> Forged {
    forged.column(VALUE_META, vec![0x7f, 0]).column(VALUE, vec![])
}

#[test]
fn actions() {
    check(&[
        ("make a map", |c| action(no_value(c), 0), "accepted"),
        ("make a text", |c| action(no_value(c), 4), "accepted"),
        ("make a table", |c| action(no_value(c), 6), "schema"),
        ("mark", |c| action(c, 7), "schema"),
        ("an unknown action", |c| action(c, 8), "schema"),
        ("a very unknown action", |c| c.column(ACTION, [literal(1), unsigned(u64::MAX)].concat()), "schema"),
        ("make a map with a value", |c| action(c, 0), "malformed"),
        ("delete what is not there", |c| action(no_value(c), 3), "schema"),
        ("increment what is not there", |c| action(value(c, 4, &[1]), 5), "schema"),
        ("increment", |c| action(replacing(value(c, 4, &[1]), 3), 5), "schema"),
        ("delete with a value", |c| replacing(action(c, 3), 3), "malformed"),
    ]);
}

#[test]
fn places() {
    check(&[
        ("a key in a map", |c| within(c, 1), "accepted"),
        ("an object that is a value", |c| within(c, 3), "malformed"),
        ("an object that does not exist", |c| within(c, 9), "malformed"),
        ("an object to come", |c| within(c, 100), "malformed"),
        ("an actor that is not listed", |c| c.column(0x01, vec![0x7f, 1]).column(0x02, vec![0x7f, 1]), "malformed"),
        ("an object without an actor", |c| c.column(0x02, vec![0x7f, 1]), "malformed"),
        ("a key in a text", |c| within(c, 2), "schema"),
        ("a place in a map", |c| at_head(within(c, 1)).column(INSERT, vec![0, 1]), "schema"),
        ("an insertion under a key", |c| c.column(INSERT, vec![0, 1]), "schema"),
        ("a character at the head of a text", |c| at_head(within(c, 2)).column(INSERT, vec![0, 1]), "accepted"),
        ("a change at the head of a text", |c| at_head(within(c, 2)), "schema"),
        ("a number in a text", |c| value(at_head(within(c, 2)).column(INSERT, vec![0, 1]), 3, &[7]), "schema"),
        ("a map in a text", |c| action(no_value(at_head(within(c, 2)).column(INSERT, vec![0, 1])), 0), "schema"),
        (
            "a place that does not exist",
            |c| {
                at_head(within(c, 2)).column(0x11, vec![0x7f, 1]).column(0x13, vec![0x7f, 3]).column(INSERT, vec![0, 1])
            },
            "malformed",
        ),
        ("both a key and a place", |c| c.column(0x13, vec![0x7f, 0]), "malformed"),
    ]);
}

#[test]
fn predecessors() {
    check(&[
        (
            "of the same field",
            |c| replacing(c.column(KEY_STRING, [literal(1), prefixed(b"kind")].concat()), 3),
            "accepted",
        ),
        (
            "the same twice",
            |c| {
                let kind = c.column(KEY_STRING, [literal(1), prefixed(b"kind")].concat());
                of_genesis(kind)
                    .column(PRED_COUNT, vec![0x7f, 2])
                    .column(0x71, vec![2, 1])
                    .column(0x73, vec![0x7e, 3, 0])
            },
            "malformed",
        ),
        ("of another field", |c| replacing(c, 3), "malformed"),
        ("one that does not exist", |c| replacing(c, 9), "malformed"),
        ("one to come", |c| replacing(c, 60), "malformed"),
        ("one below nothing", |c| replacing(c, 0x7f), "malformed"),
        ("counted and not named", |c| c.column(PRED_COUNT, vec![0x7f, 1]), "malformed"),
        (
            "named and not counted",
            |c| of_genesis(c).column(0x71, vec![0x7f, 1]).column(0x73, vec![0x7f, 3]),
            "malformed",
        ),
    ]);
}
