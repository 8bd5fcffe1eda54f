//! `POST /v1/{kind}/{id}/settle`: who settles what, with which value, and that nothing is lost by it.

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_store::Store as _;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, Answer, NOW_S, QIN, SONG, Town, VILLAGE_1, VILLAGE_2, WU, ZHOU, edit, user_id};

const PHONES: [&str; 2] = ["13900000001", "13900000002"];

fn id(number: u128) -> DocId {
    DocId(Uuid::from_u128(number))
}

fn request(number: u32) -> String {
    format!("019ac000-0000-7000-8000-{number:012}")
}

/// A document in which 周 and 吴 contradict each other.
fn contradict(town: &Town, kind: Kind, number: u128, base: &[Intention], theirs: [Intention; 2]) -> DocId {
    let mut document = Document::new(kind, id(number));
    town.write(&mut document, ZHOU, NOW_S - 900, base);
    let mut rival = document.clone();
    let [first, second] = theirs;
    let other = edit(&mut rival, WU, NOW_S - 60, &[second]);
    town.write(&mut document, ZHOU, NOW_S - 90, &[first]);
    document.merge_chunks(other.iter().map(|(_, chunk)| chunk.as_slice())).expect("merged");
    town.append(&document, WU, &other);
    id(number)
}

fn household(town: &Town, number: u128) -> DocId {
    let base = [Intention::set("head_name", format!("户{number}")), Intention::set("area", VILLAGE_1)];
    contradict(town, Kind::Household, number, &base, PHONES.map(|phone| Intention::set("phone", phone)))
}

async fn conflicts(town: &Town, path: &str, id: DocId) -> Json {
    town.get(&town.token(ADMIN).await, &format!("/v1/{path}/{id}/conflicts")).await.body
}

async fn settle(town: &Town, login: &str, path: &str, id: DocId, body: &Json) -> Answer {
    let token = town.token(login).await;
    town.send(town.request("POST", &format!("/v1/{path}/{id}/settle")).bearer_auth(token).json(body)).await
}

fn with(mut body: Json, heads: &Json) -> Json {
    body["heads"] = heads.clone();
    body
}

#[tokio::test]
async fn any_of_the_values_or_another_one() {
    let town = Town::start().await;
    let cases = [json!({"choose": 0}), json!({"choose": 1}), json!({"value": "13900000009"}), json!({"value": ""})];
    for (place, right) in cases.into_iter().enumerate() {
        let id = household(&town, 700 + place as u128);
        let before = conflicts(&town, "households", id).await;
        let rivals = before["conflicts"][0]["rivals"].clone();
        let mut body = json!({"id": request(place as u32), "field": "phone", "heads": before["heads"]});
        body.as_object_mut().expect("an object").extend(right.as_object().expect("an object").clone());
        let answer = settle(&town, QIN, "households", id, &body).await;
        assert_eq!((answer.code().as_str(), &answer.body["conflicts"]), ("200", &json!([])), "{right} {answer:?}");
        let record = town.get(&town.token(QIN).await, &format!("/v1/households/{id}")).await.body;
        let expect = match right["choose"].as_u64() {
            Some(place) => rivals[place as usize]["value"].clone(),
            None => Some(right["value"].clone()).filter(|value| value != "").unwrap_or(Json::Null),
        };
        assert_eq!((&record["fields"]["phone"], &record["heads"]), (&expect, &answer.body["heads"]), "{right}");
        // The same again, as after an answer that was lost.
        let again = settle(&town, QIN, "households", id, &body).await;
        assert_eq!((again.code().as_str(), &again.body), ("200", &answer.body), "{right}");
        // History has both values, and who settled it.
        let history = town.get(&town.token(QIN).await, &format!("/v1/households/{id}/history")).await.body;
        let last = history["rows"].as_array().and_then(|rows| rows.last()).expect("a change");
        let mut from: Vec<&str> =
            last["steps"][0]["from"].as_array().expect("values").iter().filter_map(Json::as_str).collect();
        from.sort_unstable();
        assert_eq!((&last["by"]["id"], from), (&json!(user_id(QIN)), PHONES.to_vec()), "{right}");
    }
}

#[tokio::test]
async fn who_settles() {
    let town = Town::start().await;
    let id = household(&town, 700);
    let heads = conflicts(&town, "households", id).await["heads"].clone();
    let body = with(json!({"id": request(1), "field": "phone", "choose": 0}), &heads);
    for (login, code) in [(SONG, "not_found"), (ZHOU, "forbidden"), (AUDITOR, "forbidden"), (QIN, "200")] {
        assert_eq!(settle(&town, login, "households", id, &body).await.code(), code, "{login}");
    }
    // The id is that person's request; nobody else's.
    assert_eq!(settle(&town, ADMIN, "households", id, &body).await.code(), "id_taken");
}

#[tokio::test]
async fn what_came_meanwhile_stays_beside_it() {
    let town = Town::start().await;
    let id = household(&town, 700);
    let heads = conflicts(&town, "households", id).await["heads"].clone();
    let loaded = town.store.read().expect("reads").load(id).expect("reads").expect("kept");
    let mut document = Document::new(Kind::Household, id);
    document.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).expect("merged");
    town.write(&mut document, ZHOU, NOW_S - 5, &[Intention::set("phone", "13900000007")]);
    let body = with(json!({"id": request(1), "field": "phone", "value": "13900000008"}), &heads);
    let answer = settle(&town, QIN, "households", id, &body).await;
    let rivals = answer.body["conflicts"][0]["rivals"].as_array().expect("rivals").iter();
    let mut values: Vec<&str> = rivals.filter_map(|rival| rival["value"].as_str()).collect();
    values.sort_unstable();
    assert_eq!(values, ["13900000007", "13900000008"]);
}

#[tokio::test]
async fn what_cannot_be_settled() {
    let town = Town::start().await;
    let id = household(&town, 700);
    let heads = conflicts(&town, "households", id).await["heads"].clone();
    let cases = [
        (json!({"field": "phone", "value": "12"}), "phone:phone_form"),
        (json!({"field": "phone", "choose": 2}), "choose:unknown"),
        (json!({"field": "phone", "choose": 0, "value": "13900000009"}), "value:one_of_two"),
        (json!({"field": "phone"}), "value:one_of_two"),
        (json!({"field": "address", "value": "村东"}), "field:no_conflict"),
        (json!({"field": "phone", "key": "x", "choose": 0}), "field:no_conflict"),
        (json!({"field": "shoe_size", "choose": 0}), "field:unknown"),
        (json!({"field": "phone", "choose": 0, "heads": []}), "unknown_heads"),
        (json!({"field": "phone", "choose": 0, "heads": ["00"]}), "unknown_heads"),
        (json!({"field": "phone", "choose": 0, "id": "00000000-0000-0000-0000-000000000001"}), "id:not_an_id"),
        (json!({"field": "phone", "choose": 0, "more": 1}), "bad_json"),
    ];
    for (mut body, expect) in cases {
        for (name, value) in [("heads", heads.clone()), ("id", json!(request(1)))] {
            body.as_object_mut().expect("an object").entry(name).or_insert(value);
        }
        let answer = settle(&town, QIN, "households", id, &body).await;
        let field = &answer.body["error"]["fields"][0];
        let found = match field["field"].as_str() {
            Some(name) => format!("{name}:{}", field["code"].as_str().expect("a code")),
            None => answer.code(),
        };
        assert_eq!(found, expect, "{body}");
    }
    assert_eq!(conflicts(&town, "households", id).await["heads"], heads);
}

/// What its author alone writes, its author alone settles; an anchor is confirmed and never replaced; a page knows before.
#[tokio::test]
async fn rights_are_those_of_writing() {
    let town = Town::start().await;
    let records = town.with_records();
    let of = Intention::set("household", records.ids["household_1"]);
    let set = |field: &str, value: &str| Intention::set(field, value);
    let visit = [of.clone(), Intention::set("author", user_id(ZHOU)), set("kind", "home"), set("date", "2026-11-12")];
    let visit = contradict(&town, Kind::Visit, 710, &visit, [set("text", "屋里"), set("text", "屋外")]);
    let areas = [set("area", VILLAGE_1), set("area", VILLAGE_2)];
    let twice = contradict(&town, Kind::Household, 711, &[set("head_name", "户三")], areas);
    let base = [set("area", VILLAGE_1), Intention::put("extra", "水源", "井")];
    let ours = [Intention::put("extra", "水源", "泉"), Intention::put("extra", "水源", "河")];
    let extra = contradict(&town, Kind::Household, 712, &base, ours);
    let choose = |field: &str, place: u32| json!({"field": field, "choose": place});
    let key = |place: u32| json!({"field": "extra", "key": "水源", "choose": place});
    let cases = [
        ("visits", visit, "none", choose("text", 0), "not_allowed"),
        ("households", twice, "shown", choose("area", 1), "not_allowed"),
        ("households", twice, "shown", choose("area", 0), "200"),
        ("households", extra, "any", key(1), "200"),
    ];
    for (number, (path, id, settling, body, expect)) in cases.into_iter().enumerate() {
        let before = conflicts(&town, path, id).await;
        assert_eq!(before["conflicts"][0]["settling"], settling, "{path} {body}");
        let mut body = with(body, &before["heads"]);
        body["id"] = json!(request(20 + number as u32));
        let answer = settle(&town, ADMIN, path, id, &body).await;
        assert_eq!(answer.code(), expect, "{path} {body}: {answer:?}");
        let left = conflicts(&town, path, id).await["conflicts"].as_array().map(Vec::len);
        assert_eq!(left, Some(usize::from(expect != "200")), "{path} {body}");
    }
}
