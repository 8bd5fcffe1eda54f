//! 户: households, by code.

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::HouseholdView;
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

/// Households in the reader's scope.
#[utoipa::path(get, path = "/v1/households", operation_id = "list_households", tag = "households", params(ListParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<RecordView<HouseholdView>>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ListParams>,
) -> Result<Json<PageView<RecordView<HouseholdView>>>, ApiError> {
    record::list(state, bearer, params).await
}

/// One household.
#[utoipa::path(get, path = "/v1/households/{id}", operation_id = "show_household", tag = "households",
    params(("id" = String, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, body = RecordView<HouseholdView>)))]
async fn show(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<RecordView<HouseholdView>>, ApiError> {
    record::show(state, bearer, id).await
}

/// Who changed which field of one household, when, from what to what.
#[utoipa::path(get, path = "/v1/households/{id}/history", operation_id = "history_of_household", tag = "households",
    params(("id" = String, Path, description = "Its id"), HistoryParams), security(("bearer" = [])),
    responses((status = 200, body = PageView<ChangeView>)))]
async fn history(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    QueryOf(params): QueryOf<HistoryParams>,
) -> Result<Json<PageView<ChangeView>>, ApiError> {
    history::of_one::<HouseholdView>(state, bearer, id, params).await
}

/// Where people contradict each other in one household.
#[utoipa::path(get, path = "/v1/households/{id}/conflicts", operation_id = "conflicts_of_household", tag = "households",
    params(("id" = String, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, body = ConflictsView)))]
async fn conflicts(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<ConflictsView>, ApiError> {
    conflicts::of_one::<HouseholdView>(state, bearer, id).await
}
