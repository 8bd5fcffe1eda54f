//! A small county with a server that listens.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use lianxin_model::check::DivisionLevel;
use lianxin_model::ids::{DocId, TenantId, UserId};
use lianxin_model::role::{AssignmentKind, Role};
use lianxin_server::clock::Clock;
use lianxin_server::http::serve::{Running, ServeBounds};
use lianxin_server::sync::issue_enrol_code;
use lianxin_server::{Config, serve};
use lianxin_store::{NewArea, NewAssignment, NewUser, Over, SqliteStore, Store};
use lianxin_sync::wire::{self, EnrolAnswer, MemoryKey};
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::phone::Phone;

pub const COUNTY: &str = "431027000000";
pub const TOWNSHIP: &str = "431027201000";
/// The village of most tests.
pub const EAST: &str = "431027201201";
/// Another one.
pub const WEST: &str = "431027201202";

const START_MS: i64 = 1_795_300_000_000;

/// A clock that stands until a test moves it.
pub struct StandingClock(AtomicI64);

impl Clock for StandingClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

pub struct County {
    directory: TempDir,
    pub store: Arc<SqliteStore>,
    pub clock: Arc<StandingClock>,
    pub tenant: TenantId,
    address: SocketAddr,
    http: reqwest::Client,
    server: Option<(oneshot::Sender<()>, Running)>,
}

/// An answer that is an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub status: u16,
    pub code: String,
    pub counter: Option<u64>,
}

impl County {
    /// One township with two villages, and a server.
    pub async fn open() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let tenant = TenantId::from_moment(1, [1; 10]);
        let store = Arc::new(SqliteStore::open_or_create(directory.path(), tenant, 77).unwrap());
        let mut write = store.write().unwrap();
        let places = [
            (COUNTY, "示例县", DivisionLevel::County, None),
            (TOWNSHIP, "示例乡", DivisionLevel::Township, Some(COUNTY)),
            (EAST, "东村", DivisionLevel::Village, Some(TOWNSHIP)),
            (WEST, "西村", DivisionLevel::Village, Some(TOWNSHIP)),
        ];
        for (code, name, level, parent) in places {
            let parent = parent.map(str::to_owned);
            write.put_area(&NewArea { code: code.to_owned(), name: name.to_owned(), level, parent }).unwrap();
        }
        write.commit().unwrap();
        let clock = Arc::new(StandingClock(AtomicI64::new(START_MS)));
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut county = Self { directory, store, clock, tenant, address, http, server: None };
        county.start().await;
        county
    }

    pub async fn start(&mut self) {
        let (stop, stopped) = oneshot::channel();
        let config = Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            store: self.store.clone(),
            clock: self.clock.clone(),
            bounds: ServeBounds::default(),
            apps: None,
        };
        let shutdown = async move {
            let _ = stopped.await;
        };
        let running = serve(config, shutdown).await.unwrap();
        self.address = running.address();
        self.server = Some((stop, running));
    }

    /// Ends the server and starts another one on the same files.
    pub async fn restart(&mut self) {
        let (stop, running) = self.server.take().unwrap();
        stop.send(()).unwrap();
        running.ended().await;
        self.store = Arc::new(self.other_process());
        self.start().await;
    }

    /// The store as another process opens it, while the server runs.
    pub fn other_process(&self) -> SqliteStore {
        SqliteStore::open(self.directory.path()).unwrap()
    }

    pub fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    pub fn user(&self, login: &str, role: Role, area: &str) -> UserId {
        let mut random = [0; 10];
        random.iter_mut().zip(login.bytes()).for_each(|(byte, letter)| *byte = letter);
        let id = UserId::from_moment(2, random);
        let (login, area) = (login.to_owned(), area.to_owned());
        let mut write = self.store.write().unwrap();
        write.put_user(&NewUser { id, name: format!("测试{login}"), login, role, area }).unwrap();
        write.commit().unwrap();
        id
    }

    pub fn assign(&self, user: UserId, over: Over) {
        let mut write = self.store.write().unwrap();
        write.assign(&NewAssignment { user, kind: AssignmentKind::Contact, over }).unwrap();
        write.commit().unwrap();
    }

    pub fn end_assignment(&self, user: UserId, over: Over) {
        let mut write = self.store.write().unwrap();
        let ended = write.end_assignment(&NewAssignment { user, kind: AssignmentKind::Contact, over }).unwrap();
        assert!(ended.is_some());
        write.commit().unwrap();
    }

    /// A cadre who answers for an area, with an enrolled phone.
    pub async fn cadre(&self, number: u8, area: &str) -> Phone {
        let user = self.user(&format!("cadre{number}"), Role::Cadre, TOWNSHIP);
        self.assign(user, Over::Area(area.to_owned()));
        self.phone(number, user).await
    }

    pub async fn phone(&self, number: u8, user: UserId) -> Phone {
        let key = MemoryKey::from_secret(&[number; 32]);
        let enrolled = self.enrol(&self.code(user), &key).await.unwrap();
        assert_eq!(enrolled.user, user);
        Phone::new(key, &enrolled)
    }

    pub fn code(&self, user: UserId) -> String {
        issue_enrol_code(self.store.as_ref(), user, self.clock.now_s()).unwrap().code
    }

    pub async fn enrol(&self, code: &str, key: &MemoryKey) -> Result<EnrolAnswer, Refused> {
        let body = self.post("/v1/enrol", wire::seal_enrol(code, key).unwrap()).await?;
        Ok(wire::open_enrol_answer(body).unwrap())
    }

    pub async fn post(&self, path: &str, body: Vec<u8>) -> Result<Vec<u8>, Refused> {
        let url = format!("http://{}{path}", self.address);
        let response = self.http.post(url).body(body).send().await.unwrap();
        let status = response.status().as_u16();
        let body = response.bytes().await.unwrap();
        if status == 200 {
            return Ok(body.to_vec());
        }
        let error: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let error = &error["error"];
        assert!(error["message"].as_str().is_some_and(|message| !message.is_ascii()), "{error}");
        Err(Refused {
            status,
            code: error["code"].as_str().unwrap().to_owned(),
            counter: error["details"]["counter"].as_u64(),
        })
    }

    /// The status that answers a request of that announced length, of which only so much of the body comes.
    pub fn announce(&self, path: &str, length: usize, body: &[u8]) -> u16 {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let head = format!("POST {path} HTTP/1.1\r\nhost: county\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let status = answer.get(9..12).unwrap_or_default();
        std::str::from_utf8(status).unwrap().parse().unwrap_or(0)
    }

    /// How many changes the county holds of a document.
    pub fn changes(&self, document: DocId) -> usize {
        self.store.read().unwrap().changes_since(document, 0).unwrap().len()
    }
}

/// An expected error.
pub fn refused(status: u16, code: &str) -> Refused {
    Refused { status, code: code.to_owned(), counter: None }
}
