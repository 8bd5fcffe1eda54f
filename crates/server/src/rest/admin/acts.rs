//! What administrators did.

use axum::Json;
use axum::extract::State;
use lianxin_model::limits;
use lianxin_model::role::Role;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::admin::{self, ActRow};
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::QueryOf;
use crate::rest::record::PageView;
use crate::rest::{cursor, params};
use crate::state::AppState;

/// Which acts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ActParams {
    /// Rows of a page, at most 200.
    pub limit: Option<String>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// What administrators did, the newest first: for administrators and auditors.
#[utoipa::path(get, path = "/v1/admin/acts", operation_id = "list_acts", tag = "admin", params(ActParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<ActRow>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ActParams>,
) -> Result<Json<PageView<ActRow>>, ApiError> {
    state
        .read_as(bearer, move |read, caller| {
            if !matches!(caller.user.role, Role::Admin | Role::Auditor) {
                return Err(ApiCode::Forbidden.into());
            }
            let rows_max = params::limit(params.limit.as_deref(), limits::PAGE_ROWS_DEFAULT)?;
            let before_seq = params.cursor.as_deref().map(|text| cursor::decode("acts", text)).transpose()?;
            // One more than shown tells whether there is a next page.
            let mut rows = admin::acts(read, before_seq, rows_max + 1)?;
            let more = rows.len() > rows_max as usize;
            rows.truncate(rows_max as usize);
            let next = rows.last().filter(|_| more).and_then(|last| cursor::encode("acts", last.seq));
            Ok(Json(PageView { rows, next, total: None }))
        })
        .await
}
