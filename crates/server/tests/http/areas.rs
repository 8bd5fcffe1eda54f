//! `/v1/areas`: what the reader answers for, and the way up from there.

use crate::county::{ADMIN, AUDITOR, COLLECTOR, QIN, SONG, Town, WU, ZHOU};

#[tokio::test]
async fn who_reads_which() {
    let town = Town::start().await;
    town.with_records();
    let all: &[&str] = &["试县", "东乡", "东村", "西乡", "西村"];
    let list: [(&str, &[&str]); 7] = [
        (ADMIN, all),
        (QIN, &["试县", "东乡", "东村"]),
        (SONG, &["试县", "西乡", "西村"]),
        (ZHOU, &["试县", "东乡", "东村"]),
        (WU, &["试县", "西乡"]),
        (AUDITOR, &["forbidden"]),
        (COLLECTOR, &["forbidden"]),
    ];
    town.everybody_gets("/v1/areas", "/name", &list).await;
    town.everybody_gets("/v1/areas?area=431027100000", "/name", &[(ADMIN, &["东乡", "东村"]), (SONG, &[])]).await;
    town.everybody_gets("/v1/areas?area=x", "/name", &[(ADMIN, &["bad_query"])]).await;
}

#[tokio::test]
async fn pages_follow_each_other() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let mut names = Vec::new();
    let mut next = String::new();
    for _ in 0..3 {
        let page = town.get(&token, &format!("/v1/areas?limit=2{next}")).await;
        names.extend(page.rows("/name"));
        next = page.body["next"].as_str().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
    }
    assert_eq!((names, next.as_str()), (["试县", "东乡", "东村", "西乡", "西村"].map(str::to_owned).to_vec(), ""));
}
