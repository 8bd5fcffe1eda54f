//! 单位.

use axum::Json;
use axum::extract::State;
use lianxin_model::ids::UnitId;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::administer;
use crate::admin::{self, UnitJoined, UnitKept, UnitRow};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, QueryOf};
use crate::rest::record::PageView;
use crate::state::AppState;

/// Which offices.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UnitParams {
    /// Division code: only those of this area and of what lies in it.
    pub area: Option<String>,
}

/// A new office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddUnitRequest {
    /// Its name.
    pub name: String,
    /// Division code of the place that it belongs to.
    pub area: String,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// Another name of an office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RenameUnitRequest {
    /// The office.
    pub unit: UnitId,
    /// The name.
    pub name: String,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// Who belongs to which office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JoinUnitRequest {
    /// The office; none takes them out of theirs.
    pub unit: Option<UnitId>,
    /// Their logins, at most 1,000.
    pub logins: Vec<String>,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(rename)).routes(routes!(join))
}

/// The offices of the administrator's area, all of them, by area and name.
#[utoipa::path(get, path = "/v1/admin/units", operation_id = "list_units", tag = "admin", params(UnitParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<UnitRow>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<UnitParams>,
) -> Result<Json<PageView<UnitRow>>, ApiError> {
    administer(&state, bearer, false, move |store, hand| {
        Ok(PageView { rows: admin::units(store, hand, params.area.as_deref())?, next: None, total: None })
    })
    .await
}

/// Adds an office; the same again changes nothing.
#[utoipa::path(post, path = "/v1/admin/units", operation_id = "add_unit", tag = "admin",
    request_body = AddUnitRequest, security(("bearer" = [])), responses((status = 200, body = UnitKept)))]
async fn add(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<AddUnitRequest>,
) -> Result<Json<UnitKept>, ApiError> {
    administer(&state, bearer, request.dry_run, move |store, hand| {
        admin::add_unit(store, hand, &request.name, &request.area)
    })
    .await
}

/// Gives an office another name.
#[utoipa::path(post, path = "/v1/admin/units/rename", operation_id = "rename_unit", tag = "admin",
    request_body = RenameUnitRequest, security(("bearer" = [])), responses((status = 200, body = UnitKept)))]
async fn rename(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<RenameUnitRequest>,
) -> Result<Json<UnitKept>, ApiError> {
    administer(&state, bearer, request.dry_run, move |store, hand| {
        admin::rename_unit(store, hand, request.unit, &request.name)
    })
    .await
}

/// Puts people into an office, or out of theirs.
#[utoipa::path(post, path = "/v1/admin/units/join", operation_id = "join_unit", tag = "admin",
    request_body = JoinUnitRequest, security(("bearer" = [])), responses((status = 200, body = UnitJoined)))]
async fn join(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<JoinUnitRequest>,
) -> Result<Json<UnitJoined>, ApiError> {
    administer(&state, bearer, request.dry_run, move |store, hand| {
        admin::join_unit(store, hand, request.unit, &request.logins)
    })
    .await
}
