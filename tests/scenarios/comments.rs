//! What a supervisor says in the console reaches the cadre's phone in its next sync, once, and only of what was handed in.
#![allow(missing_docs)]

use std::time::{SystemTime, UNIX_EPOCH};

use lianxin_testkit::binary::Server;
use lianxin_testkit::county::{County, Office};
use serde_json::{Value as Json, json};

fn id(made: &Json) -> String {
    made["id"].as_str().or_else(|| made["visit"]["id"].as_str()).unwrap_or_else(|| panic!("no id: {made}")).to_owned()
}

/// An id as clients make them. Of today: a phone takes the moment in it for that of the news.
fn new_id(number: u32) -> String {
    let made_ms = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis() & !0xffff;
    format!("{:08x}-{:04x}-7000-8000-{number:012}", made_ms >> 16, made_ms & 0xffff)
}

/// The texts of the comments among the news of a device.
fn news(county: &County, device: &str) -> Vec<String> {
    let today = county.device(device, ["today"]).ok();
    let news = today["today"]["news"].as_array().unwrap_or_else(|| panic!("no news: {today}"));
    let comments = news.iter().filter(|news| news["kind"] == "comment");
    let mut texts: Vec<String> = comments.map(|news| news["text"].as_str().unwrap_or("-").to_owned()).collect();
    texts.sort();
    texts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn comments_reach_the_phone() {
    let county = County::new();
    county.import_households(2);
    let server = Server::start(&county.data(), "127.0.0.1:0");
    for device in ["a", "b"] {
        county.enrol(device, device, &server.url);
        county.device(device, ["sync"]).ok();
    }
    let visit = ["visit", "add", "--household", "0001", "--kind", "home", "--text", "老人安好。"];
    let visit = id(&county.device("a", visit).ok());
    let case =
        ["case", "open", "--household", "0001", "--ledger", "hardship", "--title", "修屋顶", "--text", "屋顶漏雨。"];
    let case = id(&county.device("a", case).ok());
    let entry = id(&county.device("a", ["diary", "add", "--date", "2026-11-20", "--text", "走了两户。"]).ok());
    let draft = id(&county.device("a", ["diary", "add", "--date", "2026-11-21", "--text", "还没写完。"]).ok());
    county.device("a", ["diary", "submit", &entry]).ok();
    let shown = county.device("a", ["household", "show", "0001"]).ok();
    let household = id(&shown["household"]);
    county.device("a", ["sync"]).ok();

    let office = Office::login(&server, "leader").await;
    let say = async |number: u32, subject: &str, text: &str| {
        let id = new_id(number);
        office.post("comments", &json!({ "id": id, "subject": subject, "text": text })).await
    };
    for (number, subject, text) in [(1, &visit, "药送到了吗"), (2, &case, "抓紧办"), (3, &entry, "写得实在")]
    {
        let (code, body) = say(number, subject, text).await;
        assert_eq!((code, &body["fields"]["text"]), (200, &json!(text)), "{body}");
        let again = say(number, subject, text).await;
        assert_eq!(again, (200, body), "the same request again");
    }
    assert_eq!(say(5, &draft, "看看").await.0, 404, "a draft is its author's alone");
    let (_, visits) = office.get("visits").await;
    let cadre = &visits["rows"][0]["author"]["id"];
    let asked = json!({
        "id": new_id(6), "subject": household, "to": cadre, "text": "两个电话，哪个对"
    });
    let (code, body) = office.post("comments", &asked).await;
    assert_eq!((code, &body["fields"]["addressee"]), (200, cadre), "{body}");
    let (code, body) = say(1, &visit, "别的话").await;
    assert_eq!((code, &body["error"]["code"]), (409, &json!("id_taken")));

    for device in ["a", "b"] {
        county.device(device, ["sync"]).ok();
    }
    assert_eq!(news(&county, "a"), ["两个电话，哪个对", "写得实在", "抓紧办", "药送到了吗"]);
    assert_eq!(news(&county, "b"), [] as [&str; 0], "what is another's matter is no news");
    for (subject, said) in [(&visit, 1), (&case, 1), (&household, 1)] {
        let comments = county.device("b", ["comment", "list", subject]).ok();
        assert_eq!(comments["items"].as_array().map(Vec::len), Some(said), "{comments}");
    }
}
