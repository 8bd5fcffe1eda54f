//! 批示: what supervisors said of a visit, diary entry or case. Written once: it has no history and no conflicts.

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::CommentView;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::params::ListParams;
use super::record::{self, PageView, RecordView};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::QueryOf;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Comments in the reader's scope; of one record with `subject`.
#[utoipa::path(get, path = "/v1/comments", operation_id = "list_comments", tag = "comments", params(ListParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<RecordView<CommentView>>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ListParams>,
) -> Result<Json<PageView<RecordView<CommentView>>>, ApiError> {
    record::list(state, bearer, params).await
}
