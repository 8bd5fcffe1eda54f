//! How long a case may stand, in working days of the county's calendar; who may change it, and what is late by it.

use serde_json::{Value as Json, json};

use crate::case_work::{send, shown};
use crate::county::{ADMIN, AUDITOR, COLLECTOR, QIN, SONG, Town, ZHOU};

#[tokio::test]
async fn deadlines_in_working_days() {
    let town = Town::start().await;
    let records = town.with_records();
    let case = records.id("case_1");
    // It stands where it stands since Thursday, November 12; today is the 18th, a Wednesday.
    let deadline = |case: &Json| {
        let deadline = &case["work"]["deadline"];
        (deadline["day"].clone(), deadline["over"].clone(), deadline["over_days"].clone())
    };
    assert_eq!(deadline(&shown(&town, QIN, &case).await), (json!("2026-11-17"), json!(true), json!(1)));
    let rules = |days: u32| json!({"rules": [{"ledger": "hardship", "status": "registered", "days": days}]});
    for (login, body, expect) in [
        (QIN, rules(4), "not_allowed"),
        (AUDITOR, rules(4), "not_allowed"),
        (ADMIN, rules(0), "bad_fields"),
        (ADMIN, rules(9999), "bad_fields"),
        (ADMIN, json!({"rules": [{"ledger": "x", "status": "acting", "days": 1}]}), "bad_fields"),
        (ADMIN, json!({"rules": [{"ledger": "dispute", "status": "closed", "days": 1}]}), "bad_fields"),
        (ADMIN, json!({"rules": [{"ledger": "dispute", "status": "x", "days": 1}]}), "bad_json"),
        (ADMIN, rules(5), "200"),
    ] {
        assert_eq!(send(&town, login, "PUT", "/v1/deadlines", &body).await.code(), expect, "{login} {body}");
    }
    assert_eq!(deadline(&shown(&town, QIN, &case).await), (json!("2026-11-19"), json!(false), json!(0)));
    let off = json!({"days": [{"day": "2026-11-13", "kind": "off", "name": "停电"}, {"day": "2026-11-14", "kind": "work", "name": "调休"}]});
    let twice = json!({"days": [{"day": "2026-11-13", "kind": "off", "name": "甲"}, {"day": "2026/11/13", "kind": "work", "name": "乙"}]});
    for (login, body, expect) in [
        (SONG, &off, "not_allowed"),
        (ADMIN, &twice, "bad_fields"),
        (ADMIN, &json!({"days": [{"day": "2026-11-13", "kind": "off", "name": ""}]}), "bad_fields"),
        (ADMIN, &json!({"days": [{"day": "x", "kind": "off", "name": "甲"}]}), "bad_fields"),
        (ADMIN, &off, "200"),
    ] {
        assert_eq!(send(&town, login, "PUT", "/v1/calendar", body).await.code(), expect, "{login} {body}");
    }
    assert_eq!(deadline(&shown(&town, QIN, &case).await).0, "2026-11-19", "a day off and a day made up for");
    for (login, expect) in [(QIN, "200"), (ZHOU, "200"), (AUDITOR, "forbidden"), (COLLECTOR, "forbidden")] {
        for path in ["/v1/deadlines", "/v1/calendar"] {
            assert_eq!(town.get(&town.token(login).await, path).await.code(), expect, "{login} {path}");
        }
    }
    let acts = town.get(&town.token(ADMIN).await, "/v1/admin/acts").await;
    assert_eq!(acts.code(), "200");
    town.clock.advance_s(2 * 24 * 3_600);
    let late = town.get(&town.token(QIN).await, "/v1/cases?overdue=true").await;
    assert_eq!(late.rows("/id"), [case]);
    let board = town.get(&town.token(QIN).await, "/v1/cases/board").await.body;
    assert_eq!((&board["columns"][0]["overdue"], &board["ledgers"][1]["overdue"]), (&json!(1), &json!(1)));
}
