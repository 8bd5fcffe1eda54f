//! `/v1/search`: whose, by what, and why something was found.

use serde_json::{Value as Json, json};

use crate::county::{ADMIN, AUDITOR, COLLECTOR, QIN, SONG, Town, WU, ZHOU};

/// `kind title` of everything that was found.
fn found(body: &Json) -> Vec<String> {
    let groups = body["groups"].as_array().unwrap_or_else(|| panic!("groups: {body}"));
    let rows = groups.iter().flat_map(|group| group["rows"].as_array().expect("rows"));
    rows.map(|row| format!("{} {}", row["kind"].as_str().unwrap_or("-"), row["title"].as_str().unwrap_or("-")))
        .collect()
}

#[tokio::test]
async fn who_finds_what() {
    let town = Town::start().await;
    town.with_records();
    let first: &[&str] = &["household 户一", "person 户一", "visit 户一家收成好", "diary_entry 户一的一天"];
    let cases: [(&str, &str, &[&str]); 12] = [
        (QIN, "户一", first),
        (QIN, "户二", &[]),
        (SONG, "户一", &[]),
        // Their own draft.
        (
            ZHOU,
            "户一",
            &[
                "household 户一",
                "person 户一",
                "visit 户一家收成好",
                "diary_entry 户一的一天",
                "diary_entry 户一的一天",
            ],
        ),
        (WU, "户一", &[]),
        (ADMIN, "修屋顶", &["case 修屋顶", "case 修屋顶"]),
        (ADMIN, "修屋顶&area=431027101000", &["case 修屋顶"]),
        (ADMIN, "huyi", &["household 户一", "person 户一"]),
        (ADMIN, "13800000000&each=1", &["household 户二"]),
        (ADMIN, "000000190001011234", &[]),
        (ADMIN, "没有这样的话", &[]),
        (QIN, "户一 收成", &["visit 户一家收成好"]),
    ];
    for (login, q, expect) in cases {
        let answer = town.get(&town.token(login).await, &format!("/v1/search?q={q}")).await;
        assert_eq!(answer.status, 200, "{login} {q}: {answer:?}");
        assert_eq!(found(&answer.body), expect, "{login} {q}");
    }
    let codes = [
        (AUDITOR, "q=x", "forbidden"),
        (COLLECTOR, "q=x", "forbidden"),
        (QIN, "", "bad_query"),
        (QIN, "q=,", "bad_query"),
        (QIN, "q=x&each=0", "bad_query"),
        (QIN, "q=x&each=21", "bad_query"),
        (QIN, "q=x&kind=case", "bad_query"),
        (QIN, "q=x&area=no", "bad_query"),
    ];
    for (login, query, code) in codes {
        assert_eq!(
            town.get(&town.token(login).await, &format!("/v1/search?{query}")).await.code(),
            code,
            "{login} {query}"
        );
    }
}

#[tokio::test]
async fn a_hit_says_where_and_why() {
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(ADMIN).await;
    let first = |body: &Json, kind: &str| {
        let groups = body["groups"].as_array().expect("groups").clone();
        groups.into_iter().find(|group| group["kind"] == kind).map(|group| group["rows"][0].clone()).unwrap_or_default()
    };
    let body = town.get(&token, "/v1/search?q=户一 收成").await.body;
    let visit = first(&body, "visit");
    assert_eq!(visit["id"], json!(records.id("visit_1")));
    assert_eq!((&visit["household_title"], &visit["area_name"]), (&json!("户一"), &json!("东村")));
    let why =
        json!({ "field": "text", "label": "看到、听到的", "label_en": "What was seen", "excerpt": "户一家收成好" });
    assert_eq!(visit["found_in"]["excerpt"], why["excerpt"], "{visit}");
    assert_eq!(visit["found_in"]["field"], why["field"]);
    // By part of a phone, by a category, and by what is masked, which is not shown.
    let by = |q: &'static str| {
        let (town, token) = (&town, &token);
        async move { first(&town.get(token, &format!("/v1/search?q={q}")).await.body, "household")["found_in"].clone() }
    };
    let shown = |why: &Json| (why["field"].clone(), why["excerpt"].clone());
    assert_eq!(shown(&by("0000").await), (json!("phone"), json!("13800000000")));
    assert_eq!(shown(&by("低保户").await), (json!("categories"), json!("低保户")));
    assert_eq!(shown(&by("屋顶漏雨").await), (json!("hardship"), Json::Null));
    let more = town.get(&token, "/v1/search?q=修屋顶&each=1").await.body;
    assert_eq!((&more["groups"][0]["more"], &more["cut"]), (&json!(true), &json!(false)));
}
