//! `/v1/admin/…`: who may, what it answers, that a dry run leaves nothing, and what is said of what does not fit.

mod accounts;
mod categories;
mod devices;
mod places;
mod rosters;
mod units;

use lianxin_model::role::AssignmentKind;
use lianxin_store::{Over, Store as _};
use serde_json::{Value as Json, json};

use crate::county::{ADMIN, AUDITOR, COLLECTOR, QIN, TOWN_1, Town, VILLAGE_1, VILLAGE_2, WU, ZHOU, user_id};

fn operations(household: &str, device: &str) -> Vec<(&'static str, Json)> {
    let grant = json!({ "login": WU, "kind": "help", "household": household });
    vec![
        ("assignments", grant.clone()),
        ("assignments/end", json!({ "login": ZHOU, "kind": "contact", "household": household })),
        ("households/move", json!({ "households": [household], "to": VILLAGE_2 })),
        ("areas/rename", json!({ "area": VILLAGE_1, "name": "新村" })),
        ("areas/merge", json!({ "from": VILLAGE_1, "into": VILLAGE_2 })),
        ("hand-over", json!({ "from": ZHOU, "to": WU, "cases": true })),
        ("devices/revoke", json!({ "device": device })),
        ("devices/replace", json!({ "device": device })),
        ("accounts/close", json!({ "login": ZHOU })),
        ("accounts", json!({ "login": "lu", "name": "陆川", "role": "cadre", "area": VILLAGE_1 })),
        ("accounts/change", json!({ "login": ZHOU, "name": "周大田" })),
        ("accounts/reopen", json!({ "login": ZHOU })),
        ("accounts/password", json!({ "login": ZHOU })),
        ("units", json!({ "name": "民政所", "area": TOWN_1 })),
        ("areas", json!({ "code": "431027100201003", "name": "3组", "parent": VILLAGE_1 })),
        ("categories", json!({ "code": "junshu", "name": "军属" })),
        ("categories/rename", json!({ "code": "dibao", "name": "低保家庭" })),
        ("categories/order", json!({ "codes": ["canji"] })),
        ("devices/code", json!({ "login": ZHOU, "url": "https://lianxin.example" })),
    ]
}

async fn post(town: &Town, token: &str, path: &str, body: &Json) -> crate::county::Answer {
    town.send(town.request("POST", &format!("/v1/admin/{path}")).bearer_auth(token).json(body)).await
}

/// Makes the administrator one of this place.
fn administer_from(town: &Town, area: &str) {
    let mut write = town.store.write().expect("writes");
    let admin = write.user(user_id(ADMIN)).expect("reads").expect("kept");
    let (id, login, name, role) = (admin.id, admin.login, admin.name, admin.role);
    write.put_user(&lianxin_store::NewUser { id, login, name, role, area: area.to_owned() }).expect("moved");
    write.commit().expect("committed");
}

#[tokio::test]
async fn only_administrators_and_a_dry_run_changes_nothing() {
    let town = Town::start().await;
    let records = town.with_records();
    let (device, _) = town.device(ZHOU, 1);
    let operations = operations(&records.id("household_1"), &device.to_string());
    for login in [QIN, ZHOU, AUDITOR, COLLECTOR] {
        let token = town.token(login).await;
        for (path, body) in &operations {
            assert_eq!(post(&town, &token, path, body).await.code(), "forbidden", "{login} {path}");
        }
        for list in ["assignments?login=zhou", "accounts", "units", "areas", "categories", "devices"] {
            let list = town.get(&token, &format!("/v1/admin/{list}")).await;
            assert_eq!(list.code(), "forbidden", "{login}");
        }
    }
    let token = town.token(ADMIN).await;
    let before = town.store.read().expect("reads").county().expect("reads").seq;
    for (path, body) in &operations {
        let mut body = body.clone();
        body["dry_run"] = true.into();
        let answer = post(&town, &token, path, &body).await;
        assert_eq!(answer.code(), "200", "{path}: {answer:?}");
    }
    assert_eq!(town.store.read().expect("reads").county().expect("reads").seq, before);
    town.everybody_gets("/v1/admin/acts", "/act", &[(ADMIN, &[]), (AUDITOR, &[]), (QIN, &["forbidden"])]).await;
}

/// Sent again, each does nothing more.
#[tokio::test]
async fn operations_leave_acts_once() {
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(ADMIN).await;
    let household = records.id("household_1");
    let grant = json!({ "login": WU, "kind": "help", "household": household });
    for new in [true, false] {
        let answer = post(&town, &token, "assignments", &grant).await;
        assert_eq!(answer.body, json!({ "new": new, "arrived": true, "households": 1 }));
    }
    let moved = json!({ "households": [household], "to": VILLAGE_2 });
    for (households, unchanged) in [(1, 0), (0, 1)] {
        let answer = post(&town, &token, "households/move", &moved).await;
        let documents = if households == 1 { 3 } else { 0 };
        let expected =
            json!({ "to": VILLAGE_2, "households": households, "documents": documents, "unchanged": unchanged });
        assert_eq!(answer.body, expected);
    }
    let read = town.store.read().expect("reads");
    for name in ["household_1", "person_1", "visit_1", "case_1"] {
        let meta = read.document(records.ids[name]).expect("reads").expect("kept");
        assert_eq!(meta.area.as_deref(), Some(VILLAGE_2), "{name}");
    }
    drop(read);
    let history = town.get(&token, &format!("/v1/households/{household}/history")).await;
    assert!(history.body.to_string().contains("管理员"), "the move stands in the history: {}", history.body);
    town.everybody_gets("/v1/admin/acts", "/act", &[(AUDITOR, &["move_households", "grant"]), (ZHOU, &["forbidden"])])
        .await;
    let page = town.get(&token, "/v1/admin/acts?limit=1").await;
    let cursor = page.body["next"].as_str().expect("more").to_owned();
    let next = town.get(&token, &format!("/v1/admin/acts?limit=1&cursor={cursor}")).await;
    assert_eq!((next.rows("/act"), next.body["next"].is_null()), (vec!["grant".to_owned()], true));
    assert_eq!(next.body["rows"][0]["by"], json!(user_id(ADMIN)));
}

#[tokio::test]
async fn what_does_not_fit_is_said() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let nobody = "00000000-0000-0000-0000-000000000001";
    for (path, body, code, reason) in [
        ("assignments", json!({ "login": "x", "kind": "help", "area": VILLAGE_1 }), "not_found", "unknown_login"),
        ("assignments", json!({ "login": WU, "kind": "help", "area": "9" }), "not_found", "unknown_area"),
        ("assignments", json!({ "login": WU, "kind": "help" }), "bad_json", "-"),
        ("assignments", json!({ "login": WU, "kind": "walk", "area": VILLAGE_1 }), "bad_json", "-"),
        (
            "assignments/end",
            json!({ "login": WU, "kind": "help", "area": VILLAGE_1 }),
            "not_found",
            "unknown_assignment",
        ),
        ("households/move", json!({ "households": ["H9"], "to": VILLAGE_1 }), "not_found", "unknown_household"),
        ("households/move", json!({ "households": [], "to": TOWN_1 }), "act_refused", "not_a_village"),
        ("households/move", json!({ "to": VILLAGE_1 }), "bad_json", "-"),
        ("areas/rename", json!({ "area": VILLAGE_1, "name": " " }), "act_refused", "bad_name"),
        ("areas/merge", json!({ "from": VILLAGE_1, "into": VILLAGE_1 }), "act_refused", "same_place"),
        ("areas/merge", json!({ "from": TOWN_1, "into": VILLAGE_1 }), "act_refused", "not_a_village"),
        ("hand-over", json!({ "from": ZHOU, "to": ZHOU }), "act_refused", "same_person"),
        ("devices/replace", json!({ "device": nobody }), "not_found", "unknown_device"),
        ("accounts/close", json!({ "login": ADMIN }), "act_refused", "own_account"),
    ] {
        let answer = post(&town, &token, path, &body).await;
        let said = answer.body["error"]["details"]["reason"].as_str().unwrap_or("-");
        assert_eq!((answer.code().as_str(), said), (code, reason), "{path} {body}");
    }
}

/// An administrator of a township answers for what lies in it.
#[tokio::test]
async fn an_area_bounds_its_administrator() {
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(ADMIN).await;
    administer_from(&town, TOWN_1);
    let (mine, other) = (records.id("household_1"), records.id("household_2"));
    for (path, body, code) in [
        ("assignments", json!({ "login": ZHOU, "kind": "help", "household": mine }), "200"),
        ("assignments", json!({ "login": ZHOU, "kind": "help", "household": other }), "forbidden"),
        ("households/move", json!({ "households": [mine], "to": VILLAGE_2 }), "forbidden"),
        ("households/move", json!({ "households": [other], "to": VILLAGE_1 }), "forbidden"),
        ("areas/rename", json!({ "area": VILLAGE_2, "name": "新村" }), "forbidden"),
        ("areas/merge", json!({ "from": VILLAGE_1, "into": VILLAGE_2 }), "forbidden"),
        ("hand-over", json!({ "from": ZHOU, "to": WU }), "forbidden"),
        ("accounts/close", json!({ "login": WU }), "forbidden"),
    ] {
        assert_eq!(post(&town, &token, path, &body).await.code(), code, "{path} {body}");
    }
    let list = town.get(&token, &format!("/v1/admin/assignments?household={mine}")).await;
    assert_eq!(list.rows("/login"), [ZHOU, ZHOU]);
    assert_eq!(town.get(&token, "/v1/admin/assignments?login=wu").await.code(), "forbidden");
}

/// Who hands over keeps nothing, and what was handed over is read by the other at once.
#[tokio::test]
async fn handing_over_takes_cases_along() {
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(ADMIN).await;
    let case = records.ids["case_2"];
    let loaded = town.store.read().expect("reads").load(case).expect("reads").expect("kept");
    let mut document = lianxin_model::document::Document::new(loaded.kind, case);
    document.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).expect("its changes");
    let lead = lianxin_model::intention::Intention::set("lead", user_id(ZHOU));
    town.write(&mut document, ADMIN, crate::county::NOW_S, &[lead]);
    let households = [(ZHOU, vec!["户一".to_owned(), "户二".to_owned()]), (WU, vec![])];
    for (login, expected) in households {
        let token = town.token(login).await;
        let mut seen = town.get(&token, "/v1/households").await.rows("/fields/head_name");
        seen.sort();
        assert_eq!(seen, expected, "{login}");
        let visits = town.get(&token, "/v1/visits").await.rows("/fields/text").len();
        assert_eq!(visits, usize::from(login == ZHOU), "{login}: not what else the household of a case has");
    }
    let body = json!({ "from": ZHOU, "to": WU, "cases": true });
    let answer = post(&town, &token, "hand-over", &body).await;
    assert_eq!(answer.body, json!({ "households": 1, "areas": 0, "known": 0, "cases": 1, "not_theirs": 0 }));
    let again = post(&town, &token, "hand-over", &body).await;
    assert_eq!(again.body, json!({ "households": 0, "areas": 0, "known": 0, "cases": 0, "not_theirs": 0 }));
    for (login, expected) in [(WU, 2), (ZHOU, 0)] {
        let token = town.token(login).await;
        assert_eq!(town.get(&token, "/v1/households").await.rows("/id").len(), expected, "{login}");
    }
    let read = town.store.read().expect("reads");
    let standing: Vec<_> =
        read.assignments(user_id(WU)).expect("reads").into_iter().map(|one| (one.kind, one.over)).collect();
    assert_eq!(standing, [(AssignmentKind::Contact, Over::Household(records.ids["household_1"]))]);
}
