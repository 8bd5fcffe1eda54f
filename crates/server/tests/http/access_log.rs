//! `/v1/access-log`: who reads it, what stands in it, filters and pages.

use lianxin_store::{NewUser, Store as _, User};
use serde_json::{Value as Json, json};

use crate::county::{ADMIN, AUDITOR, COLLECTOR, NOW_S, QIN, SONG, TOWN_1, Town, VILLAGE_1, ZHOU, user_id};

/// 秦 asks twice, two days apart; 宋 once, on the second day.
async fn asked(town: &Town) -> [String; 2] {
    let records = town.with_records();
    let (one, two) = (records.id("person_1"), records.id("person_2"));
    for (login, document, field, reason) in [
        (QIN, &one, "health", "核对救助申请"),
        (QIN, &one, "id_number", "核对低保名册"),
        (SONG, &two, "health", "信访件复核"),
    ] {
        let body = json!({"document": document, "field": field, "reason": reason});
        let token = town.token(login).await;
        let answer = town.send(town.request("POST", "/v1/disclosures").bearer_auth(token).json(&body)).await;
        assert_eq!(answer.code(), "200");
        if field == "health" && login == QIN {
            town.clock.advance_s(2 * 86_400);
        }
    }
    [one, two]
}

#[tokio::test]
async fn who_reads_it_and_what_stands_in_it() {
    let town = Town::start().await;
    let [one, _] = asked(&town).await;
    let list: [(&str, &[&str]); 6] = [
        (AUDITOR, &["信访件复核", "核对低保名册", "核对救助申请"]),
        (ADMIN, &["信访件复核", "核对低保名册", "核对救助申请"]),
        (QIN, &["forbidden"]),
        (SONG, &["forbidden"]),
        (ZHOU, &["forbidden"]),
        (COLLECTOR, &["forbidden"]),
    ];
    town.everybody_gets("/v1/access-log", "/reason", &list).await;
    let answer = town.get(&town.token(AUDITOR).await, "/v1/access-log").await;
    let first = &answer.body["rows"][2];
    let mut expect = json!({
        "at_ms": NOW_S * 1_000, "by": {"id": user_id(QIN), "name": "秦岭"}, "kind": "unmask",
        "document": one, "document_kind": "person", "area": VILLAGE_1, "area_name": "东村",
        "field": "health", "label": "健康状况", "label_en": "Health",
        "list": null, "query": null, "rows": null, "reason": "核对救助申请",
    });
    expect["seq"] = first["seq"].clone();
    assert_eq!(first, &expect);
    // Neither the value nor the villager's name.
    let text = answer.body.to_string();
    assert!(!text.contains("腿脚不便") && !text.contains("户一") && !text.contains("19000101"), "{text}");
}

#[tokio::test]
async fn an_auditor_of_a_township_reads_of_its_people() {
    let town = Town::start().await;
    asked(&town).await;
    let mut write = town.store.write().expect("writes");
    let auditor = write.user(user_id(AUDITOR)).expect("reads").expect("an auditor");
    let User { id, login, name, role, .. } = auditor;
    write.put_user(&NewUser { id, login, name, role, area: TOWN_1.to_owned() }).expect("moved");
    write.commit().expect("committed");
    let list: [(&str, &[&str]); 1] = [(AUDITOR, &["核对低保名册", "核对救助申请"])];
    town.everybody_gets("/v1/access-log", "/reason", &list).await;
}

#[tokio::test]
async fn filters_and_pages() {
    let town = Town::start().await;
    let [one, two] = asked(&town).await;
    let token = town.token(AUDITOR).await;
    let user = user_id(QIN);
    // 1795000000 is 2026-11-18 in China.
    let cases: [(String, &[&str]); 12] = [
        (format!("user={user}"), &["核对低保名册", "核对救助申请"]),
        (format!("document={two}"), &["信访件复核"]),
        (format!("document={one}&date_to=2026-11-18"), &["核对救助申请"]),
        ("date_from=2026-11-19&count=true".to_owned(), &["信访件复核", "核对低保名册"]),
        ("date_from=2026-11-21".to_owned(), &[]),
        ("kind=unmask&limit=1".to_owned(), &["信访件复核"]),
        ("kind=export".to_owned(), &[]),
        ("kind=look".to_owned(), &["kind:unknown"]),
        ("user=x".to_owned(), &["user:not_an_id"]),
        ("document=x".to_owned(), &["document:not_an_id"]),
        ("date_from=x".to_owned(), &["date_from:not_a_day"]),
        ("limit=201".to_owned(), &["limit:out_of_range"]),
    ];
    for (query, expect) in cases {
        let answer = town.get(&token, &format!("/v1/access-log?{query}")).await;
        if answer.status == 200 {
            assert_eq!(answer.rows("/reason"), expect, "{query}");
            let total = if query.contains("count") { json!(expect.len()) } else { Json::Null };
            assert_eq!(answer.body["total"], total, "{query}");
        } else {
            let field = &answer.body["error"]["fields"][0];
            let found = format!("{}:{}", field["field"].as_str().unwrap(), field["code"].as_str().unwrap());
            assert_eq!([found.as_str()].as_slice(), expect, "{query}");
        }
    }
    let mut found = Vec::new();
    let mut path = "/v1/access-log?limit=1".to_owned();
    loop {
        let page = town.get(&token, &path).await;
        found.extend(page.rows("/reason"));
        let Some(next) = page.body["next"].as_str() else { break };
        path = format!("/v1/access-log?limit=1&cursor={next}");
    }
    assert_eq!(found, ["信访件复核", "核对低保名册", "核对救助申请"]);
    let cursor = town.get(&token, "/v1/access-log?limit=1").await.body["next"].as_str().expect("more").to_owned();
    let other = format!("/v1/access-log?limit=1&kind=unmask&cursor={cursor}");
    assert_eq!(town.get(&token, &other).await.code(), "bad_query");
}
