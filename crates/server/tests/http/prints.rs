//! `/v1/prints`: logged before anything is shown printable, and answered with what marks the pages.

use lianxin_model::ids::Kind;
use lianxin_store::{AccessKind, AccessQuery, Store as _};
use serde_json::json;

use crate::county::{AUDITOR, NOW_S, QIN, SONG, TOWN_1, TOWN_2, Town, ZHOU, user_id};

#[tokio::test]
async fn who_prints_what() {
    let town = Town::start().await;
    let records = town.with_records();
    let (mine, foreign) = (records.id("household_1"), records.id("household_2"));
    let cases = [
        (QIN, json!({"document": mine, "reason": "归档备查"}), "200"),
        (QIN, json!({"document": foreign, "reason": "归档备查"}), "not_found"),
        (SONG, json!({"document": foreign, "reason": "归档备查"}), "200"),
        (QIN, json!({"list": "cases", "query": {"ledger": "hardship"}, "reason": "周三会议"}), "200"),
        (QIN, json!({"list": "cases", "query": {"kind": "home"}, "reason": "周三会议"}), "bad_query"),
        (QIN, json!({"list": "people", "reason": "周三会议"}), "bad_fields"),
        (QIN, json!({"week": "2026-W47", "query": {"area": TOWN_1}, "reason": "每周例会"}), "200"),
        (QIN, json!({"week": "2026-W47", "query": {"area": TOWN_2}, "reason": "每周例会"}), "not_found"),
        (QIN, json!({"week": "2026-47", "reason": "每周例会"}), "bad_fields"),
        (QIN, json!({"document": mine, "list": "cases", "reason": "归档备查"}), "bad_fields"),
        (QIN, json!({"reason": "归档备查"}), "bad_fields"),
        (QIN, json!({"document": mine, "reason": ""}), "bad_fields"),
        (ZHOU, json!({"document": mine, "reason": "归档备查"}), "forbidden"),
        (AUDITOR, json!({"list": "cases", "reason": "归档备查"}), "forbidden"),
    ];
    for (login, body, expect) in cases {
        let token = town.token(login).await;
        let answer = town.send(town.request("POST", "/v1/prints").bearer_auth(&token).json(&body)).await;
        assert_eq!(answer.code(), expect, "{login} {body}");
        if expect == "200" {
            assert_eq!(answer.body["by"]["id"], json!(user_id(login)), "{body}");
            assert!(answer.body["at_ms"].as_i64().is_some_and(|at_ms| at_ms >= NOW_S * 1_000), "{answer:?}");
        }
    }
    let read = town.store.read().expect("reads");
    let log = read.accesses(&AccessQuery { limit: 20, ..AccessQuery::default() }).expect("the log");
    let said: Vec<_> = log
        .iter()
        .rev()
        .map(|access| {
            (access.what.list.as_deref(), access.what.document_kind, access.what.rows, &access.what.reason[..])
        })
        .collect();
    let household = (None, Some(Kind::Household), None, "归档备查");
    assert_eq!(
        said,
        [
            household,
            household,
            (Some("cases"), None, Some(1), "周三会议"),
            (Some("weekly-report"), None, None, "每周例会"),
        ]
    );
    assert!(log.iter().all(|access| access.what.kind == AccessKind::Print));
}

#[tokio::test]
async fn pages_are_marked_with_area_and_filter() {
    let town = Town::start().await;
    town.with_records();
    let token = town.token(QIN).await;
    let body = json!({"list": "cases", "query": {"ledger": "hardship", "status": "registered"}, "reason": "周三会议"});
    let answer = town.send(town.request("POST", "/v1/prints").bearer_auth(&token).json(&body)).await.body;
    let got = (&answer["area"], &answer["filter"], &answer["rows"], &answer["by"]["name"]);
    assert_eq!(got, (&json!("东乡"), &json!("台账：困难；状态：已登记"), &json!(1), &json!("秦岭")));
}
