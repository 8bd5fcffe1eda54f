//! `/v1/comments`: read by whoever reads what they hang on.

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use serde_json::json;
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, Answer, NOW_S, QIN, SONG, Town, WU, ZHOU, user_id};

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

fn new_id(number: u128) -> String {
    format!("019a0000-0000-7000-8000-{number:012}")
}

async fn say(town: &Town, login: &str, number: u128, subject: &str, text: &str) -> Answer {
    let body = json!({"id": new_id(number), "subject": subject, "text": text});
    town.send(town.request("POST", "/v1/comments").bearer_auth(town.token(login).await).json(&body)).await
}

#[tokio::test]
async fn who_says_what_of_which() {
    let town = Town::start().await;
    let records = town.with_records();
    let long = "长".repeat(20_001);
    let cases = [
        (QIN, "visit_1", "看过了", "200"),
        (QIN, "case_1", "抓紧办", "200"),
        (QIN, "household_1", "电话核实一下", "200"),
        (QIN, "diary_1", "写得实在", "200"),
        (ADMIN, "case_2", "抓紧办", "200"),
        (QIN, "diary_1", long.as_str(), "bad_fields"),
        (QIN, "diary_1", " \n", "bad_fields"),
        (QIN, "person_1", "身份证号核对一下", "200"),
        (QIN, "draft_1", "还没上交", "not_found"),
        (QIN, "visit_2", "别处的", "not_found"),
        (SONG, "case_1", "别处的", "not_found"),
        (ZHOU, "case_1", "干部", "forbidden"),
        (AUDITOR, "case_1", "审计", "forbidden"),
    ];
    for (number, (login, subject, text, expect)) in (1..).zip(cases) {
        let answer = say(&town, login, number, &records.id(subject), text).await;
        assert_eq!(answer.code(), expect, "{login} {subject} {text}");
        if expect == "200" {
            assert_eq!((&answer.body["id"], &answer.body["fields"]["text"]), (&json!(new_id(number)), &json!(text)));
        }
    }
    let diary = format!("/v1/comments?subject={}", records.id("diary_1"));
    town.everybody_gets(&diary, "/fields/text", &[(ZHOU, &["写得实在"]), (QIN, &["写得实在"]), (WU, &[])]).await;
}

#[tokio::test]
async fn said_once() {
    let town = Town::start().await;
    let records = town.with_records();
    let (case, visit) = (records.id("case_1"), records.id("visit_1"));
    let first = say(&town, QIN, 1, &case, "抓紧办").await;
    assert_eq!((first.code().as_str(), &say(&town, QIN, 1, &case, "抓紧办").await.body), ("200", &first.body));
    for (login, subject, text) in [(QIN, &case, "别的话"), (QIN, &visit, "抓紧办"), (ADMIN, &case, "抓紧办")] {
        assert_eq!(say(&town, login, 1, subject, text).await.code(), "id_taken", "{login} {text}");
    }
    let old = json!({"id": "00000000-0000-4000-8000-000000000001", "subject": case, "text": "编号不对"});
    let request = town.request("POST", "/v1/comments").bearer_auth(town.token(QIN).await).json(&old);
    assert_eq!(town.send(request).await.code(), "bad_fields");
    let all = format!("/v1/comments?subject={case}");
    town.everybody_gets(&all, "/fields/text", &[(ZHOU, &["抓紧办"])]).await;
}

#[tokio::test]
async fn a_household_is_put_to_whoever_holds_it() {
    let town = Town::start().await;
    let records = town.with_records();
    for (number, (subject, to, expect)) in
        (1..).zip([("household_1", ZHOU, "200"), ("household_1", WU, "bad_fields"), ("case_1", ZHOU, "bad_fields")])
    {
        let body =
            json!({"id": new_id(number), "subject": records.id(subject), "text": "哪个电话对", "to": user_id(to)});
        let request = town.request("POST", "/v1/comments").bearer_auth(town.token(QIN).await).json(&body);
        let answer = town.send(request).await;
        assert_eq!(answer.code(), expect, "{subject} {to}");
        if expect == "200" {
            assert_eq!(answer.body["fields"]["addressee"], json!(user_id(to)));
        }
    }
}
