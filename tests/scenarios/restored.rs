//! A server that was restored to yesterday, through the real binary: the devices bring back what it lost, in their next
//! ordinary syncs, for few bytes, and nobody is asked anything.
#![allow(missing_docs)]

use std::path::Path;

use lianxin_testkit::binary::Server;
use lianxin_testkit::county::{County, Office};
use lianxin_testkit::link::Link;
use serde_json::{Value as Json, json};

const HOUSEHOLDS: usize = 200;

/// What a phone with all of these may send, once, before it forgets.
const BYTES_OF_ALL: u64 = 110_000;

struct Restored {
    county: County,
    server: Server,
    link: Link,
}

/// A county that was restored to the moment before two phones handed in a day's work, and before the office said what it is given
/// to say about A's visit. Device B goes over a counted link.
async fn restored(recovery: bool, said: Option<&str>) -> Restored {
    let county = County::new();
    county.import_households(HOUSEHOLDS);
    let server = Server::start(&county.data(), "127.0.0.1:0");
    let address = server.address().to_string();
    let link = Link::to(server.address()).await.unwrap();
    county.enrol("a", "a", &server.url);
    county.enrol("b", "b", &link.url());
    for device in ["a", "b"] {
        county.device(device, ["sync"]).ok();
    }
    server.kill();
    let backup = county.file("backup");
    copy(&county.data(), &backup);

    let server = Server::start(&county.data(), &address);
    county.device("a", ["household", "set", "0001", "phone=13900001111"]).ok();
    let visit = ["visit", "add", "--household", "0002", "--kind", "home", "--text", "老人安好。"];
    let visit = county.device("a", visit).ok();
    county.device("a", ["sync"]).ok();
    if let Some(text) = said {
        let id = "0192f0c1-2d3e-7f00-8000-000000000001";
        let comment = json!({ "id": id, "subject": visit["visit"]["id"], "text": text });
        let (status, answer) = Office::login(&server, "leader").await.post("comments", &comment).await;
        assert_eq!(status, 200, "{answer}");
    }
    county.device("b", ["sync"]).ok();
    // B's edits build on A's.
    county.device("b", ["household", "set", "0001", "phone=13900002222"]).ok();
    county.device("b", ["household", "note", "0003", "院里有狗。"]).ok();
    county.device("b", ["sync"]).ok();
    county.device("a", ["sync"]).ok();
    let comments = usize::from(said.is_some());
    assert_eq!(county.device("b", ["status"]).ok()["documents"], HOUSEHOLDS * 3 + 1 + comments);
    server.kill();

    std::fs::remove_dir_all(county.data()).unwrap();
    copy(&backup, &county.data());
    if recovery {
        assert_eq!(county.admin(["recovery", "begin"]).ok()["until_s"], Json::Null, "no window for what others wrote");
    }
    let server = Server::start(&county.data(), &address);
    Restored { county, server, link }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

fn heads(county: &County, device: &str, code: &str) -> Json {
    county.device(device, ["household", "show", code]).ok()["household"]["heads"].clone()
}

async fn assert_all_is_back(restored: &Restored) {
    let Restored { county, server, .. } = restored;
    let office = Office::login(server, "leader").await;
    for code in ["0001", "0002", "0003"] {
        let id = county.device("a", ["household", "show", code]).ok()["household"]["id"].as_str().unwrap().to_owned();
        let (_, record) = office.get(&format!("households/{id}")).await;
        assert_eq!(record["heads"], heads(county, "a", code), "{code}");
        assert_eq!(record["heads"], heads(county, "b", code), "{code}");
    }
    let shown = county.device("a", ["household", "show", "0001"]).ok();
    assert_eq!(shown["household"]["fields"]["phone"], "13900002222");
    let (_, visits) = office.get("visits").await;
    assert_eq!(visits["rows"].as_array().map(Vec::len), Some(1), "{visits}");
    for device in ["a", "b"] {
        let status = county.device(device, ["status"]).ok();
        assert_eq!((&status["unsent"], &status["set_aside"]), (&Json::from(0), &Json::Array(Vec::new())), "{status}");
        let report = county.device(device, ["sync"]).ok();
        assert_eq!((&report["rounds"], &report["differs"]), (&Json::from(1), &Json::from(false)), "{report}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_phone_brings_back_what_all_of_them_wrote() {
    let restored = restored(true, None).await;
    let before = restored.link.traffic();
    let report = restored.county.device("b", ["sync"]).ok();
    let after = restored.link.traffic();
    assert!(report["offered"].as_u64() > Some(3), "{report}");
    assert_eq!(report["refused"], 0, "{report}");
    let (up, down) = (after.up - before.up, after.down - before.down);
    println!("repair: {up} B up, {down} B down, {} requests", report["rounds"]);
    // All that is held here is some 100 kB.
    assert!(up + down < 12_000, "{up} B up, {down} B down");
    restored.county.device("a", ["sync"]).ok();
    assert_all_is_back(&restored).await;
}

/// The office writes at the server alone, in a hand that the copy has never seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_bring_back_what_the_office_wrote() {
    let restored = restored(true, Some("药送到了吗")).await;
    for device in ["b", "a"] {
        let report = restored.county.device(device, ["sync"]).ok();
        assert_eq!(report["refused"], 0, "{device}: {report}");
    }
    assert_all_is_back(&restored).await;
    let office = Office::login(&restored.server, "leader").await;
    let (_, visits) = office.get("visits").await;
    let visit = visits["rows"][0]["id"].as_str().expect("a visit");
    let (_, comments) = office.get(&format!("comments?subject={visit}")).await;
    assert_eq!(comments["rows"][0]["fields"]["text"], "药送到了吗", "{comments}");
}

/// Nobody told the server that it was restored: each phone still brings back its own work.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_bring_back_their_own_work_even_when_nobody_says_that_it_was_lost() {
    let restored = restored(false, None).await;
    for device in ["a", "b", "a", "b"] {
        restored.county.device(device, ["sync"]).ok();
    }
    assert_all_is_back(&restored).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_tells_what_the_server_once_had() {
    let restored = restored(true, None).await;
    let county = &restored.county;
    let status = county.device("b", ["status"]).ok();
    let file = county.file("status.json");
    std::fs::write(&file, status.to_string()).unwrap();
    let check = || county.admin(["receipt", &file.to_string_lossy()]).ok();
    let checked = check();
    assert_eq!((&checked["genuine"], &checked["held"]), (&Json::from(true), &Json::from(false)), "{checked}");
    county.device("b", ["sync"]).ok();
    std::fs::write(&file, county.device("b", ["status"]).ok().to_string()).unwrap();
    assert_eq!(check()["held"], true);
    let mut bent = county.device("b", ["status"]).ok();
    bent["receipt"]["server_time_ms"] = Json::from(1_900_000_000_000_i64);
    std::fs::write(&file, bent.to_string()).unwrap();
    assert_eq!(check()["genuine"], false);
    std::fs::write(&file, "{}").unwrap();
    assert_eq!(county.admin(["receipt", &file.to_string_lossy()]).code(), "bad_receipt");
}

/// What no phone has a right to write, and no author whom the copy knows: a household that the office moved, and the work of a
/// phone that was enrolled since. The county vouched for both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_bring_back_what_the_county_vouched_for_whoever_wrote_it() {
    let county = County::new();
    county.import_households(20);
    let other = county.other_village();
    for login in ["a", "b"] {
        county.admin(["assign", "--login", login, "--area", &other, "--kind", "lead"]).ok();
    }
    let server = Server::start(&county.data(), "127.0.0.1:0");
    let address = server.address().to_string();
    county.enrol("b", "b", &server.url);
    county.device("b", ["sync"]).ok();
    server.kill();
    let backup = county.file("backup");
    copy(&county.data(), &backup);

    county.admin(["household", "move", "0004", "--to", &other, "--yes"]).ok();
    let server = Server::start(&county.data(), &address);
    county.enrol("new", "a", &server.url);
    for device in ["new", "b"] {
        county.device(device, ["sync"]).ok();
    }
    county.device("new", ["household", "note", "0005", "新手机写的。"]).ok();
    county.device("new", ["sync"]).ok();
    county.device("b", ["sync"]).ok();
    server.kill();

    std::fs::remove_dir_all(county.data()).unwrap();
    copy(&backup, &county.data());
    county.admin(["recovery", "begin"]).ok();
    let server = Server::start(&county.data(), &address);
    let report = county.device("b", ["sync"]).ok();
    assert_eq!((&report["refused"], &report["differs"]), (&Json::from(0), &Json::from(false)), "{report}");
    assert!(report["offered"].as_u64() > Some(1), "{report}");
    // The copy does not know this phone; it is known again by the county's own word.
    let report = county.device("new", ["sync"]).ok();
    assert_eq!((&report["refused"], &report["differs"]), (&Json::from(0), &Json::from(false)), "{report}");
    county.device("b", ["sync"]).ok();

    let office = Office::login(&server, "leader").await;
    for code in ["0004", "0005"] {
        let id = county.device("b", ["household", "show", code]).ok()["household"]["id"].as_str().unwrap().to_owned();
        let (_, record) = office.get(&format!("households/{id}")).await;
        assert_eq!(record["heads"], heads(&county, "b", code), "{code}");
        assert_eq!(record["heads"], heads(&county, "new", code), "{code}");
    }
    let moved = county.device("new", ["household", "show", "0004"]).ok();
    assert_eq!(moved["household"]["fields"]["area"], other.as_str(), "{moved}");
}

/// Two phones are shut out before they have given back what the restored county lost: one that it knows, and one that was enrolled
/// since, whose account is closed. Both give back all of it, and forget.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_that_are_shut_out_give_back_what_was_lost_before_they_forget() {
    let county = County::new();
    county.import_households(HOUSEHOLDS);
    let server = Server::start(&county.data(), "127.0.0.1:0");
    let address = server.address().to_string();
    let link = Link::to(server.address()).await.unwrap();
    county.enrol("old", "a", &link.url());
    let devices = county.admin(["device", "list", "--login", "a"]).ok();
    county.device("old", ["sync"]).ok();
    server.kill();
    let backup = county.file("backup");
    copy(&county.data(), &backup);

    let server = Server::start(&county.data(), &address);
    county.enrol("new", "b", &server.url);
    county.device("new", ["sync"]).ok();
    for (device, code, text) in [("old", "0001", "老人安好。"), ("new", "0002", "屋顶漏水。")] {
        county.device(device, ["visit", "add", "--household", code, "--kind", "home", "--text", text]).ok();
        county.device(device, ["sync"]).ok();
    }
    server.kill();
    std::fs::remove_dir_all(county.data()).unwrap();
    copy(&backup, &county.data());
    county.admin(["recovery", "begin"]).ok();
    county.admin(["device", "revoke", devices["items"][0]["id"].as_str().unwrap()]).ok();
    county.admin(["user", "close", "--login", "b", "--yes"]).ok();

    let server = Server::start(&county.data(), &address);
    for device in ["old", "new"] {
        // Not handed in before.
        county.device(device, ["household", "note", "0003", "院里有狗。"]).ok();
        let before = link.traffic();
        let report = county.device(device, ["sync"]).ok();
        let after = link.traffic();
        if device == "old" {
            let (up, down) = (after.up - before.up, after.down - before.down);
            println!("all that a phone holds: {up} B up, {down} B down, {} requests", report["rounds"]);
            assert!(up + down < BYTES_OF_ALL, "{up} B up, {down} B down");
        }
        assert_eq!(report["closed"], true, "{device}: {report}");
        let status = county.device(device, ["status"]).ok();
        assert_eq!(status["documents"], 0, "{device}: {status}");
    }
    let office = Office::login(&server, "leader").await;
    let (_, visits) = office.get("visits").await;
    let mut texts: Vec<&str> =
        visits["rows"].as_array().unwrap().iter().filter_map(|row| row["fields"]["text"].as_str()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["屋顶漏水。", "老人安好。"], "{visits}");
    let (_, reviews) = office.get("reviews").await;
    assert_eq!(
        reviews["rows"].as_array().map(Vec::len),
        Some(2),
        "what was not handed in before waits for a word: {reviews}"
    );
}
