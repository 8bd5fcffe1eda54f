//! The gate with the documents, intentions and rules of the model: whatever a person can do passes, step by step.
#![allow(missing_docs)]

use std::collections::BTreeMap;

use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DocId, EntryId, Kind, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::rules::{Writer, check};
use lianxin_model::value::Value;
use lianxin_sync::Code;
use lianxin_sync::gate::{Admission, Verdict, admit};
use uuid::Uuid;

const PHONE: Actor = Actor([7; 16]);

fn user() -> UserId {
    UserId(Uuid::from_bytes([1; 16]))
}

fn id(number: u8) -> DocId {
    DocId(Uuid::from_bytes([number; 16]))
}

fn event() -> Intention {
    let values: BTreeMap<String, Value> = [
        ("kind".to_owned(), "acted".into()),
        ("by".to_owned(), user().into()),
        ("text".to_owned(), "到现场看了。".into()),
        ("after".to_owned(), Value::Many(vec![EntryId(Uuid::from_bytes([8; 16])).to_string()])),
    ]
    .into();
    Intention::Append { field: "events".into(), entry: EntryId(Uuid::from_bytes([9; 16])), values }
}

fn life_of(kind: Kind) -> Vec<Vec<Intention>> {
    let anchors = |more: &[Intention]| {
        let anchors = [Intention::set("household", id(3)), Intention::set("author", user())];
        anchors.into_iter().chain(more.iter().cloned()).collect::<Vec<_>>()
    };
    let diary = "走访七户，修渠一处。".repeat(200);
    match kind {
        Kind::Household => vec![
            vec![Intention::set("code", "0012"), Intention::set("area", "431027201001001")],
            vec![Intention::set("phone", "13900000001")],
            vec![Intention::put("members", id(5).to_string(), "儿子"), Intention::add("categories", "低保户")],
            vec![Intention::insert("notes", 0, "老人独居。\n")],
            vec![Intention::Splice { field: "notes".into(), index: 1, delete: 2, insert: "𬭊·".into() }],
            vec![Intention::put("extra", "牛", "两头"), Intention::clear("phone")],
            vec![Intention::remove("categories", "低保户"), Intention::remove("members", id(5).to_string())],
        ],
        Kind::Person => vec![
            vec![Intention::set("household", id(3)), Intention::set("name", "罗小山")],
            vec![Intention::set("residence", "away_work"), Intention::insert("notes", 0, "在广东。")],
        ],
        Kind::Visit => vec![
            anchors(&[
                Intention::set("kind", "home"),
                Intention::set("text", "屋顶漏雨"),
                Intention::set("date", "2026-11-20"),
            ]),
            vec![Intention::add("participants", "村支书"), Intention::add("cases", id(6).to_string())],
        ],
        Kind::Case => vec![
            anchors(&[Intention::set("ledger", "livelihood"), Intention::set("title", "修屋顶")]),
            vec![event()],
            vec![Intention::set("mediation_amount_fen", 120_000), Intention::add("mediation_people", "田家")],
            vec![Intention::set("lead", user()), Intention::set("due", "2026-12-01")],
        ],
        Kind::DiaryEntry => vec![
            vec![Intention::set("author", user()), Intention::set("date", "2026-11-20")],
            vec![Intention::insert("text", 0, diary)],
            vec![Intention::add("households", id(3).to_string()), Intention::set("submitted", true)],
        ],
        Kind::Assistance => vec![
            anchors(&[
                Intention::set("kind", "money"),
                Intention::set("amount_fen", 60_000),
                Intention::set("date", "2026-11-20"),
            ]),
            vec![Intention::set("source", "临时救助"), Intention::set("text", "冬季取暖")],
        ],
        Kind::Comment => {
            vec![anchors(&[Intention::set("subject", id(6)), Intention::set("text", "请先解决")])]
        }
    }
}

#[test]
fn everything_that_people_do_passes() {
    let writer = Writer { user: user(), leads: true };
    for kind in Kind::ALL {
        let mut phone = Document::new(kind, id(1));
        let mut server = Document::new(kind, id(1)).into_automerge();
        for intentions in life_of(kind) {
            let edit = Edit { actor: PHONE, at: None, time_s: 1_795_000_000, intentions: &intentions, lenient: false };
            let written = phone.edit(&edit).unwrap().unwrap();
            let mut admission = Admission {
                actor_allowed: &|actor| actor == PHONE,
                check: &mut |before, change| check(kind, before, change, writer).map_err(|_| Code::NotAllowed),
                thorough: true,
                document_bytes: 0,
            };
            let verdict = admit(&mut server, &written.chunk, &mut admission);
            assert!(matches!(verdict, Verdict::Accepted(_)), "{kind} {intentions:?}: {verdict:?}");
        }
        let merged = Document::wrap(kind, id(1), server).unwrap();
        assert_eq!(merged.record(), phone.record(), "{kind}");
    }
}
