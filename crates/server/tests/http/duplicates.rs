//! `/v1/duplicates` and `/v1/households/{id}/merge`: who is offered what, and what merging does to lists.

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, Answer, NOW_S, QIN, SONG, TOWN_2, Town, VILLAGE_1, WU, ZHOU, user_id};

fn id(number: u128) -> DocId {
    DocId(Uuid::from_u128(number))
}

/// The same family, registered by two cadres without a code, each with a visit.
fn family_twice(town: &Town) {
    let set = |field: &str, value: &str| Intention::set(field, value);
    for (number, name, housing, by) in [(701, "罗守山", "木房", ZHOU), (702, "羅守山", "砖房", QIN)] {
        let mut household = Document::new(Kind::Household, id(number));
        let phone = set("phone", "13900000123");
        let mut fields = vec![set("area", VILLAGE_1), set("head_name", name), phone, set("housing", housing)];
        if number == 702 {
            fields.push(set("address", "3组12号"));
        }
        town.write(&mut household, by, NOW_S - 900, &fields);
        let mut visit = Document::new(Kind::Visit, id(number + 10));
        let of = [
            Intention::set("household", id(number)),
            Intention::set("author", user_id(by)),
            set("kind", "home"),
            set("date", "2026-11-18"),
            set("text", &format!("走访{number}")),
        ];
        town.write(&mut visit, by, NOW_S - 800, &of);
    }
}

async fn send(town: &Town, login: &str, method: &str, number: u128, body: Option<Json>) -> Answer {
    let token = town.token(login).await;
    let request = town.request(method, &format!("/v1/households/{}/merge", id(number))).bearer_auth(token);
    town.send(match body {
        Some(body) => request.json(&body),
        None => request,
    })
    .await
}

#[tokio::test]
async fn one_family_twice_becomes_one() {
    let town = Town::start().await;
    family_twice(&town);
    let offered: [(&str, &[&str]); 6] =
        [(ADMIN, &["罗守山"]), (QIN, &["罗守山"]), (SONG, &[]), (ZHOU, &[]), (WU, &[]), (AUDITOR, &["forbidden"])];
    town.everybody_gets("/v1/duplicates", "/survivor/head_name", &offered).await;
    let path = format!("/v1/duplicates?area={VILLAGE_1}");
    town.everybody_gets(&path, "/reasons/0/code", &[(QIN, &["head_name"]), (SONG, &[])]).await;
    town.everybody_gets(&format!("/v1/duplicates?area={TOWN_2}"), "", &[(ADMIN, &[])]).await;
    town.everybody_gets("/v1/duplicates?area=x", "", &[(ADMIN, &["bad_query"])]).await;
    let answer = town.get(&town.token(QIN).await, &path).await;
    let row = &answer.body["rows"][0];
    assert_eq!((&row["certain"], &row["other"]["id"]), (&json!(true), &json!(id(702))));
    let housing = json!({"field": "housing", "label": "住房", "label_en": "Housing", "key": null,
        "survivor": "木房", "other": "砖房"});
    assert_eq!(row["differences"][1], housing, "{answer:?}");

    let with = |other: u128| Some(json!({"other": id(other)}));
    let refused = [
        (ZHOU, 701, with(702), "forbidden"),
        (AUDITOR, 701, with(702), "forbidden"),
        (SONG, 701, with(702), "not_found"),
        (QIN, 701, with(999), "not_found"),
        (QIN, 711, with(702), "not_found"),
        (QIN, 701, Some(json!({"other": "x"})), "bad_json"),
        (QIN, 701, Some(json!({"other": id(702), "take": [{"field": "phone"}]})), "bad_fields"),
    ];
    for (login, number, body, code) in refused {
        assert_eq!(send(&town, login, "POST", number, body.clone()).await.code(), code, "{login} {body:?}");
    }
    town.everybody_gets("/v1/households", "/id", &[(QIN, &[&id(701).to_string(), &id(702).to_string()])]).await;

    let body = json!({"other": id(701), "take": [{"field": "housing"}]});
    let merged = send(&town, QIN, "POST", 702, Some(body.clone())).await;
    assert_eq!(merged.code(), "200", "{merged:?}");
    assert_eq!((&merged.body["survivor"], &merged.body["other"]), (&json!(id(701)), &json!(id(702))));
    let again = send(&town, QIN, "POST", 702, Some(json!({"other": id(701)}))).await;
    assert_eq!(again.body["survivor"], json!(id(701)), "once more changes nothing");
    assert_shown_as_one(&town).await;

    let parted = send(&town, QIN, "DELETE", 702, None).await;
    assert_eq!(parted.code(), "200", "{parted:?}");
    town.everybody_gets("/v1/households", "/id", &[(QIN, &[&id(701).to_string(), &id(702).to_string()])]).await;
    town.everybody_gets("/v1/duplicates", "/survivor/id", &[(QIN, &[&id(701).to_string()])]).await;
}

async fn assert_shown_as_one(town: &Town) {
    let token = town.token(QIN).await;
    let one = id(701).to_string();
    for (path, expect) in [
        ("/v1/households", one.as_str()),
        ("/v1/households?q=luoshoushan", one.as_str()),
        ("/v1/households?q=3%E7%BB%84", one.as_str()),
    ] {
        assert_eq!(town.get(&token, path).await.rows("/id"), [expect], "{path}");
    }
    assert_eq!(town.get(&token, "/v1/duplicates").await.rows("/id"), [""; 0]);
    for number in [701, 702] {
        let path = format!("/v1/visits?household={}", id(number));
        let mut texts = town.get(&token, &path).await.rows("/fields/text");
        texts.sort();
        assert_eq!(texts, ["走访701", "走访702"], "{path}");
        let history = town.get(&token, &format!("/v1/households/{}/history", id(number))).await;
        let documents = history.rows("/document");
        assert!(documents.first() == Some(&one) && documents.contains(&id(702).to_string()), "{history:?}");
        let last = history.body["rows"].as_array().and_then(|rows| rows.last()).expect("a change");
        assert_eq!((&last["by"]["name"], &last["steps"][0]["field"]), (&json!("秦岭"), &json!("merged_into")));
        assert_eq!((&last["received_at_ms"], &last["clock_off"]), (&json!(null), &json!(false)));
    }
    let survivor = town.get(&token, &format!("/v1/households/{one}")).await.body;
    assert_eq!((&survivor["fields"]["housing"], &survivor["fields"]["address"]), (&json!("砖房"), &json!("3组12号")));
    assert_eq!((&survivor["merged"], survivor.get("survivor")), (&json!([id(702)]), None));
    let other = town.get(&token, &format!("/v1/households/{}", id(702))).await.body;
    assert_eq!((&other["survivor"], &other["fields"]["head_name"]), (&json!(one), &json!("羅守山")));
}
