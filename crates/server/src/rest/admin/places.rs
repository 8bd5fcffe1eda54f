//! Places that are renamed or merged.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::administer;
use crate::admin::{self, Merged, Renamed};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::JsonBody;
use crate::state::AppState;

/// Which area gets which name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RenameRequest {
    /// Its division code.
    pub area: String,
    /// The name.
    pub name: String,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// Which village becomes part of which.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MergeRequest {
    /// Division code of the village that is closed.
    pub from: String,
    /// Division code of the village that it becomes part of.
    pub into: String,
    /// A new name for the whole.
    #[serde(default)]
    pub name: Option<String>,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(rename)).routes(routes!(merge))
}

/// Gives an area another name; its code stays.
#[utoipa::path(post, path = "/v1/admin/areas/rename", operation_id = "rename_area", tag = "admin",
    request_body = RenameRequest, security(("bearer" = [])), responses((status = 200, body = Renamed)))]
async fn rename(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<RenameRequest>,
) -> Result<Json<Renamed>, ApiError> {
    administer(&state, bearer, request.dry_run, move |store, hand| {
        admin::rename_area(store, hand, &request.area, &request.name)
    })
    .await
}

/// Makes a village part of another one.
#[utoipa::path(post, path = "/v1/admin/areas/merge", operation_id = "merge_villages", tag = "admin",
    request_body = MergeRequest, security(("bearer" = [])), responses((status = 200, body = Merged)))]
async fn merge(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<MergeRequest>,
) -> Result<Json<Merged>, ApiError> {
    administer(&state, bearer, request.dry_run, move |store, hand| {
        admin::merge_villages(store, hand, &request.from, &request.into, request.name.as_deref())
    })
    .await
}
