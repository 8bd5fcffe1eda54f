//! Accounts and what people hand over.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::administer;
use crate::admin::{self, Closed, HandedOver, Share};
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::state::AppState;

/// Which account is closed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CloseRequest {
    /// Its login.
    pub login: String,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// Who hands over to whom, and what: everything, or what lies in an area, or named households.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandOverRequest {
    /// The login of who hands over, open account or closed.
    pub from: String,
    /// The login of who takes over.
    pub to: String,
    /// Division code: only what lies in it.
    #[serde(default)]
    pub area: Option<String>,
    /// Only these households, by code or id.
    #[serde(default)]
    pub households: Option<Vec<String>>,
    /// Also the cases that they lead or that were assigned to them.
    #[serde(default)]
    pub cases: bool,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(close)).routes(routes!(hand_over))
}

/// Closes an account: its sessions end and its devices are shut out.
#[utoipa::path(post, path = "/v1/admin/accounts/close", operation_id = "close_account", tag = "admin",
    request_body = CloseRequest, security(("bearer" = [])), responses((status = 200, body = Closed)))]
async fn close(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<CloseRequest>,
) -> Result<Json<Closed>, ApiError> {
    let dry_run = request.dry_run;
    administer(&state, bearer, dry_run, move |store, hand| admin::close_account(store, hand, &request.login)).await
}

/// Hands one person's households and areas over to another.
#[utoipa::path(post, path = "/v1/admin/hand-over", operation_id = "hand_over", tag = "admin",
    request_body = HandOverRequest, security(("bearer" = [])), responses((status = 200, body = HandedOver)))]
async fn hand_over(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<HandOverRequest>,
) -> Result<Json<HandedOver>, ApiError> {
    let share = match (request.area, request.households) {
        (None, None) => Share::All,
        (Some(area), None) => Share::In(area),
        (None, Some(households)) => Share::Named(households),
        (Some(_), Some(_)) => return Err(ApiError::from(ApiCode::BadJson).field("area", "one_of")),
    };
    let (from, to, cases) = (request.from, request.to, request.cases);
    administer(&state, bearer, request.dry_run, move |store, hand| {
        admin::hand_over(store, hand, &from, &to, &share, cases)
    })
    .await
}
