//! `/v1/conflicts`: every contradiction in scope, of whatever kind.

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, NOW_S, QIN, SONG, Town, VILLAGE_1, WU, ZHOU, edit};

#[tokio::test]
async fn who_reads_which() {
    let town = Town::start().await;
    town.with_records();
    let none: [(&str, &[&str]); 2] = [(ADMIN, &[]), (QIN, &[])];
    town.everybody_gets("/v1/conflicts", "/title", &none).await;
    let mut household = Document::new(Kind::Household, DocId(Uuid::from_u128(700)));
    let text = |field: &str, value: &str| Intention::set(field, value);
    town.write(&mut household, ZHOU, NOW_S, &[text("code", "H0007"), text("area", VILLAGE_1)]);
    let mut rival = household.clone();
    let theirs = edit(&mut rival, QIN, NOW_S, &[text("head_name", "罗守山"), text("address", "村东")]);
    town.write(&mut household, ZHOU, NOW_S, &[text("head_name", "罗守田"), text("address", "村西")]);
    household.merge_chunks(theirs.iter().map(|(_, chunk)| chunk.as_slice())).expect("merged");
    town.append(&household, QIN, &theirs);
    let list: [(&str, &[&str]); 6] =
        [(ADMIN, &["address"]), (QIN, &["address"]), (SONG, &[]), (ZHOU, &[]), (WU, &[]), (AUDITOR, &["forbidden"])];
    town.everybody_gets("/v1/conflicts", "/conflicts/0/field", &list).await;
    for (query, expect) in [("area=431027100000", "head_name"), ("q=luo&count=true", "head_name")] {
        let path = format!("/v1/conflicts?{query}");
        town.everybody_gets(&path, "/conflicts/1/field", &[(ADMIN, &[expect]), (SONG, &[])]).await;
    }
    town.everybody_gets("/v1/conflicts?code=H0007", "", &[(ADMIN, &["bad_query"])]).await;
}
