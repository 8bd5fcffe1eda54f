//! A small county with invented people, and its server.
//!
//! Two townships, each with a village and a household. The cadre 周 holds the household of the first; their supervisor 秦
//! leads the first township, 宋 the second.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use lianxin_model::check::DivisionLevel;
use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DeviceId, DocId, EntryId, Kind, TenantId, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::projection::Projection;
use lianxin_model::role::{AssignmentKind, Role};
use lianxin_server::clock::Clock;
use lianxin_server::http::serve::{Drained, Running, ServeBounds};
use lianxin_server::{Config, ServeError, auth, serve};
use lianxin_store::{NewArea, NewAssignment, NewChange, NewDevice, NewUser, Over, SqliteStore, Store};
use serde_json::{Value as Json, json};
use tokio::sync::oneshot;
use uuid::Uuid;

pub(crate) const COUNTY: &str = "431027000000";
pub(crate) const TOWN_1: &str = "431027100000";
pub(crate) const TOWN_2: &str = "431027101000";
pub(crate) const VILLAGE_1: &str = "431027100201";
pub(crate) const VILLAGE_2: &str = "431027101201";

pub(crate) const ADMIN: &str = "admin";
pub(crate) const QIN: &str = "qin";
pub(crate) const SONG: &str = "song";
pub(crate) const ZHOU: &str = "zhou";
pub(crate) const WU: &str = "wu";
pub(crate) const AUDITOR: &str = "auditor";
pub(crate) const COLLECTOR: &str = "collector";

const PEOPLE: [(&str, &str, Role, &str); 7] = [
    (ADMIN, "管理员", Role::Admin, COUNTY),
    (QIN, "秦岭", Role::Supervisor, TOWN_1),
    (SONG, "宋河", Role::Supervisor, TOWN_2),
    (ZHOU, "周田", Role::Cadre, TOWN_1),
    (WU, "吴山", Role::Cadre, TOWN_2),
    (AUDITOR, "郑审", Role::Auditor, COUNTY),
    (COLLECTOR, "王集", Role::Collector, TOWN_1),
];

pub(crate) const NOW_S: i64 = 1_795_000_000;

/// The time of day, as the test says.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn advance_s(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Json,
}

impl Answer {
    /// The code of an error, or the status of what is none; checks the shape of the error on the way.
    pub(crate) fn code(&self) -> String {
        if self.status < 400 {
            return self.status.to_string();
        }
        let error = &self.body["error"];
        let texts = [&error["message"], &error["message_en"]];
        assert!(texts.iter().all(|text| text.as_str().is_some_and(|text| !text.is_empty())), "{self:?}");
        assert!(self.headers.contains_key("x-request-id"), "{self:?}");
        error["code"].as_str().expect("an error has a code").to_owned()
    }

    /// A text of every row of a page.
    pub(crate) fn rows(&self, pointer: &str) -> Vec<String> {
        let rows = self.body["rows"].as_array().unwrap_or_else(|| panic!("a page: {self:?}"));
        rows.iter().map(|row| row.pointer(pointer).and_then(Json::as_str).unwrap_or("-").to_owned()).collect()
    }
}

/// A running county.
pub(crate) struct Town {
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) running: Running,
    pub(crate) base: String,
    client: reqwest::Client,
    stop: oneshot::Sender<()>,
    _directory: tempfile::TempDir,
}

impl Town {
    pub(crate) async fn start() -> Self {
        Self::start_within(ServeBounds::default()).await
    }

    pub(crate) async fn start_within(bounds: ServeBounds) -> Self {
        Self::start_with(bounds, None).await.expect("the server starts")
    }

    pub(crate) async fn start_with(bounds: ServeBounds, apps: Option<PathBuf>) -> Result<Self, ServeError> {
        let directory = tempfile::tempdir().expect("a directory");
        let tenant = TenantId(Uuid::from_u128(77));
        let store = Arc::new(SqliteStore::open_or_create(directory.path(), tenant, 5).expect("a store"));
        found(store.as_ref());
        let clock = Arc::new(TestClock(AtomicI64::new(NOW_S * 1000)));
        let (stop, stopped) = oneshot::channel::<()>();
        let config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            store: Arc::clone(&store) as Arc<dyn Store>,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            bounds,
            apps,
        };
        let running = serve(config, async { drop(stopped.await) }).await?;
        let base = format!("http://{}", running.address());
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        let client = client.build().expect("a client");
        Ok(Self { store, clock, running, base, client, stop, _directory: directory })
    }

    /// Tells the server to end and waits for it.
    pub(crate) async fn stop(self) -> Drained {
        let _ = self.stop.send(());
        self.running.ended().await
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.expect("a body");
        let body = serde_json::from_slice(&bytes).unwrap_or(Json::Null);
        Answer { status, headers, body }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(self.request("GET", path).bearer_auth(token)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Json) -> Answer {
        self.send(self.request("POST", path).json(&body)).await
    }

    pub(crate) async fn login(&self, login: &str, password: &str) -> Answer {
        self.post("/v1/login", json!({"login": login, "password": password})).await
    }

    /// Sets a password and logs in with it.
    pub(crate) async fn session(&self, login: &str) -> Json {
        let password = password_of(login);
        auth::set_password(self.store.as_ref(), login, &password, self.clock.now_s()).expect("a password");
        let answer = self.login(login, &password).await;
        assert_eq!(answer.code(), "200", "{login}");
        answer.body
    }

    /// An access token of somebody.
    pub(crate) async fn token(&self, login: &str) -> String {
        text(&self.session(login).await, "access_token")
    }

    /// What each of these people is answered, by code or by a text of every row.
    pub(crate) async fn everybody_gets(&self, path: &str, pointer: &str, expect: &[(&str, &[&str])]) {
        for (login, rows) in expect {
            let token = self.token(login).await;
            let answer = self.get(&token, path).await;
            if answer.status >= 400 {
                assert_eq!(&[answer.code().as_str()], rows, "{login} {path}");
            } else if answer.body.get("rows").is_some() {
                assert_eq!(&answer.rows(pointer), rows, "{login} {path}");
            } else {
                let found = answer.body.pointer(pointer).and_then(Json::as_str).unwrap_or("-");
                assert_eq!(&[found], rows, "{login} {path}");
            }
        }
    }

    /// Makes or continues a document by one change of somebody.
    pub(crate) fn write(&self, document: &mut Document, login: &str, time_s: i64, intentions: &[Intention]) {
        let written = edit(document, login, time_s, intentions);
        self.append(document, login, &written);
    }

    /// Keeps changes as the server would after its gate.
    pub(crate) fn append(&self, document: &Document, login: &str, changes: &[([u8; 32], Vec<u8>)]) {
        let actor = actor_of(login);
        let changes: Vec<NewChange<'_>> =
            changes.iter().map(|(hash, bytes)| NewChange { hash: *hash, actor, handed_in: None, bytes }).collect();
        let mut write = self.store.write().expect("writes");
        write.put_actor(actor, user_id(login), None).expect("an actor");
        write.append(&Projection::of(document), &changes).expect("appended");
        write.commit().expect("committed");
    }

    /// A device of somebody, with its key.
    pub(crate) fn device(&self, login: &str, seed: u8) -> (DeviceId, ed25519_dalek::SigningKey) {
        let key = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]);
        let id = DeviceId(Uuid::from_u128(1_000 + u128::from(seed)));
        let public_key = key.verifying_key().to_bytes();
        let mut write = self.store.write().expect("writes");
        write
            .put_device(&NewDevice { id, user: user_id(login), public_key, enrolled_at_ms: NOW_S * 1000 })
            .expect("a device");
        write.commit().expect("committed");
        (id, key)
    }

    /// The household of each village, its head, and what was written of them.
    pub(crate) fn with_records(&self) -> Records {
        Records::write(self)
    }
}

/// Documents of the small county, by what they are called in the cases.
pub(crate) struct Records {
    pub(crate) ids: BTreeMap<&'static str, DocId>,
}

impl Records {
    pub(crate) fn id(&self, name: &str) -> String {
        self.ids[name].to_string()
    }

    fn write(town: &Town) -> Self {
        let mut ids = BTreeMap::new();
        let villages = [(1, VILLAGE_1, ZHOU, "户一"), (2, VILLAGE_2, WU, "户二")];
        for (number, village, cadre, head) in villages {
            let mut new = |name: &'static str, kind| {
                let id = DocId(Uuid::from_u128(100 * number + ids.len() as u128));
                ids.insert(name, id);
                Document::new(kind, id)
            };
            let names = if number == 1 {
                ["household_1", "person_1", "visit_1", "case_1", "diary_1", "draft_1"]
            } else {
                ["household_2", "person_2", "visit_2", "case_2", "diary_2", "draft_2"]
            };
            let mut household = new(names[0], Kind::Household);
            let code = format!("H000{number}");
            let date = format!("2026-11-{:02}", 10 + number);
            let set = |field: &str, value: &str| Intention::set(field, value);
            let me = user_id(cadre);
            town.write(
                &mut household,
                cadre,
                NOW_S - 900,
                &[
                    set("code", &code),
                    set("area", village),
                    set("head_name", head),
                    set("phone", "13800000000"),
                    Intention::add("categories", "低保户"),
                    set("hardship", "屋顶漏雨"),
                ],
            );
            let of = |household: &Document| Intention::set("household", household.id());
            let mut person = new(names[1], Kind::Person);
            town.write(
                &mut person,
                cadre,
                NOW_S - 800,
                &[of(&household), set("name", head), set("id_number", "000000190001011234"), set("health", "腿脚不便")],
            );
            let mut visit = new(names[2], Kind::Visit);
            let text = format!("{head}家收成好");
            town.write(
                &mut visit,
                cadre,
                NOW_S - 700,
                &[
                    of(&household),
                    Intention::set("author", me),
                    set("kind", "home"),
                    set("date", &date),
                    set("text", &text),
                ],
            );
            let mut case = new(names[3], Kind::Case);
            town.write(
                &mut case,
                cadre,
                NOW_S - 600,
                &[
                    of(&household),
                    Intention::set("author", me),
                    set("ledger", "hardship"),
                    set("date", &date),
                    set("title", "修屋顶"),
                    event(1, "registered", cadre, &[]),
                ],
            );
            for (name, submitted) in [(names[4], true), (names[5], false)] {
                let mut diary = new(name, Kind::DiaryEntry);
                let text = format!("{head}的一天");
                town.write(
                    &mut diary,
                    cadre,
                    NOW_S - 500,
                    &[
                        Intention::set("author", me),
                        set("date", &date),
                        Intention::insert("text", 0, text),
                        Intention::set("submitted", submitted),
                    ],
                );
            }
        }
        Self { ids }
    }
}

/// A step in the course of a case.
pub(crate) fn event(number: u128, kind: &str, by: &str, after: &[u128]) -> Intention {
    let entry = |number: &u128| EntryId(Uuid::from_u128(*number));
    let mut values = BTreeMap::from([
        ("kind".to_owned(), kind.into()),
        ("by".to_owned(), user_id(by).into()),
        ("date".to_owned(), "2026-11-12".into()),
    ]);
    if !after.is_empty() {
        let after = after.iter().map(|number| entry(number).to_string()).collect();
        values.insert("after".to_owned(), lianxin_model::value::Value::Many(after));
    }
    Intention::Append { field: "events".to_owned(), entry: entry(&number), values }
}

/// One change of somebody, not yet kept.
pub(crate) fn edit(
    document: &mut Document,
    login: &str,
    time_s: i64,
    intentions: &[Intention],
) -> Vec<([u8; 32], Vec<u8>)> {
    let edit = Edit { actor: actor_of(login), at: None, time_s, intentions, lenient: true };
    let written = document.edit(&edit).expect("an edit").expect("a change");
    vec![(written.hash.0, written.chunk)]
}

pub(crate) fn actor_of(login: &str) -> Actor {
    Actor::of_user(TenantId(Uuid::from_u128(77)), user_id(login))
}

pub(crate) fn user_id(login: &str) -> UserId {
    let place = PEOPLE.iter().position(|person| person.0 == login).expect("somebody of the county");
    UserId(Uuid::from_u128(10 + place as u128))
}

pub(crate) fn password_of(login: &str) -> String {
    format!("山路弯弯走到{login}家门口")
}

/// A text of a JSON object.
pub(crate) fn text(body: &Json, field: &str) -> String {
    body[field].as_str().unwrap_or_else(|| panic!("no {field}")).to_owned()
}

fn found(store: &dyn Store) {
    let areas = [
        (COUNTY, "试县", DivisionLevel::County, None),
        (TOWN_1, "东乡", DivisionLevel::Township, Some(COUNTY)),
        (TOWN_2, "西乡", DivisionLevel::Township, Some(COUNTY)),
        (VILLAGE_1, "东村", DivisionLevel::Village, Some(TOWN_1)),
        (VILLAGE_2, "西村", DivisionLevel::Village, Some(TOWN_2)),
    ];
    let mut write = store.write().expect("writes");
    for (code, name, level, parent) in areas {
        let parent = parent.map(str::to_owned);
        write.put_area(&NewArea { code: code.to_owned(), name: name.to_owned(), level, parent }).expect("an area");
    }
    for (login, name, role, area) in PEOPLE {
        let (login, name, area) = (login.to_owned(), name.to_owned(), area.to_owned());
        write.put_user(&NewUser { id: user_id(&login), login, name, role, area }).expect("an account");
    }
    // The first document of the first village, see Records::write.
    let over = Over::Household(DocId(Uuid::from_u128(100)));
    write.assign(&NewAssignment { user: user_id(ZHOU), kind: AssignmentKind::Contact, over }).expect("assigned");
    write.commit().expect("committed");
}
