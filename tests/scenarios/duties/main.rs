//! Phones follow the work of their people: what an administrator grants, revokes, moves, merges and hands over, and the cases
//! that somebody answers for, reach each phone in its next ordinary sync. What a phone holds is compared with a list that
//! the test keeps by itself.
#![allow(missing_docs)]

mod world;

use std::collections::BTreeSet;

use lianxin_testkit::county::Office;
use serde_json::{Value as Json, json};
use world::{Held, Over, VILLAGE_2, World, import, village_name};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_operation_reaches_the_phones_in_their_next_sync() {
    let mut world = World::new();
    let first = world.county.village.clone();
    let second = VILLAGE_2.0.to_owned();
    for device in ["a", "b"] {
        world.county.enrol(device, device, &world.server.url);
    }
    world.both("enrolling");

    // Granted and revoked.
    world.grant("a", Over::Area(first.clone()));
    world.grant("b", Over::Household("0101"));
    world.grant("b", Over::Household("0001"));
    world.both("granting");
    world.revoke("b", Over::Household("0001"));
    world.on("b", &["household", "set", "0101", "housing=砖房"]);
    let report = world.sync("b", "b", "revoking");
    assert_eq!((&report["accepted"], &report["refused"]), (&json!(1), &json!(0)), "{report}");

    // A household moves, with an edit under way on the phone that loses it and one that keeps its own.
    world.on("a", &["household", "set", "0002", "phone=13900009999"]);
    world.on("a", &["household", "set", "0003", "phone=13900008888"]);
    let tried = world.admin(&["household", "move", "0002", "--to", &second, "--dry-run"]);
    assert_eq!((&tried["households"], &tried["documents"], &tried["dry_run"]), (&json!(1), &json!(5), &json!(true)));
    let without_yes = world.county.admin(["household", "move", "0002", "--to", &second]);
    assert_eq!(without_yes.code(), "confirmation_needed");
    let moved = world.admin(&["household", "move", "0002", "--to", &second, "--yes"]);
    assert_eq!((&moved["households"], &moved["documents"]), (&json!(1), &json!(5)), "{moved}");
    world.villages.insert("0002", second.clone());
    let report = world.sync("a", "a", "a move");
    assert_eq!((&report["accepted"], &report["refused"]), (&json!(1), &json!(1)), "{report}");
    let kept = world.refusals().await;
    assert_eq!(kept, BTreeSet::from([(world.household_id("0002"), "out_of_scope".to_owned())]));
    world.grant("b", Over::Area(second.clone()));
    world.sync("b", "b", "a grant of the place that it moved to");
    let again = world.admin(&["household", "move", "0002", "--to", &second, "--yes"]);
    assert_eq!((&again["households"], &again["unchanged"]), (&json!(0), &json!(1)), "done again: {again}");

    // Somebody leads a case outside of their area.
    let (case, _) = world.cases["事项0004"].clone();
    let lead = format!("lead={}", world.user("b"));
    world.on("leader", &["case", "set", &case, &lead]);
    world.on("leader", &["sync"]);
    world.leads.insert("事项0004".to_owned(), "b".to_owned());
    world.both("a lead");
    world.on("b", &["case", "event", &case, "--kind", "acted", "--text", "已到现场"]);
    let report = world.sync("b", "b", "a step by the lead");
    assert_eq!((&report["accepted"], &report["refused"]), (&json!(1), &json!(0)), "{report}");
    world.both("the step came to the village");
    let events = world.on("a", &["case", "show", &case])["fields"]["events"].as_array().unwrap().len();
    assert_eq!(events, 2, "registered, acted");
    for step in [["resolved", "no"], ["followed_up", "yes"]] {
        let satisfied: &[&str] = if step[1] == "yes" { &["--satisfied", "yes"] } else { &[] };
        world.on("b", &[&["case", "event", &case, "--kind", step[0], "--text", "好"], satisfied].concat());
    }
    world.leads.clear();
    world.both("the case is closed");

    // Assigned by a step, to somebody who then hands everything over.
    let (case, _) = world.cases["事项0103"].clone();
    let a = world.user("a");
    world.on("leader", &["sync"]);
    world.on("leader", &["case", "event", &case, "--kind", "assigned", "--to", &a]);
    world.on("leader", &["sync"]);
    world.leads.insert("事项0103".to_owned(), "a".to_owned());
    world.both("an assignment of a case");
    let handed =
        world.admin(&["hand-over", "--from", "b", "--to", "a", "--household", "0101", "--household", "0105", "--yes"]);
    assert_eq!((&handed["households"], &handed["not_theirs"], &handed["cases"]), (&json!(1), &json!(1), &json!(0)));
    world.assigned.remove(&("b".to_owned(), Over::Household("0101")));
    world.assigned.insert(("a".to_owned(), Over::Household("0101")));
    world.both("handing two households over");
    let handed = world.admin(&["hand-over", "--from", "a", "--to", "b", "--cases", "--yes"]);
    assert_eq!(
        (&handed["households"], &handed["areas"], &handed["cases"]),
        (&json!(1), &json!(1), &json!(1)),
        "{handed}"
    );
    let all = std::mem::take(&mut world.assigned);
    world.assigned = all.into_iter().map(|(_, over)| ("b".to_owned(), over)).collect();
    world.leads.insert("事项0103".to_owned(), "b".to_owned());
    world.both("handing everything over");
    assert_eq!(world.held("a"), Held::default());

    // The first village becomes part of the second: whoever held one of them holds both, and is sent the other alone.
    world.revoke("b", Over::Area(first.clone()));
    world.grant("a", Over::Area(first.clone()));
    world.both("the villages have one each");
    let merged = world.admin(&["area", "merge", &first, "--into", &second, "--name", "罗霄东华社区", "--yes"]);
    assert_eq!(
        (&merged["new"], &merged["households"], &merged["assignments"], &merged["renamed"]),
        (&json!(true), &json!(4), &json!(1), &json!(true)),
        "{merged}"
    );
    for village in world.villages.values_mut() {
        village.clone_from(&second);
    }
    world.assigned.remove(&("a".to_owned(), Over::Area(first.clone())));
    world.assigned.insert(("a".to_owned(), Over::Area(second.clone())));
    for (device, new) in [("a", 6), ("b", 4)] {
        let report = world.sync(device, device, "merging");
        assert_eq!((&report["received"], &report["left"]), (&json!(new * 6), &json!(0)), "{device}: {report}");
    }
    // The village's own code finds what kept the codes of the one that it took in.
    let households = |arguments: &[&str]| {
        let list = world.county.device("a", ["household", "list"].iter().chain(arguments).copied()).ok();
        list["items"].as_array().map_or(0, Vec::len)
    };
    assert!(households(&[]) > 0);
    assert_eq!(households(&["--area", &second]), households(&[]));
    let list = world.admin(&["assignments", "--login", "a"]);
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "one over the whole: {list}");
    let again = world.admin(&["area", "merge", &first, "--into", &second, "--yes"]);
    assert_eq!((&again["new"], &again["assignments"]), (&json!(false), &json!(0)));
    let areas = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/divisions.csv");
    world.admin(&["area", "import", areas]);
    world.both("the file of before is imported again");

    // A sheet that still names the closed village lands in the other one.
    let name = village_name(&first);
    let imported = import(
        &world.county,
        &format!(
            "户编号,村,组,户主,姓名,与户主关系\n0201,{name},,户主0201,户主0201,户主\n0201,{name},,户主0201,配偶0201,配偶\n"
        ),
    );
    assert_eq!(imported["households"]["new"], 1, "{imported}");
    let report = world.on("a", &["sync"]);
    assert_eq!(report["received"], 3, "the household and its people: {report}");
    let new = world.on("a", &["household", "show", "0201"]);
    assert_eq!(new["household"]["fields"]["area"], second, "{new}");
    world.admin(&["assign", "--login", "a", "--area", &first, "--kind", "help", "--end"]);
    world.assigned.remove(&("a".to_owned(), Over::Area(second.clone())));
    world.sync("a", "a", "revoking by the old code");

    // A lost phone.
    let devices = world.admin(&["device", "list", "--login", "b"]);
    let lost = devices["items"][0]["id"].as_str().unwrap().to_owned();
    let replaced = world.admin(&["device", "replace", &lost, "--yes"]);
    world.on("b2", &["enrol", &world.server.url, replaced["code"].as_str().unwrap()]);
    let held = world.on("b2", &["sync"]);
    assert_eq!(held["left"], 0, "{held}");
    let (old, new) = (world.expected("b"), world.held("b2"));
    assert_eq!(new.documents, old.documents + 3, "with the household of the sheet");
    assert!(old.cases == new.cases && old.visits == new.visits && old.households.is_subset(&new.households));
    let acts = world.admin(&["acts"]);
    let said: BTreeSet<&str> =
        acts["items"].as_array().unwrap().iter().map(|act| act["act"].as_str().unwrap()).collect();
    let expected = ["grant", "hand_over", "merge_villages", "move_households", "replace_device", "revoke"];
    assert_eq!(said, BTreeSet::from(expected), "{acts}");
    // Names of officials and places are looked up when the acts are read; what is kept are ids, codes and counts.
    let kept: Vec<String> = acts["items"].as_array().unwrap().iter().map(|act| act["detail"].to_string()).collect();
    let text = kept.concat();
    assert!(!text.contains("干部") && !text.contains("户主"), "nobody's name: {text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_was_away_comes_back_after_all_of_it() {
    let mut world = World::new();
    let (first, second) = (world.county.village.clone(), VILLAGE_2.0.to_owned());
    world.grant("a", Over::Area(first.clone()));
    world.grant("b", Over::Area(second.clone()));
    for device in ["a", "b"] {
        world.county.enrol(device, device, &world.server.url);
        world.sync(device, device, "enrolling");
    }
    let (case, _) = world.cases["事项0102"].clone();
    let lead = format!("lead={}", world.user("a"));
    world.on("leader", &["case", "set", &case, &lead]);
    world.on("leader", &["sync"]);
    world.leads.insert("事项0102".to_owned(), "a".to_owned());
    world.sync("a", "a", "a lead");

    // Away: it writes to what stays its, to what comes back to it, and to what it loses.
    for code in ["0001", "0002", "0003", "0004"] {
        world.on("a", &["household", "set", code, "housing=土房"]);
    }
    world.on("a", &["case", "event", &case, "--kind", "acted", "--text", "山上写的"]);

    world.county.set_password("admin");
    let office = Office::login(&world.server, "admin").await;
    let moved = json!({ "households": ["0001", "0002", "0003"], "to": second });
    let (status, body) = office.post("admin/households/move", &moved).await;
    assert_eq!((status, &body["households"]), (200, &json!(3)), "{body}");
    world.on("b", &["sync"]);
    let (status, body) = office.post("admin/households/move", &json!({ "households": ["0001"], "to": first })).await;
    assert_eq!((status, &body["households"]), (200, &json!(1)), "{body}");
    for code in ["0002", "0003"] {
        world.villages.insert(code, second.clone());
    }
    let handed = json!({ "from": "a", "to": "b", "area": first });
    let (status, body) = office.post("admin/hand-over", &handed).await;
    assert_eq!((status, &body["areas"], &body["cases"]), (200, &json!(1), &json!(0)), "{body}");
    world.assigned =
        BTreeSet::from([("b".to_owned(), Over::Area(first.clone())), ("b".to_owned(), Over::Area(second.clone()))]);
    world.sync("b", "b", "taking over");
    for code in ["0001", "0003"] {
        let grant = json!({ "login": "a", "household": code, "kind": "help" });
        let (status, body) = office.post("admin/assignments", &grant).await;
        assert_eq!((status, &body["new"]), (200, &json!(true)), "{body}");
    }
    world.assigned.insert(("a".to_owned(), Over::Household("0001")));
    world.assigned.insert(("a".to_owned(), Over::Household("0003")));
    let merge = json!({ "from": second, "into": first });
    let (status, body) = office.post("admin/areas/merge", &merge).await;
    assert_eq!((status, &body["new"]), (200, &json!(true)), "{body}");
    for village in world.villages.values_mut() {
        village.clone_from(&first);
    }
    world.sync("b", "b", "merging");

    let report = world.sync("a", "a", "a month");
    assert_eq!((&report["accepted"], &report["refused"]), (&json!(3), &json!(2)), "{report}");
    let expected: BTreeSet<_> =
        ["0002", "0004"].map(|code| (world.household_id(code), "out_of_scope".to_owned())).into();
    assert_eq!(world.refusals().await, expected, "whole, with its reason");
    let set_aside = world.on("a", &["status"])["set_aside"].as_array().map(Vec::len);
    assert_eq!(set_aside, Some(2), "and named on the phone");
    world.sync("b", "b", "what the other had written");
    for (code, housing) in
        [("0001", json!("土房")), ("0003", json!("土房")), ("0002", Json::Null), ("0004", Json::Null)]
    {
        let page = world.on("b", &["household", "show", code]);
        assert_eq!(page["household"]["fields"]["housing"], housing, "{code}");
    }
    let (status, body) = office.post("admin/accounts/close", &json!({ "login": "admin" })).await;
    assert_eq!((status, &body["error"]["details"]["reason"]), (409, &json!("own_account")), "{body}");
    let (status, body) = office.post("admin/accounts/close", &json!({ "login": "a" })).await;
    assert_eq!(
        (status, &body["devices"], &body["assignments"], &body["cases"]),
        (200, &json!(1), &json!(2), &json!(1))
    );
}
