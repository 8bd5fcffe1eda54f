//! `/v1/disclosures`: to whom a masked value is shown, and that it stands in the access log then.

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_store::{AccessQuery, Store as _};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, Answer, COLLECTOR, NOW_S, QIN, SONG, Town, ZHOU, edit, user_id};

const REASON: &str = "核对临时救助申请";

async fn disclose(town: &Town, login: &str, body: Json) -> Answer {
    let token = town.token(login).await;
    town.send(town.request("POST", "/v1/disclosures").bearer_auth(token).json(&body)).await
}

fn logged(town: &Town) -> usize {
    let read = town.store.read().expect("reads");
    read.accesses(&AccessQuery { limit: 100, ..AccessQuery::default() }).expect("reads").len()
}

#[tokio::test]
async fn who_is_shown_what() {
    let town = Town::start().await;
    let records = town.with_records();
    let person = records.id("person_1");
    let cases: [(&str, Json, &str); 15] = [
        (QIN, json!({"document": person, "field": "health", "reason": REASON}), "腿脚不便"),
        (ADMIN, json!({"document": person, "field": "id_number", "reason": REASON}), "000000190001011234"),
        (QIN, json!({"document": records.id("household_1"), "field": "hardship", "reason": REASON}), "屋顶漏雨"),
        (SONG, json!({"document": person, "field": "health", "reason": REASON}), "not_found"),
        (ZHOU, json!({"document": person, "field": "health", "reason": REASON}), "forbidden"),
        (AUDITOR, json!({"document": person, "field": "health", "reason": REASON}), "forbidden"),
        (COLLECTOR, json!({"document": person, "field": "health", "reason": REASON}), "forbidden"),
        (QIN, json!({"document": person, "field": "name", "reason": REASON}), "field:not_masked"),
        (QIN, json!({"document": person, "field": "shoe_size", "reason": REASON}), "field:unknown"),
        (QIN, json!({"document": person, "field": "health", "reason": " 看看 \n"}), "reason:too_short"),
        (QIN, json!({"document": person, "field": "health", "reason": "长".repeat(501)}), "reason:too_long"),
        (QIN, json!({"document": person, "field": "health", "reason": "核对\u{0}救助"}), "reason:not_a_text"),
        (QIN, json!({"document": person, "field": "health"}), "bad_json"),
        (QIN, json!({"document": "x", "field": "health", "reason": REASON}), "bad_json"),
        (QIN, json!({"document": person, "field": "health", "reason": REASON, "of": 1}), "bad_json"),
    ];
    let mut shown = 0;
    for (login, body, expect) in cases {
        let answer = disclose(&town, login, body.clone()).await;
        shown += usize::from(answer.status == 200);
        let field = &answer.body["error"]["fields"][0];
        let found = match (answer.status, field["field"].as_str()) {
            (200, _) => answer.body["value"].as_str().expect("a value").to_owned(),
            (_, Some(name)) => format!("{name}:{}", field["code"].as_str().expect("a code")),
            _ => answer.code(),
        };
        assert_eq!(found, expect, "{login} {body}");
        // What was shown is logged, and what was not shown is not.
        assert_eq!(logged(&town), shown, "{login} {body}");
    }
    assert_eq!(shown, 3);
}

#[tokio::test]
async fn both_values_of_a_hidden_conflict_are_shown() {
    let town = Town::start().await;
    town.with_records();
    let id = DocId(Uuid::from_u128(900));
    let household = Intention::set("household", DocId(Uuid::from_u128(100)));
    let mut person = Document::new(Kind::Person, id);
    town.write(&mut person, ZHOU, NOW_S, &[household]);
    let mut rival = person.clone();
    let first = edit(&mut rival, QIN, NOW_S - 5, &[Intention::set("health", "旧伤复发")]);
    town.write(&mut person, ZHOU, NOW_S, &[Intention::set("health", "旧伤加重")]);
    person.merge_chunks(first.iter().map(|(_, chunk)| chunk.as_slice())).expect("merged");
    town.append(&person, QIN, &first);
    let token = town.token(QIN).await;
    let masked = town.get(&token, &format!("/v1/persons/{id}/conflicts")).await.body;
    assert_eq!(masked["conflicts"][0]["masked"], true);
    let shown = disclose(&town, QIN, json!({"document": id, "field": "health", "reason": REASON})).await.body;
    let named = |rivals: &Json| -> Vec<Json> {
        let rivals = rivals.as_array().expect("rivals").iter();
        rivals.map(|rival| json!([rival["by"]["id"], rival["time_s"]])).collect()
    };
    assert_eq!(named(&shown["rivals"]), named(&masked["conflicts"][0]["rivals"]));
    let mut values: Vec<_> = shown["rivals"].as_array().expect("rivals").iter().map(|rival| &rival["value"]).collect();
    assert_eq!(&shown["value"], values[0]);
    values.sort_by_key(|value| value.as_str());
    assert_eq!(values, ["旧伤加重", "旧伤复发"]);
    assert!(shown["rivals"].as_array().expect("rivals").iter().any(|rival| rival["by"]["id"] == json!(user_id(QIN))));
}
