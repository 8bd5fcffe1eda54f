//! Nothing is lost in silence, through the real binary: households that were handed to somebody else while a phone was in
//! the mountains, a refused edit that is released, a phone that was shut out.
#![allow(missing_docs)]

use lianxin_testkit::binary::Server;
use lianxin_testkit::county::{County, Office};
use serde_json::{Value as Json, json};

/// A village of three households on the phones of 干部甲 and 干部乙.
fn village() -> (County, Server) {
    let county = County::new();
    county.import_households(3);
    county.set_password("b");
    let server = Server::start(&county.data(), "127.0.0.1:0");
    for device in ["a", "b"] {
        county.enrol(device, device, &server.url);
        county.device(device, ["sync"]).ok();
    }
    (county, server)
}

fn assign(county: &County, login: &str, end: bool) {
    let mut words = vec!["assign", "--login", login, "--area", &county.village, "--kind", "lead"];
    if end {
        words.push("--end");
    }
    county.admin(words).ok();
}

fn status(county: &County, device: &str) -> Json {
    county.device(device, ["status"]).ok()
}

fn household(county: &County, device: &str, code: &str) -> Json {
    county.device(device, ["household", "show", code]).ok()
}

fn count(list: &Json) -> usize {
    list.as_array().unwrap_or_else(|| panic!("no list: {list}")).len()
}

fn of(list: &Json, key: &str, value: &str) -> Json {
    let found = list.as_array().into_iter().flatten().find(|row| row[key] == value);
    found.unwrap_or_else(|| panic!("no {key} {value}: {list}")).clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn households_that_were_handed_on_meanwhile_are_reviewed_by_whoever_has_them_now() {
    let (county, server) = village();
    for command in [
        &["household", "set", "0001", "phone=13900001111"][..],
        &["household", "note", "0001", "进村走小路。"],
        &["household", "set", "0002", "housing=砖房"],
        &["visit", "add", "--household", "0001", "--kind", "home", "--text", "老人安好。"],
        &["diary", "add", "--date", "2026-11-20", "--text", "走了两户。"],
    ] {
        county.device("a", command.iter().copied()).ok();
    }
    let ids: Vec<Json> = ["0001", "0002"].map(|code| household(&county, "a", code)["household"]["id"].clone()).to_vec();
    assign(&county, "a", true);

    let report = county.device("a", ["sync"]).ok();
    assert_eq!(
        (&report["accepted"], &report["refused"], &report["unsent"]),
        (&json!(1), &json!(4), &json!(0)),
        "{report}"
    );
    let waits = status(&county, "a");
    assert_eq!(
        (&waits["in_review"], &waits["refused"], &waits["documents"]),
        (&json!(4), &json!(0), &json!(1)),
        "{waits}"
    );
    let words = waits["set_aside"].to_string();
    assert!(words.contains("进村走小路。") && words.contains("罗"), "its own words and whose record: {words}");

    let office = Office::login(&server, "b").await;
    let (_, reviews) = office.get("reviews").await;
    assert_eq!(count(&reviews["rows"]), 3, "{reviews}");
    let first = of(&reviews["rows"], "document", ids[0].as_str().unwrap());
    assert_eq!(count(&first["changes"]), 2);
    let step = &first["changes"][0]["steps"][0];
    assert_eq!((&step["label"], &step["to"]), (&json!("电话"), &json!("13900001111")), "{step}");
    assert_eq!(first["by"]["name"], "干部甲");
    let visit = of(&reviews["rows"], "kind", "visit");
    let second = of(&reviews["rows"], "document", ids[1].as_str().unwrap());
    for (review, word) in [(&first, "accept"), (&visit, "accept"), (&second, "decline")] {
        let path = format!("reviews/{}/{word}", review["seq"]);
        let (code, answer) = office.post(&path, &json!({ "reason": "核对过" })).await;
        assert_eq!(code, 200, "{answer}");
    }
    let (code, answer) = office.post(&format!("reviews/{}/accept", second["seq"]), &json!({})).await;
    assert_eq!((code, &answer["error"]["code"]), (409, &json!("already_decided")));

    county.device("a", ["sync"]).ok();
    let told = status(&county, "a");
    let accepted = told["decisions"].as_array().unwrap().iter().filter(|decision| decision["accepted"] == true).count();
    assert_eq!((accepted, count(&told["decisions"])), (3, 4), "{told}");
    assert!(told["decisions"].as_array().unwrap().iter().all(|decision| decision["by_name"] == "干部乙"), "{told}");
    assert_eq!((count(&told["set_aside"]), &told["set_aside"][0]["state"]), (1, &json!("declined")), "{told}");
    assert_eq!(count(&status(&county, "a")["decisions"]), 0, "seen once");
    let number = told["set_aside"][0]["number"].to_string();
    assert_eq!(county.device("a", ["set-aside", "dismiss", &number]).code(), "not_confirmed");
    county.device("a", ["set-aside", "dismiss", &number, "--yes"]).ok();
    assert_eq!(count(&status(&county, "a")["set_aside"]), 0);

    county.device("b", ["sync"]).ok();
    let page = household(&county, "b", "0001");
    assert_eq!(page["household"]["fields"]["phone"], "13900001111");
    assert!(page["household"]["fields"]["notes"].as_str().unwrap().contains("进村走小路。"));
    assert_eq!(page["visits"][0]["fields"]["text"], "老人安好。");
    assert_eq!(household(&county, "b", "0002")["household"]["fields"]["housing"], Json::Null);
    let (_, history) = office.get(&format!("households/{}/history", ids[0].as_str().unwrap())).await;
    let entry = history["rows"].as_array().and_then(|rows| rows.last()).cloned().unwrap();
    assert_eq!((&entry["by"]["name"], &entry["time_s"]), (&json!("干部甲"), &first["changes"][1]["time_s"]), "{entry}");
    assert_eq!(entry["by"]["id"], first["by"]["id"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_released_after_a_fix_is_made_again_without_typing() {
    let (county, _server) = village();
    county.device("a", ["household", "set", "0001", "phone=13900001111"]).ok();
    county.device("a", ["household", "note", "0001", "院里有狗。"]).ok();
    assign(&county, "a", true);
    county.device("a", ["sync"]).ok();
    assert_eq!(status(&county, "a")["in_review"], 2);

    let listed = county.admin(["refusals", "list", "--state", "review"]).ok();
    let number = listed["items"][0]["seq"].to_string();
    let shown = county.admin(["refusals", "show", &number]).ok();
    assert_eq!(count(&shown["review"]["changes"]), 2, "{shown}");
    let ruling = county.admin(["refusals", "release", &number, "--reason", "误移"]).ok();
    assert_eq!((count(&ruling["refusals"]), &ruling["state"]), (2, &json!("released")), "{ruling}");
    assert_eq!(county.admin(["refusals", "accept", &number]).code(), "already_decided");

    // The record is not on the phone: its words stay, and it says why.
    county.device("a", ["sync"]).ok();
    let held = status(&county, "a")["set_aside"].clone();
    assert_eq!(
        (count(&held), &held[0]["state"], &held[0]["hindrance"]),
        (2, &json!("released"), &json!("unknown_record"))
    );

    assign(&county, "a", false);
    county.device("a", ["sync"]).ok();
    let done = status(&county, "a");
    assert_eq!((count(&done["set_aside"]), &done["unsent"]), (0, &json!(0)), "{done}");
    county.device("b", ["sync"]).ok();
    for device in ["a", "b"] {
        let fields = household(&county, device, "0001")["household"]["fields"].clone();
        assert_eq!(fields["phone"], "13900001111", "{device}");
        assert_eq!(fields["notes"].as_str().unwrap_or_default().matches("院里有狗。").count(), 1, "{device}: {fields}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_was_shut_out_hands_in_what_it_has_and_forgets() {
    let (county, server) = village();
    county.device("a", ["household", "set", "0001", "phone=13900001111"]).ok();
    county.device("a", ["visit", "add", "--household", "0002", "--kind", "home", "--text", "屋顶漏雨。"]).ok();
    let devices = county.admin(["device", "list", "--login", "a"]).ok();
    county.admin(["device", "revoke", devices["items"][0]["id"].as_str().unwrap()]).ok();

    county.device("a", ["sync"]).ok();
    let closed = status(&county, "a");
    assert_eq!((&closed["enrolled"], &closed["documents"], count(&closed["set_aside"])), (&json!(false), &json!(0), 0));
    assert!(closed["closed_at_ms"].as_i64().is_some(), "{closed}");
    assert_eq!(county.device("a", ["sync"]).code(), "not_enrolled");
    for file in ["a.lianxin", "a.lianxin-wal"] {
        let bytes = std::fs::read(county.file(file)).unwrap_or_default();
        for word in ["屋顶漏雨", "13900001111", "罗"] {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} is still in {file}");
        }
    }

    let office = Office::login(&server, "b").await;
    let (_, reviews) = office.get("reviews").await;
    assert_eq!(count(&reviews["rows"]), 2, "{reviews}");
    for review in reviews["rows"].as_array().unwrap() {
        assert_eq!(review["code"], "device_revoked");
        let (code, answer) = office.post(&format!("reviews/{}/accept", review["seq"]), &json!({})).await;
        assert_eq!(code, 200, "{answer}");
    }
    county.device("b", ["sync"]).ok();
    assert_eq!(household(&county, "b", "0001")["household"]["fields"]["phone"], "13900001111");
    assert_eq!(household(&county, "b", "0002")["visits"][0]["fields"]["text"], "屋顶漏雨。");
    // The person goes on with another phone.
    county.enrol("a2", "a", &server.url);
    county.device("a2", ["sync"]).ok();
    assert_eq!(household(&county, "a2", "0001")["household"]["fields"]["phone"], "13900001111");
}
