//! `/v1/households`: whose, filters, both phones of a conflict, history.

use lianxin_model::document::Document;
use lianxin_model::ids::Kind;
use lianxin_model::intention::Intention;
use serde_json::json;

use crate::county::{ADMIN, AUDITOR, COLLECTOR, NOW_S, QIN, Records, SONG, Town, VILLAGE_1, WU, ZHOU, edit, user_id};

#[tokio::test]
async fn who_reads_which() {
    let town = Town::start().await;
    let records = town.with_records();
    let list: [(&str, &[&str]); 7] = [
        (ADMIN, &["H0001", "H0002"]),
        (QIN, &["H0001"]),
        (SONG, &["H0002"]),
        (ZHOU, &["H0001"]),
        (WU, &[]),
        (AUDITOR, &["forbidden"]),
        (COLLECTOR, &["forbidden"]),
    ];
    town.everybody_gets("/v1/households", "/fields/code", &list).await;
    let foreign: [(&str, &[&str]); 5] = [
        (ADMIN, &["H0002"]),
        (SONG, &["H0002"]),
        (QIN, &["not_found"]),
        (ZHOU, &["not_found"]),
        (AUDITOR, &["forbidden"]),
    ];
    let path = format!("/v1/households/{}", records.id("household_2"));
    town.everybody_gets(&path, "/fields/code", &foreign).await;
    for part in ["history", "conflicts"] {
        for (login, expect) in [(QIN, "not_found"), (ZHOU, "not_found"), (AUDITOR, "forbidden")] {
            let answer = town.get(&town.token(login).await, &format!("{path}/{part}")).await;
            assert_eq!(answer.code(), expect, "{login} {part}");
        }
    }
    // A person is no household.
    let path = format!("/v1/households/{}", records.id("person_1"));
    assert_eq!(town.get(&town.token(ADMIN).await, &path).await.code(), "not_found");
}

#[tokio::test]
async fn filters() {
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(ADMIN).await;
    let household = records.id("household_1");
    let cases: [(&str, &[&str]); 17] = [
        ("area=431027000000", &["H0001", "H0002"]),
        ("area=431027100000", &["H0001"]),
        ("area=431027101201", &["H0002"]),
        ("area=431028000000", &[]),
        ("code=H0002", &["H0002"]),
        ("category=%E4%BD%8E%E4%BF%9D%E6%88%B7", &["H0001", "H0002"]),
        ("category=x", &[]),
        ("conflicts=true", &[]),
        ("conflicts=false&limit=1", &["H0001"]),
        ("q=%E6%88%B7%E4%B8%80", &["H0001"]),
        ("q=13800000000", &["H0001", "H0002"]),
        ("q=nobodyofthisname", &[]),
        ("q=000000190001011234", &[]),
        ("sort=changed", &["H0002", "H0001"]),
        ("area=x", &["area:not_a_code"]),
        ("limit=201", &["limit:out_of_range"]),
        ("ledger=hardship", &["ledger:not_here"]),
    ];
    for (query, expect) in cases {
        let answer = town.get(&token, &format!("/v1/households?{query}")).await;
        if answer.status == 200 {
            assert_eq!(answer.rows("/fields/code"), expect, "{query}");
        } else {
            let field = &answer.body["error"]["fields"][0];
            let found = format!("{}:{}", field["field"].as_str().unwrap(), field["code"].as_str().unwrap());
            assert_eq!((answer.code().as_str(), [found.as_str()].as_slice()), ("bad_query", expect), "{query}");
        }
    }
    for (query, field, code) in [
        ("limit=0", "limit", "out_of_range"),
        ("limit=-1", "limit", "not_a_number"),
        ("conflicts=yes", "conflicts", "not_a_flag"),
        ("q=%21%21", "q", "nothing_to_find"),
        ("sort=title", "sort", "unknown"),
        ("cursor=x", "cursor", "unknown"),
        ("household=1", "household", "not_here"),
    ] {
        let answer = town.get(&token, &format!("/v1/households?{query}")).await;
        assert_eq!(answer.body["error"]["fields"], json!([{"field": field, "code": code}]), "{query}");
    }
    let long = "长".repeat(101);
    assert_eq!(town.get(&token, &format!("/v1/households?q={long}")).await.code(), "bad_query");
    let counted = town.get(&token, "/v1/households?limit=1&count=true").await;
    assert_eq!((counted.rows("/id"), &counted.body["total"]), (vec![household], &json!(2)));
}

/// 周 and 秦 set the phone at the same time.
fn contradict(town: &Town, records: &Records) {
    let household = |login, time_s, phone: &str| {
        let mut document = reload(town, records);
        let changes = edit(&mut document, login, time_s, &[Intention::set("phone", phone)]);
        (document, changes)
    };
    let (_, first) = household(ZHOU, NOW_S - 60, "13900000001");
    let (mut document, second) = household(QIN, NOW_S - 30, "13900000002");
    town.append(&document, QIN, &second);
    document.merge_chunks(first.iter().map(|(_, chunk)| chunk.as_slice())).expect("merged");
    town.append(&document, ZHOU, &first);
}

pub(crate) fn reload(town: &Town, records: &Records) -> Document {
    use lianxin_store::Store as _;
    let id = records.ids["household_1"];
    let loaded = town.store.read().expect("reads").load(id).expect("reads").expect("kept");
    let mut document = Document::new(Kind::Household, id);
    document.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).expect("merged");
    document
}

#[tokio::test]
async fn both_phones_of_a_conflict_are_shown_with_who_and_when_until_it_is_settled() {
    let town = Town::start().await;
    let records = town.with_records();
    contradict(&town, &records);
    let token = town.token(QIN).await;
    let path = format!("/v1/households/{}", records.id("household_1"));
    let shown = town.get(&token, &path).await.body;
    let conflicts = town.get(&token, &format!("{path}/conflicts")).await.body;
    let listed = town.get(&token, "/v1/households?conflicts=true").await.body;
    assert_eq!(shown["conflicts"], conflicts["conflicts"]);
    assert_eq!(listed["rows"][0]["conflicts"], conflicts["conflicts"]);
    let conflict = &conflicts["conflicts"][0];
    assert_eq!((&conflict["field"], &conflict["label"]), (&json!("phone"), &json!("电话")));
    assert_eq!(shown["fields"]["phone"], conflict["rivals"][0]["value"]);
    let mut rivals: Vec<_> = conflict["rivals"].as_array().expect("rivals").clone();
    rivals.sort_by_key(|rival| rival["value"].as_str().map(str::to_owned));
    let by = |login, name| json!({"id": user_id(login), "name": name, "device": null});
    assert_eq!(
        json!(rivals),
        json!([
            {"value": "13900000001", "by": by(ZHOU, "周田"), "time_s": NOW_S - 60},
            {"value": "13900000002", "by": by(QIN, "秦岭"), "time_s": NOW_S - 30},
        ])
    );
    let mut document = reload(&town, &records);
    town.write(&mut document, ZHOU, NOW_S, &[Intention::set("phone", "13900000003")]);
    let settled = town.get(&token, &path).await.body;
    assert_eq!((&settled["fields"]["phone"], &settled["conflicts"]), (&json!("13900000003"), &json!([])));
    let history = town.get(&token, &format!("{path}/history")).await.body;
    let last = &history["rows"].as_array().expect("rows").last().expect("a change")["steps"][0];
    let mut from: Vec<_> = last["from"].as_array().expect("values").clone();
    from.sort_by_key(|value| value.as_str().map(str::to_owned));
    assert_eq!((json!(from), &last["to"]), (json!(["13900000001", "13900000002"]), &json!("13900000003")));
}

#[tokio::test]
async fn a_history_tells_who_changed_what_and_pages() {
    let town = Town::start().await;
    let records = town.with_records();
    contradict(&town, &records);
    let token = town.token(QIN).await;
    let path = format!("/v1/households/{}/history", records.id("household_1"));
    let whole = town.get(&token, &path).await;
    let mut names = whole.rows("/by/name");
    // The two in the middle were written at the same time.
    names[1..].sort();
    assert_eq!(names, ["周田", "周田", "秦岭"]);
    let first = &whole.body["rows"][0];
    assert_eq!((&first["claimed_at_ms"], &whole.body["next"]), (&json!((NOW_S - 900) * 1_000), &json!(null)));
    let area = first["steps"].as_array().expect("steps").iter().find(|step| step["field"] == "area").expect("set");
    assert_eq!(
        area,
        &json!({"field": "area", "label": "所在组", "label_en": "Area", "key": null, "from": [], "to": VILLAGE_1})
    );
    let mut hashes = Vec::new();
    let mut next = String::new();
    loop {
        let page = town.get(&token, &format!("{path}?limit=1{next}")).await;
        hashes.extend(page.rows("/hash"));
        match page.body["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(hashes, whole.rows("/hash"));
    for query in ["limit=0", "cursor=x", "before=1"] {
        assert_eq!(town.get(&token, &format!("{path}?{query}")).await.code(), "bad_query", "{query}");
    }
    // The cursor of another record's history.
    let page = town.get(&town.token(ADMIN).await, &format!("{path}?limit=1")).await;
    let cursor = page.body["next"].as_str().expect("more").to_owned();
    let other = format!("/v1/households/{}/history?cursor={cursor}", records.id("household_2"));
    assert_eq!(town.get(&town.token(ADMIN).await, &other).await.code(), "bad_query");
}
