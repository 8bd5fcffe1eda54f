//! `/v1/comments`: read by whoever reads what they hang on.

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, NOW_S, QIN, SONG, Town, WU, ZHOU, user_id};

#[tokio::test]
async fn who_reads_what_was_said_of_a_case_and_of_a_diary() {
    let town = Town::start().await;
    let records = town.with_records();
    let said = |number, subject: &str, to: Intention, text: &str| {
        let mut comment = Document::new(Kind::Comment, DocId(Uuid::from_u128(number)));
        let subject = Intention::set("subject", records.ids[subject]);
        let author = Intention::set("author", user_id(QIN));
        let date = Intention::set("date", format!("2026-11-{}", number - 800 + 10));
        town.write(&mut comment, QIN, NOW_S, &[subject, to, author, date, Intention::set("text", text)]);
    };
    said(801, "case_1", Intention::set("household", records.ids["household_1"]), "抓紧办");
    said(802, "diary_1", Intention::set("addressee", user_id(ZHOU)), "写得实在");
    let list: [(&str, &[&str]); 6] = [
        (ADMIN, &["写得实在", "抓紧办"]),
        (QIN, &["写得实在", "抓紧办"]),
        (ZHOU, &["写得实在", "抓紧办"]),
        (SONG, &[]),
        (WU, &[]),
        (AUDITOR, &["forbidden"]),
    ];
    town.everybody_gets("/v1/comments", "/fields/text", &list).await;
    let subject = |name| format!("/v1/comments?subject={}", records.id(name));
    town.everybody_gets(&subject("case_1"), "/fields/text", &[(QIN, &["抓紧办"]), (SONG, &[])]).await;
    town.everybody_gets(&subject("diary_1"), "/author/name", &[(ZHOU, &["秦岭"])]).await;
    town.everybody_gets("/v1/comments?subject=x", "", &[(ZHOU, &["bad_query"])]).await;
}
