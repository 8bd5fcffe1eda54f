//! `/v1/assistance`: whose, and filters.

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use serde_json::json;
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, COLLECTOR, NOW_S, QIN, Records, SONG, Town, WU, ZHOU, user_id};

/// Something for each of the two households; the ids.
fn given(town: &Town, records: &Records) -> [DocId; 2] {
    let rows = [
        (501, "household_1", ZHOU, "money", 60_000, "2026-11-11", "临时救助", "冬季取暖"),
        (502, "household_2", WU, "loan", 5_000_000, "2026-11-12", "小额信贷", "扩种茶叶"),
    ];
    rows.map(|(number, household, cadre, kind, fen, date, source, text)| {
        let id = DocId(Uuid::from_u128(number));
        let mut document = Document::new(Kind::Assistance, id);
        let intentions = [
            Intention::set("household", records.id(household)),
            Intention::set("author", user_id(cadre)),
            Intention::set("kind", kind),
            Intention::set("amount_fen", fen),
            Intention::set("date", date),
            Intention::set("source", source),
            Intention::set("text", text),
        ];
        town.write(&mut document, cadre, NOW_S - 400, &intentions);
        id
    })
}

#[tokio::test]
async fn who_reads_which() {
    let town = Town::start().await;
    let records = town.with_records();
    let [first, second] = given(&town, &records);
    let list: [(&str, &[&str]); 7] = [
        (ADMIN, &["小额信贷", "临时救助"]),
        (QIN, &["临时救助"]),
        (SONG, &["小额信贷"]),
        (ZHOU, &["临时救助"]),
        (WU, &[]),
        (AUDITOR, &["forbidden"]),
        (COLLECTOR, &["forbidden"]),
    ];
    town.everybody_gets("/v1/assistance", "/fields/source", &list).await;
    for part in ["", "/history", "/conflicts"] {
        let path = format!("/v1/assistance/{second}{part}");
        for (login, expect) in [(ADMIN, "200"), (SONG, "200"), (QIN, "not_found"), (ZHOU, "not_found")] {
            assert_eq!(town.get(&town.token(login).await, &path).await.code(), expect, "{login} {path}");
        }
    }
    let shown = town.get(&town.token(ZHOU).await, &format!("/v1/assistance/{first}")).await.body;
    assert_eq!((&shown["kind"], &shown["author"]["name"]), (&json!("assistance"), &json!("周田")), "{shown}");
    assert_eq!(shown["household"], json!(records.id("household_1")));
    let fields = json!({
        "household": records.id("household_1"), "author": user_id(ZHOU), "kind": "money", "amount_fen": 60_000,
        "date": "2026-11-11", "source": "临时救助", "text": "冬季取暖",
    });
    assert_eq!(shown["fields"], fields);
    // It is no visit.
    assert_eq!(town.get(&town.token(ZHOU).await, &format!("/v1/visits/{first}")).await.code(), "not_found");
}

#[tokio::test]
async fn filters() {
    let town = Town::start().await;
    let records = town.with_records();
    given(&town, &records);
    let token = town.token(ADMIN).await;
    let cases: [(String, &[&str]); 10] = [
        (format!("household={}", records.id("household_1")), &["2026-11-11"]),
        (format!("author={}", user_id(WU)), &["2026-11-12"]),
        ("kind=money".to_owned(), &["2026-11-11"]),
        ("kind=goods".to_owned(), &[]),
        ("kind=home".to_owned(), &["bad_query"]),
        ("date_from=2026-11-12".to_owned(), &["2026-11-12"]),
        ("area=431027101000".to_owned(), &["2026-11-12"]),
        ("q=%E5%8F%96%E6%9A%96".to_owned(), &["2026-11-11"]),
        ("q=%E5%B0%8F%E9%A2%9D".to_owned(), &["2026-11-12"]),
        ("ledger=hardship".to_owned(), &["bad_query"]),
    ];
    for (query, expect) in cases {
        let answer = town.get(&token, &format!("/v1/assistance?{query}")).await;
        let found = if answer.status == 200 { answer.rows("/fields/date") } else { vec![answer.code()] };
        assert_eq!(found, expect, "{query}");
    }
    assert_eq!(town.get(&token, "/v1/visits?kind=money").await.code(), "bad_query");
}
