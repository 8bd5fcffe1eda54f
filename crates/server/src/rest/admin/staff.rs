//! Accounts: who has one, and what administrators do with them day by day.

use axum::Json;
use axum::extract::State;
use lianxin_model::ids::{UnitId, UserId};
use lianxin_model::role::Role;
use lianxin_store::User;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{administer, administrator, bounded_by_own_area};
use crate::admin::{self, Account, AccountChange, AccountChanged, GivenPassword};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, QueryOf};
use crate::rest::directory::{self, Names, PeopleParams, UnitRef};
use crate::rest::record::PageView;
use crate::state::AppState;

/// An account as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct AccountEntry {
    /// The account.
    pub id: UserId,
    /// The word typed at the login.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What they are to the county.
    pub role: Role,
    /// Division code of the place that they belong to.
    pub area: String,
    /// Its name.
    pub area_name: String,
    /// Their office.
    pub unit: Option<UnitRef>,
    /// Whether the account is closed.
    pub closed: bool,
    /// `none`, `given` by an administrator and not replaced yet, or `own`.
    pub password: &'static str,
    /// Devices that are not shut out.
    pub devices: usize,
    /// Assignments that stand.
    pub assignments: usize,
    /// Cases that they answer for.
    pub cases: usize,
}

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddAccountRequest {
    /// The word typed at the login.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What they are to the county.
    pub role: Role,
    /// Division code of the place that they belong to.
    pub area: String,
    /// Their office.
    #[serde(default)]
    pub unit: Option<UnitId>,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What became of a new account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct AccountAdded {
    /// The account.
    pub id: UserId,
    /// Whether it is new; the same again changes nothing.
    pub new: bool,
}

/// What of an account is to be otherwise; what is not named stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeAccountRequest {
    /// Its login.
    pub login: String,
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// The role.
    #[serde(default)]
    pub role: Option<Role>,
    /// Division code of the place that they belong to.
    #[serde(default)]
    pub area: Option<String>,
    /// Their office.
    #[serde(default)]
    pub unit: Option<UnitId>,
    /// Whether they belong to no office from now on.
    #[serde(default)]
    pub no_unit: bool,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// Which account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountRequest {
    /// Its login.
    pub login: String,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(change))
        .routes(routes!(reopen))
        .routes(routes!(give))
}

/// The accounts of the administrator's area, by area and id.
#[utoipa::path(get, path = "/v1/admin/accounts", operation_id = "list_accounts", tag = "admin", params(PeopleParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<AccountEntry>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<PeopleParams>,
) -> Result<Json<PageView<AccountEntry>>, ApiError> {
    state
        .read_as(bearer, move |read, caller| {
            administrator(caller)?;
            let params = bounded_by_own_area(read, caller, params)?;
            directory::page(read, caller, &params, |names, user, _| entry(names, user)).map(Json)
        })
        .await
}

fn entry(names: &mut Names<'_>, user: User) -> Result<AccountEntry, ApiError> {
    let read = names.read();
    let password = match (read.password_hash(user.id)?, user.password_once_until_s) {
        (None, _) => "none",
        (Some(_), Some(_)) => "given",
        (Some(_), None) => "own",
    };
    let devices = read.devices(user.id)?.iter().filter(|device| device.revoked_at_ms.is_none()).count();
    Ok(AccountEntry {
        id: user.id,
        assignments: read.assignments(user.id)?.len(),
        cases: read.duties(user.id)?.len(),
        area_name: names.area(&user.area)?,
        unit: user.unit.map(|unit| names.unit(unit)).transpose()?.flatten(),
        login: user.login,
        name: user.name,
        role: user.role,
        area: user.area,
        closed: user.disabled,
        password,
        devices,
    })
}

/// Adds an account.
#[utoipa::path(post, path = "/v1/admin/accounts", operation_id = "add_account", tag = "admin",
    request_body = AddAccountRequest, security(("bearer" = [])), responses((status = 200, body = AccountAdded)))]
async fn add(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<AddAccountRequest>,
) -> Result<Json<AccountAdded>, ApiError> {
    let AddAccountRequest { login, name, role, area, unit, dry_run } = request;
    let account = Account { name, login, role, area };
    administer(&state, bearer, dry_run, move |store, hand| {
        let added = admin::add_account(store, hand, &account, unit)?;
        Ok(AccountAdded { id: added.id, new: added.new })
    })
    .await
}

/// Changes name, role, place or office of an account.
#[utoipa::path(post, path = "/v1/admin/accounts/change", operation_id = "change_account", tag = "admin",
    request_body = ChangeAccountRequest, security(("bearer" = [])), responses((status = 200, body = AccountChanged)))]
async fn change(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<ChangeAccountRequest>,
) -> Result<Json<AccountChanged>, ApiError> {
    let ChangeAccountRequest { login, name, role, area, unit, no_unit, dry_run } = request;
    let unit = if no_unit { Some(None) } else { unit.map(Some) };
    let change = AccountChange { name, role, area, unit };
    administer(&state, bearer, dry_run, move |store, hand| admin::change_account(store, hand, &login, &change)).await
}

/// Opens a closed account again; its devices stay shut out.
#[utoipa::path(post, path = "/v1/admin/accounts/reopen", operation_id = "reopen_account", tag = "admin",
    request_body = AccountRequest, security(("bearer" = [])), responses((status = 200, body = AccountChanged)))]
async fn reopen(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<AccountRequest>,
) -> Result<Json<AccountChanged>, ApiError> {
    let dry_run = request.dry_run;
    administer(&state, bearer, dry_run, move |store, hand| admin::reopen_account(store, hand, &request.login)).await
}

/// Gives an account a password that is shown once and that its owner replaces at the first login. Its sessions end.
#[utoipa::path(post, path = "/v1/admin/accounts/password", operation_id = "give_password", tag = "admin",
    request_body = AccountRequest, security(("bearer" = [])), responses((status = 200, body = GivenPassword)))]
async fn give(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<AccountRequest>,
) -> Result<Json<GivenPassword>, ApiError> {
    let dry_run = request.dry_run;
    administer(&state, bearer, dry_run, move |store, hand| admin::give_password(store, hand, &request.login)).await
}
