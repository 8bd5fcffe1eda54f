//! `/v1/households/{id}/timeline`: what happened, newest first, page by page, each as its kind allows.

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_store::Store as _;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, COLLECTOR, NOW_S, QIN, Records, SONG, Town, VILLAGE_2, WU, ZHOU, event, user_id};

fn id(number: u128) -> DocId {
    DocId(Uuid::from_u128(number))
}

/// The household of the first village on five days, with a diary entry that tells of it and a draft that does too.
fn lived(town: &Town) -> Records {
    let records = town.with_records();
    let household = || Intention::set("household", records.ids["household_1"]);
    let text = |field: &str, value: &str| Intention::set(field, value);
    let author = |login: &str| Intention::set("author", user_id(login));
    let mut given = Document::new(Kind::Assistance, id(700));
    let parts = [household(), author(ZHOU), text("kind", "money"), text("date", "2026-11-13"), text("text", "慰问金")];
    town.write(&mut given, ZHOU, NOW_S, &parts);
    town.write(&mut given, ZHOU, NOW_S, &[Intention::set("amount_fen", 50_000)]);
    let mut said = Document::new(Kind::Comment, id(701));
    let subject = Intention::set("subject", records.ids["household_1"]);
    let parts = [subject, household(), author(QIN), text("date", "2026-11-15"), text("text", "电话请核实")];
    town.write(&mut said, QIN, NOW_S, &parts);
    for (name, day) in [("diary_1", "2026-11-14"), ("draft_1", "2026-11-14")] {
        let mut entry = reload(town, Kind::DiaryEntry, records.ids[name]);
        let told = Intention::add("households", records.id("household_1"));
        town.write(&mut entry, ZHOU, NOW_S, &[told, text("date", day)]);
    }
    let mut case = reload(town, Kind::Case, records.ids["case_1"]);
    town.write(&mut case, ZHOU, NOW_S, &[event(2, "accepted", ZHOU, &[1])]);
    records
}

fn reload(town: &Town, kind: Kind, id: DocId) -> Document {
    let loaded = town.store.read().expect("reads").load(id).expect("reads").expect("kept");
    let mut document = Document::new(kind, id);
    document.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).expect("merged");
    document
}

fn told(body: &Json) -> Vec<String> {
    let rows = body["rows"].as_array().expect("rows").iter();
    let word = |value: &Json| value.as_str().unwrap_or("-").to_owned();
    rows.map(|row| format!("{} {} {}", word(&row["date"]), word(&row["kind"]), word(&row["word"]))).collect()
}

const WHOLE: [&str; 7] = [
    "2026-11-18 founded -",
    "2026-11-15 comment -",
    "2026-11-14 diary -",
    "2026-11-13 assistance money",
    "2026-11-12 step accepted",
    "2026-11-12 step registered",
    "2026-11-11 visit home",
];

#[tokio::test]
async fn who_reads_which() {
    let town = Town::start().await;
    let records = lived(&town);
    let path = format!("/v1/households/{}/timeline", records.id("household_1"));
    for login in [ADMIN, QIN] {
        let answer = town.get(&town.token(login).await, &path).await;
        assert_eq!(told(&answer.body), WHOLE, "{login}");
    }
    // Their author reads their own draft too.
    let mut own = WHOLE.to_vec();
    own.insert(2, WHOLE[2]);
    assert_eq!(told(&town.get(&town.token(ZHOU).await, &path).await.body), own);
    for (login, code) in [(SONG, "not_found"), (WU, "not_found"), (AUDITOR, "forbidden"), (COLLECTOR, "forbidden")] {
        assert_eq!(town.get(&town.token(login).await, &path).await.code(), code, "{login}");
    }
    let none = format!("/v1/households/{}/timeline", records.id("person_1"));
    assert_eq!(town.get(&town.token(QIN).await, &none).await.code(), "not_found");
}

#[tokio::test]
async fn an_entry_says_what_was_done_and_by_whom() {
    let town = Town::start().await;
    let records = lived(&town);
    let path = format!("/v1/households/{}/timeline", records.id("household_1"));
    let body = town.get(&town.token(QIN).await, &path).await.body;
    let zhou = json!({"id": user_id(ZHOU), "name": "周田"});
    let nothing = json!({"amount_fen": null, "from": null, "to": null, "more": null, "word": null, "title": ""});
    let with = |mut entry: Json| {
        let rest = nothing.as_object().expect("an object").clone();
        rest.into_iter().for_each(|(key, value)| {
            entry.as_object_mut().expect("an object").entry(key).or_insert(value);
        });
        entry
    };
    let cases = [
        (
            3,
            json!({"id": id(700), "kind": "assistance", "date": "2026-11-13", "document": id(700),
            "document_kind": "assistance", "word": "money", "text": "慰问金", "by": zhou, "amount_fen": 50_000}),
        ),
        (
            4,
            json!({"id": id(2), "kind": "step", "date": "2026-11-12", "document": records.id("case_1"),
            "document_kind": "case", "title": "修屋顶", "word": "accepted", "text": null, "by": zhou}),
        ),
        (
            6,
            json!({"id": records.id("visit_1"), "kind": "visit", "date": "2026-11-11",
            "document": records.id("visit_1"), "document_kind": "visit", "word": "home", "text": "户一家收成好", "by": zhou}),
        ),
    ];
    for (place, expect) in cases {
        assert_eq!(body["rows"][place], with(expect), "{place}");
    }
}

#[tokio::test]
async fn pages_follow_each_other() {
    let town = Town::start().await;
    let records = lived(&town);
    let token = town.token(QIN).await;
    let path = format!("/v1/households/{}/timeline", records.id("household_1"));
    for limit in 1..=7 {
        let (mut found, mut next) = (Vec::new(), String::new());
        loop {
            let page = town.get(&token, &format!("{path}?limit={limit}{next}")).await;
            found.extend(told(&page.body));
            match page.body["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(found, WHOLE, "{limit}");
    }
    for query in ["limit=0", "cursor=x", "kind=visit"] {
        assert_eq!(town.get(&token, &format!("{path}?{query}")).await.code(), "bad_query", "{query}");
    }
}

#[tokio::test]
async fn a_move_says_from_where_to_where() {
    let town = Town::start().await;
    let records = town.with_records();
    let mut household = reload(&town, Kind::Household, records.ids["household_1"]);
    town.write(&mut household, ADMIN, NOW_S + 86_400, &[Intention::set("area", VILLAGE_2)]);
    let path = format!("/v1/households/{}/timeline", records.id("household_1"));
    let body = town.get(&town.token(ADMIN).await, &path).await.body;
    let moved = &body["rows"][0];
    assert_eq!(
        [&moved["kind"], &moved["from"]["name"], &moved["to"]["name"], &moved["by"]["name"]],
        [&json!("moved"), &json!("东村"), &json!("西村"), &json!("管理员")]
    );
}
