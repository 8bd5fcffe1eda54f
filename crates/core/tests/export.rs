//! What is only on a device, in one sealed file: all of it, readable, and as frames that a server takes.

mod support;

use std::collections::BTreeSet;

use bytes::Bytes;
use lianxin_core::export::{Export, open_export, open_secret, seal_secret};
use lianxin_core::requests::{AddVisitRequest, OpenCaseRequest, SaveDraftRequest};
use lianxin_sync::wire::{Answer, DeviceFrame, open_frame};
use lianxin_sync::{Code, Hash};
use serde_json::json;
use support::server::{hash_of, refusal};
use support::{Phone, changes};

const PASSPHRASE: &str = "山高水长 2026";

fn export(phone: &Phone) -> Export {
    open_export(&phone.core.export_unsent(PASSPHRASE).unwrap(), PASSPHRASE).unwrap()
}

/// The frames as a server reads them that knows of no earlier one.
fn frames(phone: &Phone, export: &Export) -> Vec<DeviceFrame> {
    let read = |body: Vec<u8>| {
        let unverified = open_frame(body).unwrap();
        assert_eq!(unverified.previous_counter(), None);
        unverified.verify(&phone.public_key(), None).unwrap().frame().clone()
    };
    export.frames().unwrap().into_iter().map(read).collect()
}

fn hashes(frames: &[DeviceFrame]) -> Vec<Hash> {
    let batches = frames.iter().flat_map(|frame| &frame.batches);
    batches.flat_map(|batch| &batch.changes).map(|chunk: &Bytes| hash_of(chunk)).collect()
}

#[test]
fn everything_that_is_only_here_is_in_the_file() {
    let phone = Phone::cadre(1);
    phone.household("H1", "罗守山");
    phone.round(Vec::new());
    let household = phone.household("H2", "田桂英").id;
    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    let refused = refusal(household, carried.hashes(household)[0], Code::OutOfScope);
    let answer = carried.answer(&Answer { refusals: vec![refused], ..Answer::default() });
    phone.core.sync_finish(&request, &answer).unwrap();
    let case = OpenCaseRequest { ledger: "民生".into(), title: "修水渠".into(), ..OpenCaseRequest::default() };
    let visit =
        AddVisitRequest { kind: "home".into(), text: "好".into(), cases: vec![case], ..AddVisitRequest::default() };
    phone.core.visits().add("H1", &visit).unwrap();
    let draft = SaveDraftRequest { key: "d".into(), kind: "diary".into(), household: None, body: json!("今天") };
    phone.core.drafts().save(&draft).unwrap();
    let (before, light) = (phone.core.status().unwrap(), phone.core.today().light().unwrap());

    let export = export(&phone);
    assert_eq!((export.user, export.device, export.user_name.as_deref()), (phone.user, phone.device, Some("干部1001")));
    assert_eq!(export.drafts, phone.core.drafts().list().unwrap());
    let edits: Vec<_> = export
        .edits
        .iter()
        .map(|edit| (edit.kind.word(), edit.title.as_deref().unwrap_or_default(), edit.set_aside.as_deref()))
        .collect();
    assert_eq!(edits, [("household", "田桂英", Some("out_of_scope")), ("case", "修水渠", None), ("visit", "好", None)]);
    assert!(serde_json::to_string(&export.edits).unwrap().contains("修水渠"), "readable");
    assert_eq!(hashes(&frames(&phone, &export)).len(), 2);
    assert_eq!((phone.core.status().unwrap(), phone.core.today().light().unwrap()), (before, light));
}

#[test]
fn a_file_stands_in_nobodys_way() {
    let phone = Phone::cadre(2);
    phone.household("H1", "罗守山");
    let under_way = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&under_way);
    let (first, second) = (export(&phone), export(&phone));
    let counter = |export: &Export| frames(&phone, export)[0].counter;
    assert!(counter(&first) > carried.frame.counter && counter(&second) > counter(&first), "none is used twice");
    assert_eq!(hashes(&frames(&phone, &first)), hashes(&frames(&phone, &second)));
    phone.core.sync_finish(&under_way, &carried.answer(&Answer::default())).unwrap();
    assert_eq!(phone.core.unsent().unwrap(), 0, "the sync that was under way went through");
    assert!(phone.carried(&phone.core.sync_begin().unwrap()).frame.counter > counter(&second));
    assert_eq!(export(&phone).frames, Vec::<String>::new());
}

#[test]
fn what_fits_into_no_single_frame_goes_into_several() {
    let phone = Phone::cadre(3);
    // Words without a pattern: nothing makes them much smaller.
    let mut state = 7_u32;
    let mut word = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x4e00 + (state >> 8) % 20_000).unwrap()
    };
    let text: String = (0..19_000).map(|_| word()).collect();
    for number in 0..14 {
        let code = format!("H{number}");
        phone.household(&code, "罗守山");
        phone.core.households().set(&code, &changes(&[&format!("hardship={text}{number}")]), None).unwrap();
    }
    let frames = frames(&phone, &export(&phone));
    assert!(frames.len() > 1, "{} frames", frames.len());
    let counters: Vec<u64> = frames.iter().map(|frame| frame.counter).collect();
    assert!(counters.windows(2).all(|pair| pair[1] == pair[0] + 1));
    let hashes = hashes(&frames);
    assert_eq!(hashes.len(), 28);
    assert_eq!(hashes.iter().collect::<BTreeSet<_>>().len(), 28, "each change once");
    assert_eq!(phone.core.unsent().unwrap(), 28, "and all of it still waits");
}

#[test]
fn what_cannot_be_exported() {
    let phone = Phone::cadre(4);
    assert_eq!(phone.core.export_unsent("  1234567  ").unwrap_err().code(), "weak_passphrase");
    assert_eq!(Phone::fresh(5).core.export_unsent(PASSPHRASE).unwrap_err().code(), "not_enrolled");
    let sealed = phone.core.export_unsent(PASSPHRASE).unwrap();
    assert!(open_export(&sealed, &format!(" {PASSPHRASE}\n")).is_ok());
    assert_ne!(sealed, phone.core.export_unsent(PASSPHRASE).unwrap(), "no salt and no nonce twice");
}

/// Made by the first version. If this fails, the change is wrong, not the file: people keep such files.
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/core/export-1.sealed");

#[test]
fn the_format_stays_as_it_is() {
    let phone = Phone::cadre(6);
    let household = phone.household("H1", "罗守山").id;
    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    let refused = refusal(household, carried.hashes(household)[0], Code::OutOfScope);
    let answer = carried.answer(&Answer { refusals: vec![refused], ..Answer::default() });
    phone.core.sync_finish(&request, &answer).unwrap();
    let body = json!({ "text": "老人安好", "cases": [{ "title": "修水渠" }] });
    let draft = SaveDraftRequest { key: "visit-1".into(), kind: "visit".into(), household: Some(household), body };
    phone.core.drafts().save(&draft).unwrap();
    let sealed = phone.core.export_unsent(PASSPHRASE).unwrap();
    let golden = std::fs::read(GOLDEN).unwrap();
    assert_eq!(sealed, golden);
    let export = open_export(&golden, PASSPHRASE).unwrap();
    assert_eq!((export.edits.len(), export.drafts[0].body["text"].as_str()), (1, Some("老人安好")));
    assert_eq!(export.edits[0].intentions.len(), 4);
}

#[test]
fn what_does_not_open() {
    let golden = std::fs::read(GOLDEN).unwrap();
    assert_eq!(open_export(&golden, "山高水长 2025").unwrap_err().code(), "wrong_passphrase");
    let last = golden.len() - 1;
    for (place, byte, code) in [
        (0, b'X', "not_an_export"),
        (8, 2, "not_an_export"),
        // The cost: more than is bearable, or none at all.
        (9, 0xff, "not_an_export"),
        (13, 200, "not_an_export"),
        (13, 0, "not_an_export"),
        (14, 0, "not_an_export"),
        (14, 200, "not_an_export"),
        // Another cost, salt, nonce and contents.
        (13, 2, "wrong_passphrase"),
        (20, golden[20] ^ 1, "wrong_passphrase"),
        (40, golden[40] ^ 1, "wrong_passphrase"),
        (60, golden[60] ^ 1, "wrong_passphrase"),
        (last, golden[last] ^ 1, "wrong_passphrase"),
    ] {
        let mut file = golden.clone();
        file[place] = byte;
        assert_eq!(open_export(&file, PASSPHRASE).unwrap_err().code(), code, "byte {place}");
    }
    for (cut, code) in
        [(0, "not_an_export"), (54, "not_an_export"), (58, "wrong_passphrase"), (last, "wrong_passphrase")]
    {
        assert_eq!(open_export(&golden[..cut], PASSPHRASE).unwrap_err().code(), code, "cut at {cut}");
    }
}

#[test]
fn a_secret_opens_with_its_passphrase_alone() {
    let machine = support::Machine::new(7);
    let sealed = seal_secret(&[5; 32], " 走遍千山万水架起 ", &machine).unwrap();
    let damaged: Vec<u8> = sealed.iter().rev().copied().collect();
    type Case<'a> = (&'a [u8], &'a str, Result<Vec<u8>, &'a str>);
    let cases: [Case; 4] = [
        (&sealed, "走遍千山万水架起", Ok(vec![5; 32])),
        (&sealed, "走遍千山万水架落", Err("wrong_passphrase")),
        (&damaged, "走遍千山万水架起", Err("not_an_export")),
        (&[], "走遍千山万水架起", Err("not_an_export")),
    ];
    for (sealed, passphrase, expect) in cases {
        let opened = open_secret(sealed, passphrase);
        assert_eq!(opened.as_ref().map_err(|error| error.code()), expect.as_ref().map_err(|code| *code));
    }
    assert!(!sealed.windows(32).any(|window| window == [5; 32]));
    assert_eq!(seal_secret(&[5; 32], "短", &machine).unwrap_err().code(), "weak_passphrase");
}
