//! Rosters: looked at before they are imported. Their bodies are files and have bounds of their own.

use axum::Json;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::header;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{administer, administrator};
use crate::admin::{self, RosterApplied, RosterPreview};
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::{QueryOf, RawBody};
use crate::state::AppState;

/// Which file.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RosterParams {
    /// `digest` of the preview: SHA-256 of the file, hexadecimal.
    pub digest: String,
}

/// Routes that take files.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(preview)).routes(routes!(apply))
}

/// Routes that take none.
pub(super) fn small_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(template))
}

/// Says what importing a roster would do: the body is the file, .xlsx or separated text.
#[utoipa::path(post, path = "/v1/admin/roster/preview", operation_id = "preview_roster", tag = "admin",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    security(("bearer" = [])), responses((status = 200, body = RosterPreview)))]
async fn preview(
    State(state): State<AppState>,
    bearer: Bearer,
    request: Request,
) -> Result<Json<RosterPreview>, ApiError> {
    let (file, _place) = file(&state, &bearer, request).await?;
    administer(&state, bearer, false, move |store, hand| admin::preview_roster(store, hand, &file)).await
}

/// Imports the roster that was previewed: the body is the same file again.
#[utoipa::path(post, path = "/v1/admin/roster/apply", operation_id = "apply_roster", tag = "admin",
    params(RosterParams), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    security(("bearer" = [])), responses((status = 200, body = RosterApplied)))]
async fn apply(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<RosterParams>,
    request: Request,
) -> Result<Json<RosterApplied>, ApiError> {
    let (file, place) = file(&state, &bearer, request).await?;
    administer(&state, bearer, false, move |store, hand| {
        // Held by the import and not by the request: who hangs up does not make room for another.
        let _place = place;
        admin::apply_roster(store, hand, &file, &params.digest)
    })
    .await
}

/// The file, after it is known that an administrator sends it, and a place among those that are read at once.
async fn file(
    state: &AppState,
    bearer: &Bearer,
    request: Request,
) -> Result<(axum::body::Bytes, tokio::sync::OwnedSemaphorePermit), ApiError> {
    state.read_as(bearer.clone(), |_, caller| administrator(caller)).await?;
    let place = state.rosters().try_acquire_owned();
    let place = place.map_err(|_| ApiError::from(ApiCode::TooManyRequests).retry_after_s(30))?;
    let RawBody(file) = RawBody::from_request(request, state).await?;
    Ok((file, place))
}

/// An empty workbook with the names of the columns.
#[utoipa::path(get, path = "/v1/admin/roster/template.xlsx", operation_id = "roster_template", tag = "admin",
    security(("bearer" = [])), responses((status = 200, body = Vec<u8>,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
async fn template(
    State(state): State<AppState>,
    bearer: Bearer,
) -> Result<([(header::HeaderName, &'static str); 2], Vec<u8>), ApiError> {
    state.read_as(bearer, |_, caller| administrator(caller)).await?;
    let workbook = admin::roster_template().map_err(|_| ApiError::from(ApiCode::Internal))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let named = "attachment; filename=\"roster.xlsx\"";
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, named)], workbook))
}
