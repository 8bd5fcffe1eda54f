//! 单位: added, renamed, and who belongs to them.

use serde_json::json;

use super::{administer_from, post};
use crate::county::{ADMIN, COUNTY, QIN, TOWN_1, TOWN_2, Town, WU, ZHOU};

#[tokio::test]
async fn units_are_kept_and_people_join_them() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let add = json!({ "name": "民政所", "area": TOWN_1 });
    let first = post(&town, &token, "units", &add).await;
    let again = post(&town, &token, "units", &add).await;
    assert_eq!(
        (&first.body["id"], &first.body["changed"], &again.body["changed"]),
        (&again.body["id"], &json!(true), &json!(false))
    );
    let unit = first.body["id"].clone();
    post(&town, &token, "units", &json!({ "name": "民政局", "area": COUNTY })).await;
    for (body, joined, unchanged) in [
        (json!({ "unit": unit, "logins": [ZHOU, QIN], "dry_run": true }), 2, 0),
        (json!({ "unit": unit, "logins": [ZHOU, QIN] }), 2, 0),
        (json!({ "unit": unit, "logins": [ZHOU, WU] }), 1, 1),
        (json!({ "unit": null, "logins": [WU] }), 1, 0),
    ] {
        let answer = post(&town, &token, "units/join", &body).await;
        assert_eq!(answer.body, json!({ "joined": joined, "unchanged": unchanged }), "{body}");
    }
    let list = town.get(&token, "/v1/admin/units").await;
    assert_eq!(list.rows("/name"), ["民政局", "民政所"]);
    assert_eq!(list.body["rows"][1]["people"], 2);
    assert_eq!(town.get(&token, &format!("/v1/admin/units?area={TOWN_1}")).await.rows("/area_name"), ["东乡"]);
    assert_eq!(post(&town, &token, "units/rename", &json!({ "unit": unit, "name": "社会事务办" })).await.code(), "200");
    for (path, body, code, reason) in [
        ("units", json!({ "name": " ", "area": TOWN_1 }), "act_refused", "bad_name"),
        ("units", json!({ "name": "x", "area": "9" }), "not_found", "unknown_area"),
        (
            "units/rename",
            json!({ "unit": "00000000-0000-0000-0000-000000000001", "name": "x" }),
            "not_found",
            "unknown_unit",
        ),
        ("units/join", json!({ "unit": unit, "logins": ["nobody"] }), "not_found", "unknown_login"),
        ("units/join", json!({ "unit": unit, "logins": vec!["x"; 1_001] }), "act_refused", "too_many_people"),
    ] {
        let answer = post(&town, &token, path, &body).await;
        let said = answer.body["error"]["details"]["reason"].as_str().unwrap_or("-");
        assert_eq!((answer.code().as_str(), said), (code, reason), "{path} {body}");
    }
    post(&town, &token, "units", &json!({ "name": "司法所", "area": TOWN_1 })).await;
    let taken = post(&town, &token, "units/rename", &json!({ "unit": unit, "name": "司法所" })).await;
    assert_eq!(taken.body["error"]["details"]["reason"], "unit_taken");
}

#[tokio::test]
async fn units_of_other_places_are_not_theirs() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let other = post(&town, &token, "units", &json!({ "name": "民政所", "area": TOWN_2 })).await.body["id"].clone();
    let own = post(&town, &token, "units", &json!({ "name": "民政所", "area": TOWN_1 })).await.body["id"].clone();
    administer_from(&town, TOWN_1);
    assert_eq!(town.get(&token, "/v1/admin/units").await.rows("/area"), [TOWN_1]);
    for (path, body, code) in [
        ("units", json!({ "name": "司法所", "area": TOWN_2 }), "forbidden"),
        ("units/rename", json!({ "unit": other, "name": "司法所" }), "forbidden"),
        ("units/join", json!({ "unit": other, "logins": [ZHOU] }), "forbidden"),
        ("units/join", json!({ "unit": own, "logins": [WU] }), "forbidden"),
        ("units/join", json!({ "unit": own, "logins": [ZHOU] }), "200"),
    ] {
        assert_eq!(post(&town, &token, path, &body).await.code(), code, "{path} {body}");
    }
}
