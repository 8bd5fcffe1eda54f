//! Phones follow the work of their people: what an administrator grants, revokes, moves, merges and hands over, and the cases
//! that somebody answers for, reach each phone in its next ordinary sync. What a phone holds is compared with a list that
//! the test keeps by itself.
#![allow(missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use lianxin_testkit::binary::Server;
use lianxin_testkit::county::{County, Office};
use serde_json::{Value as Json, json};

/// The second village of the township, by code and the name that sheets use.
const VILLAGE_2: (&str, &str) = ("431027100002", "罗霄社区居委会");

/// What somebody answers for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Over {
    Area(String),
    Household(&'static str),
}

/// A county with five households in each of two villages; each has two people, a visit and a case with a comment. Nobody
/// answers for anything but the leader, whose phone wrote all of it. Beside it the test's own list of who answers for what.
struct World {
    county: County,
    server: Server,
    /// The village in which each household lies.
    villages: BTreeMap<&'static str, String>,
    /// The case of each household, by its title.
    cases: BTreeMap<String, (String, &'static str)>,
    assigned: BTreeSet<(String, Over)>,
    leads: BTreeMap<String, String>,
}

const FIRST: [&str; 5] = ["0001", "0002", "0003", "0004", "0005"];
const SECOND: [&str; 5] = ["0101", "0102", "0103", "0104", "0105"];

/// What a phone holds: codes of households, those with their people, texts of visits, titles of cases, and how many records
/// there are in all.
#[derive(Debug, Default, PartialEq, Eq)]
struct Held {
    households: BTreeSet<String>,
    with_people: BTreeSet<String>,
    visits: BTreeSet<String>,
    cases: BTreeSet<String>,
    documents: u64,
}

fn village_name(code: &str) -> String {
    let divisions = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/divisions.csv")).unwrap();
    let line = divisions.lines().find(|line| line.starts_with(code)).unwrap().to_owned();
    line.split(',').nth(1).unwrap().to_owned()
}

impl World {
    fn new() -> Self {
        let county = County::new();
        let first = county.village.clone();
        assert_ne!(first, VILLAGE_2.0);
        for login in ["a", "b"] {
            county.admin(["assign", "--login", login, "--area", &first, "--kind", "lead", "--end"]).ok();
        }
        let villages: BTreeMap<_, _> = FIRST
            .map(|code| (code, first.clone()))
            .into_iter()
            .chain(SECOND.map(|code| (code, VILLAGE_2.0.to_owned())))
            .collect();
        let mut sheet = String::from("户编号,村,组,户主,姓名,与户主关系\n");
        for (code, village) in &villages {
            let (village, group) = (village_name(village), if code.ends_with('5') { "" } else { "3组" });
            for (name, relation) in [("户主", "户主"), ("配偶", "配偶")] {
                writeln!(sheet, "{code},{village},{group},户主{code},{name}{code},{relation}").unwrap();
            }
        }
        import(&county, &sheet);
        let server = Server::start(&county.data(), "127.0.0.1:0");
        county.enrol("leader", "leader", &server.url);
        county.device("leader", ["sync"]).ok();
        let mut cases = BTreeMap::new();
        for code in villages.keys().copied() {
            let (visit, title) = (format!("走访{code}"), format!("事项{code}"));
            county.device("leader", ["visit", "add", "--household", code, "--kind", "home", "--text", &visit]).ok();
            let open =
                ["case", "open", "--household", code, "--ledger", "livelihood", "--title", &title, "--text", "修路"];
            let case = county.device("leader", open).ok()["id"].as_str().unwrap().to_owned();
            county.device("leader", ["comment", "add", &case, "--text", "抓紧办"]).ok();
            cases.insert(title, (case, code));
        }
        county.device("leader", ["sync"]).ok();
        Self { county, server, villages, cases, assigned: BTreeSet::new(), leads: BTreeMap::new() }
    }

    fn admin(&self, words: &[&str]) -> Json {
        self.county.admin(words.iter().copied()).ok()
    }

    fn on(&self, device: &str, words: &[&str]) -> Json {
        self.county.device(device, words.iter().copied()).ok()
    }

    fn user(&self, login: &str) -> String {
        let users = self.admin(&["user", "list"]);
        let user = users["items"].as_array().unwrap().iter().find(|user| user["login"] == login).unwrap().clone();
        user["id"].as_str().unwrap().to_owned()
    }

    fn grant(&mut self, login: &str, over: Over) {
        let (flag, code) = words_of(&over);
        let granted = self.admin(&["assign", "--login", login, flag, &code, "--kind", "help"]);
        assert_eq!(granted["new"], true, "{granted}");
        self.assigned.insert((login.to_owned(), over));
    }

    fn revoke(&mut self, login: &str, over: Over) {
        let (flag, code) = words_of(&over);
        self.admin(&["assign", "--login", login, flag, &code, "--kind", "help", "--end"]);
        assert!(self.assigned.remove(&(login.to_owned(), over)));
    }

    /// What somebody's phone should hold, from the lists alone.
    fn expected(&self, login: &str) -> Held {
        let covers = |code: &str, village: &String| {
            self.assigned.iter().any(|(user, over)| {
                user == login
                    && match over {
                        Over::Area(area) => area == village,
                        Over::Household(household) => *household == code,
                    }
            })
        };
        let mut held = Held::default();
        for (code, village) in &self.villages {
            if covers(code, village) {
                held.households.insert((*code).to_owned());
                held.with_people.insert((*code).to_owned());
                held.visits.insert(format!("走访{code}"));
                held.cases.insert(format!("事项{code}"));
            }
        }
        for (title, _) in self.leads.iter().filter(|(_, user)| *user == login) {
            held.households.insert(self.cases[title].1.to_owned());
            held.cases.insert(title.clone());
        }
        // A comment hangs on each case.
        let documents = held.households.len() + 2 * held.with_people.len() + held.visits.len() + 2 * held.cases.len();
        held.documents = documents as u64;
        held
    }

    fn held(&self, device: &str) -> Held {
        let texts = |words: [&str; 2], field: &str| -> BTreeSet<String> {
            let list = self.on(device, &words);
            let items = list["items"].as_array().unwrap().iter();
            items.map(|item| item["fields"][field].as_str().unwrap_or("-").to_owned()).collect()
        };
        let households = texts(["household", "list"], "code");
        let people = |code: &&String| {
            let page = self.on(device, &["household", "show", code]);
            page["persons"].as_array().is_some_and(|people| people.len() == 2)
        };
        Held {
            with_people: households.iter().filter(people).cloned().collect(),
            visits: texts(["visit", "list"], "text"),
            cases: texts(["case", "list"], "title"),
            documents: self.on(device, &["status"])["documents"].as_u64().unwrap(),
            households,
        }
    }

    /// One ordinary sync, after which the phone holds exactly what it should.
    fn sync(&self, device: &str, login: &str, when: &str) -> Json {
        let report = self.on(device, &["sync"]);
        assert_eq!(self.held(device), self.expected(login), "{device} after {when}: {report}");
        report
    }

    fn both(&self, when: &str) {
        self.sync("a", "a", when);
        self.sync("b", "b", when);
    }

    /// What the server refused and keeps, as household and reason.
    async fn refusals(&self) -> BTreeSet<(String, String)> {
        let office = Office::login(&self.server, "leader").await;
        let (status, page) = office.get("refusals?limit=200").await;
        assert_eq!(status, 200, "{page}");
        let text = |row: &Json, field: &str| row[field].as_str().unwrap().to_owned();
        page["rows"].as_array().unwrap().iter().map(|row| (text(row, "document"), text(row, "code"))).collect()
    }

    fn household_id(&self, code: &str) -> String {
        self.on("leader", &["household", "show", code])["household"]["id"].as_str().unwrap().to_owned()
    }
}

fn words_of(over: &Over) -> (&'static str, String) {
    match over {
        Over::Area(code) => ("--area", code.clone()),
        Over::Household(code) => ("--household", (*code).to_owned()),
    }
}

fn import(county: &County, sheet: &str) -> Json {
    let file = county.file("roster.csv");
    std::fs::write(&file, sheet).unwrap();
    county.admin(["roster", "import", &file.to_string_lossy()]).ok()
}

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
    let text = acts.to_string();
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
