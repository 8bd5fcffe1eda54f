//! 帮扶 / 救助: what households were given, the newest first.

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::AssistanceView;
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

/// What households in the reader's scope were given.
#[utoipa::path(get, path = "/v1/assistance", operation_id = "list_assistance", tag = "assistance", params(ListParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<RecordView<AssistanceView>>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ListParams>,
) -> Result<Json<PageView<RecordView<AssistanceView>>>, ApiError> {
    record::list(state, bearer, params).await
}

/// One record of assistance.
#[utoipa::path(get, path = "/v1/assistance/{id}", operation_id = "show_assistance", tag = "assistance",
    params(("id" = String, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, body = RecordView<AssistanceView>)))]
async fn show(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<RecordView<AssistanceView>>, ApiError> {
    record::show(state, bearer, id).await
}

/// Who changed which field of one record of assistance, when, from what to what.
#[utoipa::path(get, path = "/v1/assistance/{id}/history", operation_id = "history_of_assistance", tag = "assistance",
    params(("id" = String, Path, description = "Its id"), HistoryParams), security(("bearer" = [])),
    responses((status = 200, body = PageView<ChangeView>)))]
async fn history(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    QueryOf(params): QueryOf<HistoryParams>,
) -> Result<Json<PageView<ChangeView>>, ApiError> {
    history::of_one::<AssistanceView>(state, bearer, id, params).await
}

/// Where people contradict each other in one record of assistance.
#[utoipa::path(get, path = "/v1/assistance/{id}/conflicts", operation_id = "conflicts_of_assistance", tag = "assistance",
    params(("id" = String, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, body = ConflictsView)))]
async fn conflicts(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<ConflictsView>, ApiError> {
    conflicts::of_one::<AssistanceView>(state, bearer, id).await
}
