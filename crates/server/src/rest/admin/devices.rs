//! Devices that are lost.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::administer;
use crate::admin::{self, Replaced, Revoked};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::JsonBody;
use crate::state::AppState;

/// Which device.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeviceRequest {
    /// Its id.
    pub device: String,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(revoke)).routes(routes!(replace))
}

/// Shuts a device out, at once and for good.
#[utoipa::path(post, path = "/v1/admin/devices/revoke", operation_id = "revoke_device", tag = "admin",
    request_body = DeviceRequest, security(("bearer" = [])), responses((status = 200, body = Revoked)))]
async fn revoke(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<DeviceRequest>,
) -> Result<Json<Revoked>, ApiError> {
    let dry_run = request.dry_run;
    administer(&state, bearer, dry_run, move |store, hand| admin::revoke_device(store, hand, &request.device)).await
}

/// Shuts a lost phone out and issues a code for another one of the same person.
#[utoipa::path(post, path = "/v1/admin/devices/replace", operation_id = "replace_device", tag = "admin",
    request_body = DeviceRequest, security(("bearer" = [])), responses((status = 200, body = Replaced)))]
async fn replace(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<DeviceRequest>,
) -> Result<Json<Replaced>, ApiError> {
    let dry_run = request.dry_run;
    administer(&state, bearer, dry_run, move |store, hand| admin::replace_device(store, hand, &request.device)).await
}
