//! `/v1/visits`: whose, and filters.

use crate::county::{ADMIN, AUDITOR, COLLECTOR, QIN, SONG, Town, WU, ZHOU, user_id};

#[tokio::test]
async fn who_reads_which() {
    let town = Town::start().await;
    let records = town.with_records();
    let list: [(&str, &[&str]); 7] = [
        (ADMIN, &["吴山", "周田"]),
        (QIN, &["周田"]),
        (SONG, &["吴山"]),
        (ZHOU, &["周田"]),
        (WU, &[]),
        (AUDITOR, &["forbidden"]),
        (COLLECTOR, &["forbidden"]),
    ];
    town.everybody_gets("/v1/visits", "/author/name", &list).await;
    for part in ["", "/history", "/conflicts"] {
        let path = format!("/v1/visits/{}{part}", records.id("visit_2"));
        for (login, expect) in [(ADMIN, "200"), (SONG, "200"), (QIN, "not_found"), (ZHOU, "not_found")] {
            assert_eq!(town.get(&town.token(login).await, &path).await.code(), expect, "{login} {path}");
        }
    }
}

#[tokio::test]
async fn filters() {
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(ADMIN).await;
    let household = records.id("household_1");
    let (zhou, subject) = (user_id(ZHOU), records.id("case_1"));
    let cases: [(String, &[&str]); 11] = [
        (format!("household={household}"), &["2026-11-11"]),
        (format!("author={zhou}"), &["2026-11-11"]),
        ("kind=home".to_owned(), &["2026-11-12", "2026-11-11"]),
        ("kind=phone".to_owned(), &[]),
        ("date_from=2026-11-12".to_owned(), &["2026-11-12"]),
        ("date_to=2026-11-11".to_owned(), &["2026-11-11"]),
        ("date_from=2026-11-11&date_to=2026-11-12".to_owned(), &["2026-11-12", "2026-11-11"]),
        ("area=431027101000".to_owned(), &["2026-11-12"]),
        ("q=%E6%94%B6%E6%88%90".to_owned(), &["2026-11-12", "2026-11-11"]),
        ("date_from=2026-13-01".to_owned(), &["bad_query"]),
        (format!("subject={subject}"), &["bad_query"]),
    ];
    for (query, expect) in cases {
        let answer = town.get(&token, &format!("/v1/visits?{query}")).await;
        let found = if answer.status == 200 { answer.rows("/fields/date") } else { vec![answer.code()] };
        assert_eq!(found, expect, "{query}");
    }
    assert_eq!(town.get(&token, "/v1/visits?kind=walk").await.code(), "bad_query");
}
