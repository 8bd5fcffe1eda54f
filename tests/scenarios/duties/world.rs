//! The county of the scenario, and the test's own list of what each phone should hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use lianxin_testkit::binary::Server;
use lianxin_testkit::county::{County, Office};
use serde_json::Value as Json;

/// The second village of the township, by code and the name that sheets use.
pub(crate) const VILLAGE_2: (&str, &str) = ("431027100002", "罗霄社区居委会");

/// What somebody answers for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Over {
    Area(String),
    Household(&'static str),
}

/// A county with five households in each of two villages; each has two people, a visit and a case with a comment. Nobody
/// answers for anything but the leader, whose phone wrote all of it. Beside it the test's own list of who answers for what.
pub(crate) struct World {
    pub(crate) county: County,
    pub(crate) server: Server,
    /// The village in which each household lies.
    pub(crate) villages: BTreeMap<&'static str, String>,
    /// The case of each household, by its title.
    pub(crate) cases: BTreeMap<String, (String, &'static str)>,
    pub(crate) assigned: BTreeSet<(String, Over)>,
    pub(crate) leads: BTreeMap<String, String>,
}

pub(crate) const FIRST: [&str; 5] = ["0001", "0002", "0003", "0004", "0005"];
pub(crate) const SECOND: [&str; 5] = ["0101", "0102", "0103", "0104", "0105"];

/// What a phone holds: codes of households, those with their people, texts of visits, titles of cases, and how many records
/// there are in all.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) households: BTreeSet<String>,
    pub(crate) with_people: BTreeSet<String>,
    pub(crate) visits: BTreeSet<String>,
    pub(crate) cases: BTreeSet<String>,
    pub(crate) documents: u64,
}

pub(crate) fn village_name(code: &str) -> String {
    let divisions = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/divisions.csv")).unwrap();
    let line = divisions.lines().find(|line| line.starts_with(code)).unwrap().to_owned();
    line.split(',').nth(1).unwrap().to_owned()
}

impl World {
    pub(crate) fn new() -> Self {
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

    pub(crate) fn admin(&self, words: &[&str]) -> Json {
        self.county.admin(words.iter().copied()).ok()
    }

    pub(crate) fn on(&self, device: &str, words: &[&str]) -> Json {
        self.county.device(device, words.iter().copied()).ok()
    }

    pub(crate) fn user(&self, login: &str) -> String {
        let users = self.admin(&["user", "list"]);
        let user = users["items"].as_array().unwrap().iter().find(|user| user["login"] == login).unwrap().clone();
        user["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn grant(&mut self, login: &str, over: Over) {
        let (flag, code) = words_of(&over);
        let granted = self.admin(&["assign", "--login", login, flag, &code, "--kind", "help"]);
        assert_eq!(granted["new"], true, "{granted}");
        self.assigned.insert((login.to_owned(), over));
    }

    pub(crate) fn revoke(&mut self, login: &str, over: Over) {
        let (flag, code) = words_of(&over);
        self.admin(&["assign", "--login", login, flag, &code, "--kind", "help", "--end"]);
        assert!(self.assigned.remove(&(login.to_owned(), over)));
    }

    /// What somebody's phone should hold, from the lists alone.
    pub(crate) fn expected(&self, login: &str) -> Held {
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

    pub(crate) fn held(&self, device: &str) -> Held {
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
    pub(crate) fn sync(&self, device: &str, login: &str, when: &str) -> Json {
        let report = self.on(device, &["sync"]);
        assert_eq!(self.held(device), self.expected(login), "{device} after {when}: {report}");
        report
    }

    pub(crate) fn both(&self, when: &str) {
        self.sync("a", "a", when);
        self.sync("b", "b", when);
    }

    /// What the server refused and keeps, as household and reason.
    pub(crate) async fn refusals(&self) -> BTreeSet<(String, String)> {
        let office = Office::login(&self.server, "leader").await;
        let (status, page) = office.get("refusals?limit=200").await;
        assert_eq!(status, 200, "{page}");
        let text = |row: &Json, field: &str| row[field].as_str().unwrap().to_owned();
        page["rows"].as_array().unwrap().iter().map(|row| (text(row, "document"), text(row, "code"))).collect()
    }

    pub(crate) fn household_id(&self, code: &str) -> String {
        self.on("leader", &["household", "show", code])["household"]["id"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn words_of(over: &Over) -> (&'static str, String) {
    match over {
        Over::Area(code) => ("--area", code.clone()),
        Over::Household(code) => ("--household", (*code).to_owned()),
    }
}

pub(crate) fn import(county: &County, sheet: &str) -> Json {
    let file = county.file("roster.csv");
    std::fs::write(&file, sheet).unwrap();
    county.admin(["roster", "import", &file.to_string_lossy()]).ok()
}
