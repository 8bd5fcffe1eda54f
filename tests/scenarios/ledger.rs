//! A supervisor at the desk and phones in the mountains work on the same cases, through the real binary: what both did merges,
//! what was assigned reaches the phone of whoever it was assigned to, and a request that comes again changes nothing.
#![allow(missing_docs)]

use lianxin_testkit::binary::Server;
use lianxin_testkit::county::{County, Office};
use serde_json::{Value as Json, json};

/// A UUIDv7 as a page makes it.
fn id(number: u32) -> String {
    format!("019a0000-0000-7000-8000-{number:012x}")
}

fn on(county: &County, device: &str, words: &[&str]) -> Json {
    county.device(device, words.iter().copied()).ok()
}

async fn read(office: &Office, path: &str) -> Json {
    let (code, body) = office.get(path).await;
    assert_eq!(code, 200, "{path}: {body}");
    body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn desk_and_phones_work_on_the_same_cases() {
    let county = County::new();
    county.import_households(3);
    // Of a county's office, to which a township hands cases on.
    let above = "431027000000";
    county.admin(["user", "add", "--name", "民政员丙", "--login", "c", "--role", "cadre", "--area", above]).ok();
    let server = Server::start(&county.data(), "127.0.0.1:0");
    for device in ["a", "c"] {
        county.enrol(device, device, &server.url);
    }
    on(&county, "a", &["sync"]);
    let open = |household: &str, title: &str| {
        let words =
            ["case", "open", "--household", household, "--ledger", "livelihood", "--title", title, "--text", "请看看"];
        on(&county, "a", &words)["id"].as_str().unwrap().to_owned()
    };
    let (canal, road, light) = (open("0001", "修水渠"), open("0002", "修路"), open("0003", "装路灯"));
    on(&county, "a", &["sync"]);
    let office = Office::login(&server, "leader").await;
    let users = county.admin(["user", "list"]).ok();
    let user = users["items"].as_array().unwrap().iter().find(|user| user["login"] == "c").unwrap();
    let to = user["id"].as_str().unwrap();

    // The phone resolves without signal what the desk assigns in that hour.
    let seen = read(&office, &format!("cases/{canal}")).await["heads"].clone();
    on(&county, "a", &["case", "event", &canal, "--kind", "resolved", "--text", "水渠通了"]);
    let step = json!({ "id": id(1), "kind": "assigned", "to": to, "text": "请核实", "heads": seen });
    let (code, first) = office.post(&format!("cases/{canal}/steps"), &step).await;
    assert_eq!((code, &first["fields"]["status"]), (200, &json!("assigned")), "{first}");
    let (_, again) = office.post(&format!("cases/{canal}/steps"), &step).await;
    assert_eq!(again, first, "a request that comes again");
    let report = on(&county, "a", &["sync"]);
    assert_eq!((&report["accepted"], &report["refused"]), (&json!(1), &json!(0)), "{report}");
    let both = read(&office, &format!("cases/{canal}")).await;
    assert_eq!(
        (&both["fields"]["status_conflict"], both["fields"]["events"].as_array().map(Vec::len)),
        (&json!(true), Some(3))
    );

    // The phone of whoever it was assigned to, who answers for nothing else, has it with its next sync.
    on(&county, "c", &["sync"]);
    let case = on(&county, "c", &["case", "show", &canal]);
    assert_eq!(case["fields"]["events"].as_array().map(Vec::len), Some(3), "{case}");

    // A step that has seen both settles it, on every phone.
    let settle = json!({ "id": id(2), "kind": "resolved", "text": "已核实", "heads": both["heads"] });
    let (code, settled) = office.post(&format!("cases/{canal}/steps"), &settle).await;
    assert_eq!((code, &settled["fields"]["status_conflict"]), (200, &json!(false)), "{settled}");
    on(&county, "a", &["sync"]);
    let case = on(&county, "a", &["case", "show", &canal]);
    assert_eq!(
        (&case["fields"]["status"], &case["fields"]["status_conflict"]),
        (&json!("resolved"), &json!(false)),
        "{case}"
    );

    // Many at once: each comes to the phone, what was written there meanwhile stays.
    let mut cases = Vec::new();
    for (number, case) in [(3, &road), (4, &light)] {
        let heads = read(&office, &format!("cases/{case}")).await["heads"].clone();
        cases.push(json!({ "case": case, "id": id(number), "heads": heads }));
    }
    on(&county, "a", &["case", "event", &road, "--kind", "acted", "--text", "已丈量"]);
    let (code, assigned) = office.post("cases/assign", &json!({ "to": to, "cases": cases })).await;
    assert_eq!(code, 200, "{assigned}");
    assert!(assigned["outcomes"].as_array().unwrap().iter().all(|outcome| outcome["assigned"] == true), "{assigned}");
    for device in ["a", "c"] {
        let report = on(&county, device, &["sync"]);
        assert_eq!(report["refused"], 0, "{report}");
    }
    for case in [&road, &light] {
        assert!(on(&county, "c", &["case", "show", case])["fields"]["title"].is_string());
    }

    // What the desk changes of the fields the phone has, and the other way round.
    let now = read(&office, &format!("cases/{light}")).await;
    on(&county, "a", &["case", "set", &light, "title=装三盏路灯"]);
    let deadline = json!({ "id": id(9), "heads": now["heads"], "due": "2026-12-31" });
    let (code, changed) = office.patch(&format!("cases/{light}"), &deadline).await;
    assert_eq!((code, &changed["fields"]["due"]), (200, &json!("2026-12-31")), "{changed}");
    on(&county, "a", &["sync"]);
    let case = on(&county, "a", &["case", "show", &light]);
    assert_eq!(
        (&case["fields"]["due"], &case["fields"]["title"]),
        (&json!("2026-12-31"), &json!("装三盏路灯")),
        "{case}"
    );
    let case = read(&office, &format!("cases/{light}")).await;
    assert_eq!((&case["fields"]["title"], &case["conflicts"]), (&json!("装三盏路灯"), &json!([])));
}
