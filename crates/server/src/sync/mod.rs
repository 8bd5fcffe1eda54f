//! Devices: their enrolment, what they hand in, what they get back.
//!
//! | file | does |
//! | --- | --- |
//! | `requests` | the two requests over HTTP: read and verify a frame, queue it, answer it |
//! | `enrol`, `enrol_code`, `guesses` | one-time codes |
//! | `herd` | who comes when, so that not everybody comes at once |
//! | `handed_in` | frames that came in a file |
//! | `writer` | the one thread that writes, in groups |
//! | `intake` | one frame: counter, chain, installs, then the engine |
//! | `desk`, `belonging`, `scopes`, `hot`, `opening` | the engine's questions: documents, rules, scope, storage |
//! | `review`, `first_forms` | what waits for the word of whoever answers for it; an edit that was made again counts once |
//! | `answer`, `phase`, `fitting`, `authors` | the change feed since the device's cursor, within its budget |
//! | `repairing`, `overview` | what a digest and a sketch bring to light; facts before histories |

mod answer;
mod authors;
mod belonging;
mod desk;
mod enrol;
mod enrol_code;
mod first_forms;
mod fitting;
mod guesses;
mod handed_in;
mod herd;
mod holdings;
mod hot;
mod intake;
pub(crate) mod opening;
mod overview;
mod phase;
mod recalled;
mod repairing;
mod requests;
pub(crate) mod review;
mod scopes;
mod service;
mod writer;

use std::sync::Arc;

use axum::Router;
use lianxin_model::limits;
use utoipa::openapi::OpenApi;

pub(crate) use belonging::may_leave;
pub(crate) use enrol::issue_within;
pub use enrol::{IssueError, IssuedCode, issue_enrol_code};
pub(crate) use handed_in::hand_in;
pub use handed_in::{HandedIn, HandedInRefusal};
pub use service::SyncService;

use crate::http::bounds::{RouteBounds, bounded};
use crate::http::serve::ServeBounds;

type Mounted = Arc<SyncService>;

/// The routes of devices within their bounds.
pub fn routes(service: Arc<SyncService>, bounds: ServeBounds) -> Router {
    let enrol = RouteBounds {
        body_bytes_max: limits::JSON_BODY_BYTES_MAX,
        body_pause_max: bounds.body_pause_max,
        deadline: bounds.deadline,
    };
    let sync = RouteBounds {
        body_bytes_max: limits::SYNC_BODY_BYTES_MAX,
        body_pause_max: bounds.body_pause_max,
        deadline: bounds.sync_deadline,
    };
    let enrol_routes = bounded(Router::from(requests::enrol_routes()), enrol);
    let sync_routes = bounded(Router::from(requests::sync_routes()), sync);
    enrol_routes.merge(sync_routes).with_state(service)
}

/// The routes as the OpenAPI document describes them.
pub fn document() -> OpenApi {
    requests::enrol_routes().merge(requests::sync_routes()).into_openapi()
}
