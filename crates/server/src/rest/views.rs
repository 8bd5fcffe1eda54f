//! The views of lists that a person keeps: a name for an address, for them alone.

use axum::Json;
use axum::extract::State;
use lianxin_model::limits;
use lianxin_store::SavedView;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::params::RecordId;
use super::record::PageView;
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::state::AppState;

/// A view that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SavedViewView {
    /// Its id.
    pub id: Uuid,
    /// The page that it is of.
    pub page: String,
    /// What its owner calls it.
    pub name: String,
    /// The query of the page's address.
    pub query: String,
}

/// A view to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SavedViewRequest {
    /// The page that it is of: 1 to 40 lower-case letters and hyphens.
    pub page: String,
    /// What its owner calls it, at most 60 characters.
    pub name: String,
    /// The query of the page's address, at most 2,000 bytes.
    pub query: String,
}

impl From<SavedView> for SavedViewView {
    fn from(view: SavedView) -> Self {
        Self { id: view.id, page: view.page, name: view.name, query: view.query }
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(keep, forget))
}

/// The reader's own views, by page and name.
#[utoipa::path(get, path = "/v1/views", operation_id = "list_views", tag = "views", security(("bearer" = [])),
    responses((status = 200, body = PageView<SavedViewView>)))]
async fn list(State(state): State<AppState>, bearer: Bearer) -> Result<Json<PageView<SavedViewView>>, ApiError> {
    state
        .read_as(bearer, |read, caller| {
            let rows = read.views(caller.user.id)?.into_iter().map(SavedViewView::from).collect();
            Ok(Json(PageView { rows, next: None, total: None }))
        })
        .await
}

/// Keeps a view under an id that the client made. At most 50 a person.
#[utoipa::path(put, path = "/v1/views/{id}", operation_id = "keep_view", tag = "views",
    params(("id" = String, Path, description = "Its id")), request_body = SavedViewRequest,
    security(("bearer" = [])), responses((status = 200, body = SavedViewView)))]
async fn keep(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    JsonBody(request): JsonBody<SavedViewRequest>,
) -> Result<Json<SavedViewView>, ApiError> {
    request.check()?;
    state
        .write_as(bearer, move |write, caller| {
            let user = caller.user.id;
            let others = write.views(user)?.iter().filter(|view| view.id != id.0).count();
            if others >= limits::VIEWS_MAX {
                return Err(ApiError::from(ApiCode::BadFields).field("id", "too_many"));
            }
            let SavedViewRequest { page, name, query } = request;
            let view = SavedView { id: id.0, user, page, name: name.trim().to_owned(), query };
            match write.put_view(&view) {
                Err(lianxin_store::StoreError::Taken(_)) => Err(ApiCode::NotFound.into()),
                kept => kept.map(|()| Json(view.into())).map_err(ApiError::from),
            }
        })
        .await
}

/// Gives a view up. One that is not there is given up already.
#[utoipa::path(delete, path = "/v1/views/{id}", operation_id = "forget_view", tag = "views",
    params(("id" = String, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, body = PageView<SavedViewView>)))]
async fn forget(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<PageView<SavedViewView>>, ApiError> {
    state
        .write_as(bearer, move |write, caller| {
            write.remove_view(caller.user.id, id.0)?;
            let rows = write.views(caller.user.id)?.into_iter().map(SavedViewView::from).collect();
            Ok(Json(PageView { rows, next: None, total: None }))
        })
        .await
}

impl SavedViewRequest {
    fn check(&self) -> Result<(), ApiError> {
        let wrong = |field, code| Err(ApiError::from(ApiCode::BadFields).field(field, code));
        let plain = self.page.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        if !plain || !(1..=limits::VIEW_PAGE_BYTES_MAX).contains(&self.page.len()) {
            return wrong("page", "unknown");
        }
        if lianxin_model::check::line(self.name.trim()).is_err() {
            return wrong("name", "not_a_line");
        }
        if self.name.trim().chars().count() > limits::VIEW_NAME_CHARS_MAX {
            return wrong("name", "too_long");
        }
        if self.query.len() > limits::VIEW_QUERY_BYTES_MAX || self.query.chars().any(char::is_control) {
            return wrong("query", "too_long");
        }
        Ok(())
    }
}
