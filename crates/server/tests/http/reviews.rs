//! `/v1/reviews`: what somebody handed in for a record that another answers for now.

use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DeviceId, DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::role::AssignmentKind;
use lianxin_store::{NewAssignment, NewRefusal, Over, RefusedPlace, Store as _};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, Answer, NOW_S, QIN, Records, SONG, Town, VILLAGE_2, WU, ZHOU, user_id};

/// The device of 周, who does not answer for the second village, with what it hands in for it.
struct Stray<'a> {
    town: &'a Town,
    device: DeviceId,
    actor: Actor,
}

impl<'a> Stray<'a> {
    fn new(town: &'a Town) -> Self {
        let (device, key) = town.device(ZHOU, 9);
        let actor = Actor::of_device(&key.verifying_key().to_bytes(), 1);
        let mut write = town.store.write().expect("writes");
        write.put_actor(actor, user_id(ZHOU), Some(device)).expect("an actor");
        let over = Over::Area(VILLAGE_2.to_owned());
        let kind = AssignmentKind::Lead;
        write.assign(&NewAssignment { user: user_id(WU), kind, over }).expect("assigned");
        write.commit().expect("committed");
        Self { town, device, actor }
    }

    fn document(&self, kind: Kind, id: DocId) -> Document {
        let read = self.town.store.read().expect("reads");
        let mut document = Document::new(kind, id);
        let changes = read.changes_since(id, 0).expect("changes");
        document.merge_chunks(changes.iter().map(|change| &change.bytes[..])).expect("they fit");
        document
    }

    /// Hands an edit in that waits; its number.
    fn hand_in(&self, document: &mut Document, place: &RefusedPlace, intentions: &[Intention]) -> u64 {
        let edit = Edit { actor: self.actor, at: None, time_s: NOW_S - 60, intentions, lenient: true };
        let written = document.edit(&edit).expect("an edit").expect("a change");
        self.keep(document, place, &written.chunk, Some(written.hash.0), "out_of_scope")
    }

    fn keep(&self, document: &Document, place: &RefusedPlace, chunk: &[u8], hash: Option<[u8; 32]>, code: &str) -> u64 {
        let mut write = self.town.store.write().expect("writes");
        let refusal = NewRefusal {
            document: document.id(),
            kind: document.kind().number().into(),
            chunk,
            hash,
            code,
            in_review: code == "out_of_scope",
            place: Some(place),
            device: self.device,
            frame_counter: 3,
            user: user_id(ZHOU),
            received_at_ms: NOW_S * 1000,
        };
        let seq = write.put_refusal(&refusal).expect("kept");
        write.commit().expect("committed");
        seq
    }
}

async fn decide(town: &Town, login: &str, path: &str, body: Json) -> Answer {
    let token = town.token(login).await;
    town.send(town.request("POST", path).bearer_auth(token).json(&body)).await
}

fn place_of(records: &Records) -> RefusedPlace {
    RefusedPlace { household: Some(records.ids["household_2"]), area: Some(VILLAGE_2.to_owned()), owner: None }
}

#[tokio::test]
async fn whoever_answers_for_the_record_sees_what_would_become_of_it() {
    let town = Town::start().await;
    let records = town.with_records();
    let stray = Stray::new(&town);
    let place = place_of(&records);
    let mut household = stray.document(Kind::Household, records.ids["household_2"]);
    let mut person = stray.document(Kind::Person, records.ids["person_2"]);
    stray.hand_in(&mut household, &place, &[Intention::set("phone", "13900000001")]);
    let last = stray.hand_in(&mut household, &place, &[Intention::set("address", "西村12号")]);
    stray.hand_in(&mut person, &place, &[Intention::set("id_number", "000000199001011234")]);
    let both: &[&str] = &["person_2", "household_2"];
    let both: Vec<String> = both.iter().map(|name| records.id(name)).collect();
    let both: Vec<&str> = both.iter().map(String::as_str).collect();
    let list: [(&str, &[&str]); 6] =
        [(WU, &both), (SONG, &both), (ADMIN, &both), (ZHOU, &[]), (QIN, &[]), (AUDITOR, &["forbidden"])];
    town.everybody_gets("/v1/reviews", "/document", &list).await;

    let answer = town.get(&town.token(WU).await, "/v1/reviews").await;
    let review = &answer.body["rows"][1];
    assert_eq!(
        (review["seq"].as_u64(), &review["title"], &review["by"]["name"]),
        (Some(last), &json!("户二"), &json!("周田"))
    );
    let step = &review["changes"][0]["steps"][0];
    assert_eq!(
        (&step["label"], &step["from"][0], &step["to"]),
        (&json!("电话"), &json!("13800000000"), &json!("13900000001"))
    );
    assert_eq!(review["changes"].as_array().map(Vec::len), Some(2));
    assert!(review["problem"].is_null(), "{review}");
    let step = &answer.body["rows"][0]["changes"][0]["steps"][0];
    assert_eq!((&step["from"][0], &step["to"]), (&json!("000000********1234"), &json!("000000********1234")));
    // One review a page, and each once.
    let first = town.get(&town.token(WU).await, "/v1/reviews?limit=1").await;
    let cursor = first.body["next"].as_str().expect("more").to_owned();
    let second = town.get(&town.token(WU).await, &format!("/v1/reviews?limit=1&cursor={cursor}")).await;
    assert_eq!(
        (first.rows("/document"), second.rows("/document")),
        (vec![both[0].to_owned()], vec![both[1].to_owned()])
    );
}

#[tokio::test]
async fn what_is_accepted_is_merged_whole_in_its_writers_name() {
    let town = Town::start().await;
    let records = town.with_records();
    let stray = Stray::new(&town);
    let place = place_of(&records);
    let id = records.ids["person_2"];
    let mut person = stray.document(Kind::Person, id);
    let first = stray.hand_in(&mut person, &place, &[Intention::set("phone", "13900000001")]);
    let last = stray.hand_in(&mut person, &place, &[Intention::set("occupation", "木匠")]);
    let later = stray.hand_in(&mut person, &place, &[Intention::set("health", "康复")]);
    let accept = format!("/v1/reviews/{last}/accept");
    // Foreign is unknown; the sender and their supervisor see it and do not decide.
    for (login, code) in [(ZHOU, "not_your_decision"), (QIN, "not_your_decision"), (AUDITOR, "forbidden")] {
        assert_eq!(decide(&town, login, &accept, json!({})).await.code(), code, "{login}");
    }
    let answer = decide(&town, WU, &accept, json!({"reason": "属实"})).await;
    assert_eq!(answer.code(), "200", "{answer:?}");
    assert_eq!((&answer.body["refusals"], &answer.body["state"]), (&json!([first, last]), &json!("accepted")));
    let token = town.token(WU).await;
    let record = town.get(&token, &format!("/v1/persons/{id}")).await;
    assert_eq!(
        (&record.body["fields"]["phone"], &record.body["fields"]["health"]),
        (&json!("13900000001"), &json!("腿脚不便"))
    );
    let history = town.get(&token, &format!("/v1/persons/{id}/history")).await;
    let entry = history.body["rows"].as_array().and_then(|rows| rows.last()).expect("an entry");
    assert_eq!((&entry["by"]["name"], entry["claimed_at_ms"].as_i64()), (&json!("周田"), Some((NOW_S - 60) * 1_000)));

    // The same again changes nothing; another word is one too many, and says who spoke.
    assert_eq!(decide(&town, WU, &accept, json!({})).await.code(), "200");
    let declined = decide(&town, SONG, &format!("/v1/reviews/{first}/decline"), json!({})).await;
    assert_eq!(declined.code(), "already_decided");
    assert_eq!(declined.body["error"]["details"]["state"], "accepted");
    assert_eq!(declined.body["error"]["details"]["by"], user_id(WU).to_string());
    // What came after it waits on its own.
    let waits = town.get(&town.token(WU).await, "/v1/reviews").await;
    assert_eq!(waits.body["rows"][0]["seq"], later);
    let outcomes = town.store.read().expect("reads").outcomes_since(stray.device, 0).expect("outcomes");
    assert_eq!(outcomes.len(), 2);
}

#[tokio::test]
async fn a_new_visit_is_judged_by_the_household_that_it_names() {
    let town = Town::start().await;
    let records = town.with_records();
    let stray = Stray::new(&town);
    let visit = DocId(Uuid::from_u128(4_321));
    let mut document = Document::new(Kind::Visit, visit);
    let intentions = [
        Intention::set("household", records.ids["household_2"]),
        Intention::set("author", user_id(ZHOU)),
        Intention::set("kind", "home"),
        Intention::set("date", "2026-11-22"),
        Intention::set("text", "路过，老人安好"),
    ];
    let seq = stray.hand_in(&mut document, &place_of(&records), &intentions);
    let answer = decide(&town, WU, &format!("/v1/reviews/{seq}/accept"), json!({})).await;
    assert_eq!(answer.code(), "200", "{answer:?}");
    let shown = town.get(&town.token(WU).await, &format!("/v1/visits/{visit}")).await;
    assert_eq!(shown.body["author"]["name"], "周田");
}

#[tokio::test]
async fn what_does_not_fit_any_more_is_said_and_released() {
    let town = Town::start().await;
    let records = town.with_records();
    let stray = Stray::new(&town);
    let place = place_of(&records);
    let id = records.ids["household_2"];
    let before = stray.document(Kind::Household, id);
    let seq = stray.hand_in(&mut before.clone(), &place, &[Intention::set("phone", "13900000001")]);
    // A later edit of the same device took its number.
    let mut other = before.clone();
    let edit = [Intention::set("address", "村口")];
    let edit = Edit { actor: stray.actor, at: None, time_s: NOW_S, intentions: &edit, lenient: false };
    let written = other.edit(&edit).expect("an edit").expect("a change");
    let mut write = town.store.write().expect("writes");
    let change = lianxin_store::NewChange {
        hash: written.hash.0,
        actor: stray.actor,
        handed_in: Some((stray.device, 4)),
        bytes: &written.chunk,
    };
    write.append(&lianxin_model::projection::Projection::of(&other), &[change]).expect("appended");
    write.commit().expect("committed");

    let review = town.get(&town.token(WU).await, "/v1/reviews").await;
    let review = &review.body["rows"][0];
    assert_eq!((&review["problem"], &review["changes"][0]["steps"][0]["to"]), (&json!("fork"), &json!("13900000001")));
    let accepted = decide(&town, WU, &format!("/v1/reviews/{seq}/accept"), json!({})).await;
    assert_eq!(
        (accepted.code(), &accepted.body["error"]["details"]["code"]),
        ("cannot_be_merged".to_owned(), &json!("fork"))
    );
    let released = decide(&town, WU, &format!("/v1/refusals/{seq}/release"), json!({})).await;
    assert_eq!((released.code(), &released.body["state"]), ("200".to_owned(), &json!("released")));
}

#[tokio::test]
async fn who_releases_and_what_is_no_review() {
    let town = Town::start().await;
    let records = town.with_records();
    let stray = Stray::new(&town);
    let place = place_of(&records);
    let household = stray.document(Kind::Household, records.ids["household_2"]);
    let seq = stray.keep(&household, &place, b"x", None, "schema");
    let garbage = stray.keep(&household, &place, b"garbage", None, "out_of_scope");
    let long = "长".repeat(501);
    let cases = [
        (WU, format!("/v1/reviews/{seq}/accept"), json!({}), "not_in_review"),
        (WU, format!("/v1/refusals/{seq}/release"), json!({}), "not_your_decision"),
        (WU, format!("/v1/reviews/{garbage}/accept"), json!({}), "cannot_be_merged"),
        (WU, format!("/v1/reviews/{garbage}/decline"), json!({"reason": long}), "bad_json"),
        (WU, format!("/v1/reviews/{garbage}/decline"), json!({"other": 1}), "bad_json"),
        (WU, "/v1/reviews/999999/decline".to_owned(), json!({}), "not_found"),
        (WU, "/v1/reviews/x/decline".to_owned(), json!({}), "not_found"),
        (SONG, format!("/v1/refusals/{seq}/release"), json!({}), "200"),
        (SONG, format!("/v1/refusals/{seq}/release"), json!({}), "200"),
        (WU, format!("/v1/reviews/{garbage}/decline"), json!({}), "200"),
        (WU, format!("/v1/reviews/{garbage}/accept"), json!({}), "already_decided"),
    ];
    for (login, path, body, code) in cases {
        assert_eq!(decide(&town, login, &path, body).await.code(), code, "{login} {path}");
    }
    // What belongs to the other township's people and records is nobody's here.
    let theirs = {
        let (device, _) = town.device(WU, 8);
        let mut write = town.store.write().expect("writes");
        let new = NewRefusal {
            document: records.ids["household_2"],
            kind: 1,
            chunk: b"theirs",
            hash: None,
            code: "schema",
            in_review: false,
            place: None,
            device,
            frame_counter: 1,
            user: user_id(WU),
            received_at_ms: NOW_S * 1000,
        };
        let seq = write.put_refusal(&new).expect("kept");
        write.commit().expect("committed");
        seq
    };
    for login in [ZHOU, QIN] {
        let answer = decide(&town, login, &format!("/v1/refusals/{theirs}/release"), json!({})).await;
        assert_eq!(answer.code(), "not_found", "{login}");
    }
}
