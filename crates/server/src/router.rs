//! Every route, with its bounds, and the document that describes them.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::http::header;
use lianxin_model::limits;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::bounds::{RouteBounds, bounded};
use crate::http::serve::ServeBounds;
use crate::state::AppState;
use crate::sync::{self, SyncService};
use crate::{apps, auth, health, http, live, openapi, rest};

/// Routes that take and answer JSON.
fn json_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(health::routes())
        .merge(auth::routes())
        .merge(rest::routes())
        .merge(live::routes())
        .routes(routes!(openapi_document))
}

/// Routes that take a file and answer JSON.
fn file_routes() -> OpenApiRouter<AppState> {
    rest::file_routes()
}

/// The server's routes within their bounds; with the apps that are in a folder, if one is named.
pub fn router(state: AppState, devices: Arc<SyncService>, bounds: ServeBounds, folder: Option<&Path>) -> Router {
    let json = RouteBounds {
        body_bytes_max: limits::JSON_BODY_BYTES_MAX,
        body_pause_max: bounds.body_pause_max,
        deadline: bounds.deadline,
    };
    let file = RouteBounds {
        body_bytes_max: limits::ROSTER_BYTES_MAX,
        body_pause_max: bounds.body_pause_max,
        deadline: bounds.sync_deadline,
    };
    let clock = state.clock().clone();
    let routes = Router::new()
        .merge(bounded(json_routes().into(), json))
        .merge(bounded(file_routes().into(), file))
        .merge(bounded(rest::taking_routes().into(), RouteBounds { deadline: bounds.export_deadline, ..json }))
        .with_state(state);
    let routes = match folder {
        Some(folder) => routes.merge(bounded(apps::field(folder), json)),
        None => routes,
    };
    let elsewhere = folder.and_then(apps::console).map(|console| bounded(console, json));
    http::complete(routes.merge(sync::routes(devices, bounds)), elsewhere, bounds, clock)
}

/// The OpenAPI document of all routes.
pub fn document() -> OpenApi {
    let mut document = json_routes().into_openapi();
    document.merge(file_routes().into_openapi());
    document.merge(rest::taking_routes().into_openapi());
    document.merge(sync::document());
    openapi::complete(&mut document);
    document
}

/// The OpenAPI document as it is answered and as `docs/openapi.json` holds it.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_pretty_json().unwrap_or_default());

/// This document.
#[utoipa::path(get, path = "/v1/openapi.json", tag = "about", responses((status = 200, body = serde_json::Value)))]
async fn openapi_document() -> ([(header::HeaderName, &'static str); 1], &'static str) {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str())
}
