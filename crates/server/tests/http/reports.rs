//! `/v1/reports/weekly`: whose, what is counted, two editors.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use lianxin_store::{AccessQuery, Store as _};
use serde_json::json;

use crate::county::{
    ADMIN, AUDITOR, Answer, COLLECTOR, COUNTY, QIN, SONG, TOWN_1, TOWN_2, Town, VILLAGE_1, ZHOU, user_id,
};

/// The week of the records of the small county.
const WEEK: &str = "2026-W46";

async fn put(town: &Town, token: &str, query: &str, text: &str, version: u32) -> Answer {
    let request = town.request("PUT", &format!("/v1/reports/weekly?{query}")).bearer_auth(token);
    town.send(request.json(&json!({"text": text, "version": version}))).await
}

#[tokio::test]
async fn who_reads_which() {
    let town = Town::start().await;
    town.with_records();
    let cases = [
        (ADMIN, format!("week={WEEK}"), "试县"),
        (ADMIN, format!("area={TOWN_2}"), "西乡"),
        (QIN, String::new(), "东乡"),
        (QIN, format!("area={VILLAGE_1}&week={WEEK}"), "东村"),
        (QIN, format!("area={TOWN_2}"), "not_found"),
        (QIN, format!("area={COUNTY}"), "not_found"),
        (SONG, format!("area={VILLAGE_1}"), "not_found"),
        (QIN, "area=431028000000".to_owned(), "not_found"),
        (QIN, "area=x".to_owned(), "bad_query"),
        (QIN, "week=2026-W54".to_owned(), "bad_query"),
        (QIN, "limit=1".to_owned(), "bad_query"),
        (ZHOU, String::new(), "forbidden"),
        (AUDITOR, String::new(), "forbidden"),
        (COLLECTOR, String::new(), "forbidden"),
    ];
    for (login, query, expect) in cases {
        let token = town.token(login).await;
        let answer = town.get(&token, &format!("/v1/reports/weekly?{query}")).await;
        let got = if answer.status == 200 {
            answer.body["area_name"].as_str().expect("a name").to_owned()
        } else {
            answer.code()
        };
        assert_eq!(got, expect, "{login} {query}");
        let saved = put(&town, &token, &query, "本周", 0).await.code();
        assert_eq!(saved == "200", answer.status == 200, "{login} {query}: {saved}");
        let versions = town.get(&token, &format!("/v1/reports/weekly/versions?{query}")).await.code();
        assert_eq!(versions, answer.code(), "{login} {query}");
    }
}

#[tokio::test]
async fn a_week_is_counted_and_drafted() {
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(QIN).await;
    let report = town.get(&token, &format!("/v1/reports/weekly?week={WEEK}")).await.body;
    assert_eq!((&report["from"], &report["to"]), (&json!("2026-11-09"), &json!("2026-11-15")));
    assert_eq!((&report["previous"], &report["saved"]), (&json!("2026-W45"), &json!(null)));
    let figures = &report["figures"];
    assert_eq!(figures["visits"][0], json!({"kind": "home", "visits": 1}));
    assert_eq!((&figures["households_reached"], &figures["conflicts"]), (&json!(1), &json!(0)));
    let hardship = &figures["ledgers"][1];
    assert_eq!(
        (&hardship["ledger"], &hardship["registered"], &hardship["open"]),
        (&json!("hardship"), &json!(1), &json!(1))
    );
    let matter = &report["registered"]["rows"][0];
    assert_eq!(
        (&matter["id"], &matter["title"], &matter["place"]),
        (&json!(records.id("case_1")), &json!("修屋顶"), &json!("东村"))
    );
    let draft = report["draft"].as_str().expect("a draft");
    assert!(draft.starts_with("东乡每周一报\n") && draft.contains("修屋顶") && !draft.contains("户一"), "{draft}");
    assert!(report["draft_en"].as_str().is_some_and(|draft| draft.contains("Households reached: 1.")));
    let empty = town.get(&token, "/v1/reports/weekly?week=2026-W40").await.body;
    assert_eq!((&empty["registered"]["total"], &empty["next"]), (&json!(0), &json!("2026-W41")));
}

#[tokio::test]
async fn the_second_of_two_editors_is_told() {
    let town = Town::start().await;
    town.with_records();
    let (qin, admin) = (town.token(QIN).await, town.token(ADMIN).await);
    let query = format!("area={TOWN_1}&week={WEEK}");
    let first = put(&town, &qin, &query, "秦的第一稿", 0).await;
    assert_eq!((&first.body["version"], &first.body["by"]["id"]), (&json!(1), &json!(user_id(QIN))));
    let again = put(&town, &qin, &query, "秦的第一稿", 0).await;
    assert_eq!(again.body, first.body, "a lost answer");
    let late = put(&town, &admin, &query, "管理员的稿", 0).await;
    assert_eq!((late.code().as_str(), &late.body["error"]["details"]["version"]), ("report_changed", &json!(1)));
    let path = format!("/v1/reports/weekly?{query}");
    assert_eq!(town.get(&admin, &path).await.body["saved"]["text"], "秦的第一稿");
    assert_eq!(put(&town, &admin, &query, "两稿合一", 1).await.body["version"], 2);
    assert_eq!(town.get(&qin, &path).await.body["saved"]["text"], "两稿合一");
    let versions = town.get(&qin, &format!("/v1/reports/weekly/versions?{query}")).await;
    assert_eq!(versions.rows("/text"), ["两稿合一", "秦的第一稿"]);
    let long = "长".repeat(20_001);
    for (text, field) in [(" \n", "text"), (long.as_str(), "text"), ("甲\u{202e}乙", "text")] {
        assert_eq!(put(&town, &qin, &query, text, 2).await.body["error"]["fields"][0]["field"], field);
    }
}

#[tokio::test]
async fn a_report_is_a_file() {
    let town = Town::start().await;
    town.with_records();
    let token = town.token(QIN).await;
    put(&town, &token, &format!("week={WEEK}"), "一行\n=二行", 0).await;
    let path = format!("/v1/reports/weekly/export.xlsx?week={WEEK}");
    let request = town.request("POST", &path).bearer_auth(&token).json(&json!({"reason": "每周例会"}));
    let bytes = request.send().await.expect("an answer").bytes().await.expect("a body");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["报告", "走访", "台账", "新登记事项", "办结事项", "超期事项", "说明"]);
    let mut cell = |sheet: &str, row: u32, column: u32| {
        let range = book.worksheet_range(sheet).expect("a sheet");
        range.get_value((row, column)).map(ToString::to_string).unwrap_or_default()
    };
    let found = [
        cell("报告", 1, 0),
        cell("报告", 2, 0),
        cell("新登记事项", 1, 0),
        cell("台账", 2, 0),
        cell("台账", 2, 1),
        cell("说明", 5, 1),
    ];
    assert_eq!(found, ["一行", "=二行", "修屋顶", "困难", "1", "每周例会"]);
    let read = town.store.read().expect("reads");
    let log = read.accesses(&AccessQuery { limit: 9, ..AccessQuery::default() }).expect("the log");
    assert_eq!(
        (log.len(), log[0].what.list.as_deref(), log[0].what.area.as_deref()),
        (1, Some("weekly-report"), Some(TOWN_1))
    );
    for (login, query) in [(ZHOU, String::new()), (SONG, format!("?area={TOWN_1}"))] {
        let request = town.request("POST", &format!("/v1/reports/weekly/export.xlsx{query}"));
        let request = request.bearer_auth(town.token(login).await).json(&json!({"reason": "每周例会"}));
        assert!(town.send(request).await.status >= 400, "{login}");
    }
}
