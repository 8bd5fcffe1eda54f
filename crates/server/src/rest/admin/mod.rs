//! What administrators do over the network: the functions of [`crate::admin`], for administrators and in the area of their
//! account alone. Every operation takes `dry_run`, and may be sent again without harm.

mod accounts;
mod acts;
mod assignments;
mod categories;
mod devices;
mod households;
mod places;
pub(super) mod rosters;
mod staff;
mod units;

use std::sync::Arc;

use axum::Json;
use lianxin_model::role::Role;
use lianxin_store::{Read, Store};
use utoipa_axum::router::OpenApiRouter;

use crate::admin::{AdminError, Hand};
use crate::auth::{Bearer, Caller};
use crate::http::error::{ApiCode, ApiError};
use crate::rest::directory::PeopleParams;
use crate::rest::params;
use crate::state::{AppState, blocking};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(accounts::routes())
        .merge(acts::routes())
        .merge(assignments::routes())
        .merge(categories::routes())
        .merge(devices::routes())
        .merge(households::routes())
        .merge(places::routes())
        .merge(rosters::small_routes())
        .merge(staff::routes())
        .merge(units::routes())
}

/// That an administrator asks.
fn administrator(caller: &Caller) -> Result<(), ApiError> {
    if caller.user.role == Role::Admin { Ok(()) } else { Err(ApiCode::Forbidden.into()) }
}

/// A query for people that finds none but those of the administrator's area.
fn bounded_by_own_area(read: &dyn Read, caller: &Caller, params: PeopleParams) -> Result<PeopleParams, ApiError> {
    let own = &caller.user.area;
    let area = match &params.area {
        None => own.clone(),
        Some(code) => {
            let code = params::area(code)?;
            if !read.area_within(&code, own)? {
                return Err(ApiCode::Forbidden.into());
            }
            code
        }
    };
    Ok(PeopleParams { area: Some(area), ..params })
}

/// Does an operation for the administrator who shows this token.
async fn administer<T: Send + 'static>(
    state: &AppState,
    bearer: Bearer,
    dry_run: bool,
    work: impl FnOnce(&dyn Store, &Hand) -> Result<T, AdminError> + Send + 'static,
) -> Result<Json<T>, ApiError> {
    let (store, clock) = (Arc::clone(state.store()), Arc::clone(state.clock()));
    blocking(move || {
        let caller = bearer.caller(&*store.read()?, clock.now_s())?;
        administrator(&caller)?;
        let hand = Hand::of(caller.user, clock.as_ref()).dry_run(dry_run);
        work(store.as_ref(), &hand).map(Json).map_err(refusal)
    })
    .await
}

/// What the administrator is told: the reason in `details`, so that the codes of the interface stay few.
fn refusal(error: AdminError) -> ApiError {
    let code = match &error {
        AdminError::Store(error) => return error.clone().into(),
        AdminError::OutOfArea | AdminError::NotAnAdministrator | AdminError::NotOfCounty => ApiCode::Forbidden,
        AdminError::UnknownLogin
        | AdminError::UnknownArea
        | AdminError::UnknownDevice
        | AdminError::UnknownAssignment
        | AdminError::UnknownCategory
        | AdminError::UnknownUnit
        | AdminError::UnknownHousehold { .. } => ApiCode::NotFound,
        AdminError::NoRandomness => ApiCode::Internal,
        _ => ApiCode::ActRefused,
    };
    ApiError::from(code).detail("reason", error.code()).detail("message", error.zh()).detail("message_en", error.en())
}
