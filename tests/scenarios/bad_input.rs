//! What people and machines get wrong: each gets a clear coded error, nothing is lost, the server stays up.
#![allow(missing_docs)]

use lianxin_testkit::binary::Server;
use lianxin_testkit::county::{County, Office};

/// A county with ten households, its server, and device `a` with all of them.
fn small() -> (County, Server) {
    let county = County::new();
    county.import_households(10);
    let server = Server::start(&county.data(), "127.0.0.1:0");
    county.enrol("a", "a", &server.url);
    county.device("a", ["sync"]).ok();
    (county, server)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn enrolment() {
    let (county, server) = small();
    let code = county.admin(["enrol", "--login", "b"]).ok();
    let code = code["code"].as_str().unwrap();
    assert_eq!(county.device("x", ["enrol", &server.url, "AAAA-BBBB-CCCC"]).code(), "enrol_code_unknown");
    county.device("b", ["enrol", &server.url, code]).ok();
    assert_eq!(county.device("x", ["enrol", &server.url, code]).code(), "enrol_code_used");
    assert_eq!(county.device("y", ["enrol", "http://127.0.0.1:9", code]).code(), "no_network");
    // The others are served all the while.
    county.device("b", ["sync"]).ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_device_is_out_at_once_and_what_it_wrote_is_kept_for_review() {
    let (county, _server) = small();
    let devices = county.admin(["device", "list"]).ok();
    let id = devices["items"][0]["id"].as_str().unwrap().to_owned();
    county.device("a", ["household", "set", "0003", "housing=土房"]).ok();
    county.admin(["device", "revoke", &id]).ok();
    // It hands in what it has, gets nothing, and forgets.
    let report = county.device("a", ["sync"]).ok();
    assert_eq!((&report["closed"], &report["received"]), (&true.into(), &0.into()), "{report}");
    assert_eq!(county.device("a", ["household", "list"]).ok()["items"].as_array().map(Vec::len), Some(0));
    assert_eq!(county.device("a", ["sync"]).code(), "not_enrolled");
    let kept = county.admin(["refusals", "list"]).ok();
    assert_eq!(kept["items"].as_array().map(Vec::len), Some(1), "{kept}");
    assert_eq!(kept["items"][0]["code"], "device_revoked", "{kept}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stores_that_are_none() {
    let (county, _server) = small();
    for (name, bytes, expected) in [
        ("text", b"not a database at all, only some words in a file".to_vec(), "not_a_store"),
        ("png", vec![0x89, b'P', b'N', b'G'], "not_a_store"),
    ] {
        std::fs::write(county.store(name), &bytes).unwrap();
        assert_eq!(county.device(name, ["status"]).code(), expected, "{name}");
        assert_eq!(std::fs::read(county.store(name)).unwrap(), bytes, "{name} is untouched");
    }
    assert_eq!(county.device("nobody", ["status"]).code(), "no_store");
    let mut cut = std::fs::read(county.store("a")).unwrap();
    cut.truncate(cut.len() / 3);
    std::fs::write(county.store("cut"), cut).unwrap();
    assert!(!county.device("cut", ["household", "list"]).status.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_values_are_named_and_change_nothing() {
    let (county, _server) = small();
    let before = county.device("a", ["household", "show", "0003"]).ok();
    for (command, expected) in [
        (vec!["household", "set", "0003", "phone=12"], "fields"),
        (vec!["household", "set", "0003", "shoe_size=42"], "fields"),
        (vec!["household", "set", "9999", "phone=13900000001"], "unknown_record"),
        (
            vec!["visit", "add", "--household", "0003", "--kind", "home", "--text", "好", "--date", "2026-02-30"],
            "fields",
        ),
        (vec!["diary", "add", "--date", "昨天", "--text", "好"], "fields"),
    ] {
        assert_eq!(county.device("a", command.iter().copied()).code(), expected, "{command:?}");
    }
    assert_eq!(county.device("a", ["household", "show", "0003"]).ok(), before);
    assert_eq!(county.device("a", ["status"]).ok()["unsent"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rosters() {
    let (county, server) = small();
    let office = Office::login(&server, "leader").await;
    let count = async || office.get("households?limit=200").await.1["rows"].as_array().map(Vec::len);
    for (name, bytes, expected) in [
        ("empty.csv", Vec::new(), "empty"),
        ("page.xlsx", b"<html><body>login</body></html>".to_vec(), ""),
        ("nohead.csv", "罗守山,男\n".as_bytes().to_vec(), ""),
    ] {
        let file = county.file(name);
        std::fs::write(&file, bytes).unwrap();
        let code = county.admin(["roster", "import", &file.to_string_lossy()]).code();
        assert!(code.contains(expected), "{name}: {code}");
    }
    assert_eq!(count().await, Some(10));
    // The sheet that was imported already changes nothing.
    let again = county.admin(["roster", "import", &county.file("roster.csv").to_string_lossy()]).ok();
    assert_eq!(again["households"]["unchanged"], 10, "{again}");
    assert_eq!(count().await, Some(10));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_and_a_newer_store() {
    let (county, _server) = small();
    // Version 99 of the schema, as a later program would stamp it (offset 60 of an SQLite file).
    let mut newer = std::fs::read(county.store("a")).unwrap();
    newer[60..64].copy_from_slice(&99u32.to_be_bytes());
    std::fs::write(county.store("newer"), &newer).unwrap();
    assert_eq!(county.device("newer", ["status"]).code(), "newer_store");
    assert_eq!(std::fs::read(county.store("newer")).unwrap(), newer, "it is untouched");
}
