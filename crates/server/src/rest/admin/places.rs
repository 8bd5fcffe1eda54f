//! Places: the tree, and those that are added, renamed or merged.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::administer;
use crate::admin::{self, Merged, PlaceAdded, PlaceRow, Renamed};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, QueryOf};
use crate::rest::record::PageView;
use crate::state::AppState;

/// Which level of the tree.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PlaceParams {
    /// Division code: what lies directly in this place; without it the place of the administrator itself.
    pub parent: Option<String>,
}

/// A new village or group.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddPlaceRequest {
    /// Its division code: 12 digits for a village, 15 for a group.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Division code of the township or village that it lies in.
    pub parent: String,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

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
pub(crate) struct MergeVillagesRequest {
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
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(rename)).routes(routes!(merge))
}

/// One level of the tree, with what lies in each place.
#[utoipa::path(get, path = "/v1/admin/areas", operation_id = "list_places", tag = "admin", params(PlaceParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<PlaceRow>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<PlaceParams>,
) -> Result<Json<PageView<PlaceRow>>, ApiError> {
    administer(&state, bearer, false, move |store, hand| {
        Ok(PageView { rows: admin::places_in(store, hand, params.parent.as_deref())?, next: None, total: None })
    })
    .await
}

/// Adds a village to a township, or a group to a village.
#[utoipa::path(post, path = "/v1/admin/areas", operation_id = "add_place", tag = "admin",
    request_body = AddPlaceRequest, security(("bearer" = [])), responses((status = 200, body = PlaceAdded)))]
async fn add(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<AddPlaceRequest>,
) -> Result<Json<PlaceAdded>, ApiError> {
    administer(&state, bearer, request.dry_run, move |store, hand| {
        admin::add_place(store, hand, &request.code, &request.name, &request.parent)
    })
    .await
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
    request_body = MergeVillagesRequest, security(("bearer" = [])), responses((status = 200, body = Merged)))]
async fn merge(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<MergeVillagesRequest>,
) -> Result<Json<Merged>, ApiError> {
    administer(&state, bearer, request.dry_run, move |store, hand| {
        admin::merge_villages(store, hand, &request.from, &request.into, request.name.as_deref())
    })
    .await
}
