//! Households that move.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::administer;
use crate::admin::{self, Moved, Which};
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::state::AppState;

/// Which households move where: named ones, or everything in an area.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MoveRequest {
    /// Codes or ids, at most 1,000.
    #[serde(default)]
    pub households: Option<Vec<String>>,
    /// Division code: everything that lies in it.
    #[serde(default)]
    pub from: Option<String>,
    /// Division code of the village or group.
    pub to: String,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(relocate))
}

/// Moves households to a village or group, with everything that belongs to them.
#[utoipa::path(post, path = "/v1/admin/households/move", operation_id = "move_households", tag = "admin",
    request_body = MoveRequest, security(("bearer" = [])), responses((status = 200, body = Moved)))]
async fn relocate(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<MoveRequest>,
) -> Result<Json<Moved>, ApiError> {
    let which = match (request.households, request.from) {
        (Some(codes), None) => Which::Named(codes),
        (None, Some(area)) => Which::In(area),
        _ => return Err(ApiError::from(ApiCode::BadJson).field("households", "one_of")),
    };
    let to = request.to;
    administer(&state, bearer, request.dry_run, move |store, hand| admin::move_households(store, hand, &which, &to))
        .await
}
