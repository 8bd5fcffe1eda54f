//! `/v1/cases`: whose, filters, steps that contradict each other.

use lianxin_model::document::Document;
use lianxin_model::ids::Kind;
use serde_json::json;

use crate::county::{ADMIN, AUDITOR, COLLECTOR, NOW_S, QIN, SONG, Town, WU, ZHOU, edit, event};

#[tokio::test]
async fn who_reads_which() {
    let town = Town::start().await;
    let records = town.with_records();
    let list: [(&str, &[&str]); 7] = [
        (ADMIN, &["2026-11-12", "2026-11-11"]),
        (QIN, &["2026-11-11"]),
        (SONG, &["2026-11-12"]),
        (ZHOU, &["2026-11-11"]),
        (WU, &[]),
        (AUDITOR, &["forbidden"]),
        (COLLECTOR, &["forbidden"]),
    ];
    town.everybody_gets("/v1/cases", "/fields/date", &list).await;
    for part in ["", "/history", "/conflicts"] {
        let path = format!("/v1/cases/{}{part}", records.id("case_2"));
        for (login, expect) in [(ADMIN, "200"), (SONG, "200"), (QIN, "not_found"), (ZHOU, "not_found")] {
            assert_eq!(town.get(&town.token(login).await, &path).await.code(), expect, "{login} {path}");
        }
    }
}

#[tokio::test]
async fn filters() {
    let town = Town::start().await;
    town.with_records();
    let token = town.token(QIN).await;
    let cases: [(&str, &[&str]); 6] = [
        ("ledger=hardship", &["修屋顶"]),
        ("ledger=dispute", &[]),
        ("status=registered", &["修屋顶"]),
        ("status=closed", &[]),
        ("ledger=x", &["bad_query"]),
        ("kind=home", &["bad_query"]),
    ];
    for (query, expect) in cases {
        let answer = town.get(&token, &format!("/v1/cases?{query}")).await;
        let found = if answer.status == 200 { answer.rows("/fields/title") } else { vec![answer.code()] };
        assert_eq!(found, expect, "{query}");
    }
}

#[tokio::test]
async fn steps_that_contradict_each_other_are_a_conflict_of_the_status() {
    use lianxin_store::Store as _;
    let town = Town::start().await;
    let records = town.with_records();
    let id = records.ids["case_1"];
    let loaded = town.store.read().expect("reads").load(id).expect("reads").expect("kept");
    let mut case = Document::new(Kind::Case, id);
    case.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).expect("merged");
    let mut rival = case.clone();
    let resolved = edit(&mut rival, QIN, NOW_S, &[event(2, "resolved", QIN, &[1])]);
    town.write(&mut case, ZHOU, NOW_S, &[event(3, "acted", ZHOU, &[1])]);
    case.merge_chunks(resolved.iter().map(|(_, chunk)| chunk.as_slice())).expect("merged");
    town.append(&case, QIN, &resolved);
    let token = town.token(QIN).await;
    let answer = town.get(&token, &format!("/v1/cases/{id}/conflicts")).await.body;
    let conflict = &answer["conflicts"][0];
    assert_eq!((&conflict["field"], &conflict["label"]), (&json!("status"), &json!("办理状态")));
    let mut rivals: Vec<(String, String)> = conflict["rivals"]
        .as_array()
        .expect("rivals")
        .iter()
        .map(|rival| (rival["value"].to_string(), rival["by"]["name"].to_string()))
        .collect();
    rivals.sort();
    assert_eq!(
        rivals,
        [("\"acted\"", "\"周田\""), ("\"resolved\"", "\"秦岭\"")].map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
    let shown = town.get(&token, &format!("/v1/cases/{id}")).await.body;
    assert_eq!(shown["fields"]["status_conflict"], true);
    assert_eq!(town.get(&token, "/v1/conflicts").await.rows("/title"), ["修屋顶"]);
}
