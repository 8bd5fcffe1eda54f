//! The tree of places, level by level, and places that are added.

use serde_json::json;

use super::{administer_from, post};
use crate::county::{ADMIN, COUNTY, TOWN_1, TOWN_2, Town, VILLAGE_1};

#[tokio::test]
async fn the_tree_is_read_level_by_level() {
    let town = Town::start().await;
    town.with_records();
    let token = town.token(ADMIN).await;
    let list = |parent: &str| {
        let path = if parent.is_empty() { String::new() } else { format!("?parent={parent}") };
        format!("/v1/admin/areas{path}")
    };
    for (parent, names) in
        [("", vec!["试县"]), (COUNTY, vec!["东乡", "西乡"]), (TOWN_1, vec!["东村"]), (VILLAGE_1, vec![])]
    {
        assert_eq!(town.get(&token, &list(parent)).await.rows("/name"), names, "{parent}");
    }
    let town_1 = &town.get(&token, &list(COUNTY)).await.body["rows"][0];
    assert_eq!(
        (&town_1["children"], &town_1["households"], &town_1["accounts"], &town_1["level"]),
        (&json!(1), &json!(1), &json!(3), &json!("township"))
    );
    assert_eq!(town.get(&token, &list("9")).await.code(), "not_found");
    administer_from(&town, TOWN_1);
    assert_eq!(town.get(&token, &list("")).await.rows("/name"), ["东乡"]);
    assert_eq!(town.get(&token, &list(TOWN_2)).await.code(), "forbidden");
}

#[tokio::test]
async fn villages_and_groups_are_added_where_they_belong() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let group = "431027100201003";
    for (body, code, reason) in [
        (json!({ "code": group, "name": "3组", "parent": VILLAGE_1, "dry_run": true }), "200", "-"),
        (json!({ "code": group, "name": "3组", "parent": VILLAGE_1 }), "200", "-"),
        (json!({ "code": group, "name": "3组", "parent": VILLAGE_1 }), "200", "-"),
        (json!({ "code": group, "name": "4组", "parent": VILLAGE_1 }), "act_refused", "area_taken"),
        (json!({ "code": "431027100202", "name": "南村", "parent": TOWN_1 }), "200", "-"),
        (json!({ "code": "431027101202", "name": "南村", "parent": TOWN_1 }), "act_refused", "bad_area"),
        (json!({ "code": "431027100203004", "name": "4组", "parent": TOWN_1 }), "act_refused", "bad_area"),
        (json!({ "code": "431027102000", "name": "南乡", "parent": COUNTY }), "act_refused", "bad_area"),
        (json!({ "code": "x", "name": "南村", "parent": TOWN_1 }), "act_refused", "bad_area"),
        (json!({ "code": "431027100204", "name": " ", "parent": TOWN_1 }), "act_refused", "bad_name"),
        (json!({ "code": "431027100204", "name": "南村", "parent": "9" }), "not_found", "unknown_area"),
    ] {
        let answer = post(&town, &token, "areas", &body).await;
        let said = answer.body["error"]["details"]["reason"].as_str().unwrap_or("-");
        assert_eq!((answer.code().as_str(), said), (code, reason), "{body}");
    }
    assert_eq!(town.get(&token, "/v1/admin/acts").await.rows("/act"), ["add_area", "add_area"]);
    administer_from(&town, TOWN_2);
    let answer =
        post(&town, &token, "areas", &json!({ "code": "431027100205", "name": "北村", "parent": TOWN_1 })).await;
    assert_eq!(answer.code(), "forbidden");
}
