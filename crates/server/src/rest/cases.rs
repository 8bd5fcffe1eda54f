//! 台账事项: cases of the three ledgers, the newest first.

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::CaseView;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::conflicts::{self, ConflictsView};
use super::history::{self, ChangeView, HistoryParams};
use super::params::{ListParams, RecordId};
use super::record::{self, PageView, RecordView};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::QueryOf;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(history)).routes(routes!(conflicts))
}

/// Cases in the reader's scope.
#[utoipa::path(get, path = "/v1/cases", operation_id = "list_cases", tag = "cases", params(ListParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<RecordView<CaseView>>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ListParams>,
) -> Result<Json<PageView<RecordView<CaseView>>>, ApiError> {
    record::list(state, bearer, params).await
}

/// One case.
#[utoipa::path(get, path = "/v1/cases/{id}", operation_id = "show_case", tag = "cases",
    params(("id" = String, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, body = RecordView<CaseView>)))]
async fn show(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<RecordView<CaseView>>, ApiError> {
    record::show(state, bearer, id).await
}

/// Who changed which field of one case, when, from what to what.
#[utoipa::path(get, path = "/v1/cases/{id}/history", operation_id = "history_of_case", tag = "cases",
    params(("id" = String, Path, description = "Its id"), HistoryParams), security(("bearer" = [])),
    responses((status = 200, body = PageView<ChangeView>)))]
async fn history(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    QueryOf(params): QueryOf<HistoryParams>,
) -> Result<Json<PageView<ChangeView>>, ApiError> {
    history::of_one::<CaseView>(state, bearer, id, params).await
}

/// Where people contradict each other in one case.
#[utoipa::path(get, path = "/v1/cases/{id}/conflicts", operation_id = "conflicts_of_case", tag = "cases",
    params(("id" = String, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, body = ConflictsView)))]
async fn conflicts(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<ConflictsView>, ApiError> {
    conflicts::of_one::<CaseView>(state, bearer, id).await
}
