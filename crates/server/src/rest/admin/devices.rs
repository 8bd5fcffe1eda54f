//! Devices: which there are, how they come, and those that are lost.

use axum::Json;
use axum::extract::State;
use lianxin_model::limits;
use lianxin_store::{PeopleQuery, Read};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{administer, administrator, bounded_by_own_area};
use crate::admin::{self, DeviceCode, DeviceEntry, DeviceQuery, Replaced, Revoked};
use crate::auth::{Bearer, Caller};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::{JsonBody, QueryOf};
use crate::rest::directory::{self, PeopleParams};
use crate::rest::record::PageView;
use crate::rest::{cursor, params};
use crate::state::AppState;

/// Which devices.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeviceParams {
    /// Part of the owner's name or the beginning of their login.
    pub q: Option<String>,
    /// Division code: only of people of this area and of what lies in it.
    pub area: Option<String>,
    /// Only of the account with this login.
    pub login: Option<String>,
    /// `active` (the usual), `revoked` or `all`.
    pub state: Option<String>,
    /// Only those that were not heard of for so many days.
    pub silent_days: Option<String>,
    /// Rows of a page, at most 200; a page may have some more, so that no person's devices are parted.
    pub limit: Option<String>,
    /// `next` of the page before, with the same other parameters.
    pub cursor: Option<String>,
}

/// Whose device is to come, and under which address it finds the server.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeviceCodeRequest {
    /// The login.
    pub login: String,
    /// The server's address as the administrator's browser has it.
    pub url: String,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

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
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(issue)).routes(routes!(revoke)).routes(routes!(replace))
}

/// The devices of the administrator's area, by their people.
#[utoipa::path(get, path = "/v1/admin/devices", operation_id = "list_devices", tag = "admin", params(DeviceParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<DeviceEntry>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<DeviceParams>,
) -> Result<Json<PageView<DeviceEntry>>, ApiError> {
    let now_ms = state.clock().now_ms();
    state
        .read_as(bearer, move |read, caller| {
            administrator(caller)?;
            page(read, caller, &params, now_ms).map(Json)
        })
        .await
}

/// People that are asked of the store at once.
const PEOPLE_AT_ONCE: u32 = 200;

fn page(
    read: &dyn Read,
    caller: &Caller,
    params: &DeviceParams,
    now_ms: i64,
) -> Result<PageView<DeviceEntry>, ApiError> {
    let rows_max = params::limit(params.limit.as_deref(), limits::PAGE_ROWS_DEFAULT)? as usize;
    let same = DeviceParams { cursor: None, limit: None, ..params.clone() };
    let identity = format!("devices {}", serde_json::to_string(&same).unwrap_or_default());
    let of = PeopleParams { q: params.q.clone(), area: params.area.clone(), ..PeopleParams::default() };
    let of = bounded_by_own_area(read, caller, of)?;
    let mut query = PeopleQuery {
        disabled: None,
        after: params.cursor.as_deref().map(|text| cursor::decode(&identity, text)).transpose()?,
        limit: PEOPLE_AT_ONCE,
        ..directory::query(read, caller, &of)?
    };
    let sought = sought(params, now_ms)?;
    let mut rows = Vec::new();
    if let Some(login) = &params.login {
        let user = read.user_by_login(login)?.ok_or(ApiCode::NotFound)?;
        if !read.area_within(&user.area, &caller.user.area)? {
            return Err(ApiCode::Forbidden.into());
        }
        rows.extend(admin::device_entries(read, vec![user], &sought).map_err(super::refusal)?);
        return Ok(PageView { rows, next: None, total: None });
    }
    loop {
        let people = read.people(&query)?;
        let whole = people.len() >= PEOPLE_AT_ONCE as usize;
        let mut left = people.len();
        for user in people {
            left -= 1;
            let place = (user.area.clone(), user.id);
            rows.extend(admin::device_entries(read, vec![user], &sought).map_err(super::refusal)?);
            query.after = Some(place.clone());
            if rows.len() >= rows_max && (left > 0 || whole) {
                return Ok(PageView { rows, next: cursor::encode(&identity, place), total: None });
            }
        }
        if !whole {
            return Ok(PageView { rows, next: None, total: None });
        }
    }
}

fn sought(params: &DeviceParams, now_ms: i64) -> Result<DeviceQuery, ApiError> {
    const DAY_MS: i64 = 24 * 3600 * 1000;
    let revoked = match params.state.as_deref() {
        None | Some("active") => Some(false),
        Some("revoked") => Some(true),
        Some("all") => None,
        Some(_) => return Err(params::wrong("state", "unknown")),
    };
    let days = params.silent_days.as_deref().map(|text| text.parse::<u16>());
    let days = days.transpose().map_err(|_| params::wrong("silent_days", "not_a_number"))?;
    Ok(DeviceQuery { revoked, silent_since_ms: days.map(|days| now_ms - i64::from(days) * DAY_MS) })
}

/// Issues a code for a new device of somebody, with its link and QR code. It works once, for ten minutes.
#[utoipa::path(post, path = "/v1/admin/devices/code", operation_id = "issue_device_code", tag = "admin",
    request_body = DeviceCodeRequest, security(("bearer" = [])), responses((status = 200, body = DeviceCode)))]
async fn issue(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<DeviceCodeRequest>,
) -> Result<Json<DeviceCode>, ApiError> {
    administer(&state, bearer, request.dry_run, move |store, hand| {
        admin::issue_device_code(store, hand, &request.login, &request.url)
    })
    .await
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
