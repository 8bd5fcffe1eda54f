//! `/v1/live`: what arrives, to whom, from where it goes on, and when it ends.

use std::time::Duration;

use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::limits;
use lianxin_server::http::serve::Drained;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, COLLECTOR, NOW_S, QIN, Records, SONG, Town, ZHOU, user_id};

/// Far longer than anything here takes; a stream that says nothing for so long is at fault.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open stream.
struct Stream {
    response: reqwest::Response,
    text: String,
}

#[derive(Debug, PartialEq)]
struct Event {
    id: u64,
    name: String,
    data: Json,
}

impl Stream {
    async fn open(town: &Town, token: &str, last: Option<u64>) -> Self {
        let mut request = town.request("GET", "/v1/live").bearer_auth(token);
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, text: String::new() }
    }

    /// The next event; none at the end of the stream.
    async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                let (id, name, data) = (field("id: "), field("event: "), field("data: "));
                self.text = rest.to_owned();
                if let (Some(id), Some(name), Some(data)) = (id, name, data) {
                    let data = serde_json::from_str(&data).expect("JSON");
                    return Some(Event { id: id.parse().expect("a number"), name, data });
                }
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await.expect("in time").expect("a chunk");
            self.text.push_str(&String::from_utf8_lossy(&chunk?));
        }
    }

    async fn expect(&mut self, name: &str) -> Event {
        let event = self.next().await.expect("an event");
        assert_eq!(event.name, name, "{event:?}");
        event
    }
}

/// Somebody's visit of a household.
fn visit(town: &Town, records: &Records, number: u128, household: &'static str, text: &str) {
    let mut visit = Document::new(Kind::Visit, DocId(Uuid::from_u128(number)));
    let intentions = [
        Intention::set("household", records.ids[household]),
        Intention::set("author", user_id(ZHOU)),
        Intention::set("kind", "home"),
        Intention::set("date", "2026-11-18"),
        Intention::set("text", text),
    ];
    town.write(&mut visit, ZHOU, NOW_S, &intentions);
}

fn diary(town: &Town, number: u128, text: &str, submitted: bool) {
    let mut diary = Document::new(Kind::DiaryEntry, DocId(Uuid::from_u128(number)));
    let intentions = [
        Intention::set("author", user_id(ZHOU)),
        Intention::set("date", "2026-11-18"),
        Intention::insert("text", 0, text),
        Intention::set("submitted", submitted),
    ];
    town.write(&mut diary, ZHOU, NOW_S, &intentions);
}

/// What is in scope arrives at once, what is not in scope and what was not handed in never does.
#[tokio::test]
async fn what_arrives_and_to_whom() {
    let town = Town::start().await;
    let records = town.with_records();
    let (qin, song) = (town.token(QIN).await, town.token(SONG).await);
    let (mut of_qin, mut of_song) = (Stream::open(&town, &qin, None).await, Stream::open(&town, &song, None).await);
    of_qin.expect("hello").await;
    of_song.expect("hello").await;
    diary(&town, 801, "还没写完", false);
    visit(&town, &records, 802, "household_2", "西村的");
    visit(&town, &records, 803, "household_1", "东村的");
    let event = of_qin.expect("arrived").await;
    let expected = json!({
        "seq": event.id, "id": DocId(Uuid::from_u128(803)), "kind": "visit", "is_new": true,
        "household": records.ids["household_1"], "household_title": "户一", "area": "431027100201", "area_name": "东村",
        "author": { "id": user_id(ZHOU), "name": "周田" }, "title": "东村的", "class": "home", "status": null,
        "date": "2026-11-18",
    });
    assert_eq!(event.data, expected);
    assert_eq!(of_song.expect("arrived").await.data["title"], "西村的");
    diary(&town, 804, "今天走了三户", true);
    assert_eq!(of_qin.expect("arrived").await.data["title"], "今天走了三户");
    // An edit of what was there; the other's next event is their own.
    let read = lianxin_store::Store::read(town.store.as_ref()).expect("reads");
    let loaded =
        lianxin_store::ReadDocuments::load(read.as_ref(), records.ids["household_2"]).expect("read").expect("there");
    drop(read);
    let mut household = Document::new(Kind::Household, records.ids["household_2"]);
    household.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).expect("merged");
    town.write(&mut household, SONG, NOW_S, &[Intention::set("phone", "13900000009")]);
    let edit = of_song.expect("arrived").await;
    assert_eq!((&edit.data["kind"], &edit.data["is_new"]), (&json!("household"), &json!(false)));
    for (login, code) in [(AUDITOR, "forbidden"), (COLLECTOR, "forbidden")] {
        assert_eq!(town.get(&town.token(login).await, "/v1/live").await.code(), code, "{login}");
    }
    assert_eq!(town.send(town.request("GET", "/v1/live")).await.code(), "token_missing");
}

/// A reader that comes again is told what it missed, or to read anew.
#[tokio::test]
async fn a_stream_goes_on_where_it_was() {
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(QIN).await;
    let mut stream = Stream::open(&town, &token, None).await;
    let last = stream.expect("hello").await.id;
    drop(stream);
    visit(&town, &records, 811, "household_1", "一");
    visit(&town, &records, 812, "household_2", "二");
    visit(&town, &records, 813, "household_1", "三");
    let mut stream = Stream::open(&town, &token, Some(last)).await;
    let hello = stream.expect("hello").await;
    let (one, three) = (stream.expect("arrived").await, stream.expect("arrived").await);
    assert_eq!((&one.data["title"], &three.data["title"]), (&json!("一"), &json!("三")));
    assert!(last < one.id && one.id < three.id && three.id <= hello.id);
    // From the middle; from a number that the county does not have; after more than is told one by one.
    let mut stream = Stream::open(&town, &token, Some(one.id)).await;
    stream.expect("hello").await;
    assert_eq!(stream.expect("arrived").await.data["title"], "三");
    Stream::open(&town, &token, Some(hello.id + 1)).await.expect("reset").await;
    for number in 0..=u128::from(limits::LIVE_ARRIVALS_MAX) {
        visit(&town, &records, 10_000 + number, "household_1", "多");
    }
    Stream::open(&town, &token, Some(last)).await.expect("reset").await;
    let request = town.request("GET", "/v1/live").bearer_auth(&token).header("last-event-id", "x");
    assert_eq!(town.send(request).await.code(), "bad_query");
}

#[tokio::test]
async fn a_stream_ends_with_its_token_and_its_account() {
    let town = Town::start().await;
    town.with_records();
    let token = town.token(QIN).await;
    let mut stream = Stream::open(&town, &token, None).await;
    stream.expect("hello").await;
    town.clock.advance_s(limits::ACCESS_TOKEN_SECONDS);
    assert_eq!(stream.expect("end").await.data, json!({ "reason": "token_expired" }));
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn there_are_not_too_many_of_one_person() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let mut streams = Vec::new();
    for _ in 0..limits::LIVE_STREAMS_OF_ONE_MAX {
        let mut stream = Stream::open(&town, &token, None).await;
        stream.expect("hello").await;
        streams.push(stream);
    }
    assert_eq!(town.get(&token, "/v1/live").await.code(), "overloaded");
    // Somebody else has a place.
    Stream::open(&town, &town.token(QIN).await, None).await.expect("hello").await;
}

/// The server ends at once, whoever listens.
#[tokio::test]
async fn a_server_that_ends_waits_for_no_stream() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let mut stream = Stream::open(&town, &token, None).await;
    stream.expect("hello").await;
    let begun = std::time::Instant::now();
    assert_eq!(town.stop().await, Drained::All);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(stream.expect("end").await.data, json!({ "reason": "server_ends" }));
    assert_eq!(stream.next().await, None);
}
