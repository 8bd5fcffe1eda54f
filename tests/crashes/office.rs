//! The county's server in this process: its engine and its store on a disk of its own, without a socket.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use lianxin_core::feed::{ENROL_PATH, Next, Reply, Rounds, SYNC_PATH, read_reply};
use lianxin_core::{Core, CoreError};
use lianxin_model::ids::TenantId;
use lianxin_model::role::{AssignmentKind, Role};
use lianxin_server::admin::{self, Account, AdminError, Hand, Target};
use lianxin_server::clock::Clock as _;
use lianxin_server::http::serve::ServeBounds;
use lianxin_server::sync::SyncService;
use lianxin_server::{AppState, auth, router};
use lianxin_store::{SqliteStore, Store};
use lianxin_testkit::disk::Disk;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use crate::phone::Wall;

pub(crate) const FOLDER: &str = "/county";
pub(crate) const PATH: &str = "/county/county.sqlite";
pub(crate) const VILLAGE: &str = "431027201201";
pub(crate) const OTHER_VILLAGE: &str = "431027201202";
pub(crate) const AREAS: &str = "code,name,level,parent
431027000000,示例县,county,
431027201000,示例乡,township,431027000000
431027201201,东村,village,431027201000
431027201202,西村,village,431027201000
";
pub(crate) const ROSTER: &str = "户编号,村,户主,姓名,与户主关系,电话,住址
0001,东村,罗守山,罗守山,户主,13900000001,上坪1号
0001,东村,罗守山,罗小山,儿子,,
0002,东村,田秀英,田秀英,户主,13900000002,上坪2号
0003,西村,扶秀兰,扶秀兰,户主,13900000003,下坪3号
";

/// A server that answers.
pub(crate) struct Office {
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) wall: Wall,
    router: Router,
    runtime: Runtime,
}

impl Office {
    /// Opens the county on a disk, or makes it.
    pub(crate) fn store_on(disk: &Disk) -> Result<Arc<SqliteStore>, String> {
        let code = |error: lianxin_store::StoreError| error.code().to_owned();
        let tenant = TenantId::from_moment(1, [1; 10]);
        let store = SqliteStore::open_or_create_on(disk.name(), Path::new(FOLDER), tenant, 77).map_err(code)?;
        let mut write = store.write().map_err(code)?;
        if write.county().map_err(code)?.server_secret.is_none() {
            write.put_server_secret(&[9; 32]).map_err(code)?;
            write.commit().map_err(code)?;
        } else {
            drop(write);
        }
        Ok(Arc::new(store))
    }

    /// Starts to answer.
    pub(crate) fn around(store: Arc<SqliteStore>, wall: &Wall) -> Self {
        let bounds = ServeBounds { sync_frames_per_second: u32::MAX, ..ServeBounds::default() };
        let clock = Arc::new(wall.clone());
        let service = SyncService::start(store.clone(), clock.clone(), u32::MAX).unwrap();
        let router = router(AppState::new(store.clone(), clock), Arc::new(service), bounds, None);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { store, wall: wall.clone(), router, runtime }
    }

    /// One request: its status, what it is of, and its body.
    pub(crate) fn ask(&self, request: Request<Body>) -> (u16, Option<String>, Vec<u8>) {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let kind = response.headers().get(header::CONTENT_TYPE);
            let kind = kind.and_then(|kind| kind.to_str().ok()).map(str::to_owned);
            let status = response.status().as_u16();
            (status, kind, to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
        })
    }

    /// What a device posts, and what it hears.
    pub(crate) fn post(&self, path: &str, body: Vec<u8>) -> Reply {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-protobuf");
        let (status, kind, answer) = self.ask(request.body(Body::from(body)).unwrap());
        read_reply(status, kind.as_deref(), None, answer).unwrap()
    }

    /// A device syncs until both sides have everything.
    pub(crate) fn sync(&self, core: &Core) -> Result<(), CoreError> {
        let mut rounds = Rounds::default();
        loop {
            let request = rounds.begin(core)?;
            let reply = self.post(SYNC_PATH, request.body.clone());
            if let Next::Done(_) = rounds.take(core, &request, reply)? {
                return Ok(());
            }
        }
    }

    /// A device is enrolled for an account.
    pub(crate) fn enrol(&self, core: &Core, login: &str) {
        let body = core.enrol_begin("http://127.0.0.1:1", &self.code(login).unwrap()).unwrap();
        let Reply::Answer(answer) = self.post(ENROL_PATH, body) else { panic!("not enrolled") };
        core.enrol_finish(&answer).unwrap();
    }

    /// A code for somebody's phone.
    pub(crate) fn code(&self, login: &str) -> Result<String, String> {
        let issued = admin::issue_enrol_code(self.store(), &self.wall, login);
        issued.map(|issued| issued.code).map_err(|error| error.code().to_owned())
    }

    /// An account of somebody in the township; an administrator's is of the county.
    pub(crate) fn account(&self, login: &str, role: Role) -> Result<(), String> {
        let area = if role == Role::Admin { "431027000000" } else { "431027201000" };
        let account = Account { name: format!("示例{login}"), login: login.to_owned(), role, area: area.to_owned() };
        done(admin::add_user(self.store(), &self.wall, &account))
    }

    pub(crate) fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    /// Whoever sits at the server.
    pub(crate) fn hand(&self) -> Result<Hand, String> {
        let by = admin::importer(self.store(), None).map_err(|error| error.code().to_owned())?;
        Ok(Hand::at_machine(Some(by), &self.wall))
    }

    /// Areas, accounts and three households in two villages.
    pub(crate) fn furnish(&self) {
        let store = self.store();
        auth::ensure_key(store, self.wall.now_s()).unwrap();
        assert!(admin::import_areas(store, AREAS.as_bytes()).unwrap().problems.is_empty());
        for (login, role) in
            [("admin", Role::Admin), ("leader", Role::Supervisor), ("a", Role::Cadre), ("b", Role::Cadre)]
        {
            self.account(login, role).unwrap();
        }
        let hand = self.hand().unwrap();
        let preview = admin::preview_roster(store, &hand, ROSTER.as_bytes()).unwrap();
        admin::apply_roster(store, &hand, ROSTER.as_bytes(), &preview.digest).unwrap();
        for login in ["leader", "a", "b"] {
            admin::assign(store, login, AssignmentKind::Lead, &Target::Area(VILLAGE.to_owned())).unwrap();
        }
    }
}

/// Whether it was done, or the code of why not.
pub(crate) fn done<T>(result: Result<T, AdminError>) -> Result<(), String> {
    result.map(drop).map_err(|error| error.code().to_owned())
}
