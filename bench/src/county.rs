//! A real server on a free port and devices over a counted link.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use lianxin_client::Client;
use lianxin_core::{Core, SystemPlatform};
use lianxin_model::document::Document;
use lianxin_model::ids::DocId;
use lianxin_model::role::{AssignmentKind, Role};
use lianxin_server::admin::{self, Account, Opening};
use lianxin_server::clock::SystemClock;
use lianxin_server::http::serve::ServeBounds;
use lianxin_server::{Config, roster, serve};
use lianxin_testkit::link::Link;
use tempfile::TempDir;

/// A village of the project's own list of areas.
const COUNTY: &str = "431027000000";

/// A running county.
pub(crate) struct County {
    pub(crate) folder: TempDir,
    pub(crate) link: Link,
    pub(crate) client: Client,
    store: Arc<dyn lianxin_store::Store>,
}

impl County {
    /// A village with so many households of `persons` people.
    pub(crate) async fn new(households: usize, persons: usize) -> Self {
        let folder = TempDir::new().expect("a folder");
        let store = admin::open_county(folder.path(), &SystemClock, Opening::OrNew).expect("a store");
        let areas = include_bytes!("../../data/divisions.csv");
        admin::import_areas(store.as_ref(), areas).expect("areas");
        let rows: Vec<Vec<&str>> =
            include_str!("../../data/divisions.csv").lines().map(|line| line.split(',').collect()).collect();
        let village = rows.iter().find(|row| row[2] == "village" && row[0].starts_with("431027")).expect("a village");
        let (village, name) = (village[0].to_owned(), village[1].to_owned());
        for (login, role) in [("admin", Role::Admin), ("a", Role::Cadre), ("b", Role::Cadre)] {
            let account = Account { name: login.to_owned(), login: login.to_owned(), role, area: COUNTY.to_owned() };
            admin::add_user(store.as_ref(), &SystemClock, &account).expect("an account");
        }
        for login in ["a", "b"] {
            let target = admin::Target::Area(village.clone());
            admin::assign(store.as_ref(), login, AssignmentKind::Lead, &target).expect("an assignment");
        }
        import(store.as_ref(), &name, households, persons);
        let config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            store: Arc::clone(&store),
            clock: Arc::new(SystemClock),
            bounds: ServeBounds::default(),
            apps: None,
        };
        let running = serve(config, std::future::pending()).await.expect("a server");
        let link = Link::to(running.address()).await.expect("a link");
        // The server runs until the program ends.
        tokio::spawn(async move { running.ended().await });
        Self { folder, link, client: Client::new().expect("a client"), store }
    }

    /// One sync request, without the device's own work around it.
    pub(crate) async fn post(&self, body: Vec<u8>) -> Vec<u8> {
        let request = reqwest::Client::new().post(format!("{}/v1/sync", self.link.url()));
        let answer =
            request.header("content-type", "application/x-protobuf").body(body).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        answer.bytes().await.expect("whole").to_vec()
    }

    /// What Automerge's own `save` of every document would take.
    pub(crate) fn saved_bytes(&self, documents: &[DocId]) -> usize {
        let read = self.store.read().expect("a reader");
        let save = |id: &DocId| {
            let loaded = read.load(*id).expect("read").expect("there");
            let mut document = match &loaded.snapshot {
                Some(saved) => Document::load(loaded.kind, *id, saved).expect("a document"),
                None => Document::new(loaded.kind, *id),
            };
            document.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).expect("merged");
            document.save().len()
        };
        documents.iter().map(save).sum()
    }

    /// An enrolled device of an account, not yet synced.
    pub(crate) async fn device(&self, login: &str) -> Core {
        let core = open(&self.folder.path().join(format!("{login}.lianxin")));
        self.enrol(&core, login).await;
        core
    }

    /// Enrols a device for an account.
    pub(crate) async fn enrol(&self, core: &Core, login: &str) {
        let code = admin::issue_enrol_code(self.store.as_ref(), &SystemClock, login).expect("a code");
        self.client.enrol(core, &self.link.url(), &code.code).await.expect("enrolled");
    }
}

/// Opens a device's store.
pub(crate) fn open(path: &Path) -> Core {
    Core::open(path, SystemPlatform).expect("a store")
}

fn import(store: &dyn lianxin_store::Store, village: &str, households: usize, persons: usize) {
    let mut sheet = String::from("户编号,村,组,户主,姓名,与户主关系,电话,住址\n");
    for number in 1..=households {
        let surname = ["罗", "田", "郭", "邓", "黄", "李"][number % 6];
        let given = |salt: usize| char::from_u32(0x4e00 + ((number * 7 + salt * 131) % 5_000) as u32).unwrap_or('山');
        let head = format!("{surname}{}{}", given(1), given(2));
        for person in 0..persons {
            let name = if person == 0 { head.clone() } else { format!("{surname}{}", given(person + 2)) };
            let relation = if person == 0 { "户主" } else { "子女" };
            let _written = writeln!(
                sheet,
                "{number:05},{village},{}组,{head},{name},{relation},139{:08},上坪{number}号",
                number % 9 + 1,
                number * 37
            );
        }
    }
    let read = roster::read(sheet.as_bytes(), jiff::civil::date(2026, 11, 22)).expect("a sheet");
    let user = admin::importer(store, Some("admin")).expect("an administrator");
    let import = roster::Import { user: &user, dry_run: false, now_s: 1_795_000_000 };
    roster::apply(store, &read, &import, |_| {}).expect("applied");
}
