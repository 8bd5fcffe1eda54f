//! `/v1/diary-entries`: a draft is its author's alone; what was handed in is read by those who lead the author's area.

use lianxin_model::document::Document;
use lianxin_model::ids::Kind;
use lianxin_model::intention::Intention;
use lianxin_store::Store as _;

use crate::county::{ADMIN, AUDITOR, COLLECTOR, NOW_S, QIN, SONG, Town, WU, ZHOU};

#[tokio::test]
async fn who_reads_which() {
    let town = Town::start().await;
    let records = town.with_records();
    let list: [(&str, &[&str]); 7] = [
        (ADMIN, &["吴山", "周田"]),
        (QIN, &["周田"]),
        (SONG, &["吴山"]),
        (ZHOU, &["周田", "周田"]),
        (WU, &["吴山", "吴山"]),
        (AUDITOR, &["forbidden"]),
        (COLLECTOR, &["forbidden"]),
    ];
    town.everybody_gets("/v1/diary-entries", "/author/name", &list).await;
    let cases = [
        ("diary_1", [(ADMIN, "200"), (QIN, "200"), (ZHOU, "200"), (SONG, "not_found"), (WU, "not_found")]),
        ("draft_1", [(ADMIN, "not_found"), (QIN, "not_found"), (ZHOU, "200"), (SONG, "not_found"), (WU, "not_found")]),
    ];
    for (name, readers) in cases {
        for part in ["", "/history", "/conflicts"] {
            let path = format!("/v1/diary-entries/{}{part}", records.id(name));
            for (login, expect) in readers {
                assert_eq!(town.get(&town.token(login).await, &path).await.code(), expect, "{login} {name}{part}");
            }
        }
    }
}

#[tokio::test]
async fn filters() {
    let town = Town::start().await;
    let records = town.with_records();
    let told = Intention::add("households", records.id("household_1"));
    let mut entry = Document::new(Kind::DiaryEntry, records.ids["diary_1"]);
    let loaded = town.store.read().expect("reads").load(entry.id()).expect("reads").expect("kept");
    entry.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).expect("merged");
    town.write(&mut entry, ZHOU, NOW_S, &[told]);
    let both: &[&str] = &["吴山", "周田"];
    for (query, expect) in [
        ("status=submitted", both),
        ("status=draft", &[]),
        ("area=431027100000", &["周田"]),
        ("date_from=2026-11-12", &["吴山"]),
        ("household=00000000-0000-0000-0000-000000000064", &["周田"]),
        ("household=00000000-0000-0000-0000-000000000065", &[]),
        ("ledger=hardship", &["bad_query"]),
    ] {
        town.everybody_gets(&format!("/v1/diary-entries?{query}"), "/author/name", &[(ADMIN, expect)]).await;
    }
}
