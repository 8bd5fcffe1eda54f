//! 人: members of households.

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::PersonView;
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

/// Persons in the reader's scope.
#[utoipa::path(get, path = "/v1/persons", operation_id = "list_persons", tag = "persons", params(ListParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<RecordView<PersonView>>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ListParams>,
) -> Result<Json<PageView<RecordView<PersonView>>>, ApiError> {
    record::list(state, bearer, params).await
}

/// One person.
#[utoipa::path(get, path = "/v1/persons/{id}", operation_id = "show_person", tag = "persons",
    params(("id" = String, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, body = RecordView<PersonView>)))]
async fn show(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<RecordView<PersonView>>, ApiError> {
    record::show(state, bearer, id).await
}

/// Who changed which field of one person, when, from what to what.
#[utoipa::path(get, path = "/v1/persons/{id}/history", operation_id = "history_of_person", tag = "persons",
    params(("id" = String, Path, description = "Its id"), HistoryParams), security(("bearer" = [])),
    responses((status = 200, body = PageView<ChangeView>)))]
async fn history(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    QueryOf(params): QueryOf<HistoryParams>,
) -> Result<Json<PageView<ChangeView>>, ApiError> {
    history::of_one::<PersonView>(state, bearer, id, params).await
}

/// Where people contradict each other in one person.
#[utoipa::path(get, path = "/v1/persons/{id}/conflicts", operation_id = "conflicts_of_person", tag = "persons",
    params(("id" = String, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, body = ConflictsView)))]
async fn conflicts(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<ConflictsView>, ApiError> {
    conflicts::of_one::<PersonView>(state, bearer, id).await
}
