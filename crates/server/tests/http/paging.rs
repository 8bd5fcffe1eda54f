//! Pages of lists: every row once, whatever is added in between; a cursor belongs to its query.

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use uuid::Uuid;

use crate::county::{ADMIN, NOW_S, QIN, Town, VILLAGE_1, ZHOU};

fn household(town: &Town, number: u128) {
    let mut document = Document::new(Kind::Household, DocId(Uuid::from_u128(number)));
    let code = Intention::set("code", format!("H{number:04}"));
    town.write(&mut document, ZHOU, NOW_S, &[code, Intention::set("area", VILLAGE_1)]);
}

#[tokio::test]
async fn every_row_comes_once_while_rows_are_added() {
    let town = Town::start().await;
    for number in (1_000..1_020).step_by(2) {
        household(&town, number);
    }
    let token = town.token(QIN).await;
    let mut codes = Vec::new();
    let mut next = String::new();
    for added in (1_001..).step_by(2) {
        let page = town.get(&token, &format!("/v1/households?limit=3{next}")).await;
        codes.extend(page.rows("/fields/code"));
        household(&town, added);
        match page.body["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    let there_throughout: Vec<String> = (1_000..1_020).step_by(2).map(|number| format!("H{number:04}")).collect();
    let found: Vec<String> = codes.iter().filter(|code| there_throughout.contains(code)).cloned().collect();
    assert_eq!(found, there_throughout);
    codes.dedup();
    assert!(codes.is_sorted() && codes.len() >= 10, "{codes:?}");
}

#[tokio::test]
async fn a_cursor_belongs_to_its_query() {
    let town = Town::start().await;
    for number in 1_000..1_003 {
        household(&town, number);
    }
    let token = town.token(ADMIN).await;
    let page = town.get(&token, "/v1/households?limit=1").await;
    let cursor = page.body["next"].as_str().expect("more");
    assert!(!cursor.contains("H1000"), "a cursor is opaque");
    for (query, expect) in [
        (format!("cursor={cursor}"), "200"),
        (format!("limit=2&cursor={cursor}"), "200"),
        (format!("count=true&cursor={cursor}"), "200"),
        (format!("sort=changed&cursor={cursor}"), "bad_query"),
        (format!("area=431027100000&cursor={cursor}"), "bad_query"),
        (format!("cursor={cursor}A"), "bad_query"),
        ("cursor=".to_owned(), "bad_query"),
        (format!("cursor={}", "A".repeat(5_000)), "bad_query"),
    ] {
        assert_eq!(town.get(&token, &format!("/v1/households?{query}")).await.code(), expect, "{query}");
    }
}
