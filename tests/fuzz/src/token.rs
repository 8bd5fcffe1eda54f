//! What stands in `Authorization`: through the server's own routes, to the record of whoever asks.

use std::cell::OnceCell;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderValue, Request};
use lianxin_server::admin::{self, Opening};
use lianxin_server::clock::{Clock as _, SystemClock};
use lianxin_server::http::serve::ServeBounds;
use lianxin_server::sync::SyncService;
use lianxin_server::{AppState, auth, router};
use tower::ServiceExt as _;

struct County {
    _folder: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
    router: Router,
}

/// One header.
pub fn run(bytes: &[u8]) {
    thread_local! {
        static COUNTY: OnceCell<County> = const { OnceCell::new() };
    }
    let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
    let bearer = HeaderValue::from_bytes(&[b"Bearer ", bytes].concat()).expect("as good as the other");
    COUNTY.with(|county| {
        let county = county.get_or_init(county_of_nobody);
        for value in [value, bearer] {
            let request = Request::get("/v1/me").header(AUTHORIZATION, value).body(Body::empty()).expect("a request");
            let answer = county.runtime.block_on(county.router.clone().oneshot(request)).expect("an answer");
            assert!(answer.status().is_client_error(), "nobody has an account here: {}", answer.status());
        }
    });
}

fn county_of_nobody() -> County {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(SystemClock);
    let store = admin::open_county(folder.path(), &SystemClock, Opening::OrNew).expect("a county");
    auth::ensure_key(store.as_ref(), clock.now_s()).expect("a key");
    let bounds = ServeBounds::default();
    let devices =
        SyncService::start(Arc::clone(&store), clock.clone(), bounds.sync_frames_per_second).expect("a service");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let router = router(AppState::new(store, clock), Arc::new(devices), bounds, None);
    County { _folder: folder, runtime, router }
}
