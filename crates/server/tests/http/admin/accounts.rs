//! Accounts: listed, added, changed, closed and opened again, and the password that is shown once.

use lianxin_model::limits;
use lianxin_store::Store as _;
use serde_json::json;

use super::{administer_from, post};
use crate::county::{ADMIN, COUNTY, QIN, SONG, TOWN_1, TOWN_2, Town, VILLAGE_1, WU, ZHOU, text, user_id};

#[tokio::test]
async fn an_account_is_added_changed_closed_and_opened_again() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let new = json!({ "login": "lu", "name": "陆川", "role": "cadre", "area": VILLAGE_1 });
    for is_new in [true, false] {
        let added = post(&town, &token, "accounts", &new).await;
        assert_eq!((added.code(), &added.body["new"]), ("200".to_owned(), &json!(is_new)));
    }
    let unit = post(&town, &token, "units", &json!({ "name": "民政所", "area": TOWN_1 })).await;
    let unit = unit.body["id"].clone();
    let change = json!({ "login": "lu", "name": "陆大川", "role": "supervisor", "area": TOWN_1, "unit": unit });
    for changed in [true, false] {
        let answer = post(&town, &token, "accounts/change", &change).await;
        assert_eq!(
            (&answer.body["changed"], &answer.body["scope_changed"]),
            (&json!(changed), &json!(changed)),
            "{answer:?}"
        );
    }
    let row = town.get(&token, "/v1/admin/accounts?q=ludac").await.body["rows"][0].clone();
    let shown = [&row["name"], &row["role"], &row["area_name"], &row["unit"]["name"], &row["password"]];
    assert_eq!(shown, [&json!("陆大川"), &json!("supervisor"), &json!("东乡"), &json!("民政所"), &json!("none")]);
    let away = post(&town, &token, "accounts/change", &json!({ "login": "lu", "no_unit": true })).await;
    assert_eq!(away.body["changed"], true);

    assert_eq!(post(&town, &token, "accounts/close", &json!({ "login": "lu" })).await.body["new"], true);
    assert_eq!(town.get(&token, "/v1/admin/accounts?q=ludac").await.rows("/login").len(), 0);
    assert_eq!(town.get(&token, "/v1/admin/accounts?closed=only").await.rows("/login"), ["lu"]);
    let given = post(&town, &token, "accounts/password", &json!({ "login": "lu" })).await;
    assert_eq!(given.body["error"]["details"]["reason"], "account_closed");
    for changed in [true, false] {
        let answer = post(&town, &token, "accounts/reopen", &json!({ "login": "lu" })).await;
        assert_eq!(answer.body["changed"], changed);
    }
    let acts = town.get(&token, "/v1/admin/acts").await;
    let expected = ["reopen_account", "close_account", "change_account", "change_account", "add_unit", "add_account"];
    assert_eq!(acts.rows("/act"), expected, "each once, however often it was sent");
    let act = &acts.body["rows"][0];
    assert_eq!(
        (&act["by_name"], &act["names"][row["id"].as_str().expect("an id")]),
        (&json!("管理员"), &json!("陆大川"))
    );
    assert!(!acts.body["rows"][5]["detail"].to_string().contains("陆"), "acts hold ids: {acts:?}");
}

#[tokio::test]
async fn what_does_not_fit_an_account_is_said() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let no_unit = "00000000-0000-0000-0000-000000000009";
    for (path, body, code, reason) in [
        (
            "accounts",
            json!({ "login": ZHOU, "name": "周", "role": "cadre", "area": COUNTY }),
            "act_refused",
            "login_taken",
        ),
        (
            "accounts",
            json!({ "login": "a b", "name": "周", "role": "cadre", "area": COUNTY }),
            "act_refused",
            "bad_login",
        ),
        ("accounts", json!({ "login": "ab", "name": "", "role": "cadre", "area": COUNTY }), "act_refused", "bad_name"),
        ("accounts", json!({ "login": "ab", "name": "周", "role": "cadre", "area": "9" }), "not_found", "unknown_area"),
        ("accounts", json!({ "login": "ab", "name": "周", "role": "king", "area": COUNTY }), "bad_json", "-"),
        (
            "accounts",
            json!({ "login": "ab", "name": "周", "role": "cadre", "area": COUNTY, "unit": no_unit }),
            "not_found",
            "unknown_unit",
        ),
        ("accounts/change", json!({ "login": "nobody" }), "not_found", "unknown_login"),
        ("accounts/change", json!({ "login": ADMIN, "role": "cadre" }), "act_refused", "own_rights"),
        ("accounts/change", json!({ "login": ADMIN, "area": TOWN_1 }), "act_refused", "own_rights"),
        ("accounts/change", json!({ "login": ADMIN, "name": "新名" }), "200", "-"),
        ("accounts/reopen", json!({ "login": "nobody" }), "not_found", "unknown_login"),
        ("accounts/password", json!({ "login": "nobody" }), "not_found", "unknown_login"),
    ] {
        let answer = post(&town, &token, path, &body).await;
        let said = answer.body["error"]["details"]["reason"].as_str().unwrap_or("-");
        assert_eq!((answer.code().as_str(), said), (code, reason), "{path} {body}");
    }
}

#[tokio::test]
async fn an_administrator_of_a_township_sees_and_changes_its_accounts_alone() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    administer_from(&town, TOWN_1);
    let mut logins = town.get(&token, "/v1/admin/accounts").await.rows("/login");
    logins.sort();
    assert_eq!(logins, ["admin", "collector", "qin", "zhou"]);
    for area in [TOWN_2, COUNTY] {
        assert_eq!(town.get(&token, &format!("/v1/admin/accounts?area={area}")).await.code(), "forbidden", "{area}");
    }
    for (path, body, code) in [
        ("accounts", json!({ "login": "x", "name": "新", "role": "cadre", "area": TOWN_2 }), "forbidden"),
        ("accounts/change", json!({ "login": WU, "name": "新" }), "forbidden"),
        ("accounts/change", json!({ "login": ZHOU, "area": TOWN_2 }), "forbidden"),
        ("accounts/reopen", json!({ "login": SONG }), "forbidden"),
        ("accounts/password", json!({ "login": WU }), "forbidden"),
        ("accounts/password", json!({ "login": ZHOU }), "200"),
    ] {
        assert_eq!(post(&town, &token, path, &body).await.code(), code, "{path} {body}");
    }
}

/// The administrator knows it, so it is good for one thing.
#[tokio::test]
async fn a_given_password_opens_the_account_for_choosing_another_one() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let before = town.token(QIN).await;
    let tried = post(&town, &token, "accounts/password", &json!({ "login": QIN, "dry_run": true })).await;
    assert_eq!((&tried.body["password"], &tried.body["had_one"]), (&json!(null), &json!(true)));
    assert_eq!(town.get(&before, "/v1/me").await.code(), "200");
    let given = post(&town, &token, "accounts/password", &json!({ "login": QIN })).await;
    let password = text(&given.body, "password");
    assert_eq!(given.body["expires_at_s"], crate::county::NOW_S + limits::PASSWORD_ONCE_SECONDS);
    assert_eq!(town.get(&before, "/v1/me").await.code(), "session_ended", "whoever was there is out");
    assert_eq!(town.get(&token, "/v1/admin/accounts?q=qin").await.rows("/password"), ["given"]);
    let acts = town.get(&token, "/v1/admin/acts").await;
    assert_eq!(
        (acts.rows("/act"), acts.body.to_string().contains(&password)),
        (vec!["give_password".to_owned()], false)
    );

    let session = town.login(QIN, &password).await;
    let given_token = text(&session.body, "access_token");
    for path in ["/v1/me", "/v1/households", "/v1/people"] {
        assert_eq!(town.get(&given_token, path).await.code(), "password_to_choose", "{path}");
    }
    let own = "翻过九座山又过一条河";
    let choose = |token: String, old: String, new: String| {
        let town = &town;
        async move {
            let request = town.request("POST", "/v1/password").bearer_auth(token);
            town.send(request.json(&json!({ "old": old, "new": new }))).await
        }
    };
    for (old, new, code) in [
        ("wrong".to_owned(), own.to_owned(), "wrong_password"),
        (password.clone(), password.clone(), "weak_password"),
        (password.clone(), "short".to_owned(), "weak_password"),
        (password.clone(), "1234567890".to_owned(), "weak_password"),
        (password.clone(), own.to_owned(), "204"),
    ] {
        assert_eq!(choose(given_token.clone(), old, new).await.code(), code);
    }
    assert_eq!(town.get(&given_token, "/v1/me").await.code(), "session_ended");
    assert_eq!(town.login(QIN, &password).await.code(), "login_failed");
    let session = town.login(QIN, own).await;
    assert_eq!(town.get(&text(&session.body, "access_token"), "/v1/households").await.code(), "200");
    assert_eq!(town.get(&token, "/v1/admin/accounts?q=qin").await.rows("/password"), ["own"]);
}

#[tokio::test]
async fn a_given_password_expires_and_guesses_at_the_old_one_lock() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let given = post(&town, &token, "accounts/password", &json!({ "login": QIN })).await;
    let password = text(&given.body, "password");
    town.clock.advance_s(limits::PASSWORD_ONCE_SECONDS);
    assert_eq!(town.login(QIN, &password).await.code(), "password_expired");
    assert_eq!(town.login(QIN, "something else").await.code(), "login_failed", "only its owner hears of it");

    let song = town.token(SONG).await;
    let guess = json!({ "old": "wrong", "new": "翻过九座山又过一条河" });
    for _ in 0..limits::LOGIN_FAILURES_MAX {
        let answer = town.send(town.request("POST", "/v1/password").bearer_auth(&song).json(&guess)).await;
        assert_eq!(answer.code(), "wrong_password");
    }
    let answer = town.send(town.request("POST", "/v1/password").bearer_auth(&song).json(&guess)).await;
    assert_eq!(answer.code(), "login_locked");
    let read = town.store.read().expect("reads");
    assert_eq!(read.user(user_id(SONG)).expect("reads").expect("kept").password_once_until_s, None);
}
