//! 民情日记: a cadre's own, and what was handed in to those who lead the author's area.

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::DiaryEntryView;
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

/// Diary entries in the reader's scope.
#[utoipa::path(get, path = "/v1/diary-entries", operation_id = "list_diary_entries", tag = "diary-entries", params(ListParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<RecordView<DiaryEntryView>>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ListParams>,
) -> Result<Json<PageView<RecordView<DiaryEntryView>>>, ApiError> {
    record::list(state, bearer, params).await
}

/// One diary entry.
#[utoipa::path(get, path = "/v1/diary-entries/{id}", operation_id = "show_diary_entry", tag = "diary-entries",
    params(("id" = String, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, body = RecordView<DiaryEntryView>)))]
async fn show(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<RecordView<DiaryEntryView>>, ApiError> {
    record::show(state, bearer, id).await
}

/// Who changed which field of one diary entry, when, from what to what.
#[utoipa::path(get, path = "/v1/diary-entries/{id}/history", operation_id = "history_of_diary_entry", tag = "diary-entries",
    params(("id" = String, Path, description = "Its id"), HistoryParams), security(("bearer" = [])),
    responses((status = 200, body = PageView<ChangeView>)))]
async fn history(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    QueryOf(params): QueryOf<HistoryParams>,
) -> Result<Json<PageView<ChangeView>>, ApiError> {
    history::of_one::<DiaryEntryView>(state, bearer, id, params).await
}

/// Where people contradict each other in one diary entry.
#[utoipa::path(get, path = "/v1/diary-entries/{id}/conflicts", operation_id = "conflicts_of_diary_entry", tag = "diary-entries",
    params(("id" = String, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, body = ConflictsView)))]
async fn conflicts(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<ConflictsView>, ApiError> {
    conflicts::of_one::<DiaryEntryView>(state, bearer, id).await
}
