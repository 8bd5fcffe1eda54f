//! `/v1/persons`: whose, and what is masked in record, history and conflicts.

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, COLLECTOR, NOW_S, QIN, SONG, Town, WU, ZHOU, edit};

#[tokio::test]
async fn who_reads_whom() {
    let town = Town::start().await;
    let records = town.with_records();
    let list: [(&str, &[&str]); 7] = [
        (ADMIN, &["户二", "户一"]),
        (QIN, &["户一"]),
        (SONG, &["户二"]),
        (ZHOU, &["户一"]),
        (WU, &[]),
        (AUDITOR, &["forbidden"]),
        (COLLECTOR, &["forbidden"]),
    ];
    town.everybody_gets("/v1/persons", "/fields/name", &list).await;
    let foreign: [(&str, &[&str]); 4] =
        [(ADMIN, &["户二"]), (QIN, &["not_found"]), (ZHOU, &["not_found"]), (COLLECTOR, &["forbidden"])];
    for part in ["", "/history", "/conflicts"] {
        let path = format!("/v1/persons/{}{part}", records.id("person_2"));
        for (login, expect) in foreign {
            let code = town.get(&town.token(login).await, &path).await.code();
            assert_eq!(code, if login == ADMIN { "200" } else { expect[0] }, "{login} {path}");
        }
    }
    let path = format!("/v1/persons?household={}", records.id("household_1"));
    town.everybody_gets(&path, "/fields/name", &[(ADMIN, &["户一"]), (SONG, &[])]).await;
}

#[tokio::test]
async fn an_id_number_is_masked_everywhere() {
    let town = Town::start().await;
    town.with_records();
    let id = DocId(Uuid::from_u128(900));
    let household = Intention::set("household", DocId(Uuid::from_u128(100)));
    let mut person = Document::new(Kind::Person, id);
    town.write(&mut person, ZHOU, NOW_S, &[household, Intention::set("id_number", "00000019000101111X")]);
    let mut rival = person.clone();
    let first = edit(&mut rival, QIN, NOW_S, &[Intention::set("id_number", "000000190001012222")]);
    town.write(&mut person, ZHOU, NOW_S, &[Intention::set("id_number", "000000190001013333")]);
    person.merge_chunks(first.iter().map(|(_, chunk)| chunk.as_slice())).expect("merged");
    town.append(&person, QIN, &first);
    for login in [ADMIN, QIN, ZHOU] {
        let token = town.token(login).await;
        for path in [
            "/v1/persons".to_owned(),
            format!("/v1/persons/{id}"),
            format!("/v1/persons/{id}/history"),
            format!("/v1/persons/{id}/conflicts"),
            "/v1/conflicts".to_owned(),
        ] {
            let answer = town.get(&token, &path).await;
            let text = answer.body.to_string();
            assert!(text.contains("000000********3333") && !text.contains("19000101"), "{login} {path}: {text}");
        }
    }
}

/// Those who visit work with it; those who lead ask for it with a reason, see `disclosures`.
#[tokio::test]
async fn those_who_visit_see_health_and_those_who_lead_that_there_is_something() {
    let town = Town::start().await;
    let records = town.with_records();
    let path = format!("/v1/persons/{}", records.id("person_1"));
    let expect: [(&str, &[&str]); 3] = [(ADMIN, &["***"]), (QIN, &["***"]), (ZHOU, &["腿脚不便"])];
    town.everybody_gets(&path, "/fields/health", &expect).await;
    let expect: [(&str, &[&str]); 3] = [(ADMIN, &["health"]), (QIN, &["health"]), (ZHOU, &["id_number"])];
    town.everybody_gets(&path, "/masked/0", &expect).await;
}

/// In the fields, the history, the conflicts and the list of all conflicts alike.
#[tokio::test]
async fn what_is_hidden_is_hidden_everywhere() {
    let town = Town::start().await;
    town.with_records();
    let household = Intention::set("household", DocId(Uuid::from_u128(100)));
    let (mut person, mut case) = (
        Document::new(Kind::Person, DocId(Uuid::from_u128(900))),
        Document::new(Kind::Case, DocId(Uuid::from_u128(901))),
    );
    town.write(&mut person, ZHOU, NOW_S, &[household.clone(), Intention::set("health", "旧伤未愈")]);
    let mut rival = person.clone();
    let first = edit(&mut rival, QIN, NOW_S, &[Intention::set("health", "旧伤复发")]);
    town.write(&mut person, ZHOU, NOW_S, &[Intention::set("health", "旧伤加重")]);
    person.merge_chunks(first.iter().map(|(_, chunk)| chunk.as_slice())).expect("merged");
    town.append(&person, QIN, &first);
    town.write(&mut case, ZHOU, NOW_S, &[household, Intention::add("mediation_people", "旧伤的邻居")]);
    let paths = [
        "/v1/persons".to_owned(),
        format!("/v1/persons/{}", person.id()),
        format!("/v1/persons/{}/history", person.id()),
        format!("/v1/persons/{}/conflicts", person.id()),
        "/v1/conflicts".to_owned(),
        "/v1/cases".to_owned(),
        format!("/v1/cases/{}", case.id()),
        format!("/v1/cases/{}/history", case.id()),
    ];
    for login in [ADMIN, QIN, ZHOU] {
        let token = town.token(login).await;
        for path in &paths {
            let answer = town.get(&token, path).await;
            let text = answer.body.to_string();
            assert_eq!((answer.status, text.contains("旧伤")), (200, login == ZHOU), "{login} {path}: {text}");
        }
    }
}
