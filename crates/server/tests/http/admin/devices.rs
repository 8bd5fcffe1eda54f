//! Devices: the list, and codes with their link and QR code.

use lianxin_store::{Contact, Store as _};
use serde_json::json;

use super::{administer_from, post};
use crate::county::{ADMIN, NOW_S, TOWN_1, Town, WU, ZHOU};

#[tokio::test]
async fn devices_are_listed_by_their_people() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let (first, _) = town.device(ZHOU, 1);
    let (second, _) = town.device(ZHOU, 2);
    let (third, _) = town.device(WU, 3);
    let mut write = town.store.write().expect("writes");
    let contact = |at_ms| Contact { counter: 1, install: 1, acknowledged: None, at_ms };
    write.put_contact(first, &contact((NOW_S - 40 * 86_400) * 1000)).expect("kept");
    write.put_contact(third, &contact(NOW_S * 1000)).expect("kept");
    write.revoke_device(second, NOW_S * 1000).expect("revoked");
    write.commit().expect("committed");
    for (query, devices) in [
        ("", vec![first, third]),
        ("?state=all", vec![first, second, third]),
        ("?state=revoked", vec![second]),
        ("?silent_days=30", vec![first]),
        ("?login=wu", vec![third]),
        ("?q=zt&state=all", vec![first, second]),
        ("?area=431027101000", vec![third]),
    ] {
        let list = town.get(&token, &format!("/v1/admin/devices{query}")).await;
        let expected: Vec<String> = devices.iter().map(ToString::to_string).collect();
        assert_eq!(list.rows("/id"), expected, "{query}");
    }
    let row = &town.get(&token, "/v1/admin/devices?login=wu").await.body["rows"][0];
    assert_eq!((&row["name"], &row["area_name"], &row["protocol"]), (&json!("吴山"), &json!("西乡"), &json!(null)));
    // The day, and not when somebody walked.
    assert_eq!(row["last_contact_day"], "2026-11-18");
    for (query, code) in [("?state=lost", "bad_query"), ("?silent_days=x", "bad_query"), ("?login=nobody", "not_found")]
    {
        assert_eq!(town.get(&token, &format!("/v1/admin/devices{query}")).await.code(), code, "{query}");
    }
    let page = town.get(&token, "/v1/admin/devices?state=all&limit=1").await;
    let cursor = page.body["next"].as_str().expect("more").to_owned();
    assert_eq!(page.rows("/login"), [ZHOU, ZHOU], "no person's devices are parted");
    let next = town.get(&token, &format!("/v1/admin/devices?state=all&limit=1&cursor={cursor}")).await;
    assert_eq!(next.rows("/login"), [WU]);
    administer_from(&town, TOWN_1);
    assert_eq!(town.get(&token, "/v1/admin/devices").await.rows("/login"), [ZHOU]);
    assert_eq!(town.get(&token, "/v1/admin/devices?login=wu").await.code(), "forbidden");
}

#[tokio::test]
async fn a_code_comes_with_its_link_and_its_picture() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let ask = json!({ "login": ZHOU, "url": "https://lianxin.example.gov.cn" });
    let issued = post(&town, &token, "devices/code", &ask).await;
    let code = issued.body["code"].as_str().expect("a code");
    assert_eq!(issued.body["link"], format!("https://lianxin.example.gov.cn/field/#/enrol?code={code}"));
    assert_eq!((&issued.body["name"], &issued.body["expires_at_s"]), (&json!("周田"), &json!(NOW_S + 600)));
    let squares: Vec<&str> =
        issued.body["squares"].as_array().expect("rows").iter().filter_map(serde_json::Value::as_str).collect();
    let width = squares.len();
    assert!(width >= 21 && squares.iter().all(|row| row.len() == width && row.chars().all(|ch| "01".contains(ch))));
    // A finder pattern stands in three corners.
    for corner in [&squares[0][..7], &squares[0][width - 7..], &squares[width - 1][..7]] {
        assert_eq!(corner, "1111111");
    }
    let acts = town.get(&token, "/v1/admin/acts").await;
    assert_eq!((acts.rows("/act"), acts.body.to_string().contains(code)), (vec!["issue_code".to_owned()], false));
    for (body, reason) in [
        (json!({ "login": "nobody", "url": "https://x" }), "unknown_login"),
        (json!({ "login": ZHOU, "url": "ftp://x" }), "bad_url"),
        (json!({ "login": ZHOU, "url": "https://x\"><script>" }), "bad_url"),
        (json!({ "login": ZHOU, "url": "" }), "bad_url"),
    ] {
        let answer = post(&town, &token, "devices/code", &body).await;
        assert_eq!(answer.body["error"]["details"]["reason"], reason, "{body}");
    }
    administer_from(&town, TOWN_1);
    assert_eq!(
        post(&town, &token, "devices/code", &json!({ "login": WU, "url": "https://x" })).await.code(),
        "forbidden"
    );
}
