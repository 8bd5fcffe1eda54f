//! 结对帮扶, 挂钩联户: who answers for what.

use axum::Json;
use axum::extract::State;
use lianxin_model::role::AssignmentKind;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::administer;
use crate::admin::{self, About, Assigned, AssignmentRow, Ended, Target};
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::{JsonBody, QueryOf};
use crate::rest::record::PageView;
use crate::state::AppState;

/// Whose assignments, or over what: one of the three.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AssignmentParams {
    /// Those of the account with this login.
    pub login: Option<String>,
    /// Those that cover this household, by code or id.
    pub household: Option<String>,
    /// Division code: those over this area.
    pub area: Option<String>,
}

/// Who answers for what: a household or an area.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignmentRequest {
    /// The login.
    pub login: String,
    /// Why.
    pub kind: AssignmentKind,
    /// The household, by code or id.
    #[serde(default)]
    pub household: Option<String>,
    /// Division code of the area.
    #[serde(default)]
    pub area: Option<String>,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

impl AssignmentRequest {
    fn target(&self) -> Result<Target, ApiError> {
        match (&self.household, &self.area) {
            (Some(code), None) => Ok(Target::Household(code.clone())),
            (None, Some(code)) => Ok(Target::Area(code.clone())),
            _ => Err(ApiError::from(ApiCode::BadJson).field("household", "one_of")),
        }
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, grant)).routes(routes!(end))
}

/// The assignments that stand: of an account, over a household, or over an area.
#[utoipa::path(get, path = "/v1/admin/assignments", operation_id = "list_assignments", tag = "admin",
    params(AssignmentParams), security(("bearer" = [])), responses((status = 200, body = PageView<AssignmentRow>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<AssignmentParams>,
) -> Result<Json<PageView<AssignmentRow>>, ApiError> {
    let about = match (params.login, params.household, params.area) {
        (Some(login), None, None) => About::Login(login),
        (None, Some(code), None) => About::Household(code),
        (None, None, Some(code)) => About::Area(code),
        _ => return Err(ApiError::from(ApiCode::BadQuery).field("login", "one_of")),
    };
    administer(&state, bearer, false, move |store, hand| {
        Ok(PageView { rows: admin::assignments(store, hand, &about)?, next: None, total: None })
    })
    .await
}

/// Makes somebody answer for a household or area.
#[utoipa::path(post, path = "/v1/admin/assignments", operation_id = "grant_assignment", tag = "admin",
    request_body = AssignmentRequest, security(("bearer" = [])), responses((status = 200, body = Assigned)))]
async fn grant(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<AssignmentRequest>,
) -> Result<Json<Assigned>, ApiError> {
    let target = request.target()?;
    administer(&state, bearer, request.dry_run, move |store, hand| {
        admin::grant(store, hand, &request.login, request.kind, &target)
    })
    .await
}

/// Ends an assignment.
#[utoipa::path(post, path = "/v1/admin/assignments/end", operation_id = "end_assignment", tag = "admin",
    request_body = AssignmentRequest, security(("bearer" = [])), responses((status = 200, body = Ended)))]
async fn end(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<AssignmentRequest>,
) -> Result<Json<Ended>, ApiError> {
    let target = request.target()?;
    administer(&state, bearer, request.dry_run, move |store, hand| {
        admin::revoke(store, hand, &request.login, request.kind, &target)
    })
    .await
}
