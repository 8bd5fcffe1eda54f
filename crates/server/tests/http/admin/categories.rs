//! 类别: a name stands in records, and a renamed one is found in all of them.

use lianxin_model::intention::Intention;
use serde_json::json;

use super::{administer_from, post};
use crate::county::{ADMIN, NOW_S, TOWN_1, Town, ZHOU};

async fn with_category(town: &Town, token: &str, name: &str) -> usize {
    town.get(token, &format!("/v1/households?category={name}")).await.rows("/id").len()
}

#[tokio::test]
async fn a_renamed_category_goes_through_the_records() {
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(ADMIN).await;
    assert_eq!(with_category(&town, &token, "低保户").await, 2);
    let rename = json!({ "code": "dibao", "name": "最低生活保障户" });
    let mut tried = rename.clone();
    tried["dry_run"] = true.into();
    let said = post(&town, &token, "categories/rename", &tried).await;
    assert_eq!(
        (&said.body["changed"], &said.body["records"], &said.body["more"]),
        (&json!(true), &json!(2), &json!(false))
    );
    assert_eq!(with_category(&town, &token, "最低生活保障户").await, 0, "only tried");
    for (changed, count) in [(true, 2), (false, 0)] {
        let renamed = post(&town, &token, "categories/rename", &rename).await;
        assert_eq!((&renamed.body["changed"], &renamed.body["records"]), (&json!(changed), &json!(count)));
    }
    assert_eq!(with_category(&town, &token, "最低生活保障户").await, 2);
    let id = records.id("household_1");
    let household = town.get(&token, &format!("/v1/households/{id}")).await;
    assert_eq!(household.body["fields"]["categories"], json!(["最低生活保障户"]));
    let history = town.get(&token, &format!("/v1/households/{id}/history")).await;
    assert!(history.body.to_string().contains("管理员"), "it stands in the history who did it");

    // A phone that has not heard of it writes the word of before: it is found, and the next round brings it along.
    let loaded = {
        use lianxin_store::Store as _;
        town.store.read().expect("reads").load(records.ids["household_1"]).expect("reads").expect("kept")
    };
    let mut document = lianxin_model::document::Document::new(loaded.kind, records.ids["household_1"]);
    document.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).expect("its changes");
    town.write(&mut document, ZHOU, NOW_S, &[Intention::add("categories", "低保户")]);
    assert_eq!(with_category(&town, &token, "最低生活保障户").await, 2);
    let list = town.get(&token, "/v1/admin/categories").await;
    let dibao = &list.body["rows"][0];
    assert_eq!(
        (&dibao["former"], &dibao["households"], &dibao["unfinished"]),
        (&json!(["低保户"]), &json!(2), &json!(true))
    );
    assert_eq!(post(&town, &token, "categories/rename", &rename).await.body["records"], 1);
    let household = town.get(&token, &format!("/v1/households/{id}")).await;
    assert_eq!(household.body["fields"]["categories"], json!(["最低生活保障户"]));
}

#[tokio::test]
async fn categories_are_added_and_ordered_by_the_county() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let add = json!({ "code": "junshu", "name": "军属", "name_en": "army family" });
    for changed in [true, false] {
        assert_eq!(post(&town, &token, "categories", &add).await.body["changed"], changed);
    }
    let order = json!({ "codes": ["junshu", "canji"] });
    for changed in [true, false] {
        assert_eq!(post(&town, &token, "categories/order", &order).await.body["changed"], changed);
    }
    let names = town.get(&token, "/v1/catalogue").await.body["categories"].clone();
    assert_eq!(
        (&names[0]["name"], &names[1]["name"], &names[2]["name"]),
        (&json!("军属"), &json!("残疾"), &json!("低保户"))
    );
    for (path, body, code, reason) in [
        ("categories", json!({ "code": "x", "name": "军属" }), "act_refused", "category_taken"),
        ("categories", json!({ "code": "junshu", "name": "烈属" }), "act_refused", "category_taken"),
        ("categories", json!({ "code": "X", "name": "烈属" }), "act_refused", "bad_category"),
        ("categories", json!({ "code": "x", "name": "烈属、军属" }), "act_refused", "bad_category"),
        ("categories", json!({ "code": "x", "name": "长".repeat(21) }), "act_refused", "bad_category"),
        ("categories/rename", json!({ "code": "nothing", "name": "烈属" }), "not_found", "unknown_category"),
        ("categories/rename", json!({ "code": "junshu", "name": "残疾" }), "act_refused", "category_taken"),
        ("categories/order", json!({ "codes": ["nothing"] }), "not_found", "unknown_category"),
    ] {
        let answer = post(&town, &token, path, &body).await;
        let said = answer.body["error"]["details"]["reason"].as_str().unwrap_or("-");
        assert_eq!((answer.code().as_str(), said), (code, reason), "{path} {body}");
    }
    administer_from(&town, TOWN_1);
    for path in ["categories", "categories/rename"] {
        let answer = post(&town, &token, path, &json!({ "code": "dibao", "name": "低保" })).await;
        let said = answer.body["error"]["details"]["reason"].as_str().unwrap_or("-");
        assert_eq!((answer.code().as_str(), said), ("forbidden", "not_of_county"), "{path}");
    }
}
