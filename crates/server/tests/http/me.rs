//! `/v1/me`: for every role.

use serde_json::json;

use crate::county::{ADMIN, AUDITOR, COLLECTOR, QIN, SONG, TOWN_1, Town, WU, ZHOU};

#[tokio::test]
async fn everybody_may_know_who_they_are() {
    let town = Town::start().await;
    let records = town.with_records();
    let expect: [(&str, &[&str]); 6] = [
        (ADMIN, &["管理员"]),
        (QIN, &["秦岭"]),
        (SONG, &["宋河"]),
        (WU, &["吴山"]),
        (AUDITOR, &["郑审"]),
        (COLLECTOR, &["王集"]),
    ];
    town.everybody_gets("/v1/me", "/user/name", &expect).await;
    let me = town.get(&town.token(ZHOU).await, "/v1/me").await.body;
    assert_eq!(me["assignments"], json!([{"kind": "contact", "household": records.id("household_1"), "area": null}]));
    let names: Vec<_> = me["area_path"].as_array().expect("a path").iter().map(|area| area["name"].clone()).collect();
    assert_eq!((names, &me["user"]["area"]), (vec![json!("试县"), json!("东乡")], &json!(TOWN_1)));
}
