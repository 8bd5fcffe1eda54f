//! Two phones register the same family without signal, through the real binary: one of them merges, both see one household,
//! the office too, and nothing is lost.
#![allow(missing_docs)]

use lianxin_testkit::binary::Server;
use lianxin_testkit::county::{County, Office};
use serde_json::Value as Json;

fn items(json: &Json) -> &[Json] {
    json["items"].as_array().map_or(&[], Vec::as_slice)
}

fn id(json: &Json) -> String {
    json["id"].as_str().unwrap_or_else(|| panic!("no id: {json}")).to_owned()
}

fn texts(list: &Json, pointer: &str) -> Vec<String> {
    let each = list.as_array().into_iter().flatten();
    let mut texts: Vec<String> = each.filter_map(|item| item.pointer(pointer)?.as_str().map(str::to_owned)).collect();
    texts.sort();
    texts
}

/// Registers the family and writes a visit, offline; the household's id.
fn register(county: &County, device: &str, name: &str, fact: &str, text: &str) -> String {
    let area = county.village.clone();
    let words = ["household", "add", "--area", &area, "--head-name", name, "--phone", "13900000123", fact];
    let added = county.device(device, words).ok();
    assert_eq!(added["duplicates"].as_array().map(Vec::len), Some(0), "{device} knows of nobody yet: {added}");
    let household = id(&added);
    county.device(device, ["visit", "add", "--household", &household, "--kind", "home", "--text", text]).ok();
    household
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_family_on_two_phones_becomes_one() {
    let county = County::new();
    let server = Server::start(&county.data(), "127.0.0.1:0");
    for login in ["a", "b"] {
        county.enrol(login, login, &server.url);
        county.device(login, ["sync"]).ok();
    }
    let of_a = register(&county, "a", "罗守山", "housing=木房", "老人安好。");
    let of_b = register(&county, "b", "羅守山", "address=3组12号", "屋顶漏雨。");
    for device in ["a", "b", "a"] {
        county.device(device, ["sync"]).ok();
    }

    // A third registration of the same family is warned of, and goes on.
    let words = ["household", "add", "--area", &county.village, "--head-name", "罗守山", "--phone", "13900000123"];
    let third = county.device("b", words).ok();
    assert_eq!(third["duplicates"].as_array().map(Vec::len), Some(2), "{third}");
    let third = id(&third);

    let offered = county.device("a", ["duplicates", "list"]).ok();
    assert_eq!(items(&offered).len(), 1, "{offered}");
    assert_eq!(items(&offered)[0]["certain"], true, "{offered}");
    let merged = county.device("a", ["duplicates", "merge", &of_b, &of_a]).ok();
    let survivor = id(&merged["survivor"]);
    assert_eq!(survivor, of_a.clone().min(of_b.clone()), "the older id goes on");
    county.device("b", ["duplicates", "merge", &third, &of_b]).ok();
    // Meanwhile the other phone goes on writing to the record that it knows.
    county.device("b", ["visit", "add", "--household", &of_b, "--kind", "phone", "--text", "又去了。"]).ok();
    for device in ["a", "b", "a", "b"] {
        county.device(device, ["sync"]).ok();
    }

    let office = Office::login(&server, "leader").await;
    let expected = ["又去了。", "屋顶漏雨。", "老人安好。"];
    for device in ["a", "b"] {
        let list = county.device(device, ["household", "list"]).ok();
        assert_eq!(items(&list).iter().map(id).collect::<Vec<_>>(), [survivor.as_str()], "{device}: {list}");
        for named in [&of_a, &of_b, &third] {
            let page = county.device(device, ["household", "show", named]).ok();
            assert_eq!(id(&page["household"]), survivor, "{device}");
            assert_eq!(texts(&page["visits"], "/fields/text"), expected, "{device}");
            assert_eq!(page["merged"].as_array().map(Vec::len), Some(2), "{device}: {page}");
            let fields = &page["household"]["fields"];
            assert_eq!((&fields["housing"], &fields["address"]), (&"木房".into(), &"3组12号".into()), "{device}");
        }
        assert_eq!(items(&county.device(device, ["duplicates", "list"]).ok()).len(), 0, "{device}");
        let status = county.device(device, ["status"]).ok();
        assert_eq!((&status["unsent"], &status["clock_off_ms"]), (&Json::from(0), &Json::Null), "{status}");
    }
    let (_, households) = office.get("households").await;
    assert_eq!(texts(&households["rows"], "/id"), [survivor.as_str()], "{households}");
    let (_, visits) = office.get(&format!("visits?household={of_b}")).await;
    assert_eq!(texts(&visits["rows"], "/fields/text"), expected, "{visits}");
    let (_, history) = office.get(&format!("households/{of_a}/history")).await;
    let mut records = texts(&history["rows"], "/document");
    records.dedup();
    assert_eq!(records.len(), 3, "the histories of all three: {history}");

    // Parted again: each has its own visits, and nothing is gone.
    county.device("a", ["duplicates", "undo", &third]).ok();
    let again = county.device("a", ["duplicates", "undo", &third]);
    assert!(!again.status.success(), "it stands for itself already: {again:?}");
    county.device("a", ["sync"]).ok();
    county.device("b", ["sync"]).ok();
    assert_eq!(items(&county.device("b", ["household", "list"]).ok()).len(), 2);
}

/// A person with an ID number is one record wherever they are registered. Where both phones register them, each in a household
/// of its own, what both typed of them stays, and both households are known to be one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_registered_on_both_phones_keeps_the_facts_of_both() {
    let county = County::new();
    let server = Server::start(&county.data(), "127.0.0.1:0");
    for login in ["a", "b"] {
        county.enrol(login, login, &server.url);
        county.device(login, ["sync"]).ok();
    }
    // Invented: no place has the code 000000.
    let number = "000000196001010022";
    for (device, name, fact) in [("a", "李桂花", "occupation=务农"), ("b", "罗守山", "health=腿脚不便")] {
        let area = county.village.clone();
        let household = id(&county.device(device, ["household", "add", "--area", &area, "--head-name", name]).ok());
        let words = ["person", "add", "--household", &household, "--name", "罗守山", "--relation", "户主"];
        let more = ["--id-number", number, fact];
        county.device(device, words.into_iter().chain(more)).ok();
    }
    for device in ["a", "b", "b", "a"] {
        county.device(device, ["sync"]).ok();
    }
    for device in ["a", "b"] {
        let status = county.device(device, ["status"]).ok();
        assert_eq!((&status["unsent"], status["set_aside"].as_array().map(Vec::len)), (&0.into(), Some(0)), "{status}");
        let offered = county.device(device, ["duplicates", "list"]).ok();
        assert_eq!(items(&offered).len(), 1, "{offered}");
        assert_eq!(items(&offered)[0]["reasons"][0]["code"], "head_id_number", "{offered}");
        assert_eq!(items(&offered)[0]["certain"], true, "{offered}");
    }
    let survivor = items(&county.device("b", ["duplicates", "list"]).ok())[0]["survivor"].clone();
    let other = items(&county.device("b", ["duplicates", "list"]).ok())[0]["other"].clone();
    county.device("b", ["duplicates", "merge", &id(&survivor), &id(&other)]).ok();
    county.device("b", ["sync"]).ok();
    county.device("a", ["sync"]).ok();
    for device in ["a", "b"] {
        let page = county.device(device, ["household", "show", &id(&other)]).ok();
        let persons = page["persons"].as_array().map_or(&[][..], Vec::as_slice);
        assert_eq!(persons.len(), 1, "{device}: {page}");
        let fields = &persons[0]["fields"];
        assert_eq!(
            (&fields["occupation"], &fields["health"]),
            (&"务农".into(), &"腿脚不便".into()),
            "{device}: {page}"
        );
    }
}
