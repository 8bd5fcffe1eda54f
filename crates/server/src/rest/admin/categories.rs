//! 类别: the county's list.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::administer;
use crate::admin::{self, CategoryKept, CategoryRows};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::JsonBody;
use crate::state::AppState;

/// A new category.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddCategoryRequest {
    /// Its stable code: small letters, digits and underscores.
    pub code: String,
    /// Its name, which will stand in records.
    pub name: String,
    /// Its name in English.
    #[serde(default)]
    pub name_en: String,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// Another name of a category.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RenameCategoryRequest {
    /// Its code.
    pub code: String,
    /// The name.
    pub name: String,
    /// The name in English; none leaves it.
    #[serde(default)]
    pub name_en: Option<String>,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// An order of the categories.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderCategoriesRequest {
    /// Their codes; what is not named follows.
    pub codes: Vec<String>,
    /// Say what would be done and do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What became of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CategoriesOrdered {
    /// Whether it is another one.
    pub changed: bool,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(rename)).routes(routes!(order))
}

/// The categories with how often they stand in records, and other words that stand there.
#[utoipa::path(get, path = "/v1/admin/categories", operation_id = "list_categories", tag = "admin",
    security(("bearer" = [])), responses((status = 200, body = CategoryRows)))]
async fn list(State(state): State<AppState>, bearer: Bearer) -> Result<Json<CategoryRows>, ApiError> {
    administer(&state, bearer, false, |store, _| admin::categories(store)).await
}

/// Adds a category.
#[utoipa::path(post, path = "/v1/admin/categories", operation_id = "add_category", tag = "admin",
    request_body = AddCategoryRequest, security(("bearer" = [])), responses((status = 200, body = CategoryKept)))]
async fn add(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<AddCategoryRequest>,
) -> Result<Json<CategoryKept>, ApiError> {
    administer(&state, bearer, request.dry_run, move |store, hand| {
        admin::add_category(store, hand, &request.code, &request.name, &request.name_en)
    })
    .await
}

/// Gives a category another name, under which every record with a former one is found at once; and writes the name into up to
/// 500 records. While `more`, send it again.
#[utoipa::path(post, path = "/v1/admin/categories/rename", operation_id = "rename_category", tag = "admin",
    request_body = RenameCategoryRequest, security(("bearer" = [])), responses((status = 200, body = CategoryKept)))]
async fn rename(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<RenameCategoryRequest>,
) -> Result<Json<CategoryKept>, ApiError> {
    administer(&state, bearer, request.dry_run, move |store, hand| {
        admin::rename_category(store, hand, &request.code, &request.name, request.name_en.as_deref())
    })
    .await
}

/// Brings the categories into another order.
#[utoipa::path(post, path = "/v1/admin/categories/order", operation_id = "order_categories", tag = "admin",
    request_body = OrderCategoriesRequest, security(("bearer" = [])),
    responses((status = 200, body = CategoriesOrdered)))]
async fn order(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<OrderCategoriesRequest>,
) -> Result<Json<CategoriesOrdered>, ApiError> {
    administer(&state, bearer, request.dry_run, move |store, hand| {
        Ok(CategoriesOrdered { changed: admin::order_categories(store, hand, &request.codes)? })
    })
    .await
}
