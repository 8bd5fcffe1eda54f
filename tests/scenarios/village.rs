//! Two devices, one village of 300 households, one supervisor: the main job from end to end, through the real binary,
//! over a link that cuts, with processes that are killed.
#![allow(missing_docs)]

use std::path::Path;
use std::time::Duration;

use lianxin_testkit::binary::{Server, run_and_kill};
use lianxin_testkit::county::{County, Office};
use lianxin_testkit::link::{Cut, Link};
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value as Json;

const HOUSEHOLDS: usize = 300;
/// The household in which it all happens.
const H: &str = "0007";

struct Village {
    county: County,
    server: Server,
    link: Link,
}

/// A village on both devices; device B's server is reached over the link.
async fn village(households: usize) -> Village {
    let county = County::new();
    county.import_households(households);
    let server = Server::start(&county.data(), "127.0.0.1:0");
    let link = Link::to(server.address()).await.unwrap();
    county.enrol("a", "a", &server.url);
    county.enrol("b", "b", &link.url());
    for device in ["a", "b"] {
        county.device(device, ["sync"]).ok();
        let list = county.device(device, ["household", "list"]).ok();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(households), "device {device}");
    }
    Village { county, server, link }
}

fn edit_offline(county: &County) {
    let a: [&[&str]; 6] = [
        &["household", "set", H, "phone=13900001111"],
        &["person", "add", "--household", H, "--name", "罗小山", "--relation", "孙子"],
        &["visit", "add", "--household", H, "--kind", "home", "--text", "老人安好，屋顶漏雨。"],
        &[
            "case",
            "open",
            "--household",
            H,
            "--ledger",
            "livelihood",
            "--title",
            "修屋顶",
            "--text",
            "屋顶漏雨，想修。",
        ],
        &["household", "note", H, "进村走小路。", "--start"],
        &["household", "note", H, "院里有狗。", "--start"],
    ];
    let b: [&[&str]; 4] = [
        &["household", "set", H, "phone=13900002222"],
        &["household", "set", H, "categories+=独居老人"],
        &["household", "note", H, "儿子在外务工。"],
        &["diary", "add", "--date", "2026-11-20", "--text", "今天走访了罗家。", "--household", H],
    ];
    for (device, commands) in [("a", &a[..]), ("b", &b[..])] {
        for command in commands {
            county.device(device, command.iter().copied()).ok();
        }
    }
}

fn page(county: &County, device: &str) -> Json {
    county.device(device, ["household", "show", H]).ok()
}

fn texts(list: &Json, pointer: &str) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(|item| item.pointer(pointer)?.as_str().map(str::to_owned)).collect()
}

/// Everything that both wrote is in a household's page.
fn assert_merged(page: &Json, who: &str) {
    let fields = &page["household"]["fields"];
    let notes = fields["notes"].as_str().unwrap_or_default();
    for sentence in ["进村走小路。", "院里有狗。", "儿子在外务工。"] {
        assert!(notes.contains(sentence), "{who}: {notes}");
    }
    assert_eq!(fields["categories"][0], "独居老人", "{who}");
    assert!(texts(&page["persons"], "/fields/name").contains(&"罗小山".to_owned()), "{who}");
    assert_eq!(texts(&page["visits"], "/fields/text"), ["老人安好，屋顶漏雨。"], "{who}");
    assert_eq!(texts(&page["cases"], "/fields/title"), ["修屋顶"], "{who}");
}

/// Both phones are shown, each with who and when.
fn assert_both_phones(conflicts: &Json, who: &str) {
    let rivals = conflicts[0]["rivals"].as_array().unwrap_or_else(|| panic!("{who}: {conflicts}"));
    let mut said: Vec<(&str, &str)> = rivals
        .iter()
        .map(|rival| {
            // A device says the name, the office's pages say by whom.
            let name = rival["name"].as_str().or(rival["by"]["name"].as_str());
            (rival["value"].as_str().unwrap_or_default(), name.unwrap_or_default())
        })
        .collect();
    said.sort_unstable();
    assert_eq!(said, [("13900001111", "干部甲"), ("13900002222", "干部乙")], "{who}");
    assert!(rivals.iter().all(|rival| rival["time_s"].as_i64() > Some(1_700_000_000)), "{who}: {conflicts}");
}

/// One request in which nothing is left to send or to receive.
fn sync(county: &County, device: &str) -> Json {
    let report = county.device(device, ["sync"]).ok();
    assert_eq!(report["refused"], 0, "{report}");
    report
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_devices_and_a_supervisor_agree() {
    let Village { county, server, link } = village(HOUSEHOLDS).await;
    edit_offline(&county);

    sync(&county, "a");
    link.cut_next(Cut::Up(400));
    let cut = county.device("b", ["sync"]);
    assert!(!cut.status.success(), "{cut:?}");
    assert_eq!(county.device("b", ["status"]).ok()["unsent"], 4, "everything is still there");
    sync(&county, "b");
    sync(&county, "a");

    let office = Office::login(&server, "leader").await;
    for device in ["a", "b"] {
        let page = page(&county, device);
        assert_merged(&page, device);
        assert_both_phones(&page["household"]["conflicts"], device);
    }
    let id = page(&county, "a")["household"]["id"].as_str().unwrap().to_owned();
    let (status, record) = office.get(&format!("households/{id}")).await;
    assert_eq!(status, 200, "{record}");
    let (_, conflicts) = office.get(&format!("households/{id}/conflicts")).await;
    assert_both_phones(&conflicts["conflicts"], "office");
    for (list, pointer, expected) in [
        ("persons", "/fields/name", "罗小山"),
        ("visits", "/fields/text", "老人安好，屋顶漏雨。"),
        ("cases", "/fields/title", "修屋顶"),
    ] {
        let (_, rows) = office.get(&format!("{list}?household={id}")).await;
        assert!(texts(&rows["rows"], pointer).contains(&expected.to_owned()), "{list}: {rows}");
    }
    // A diary entry that was not handed in is its author's alone.
    let (_, diary) = office.get("diary-entries").await;
    assert_eq!(diary["rows"].as_array().map(Vec::len), Some(0), "{diary}");

    county.device("b", ["settle", H, "phone", "13900002222"]).ok();
    sync(&county, "b");
    sync(&county, "a");
    let (_, record) = office.get(&format!("households/{id}")).await;
    let heads = |page: &Json| page["heads"].clone();
    let of_a = heads(&page(&county, "a")["household"]);
    assert!(of_a.as_array().is_some_and(|heads| !heads.is_empty()));
    assert_eq!(of_a, heads(&page(&county, "b")["household"]), "equal heads are equal bytes");
    assert_eq!(of_a, heads(&record), "the server's too");
    assert_eq!(record["fields"]["phone"], "13900002222");
    assert_eq!(county.device("a", ["conflicts"]).ok()["items"].as_array().map(Vec::len), Some(0));

    let (_, history) = office.get(&format!("households/{id}/history")).await;
    let phones: Vec<&Json> = history["rows"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|entry| entry["steps"].as_array().into_iter().flatten())
        .filter(|step| step["field"] == "phone")
        .collect();
    assert_eq!(phones.len(), 4, "imported, set by A, set by B, settled: {phones:?}");
    assert_eq!(phones[3]["from"].as_array().map(Vec::len), Some(2), "{phones:?}");

    let entry = county.device("b", ["diary", "list"]).ok()["items"][0]["id"].as_str().unwrap().to_owned();
    county.device("b", ["diary", "submit", &entry]).ok();
    sync(&county, "b");
    let (_, diary) = office.get("diary-entries").await;
    assert_eq!(texts(&diary["rows"], "/fields/text"), ["今天走访了罗家。"], "handed in, it is read: {diary}");
}

/// Puts a copy in the place of a device's store, as a backup does.
fn restore(copy: &Path, store: &Path) {
    for journal in ["-wal", "-shm"] {
        let _absent = std::fs::remove_file(format!("{}{journal}", store.display()));
    }
    std::fs::copy(copy, store).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_restored_from_a_copy_loses_neither_old_nor_new_edits() {
    let Village { county, server: _server, link: _link } = village(10).await;
    let copy = county.file("before.lianxin");
    std::fs::copy(county.store("b"), &copy).unwrap();
    edit_offline(&county);
    sync(&county, "a");
    sync(&county, "b");

    restore(&copy, &county.store("b"));
    county.device("b", ["household", "set", H, "housing=砖房"]).ok();
    county.device("b", ["household", "note", H, "后写的一句。"]).ok();
    county.device("b", ["sync"]).ok();
    sync(&county, "b");
    sync(&county, "a");
    for device in ["a", "b"] {
        let page = page(&county, device);
        assert_merged(&page, device);
        let fields = &page["household"]["fields"];
        assert_eq!(fields["housing"], "砖房", "{device}");
        let notes = fields["notes"].as_str().unwrap_or_default();
        for sentence in ["后写的一句。", "儿子在外务工。"] {
            assert_eq!(notes.matches(sentence).count(), 1, "{device}: {notes}");
        }
    }
    let status = county.device("b", ["status"]).ok();
    assert_eq!(
        (&status["unsent"], status["set_aside"].as_array().map(Vec::len)),
        (&Json::from(0), Some(0)),
        "{status}"
    );
    let diary = county.device("b", ["diary", "list"]).ok();
    assert_eq!(diary["items"].as_array().map(Vec::len), Some(1), "its own diary entry came back: {diary}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killing_anybody_at_any_moment_changes_only_the_number_of_retries() {
    let seed: u64 = std::env::var("LIANXIN_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
    println!("seed {seed} (LIANXIN_SEED)");
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let Village { county, mut server, link } = village(10).await;
    edit_offline(&county);
    let address = server.address().to_string();
    let mut killed = 0;
    for round in 0..40 {
        let device = if rng.random_bool(0.5) { "a" } else { "b" };
        let command = if rng.random_bool(0.3) { vec!["household", "set", H, "housing=砖房"] } else { vec!["sync"] };
        let delay = Duration::from_micros(rng.random_range(0..60_000));
        link.cut_next(if rng.random_bool(0.3) { Cut::Down(rng.random_range(0..600)) } else { Cut::Never });
        killed += u32::from(!run_and_kill(county.device_arguments(device, command), delay));
        if round % 8 == 7 {
            server.kill();
            server = Server::start(&county.data(), &address);
        }
    }
    assert!(killed > 5, "only {killed} were killed: the delays are too long for this machine");
    link.cut_next(Cut::Never);
    for device in ["a", "b", "a"] {
        county.device(device, ["sync"]).ok();
    }
    let pages = ["a", "b"].map(|device| page(&county, device));
    for (page, device) in pages.iter().zip(["a", "b"]) {
        assert_merged(page, device);
        assert_both_phones(&page["household"]["conflicts"], device);
        assert_eq!(county.device(device, ["status"]).ok()["unsent"], 0, "{device}");
        let notes = page["household"]["fields"]["notes"].as_str().unwrap_or_default();
        assert_eq!(notes.matches("儿子在外务工。").count(), 1, "{device}: {notes}");
    }
    assert_eq!(pages[0]["household"]["heads"], pages[1]["household"]["heads"]);
}
