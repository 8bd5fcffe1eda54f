//! Settling what people contradict each other in: one of their values, or another one that is right. History keeps them all.

use automerge::ChangeHash;
use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::{self, Shape};
use lianxin_model::document::{Conflict, Document};
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::value::Value;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::conflicts::{self, ConflictsView, Eyes};
use super::params::RecordId;
use super::writing::{self, Writing};
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::state::AppState;

/// Which conflict, and what is right.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettleRequest {
    /// An id of this request, made by the client (UUIDv7): the same again changes nothing.
    pub id: Uuid,
    /// The field.
    pub field: String,
    /// Key within a map; none for a single value.
    #[serde(default)]
    pub key: Option<String>,
    /// The place of the right value among the conflict's rivals, from 0, as they stood at `heads`.
    #[serde(default)]
    pub choose: Option<usize>,
    /// Another value that is right; an empty text clears the field.
    #[serde(default)]
    pub value: Option<Value>,
    /// The heads of the record as it was read.
    pub heads: Vec<String>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(household))
        .routes(routes!(person))
        .routes(routes!(visit))
        .routes(routes!(assistance))
        .routes(routes!(case))
}

/// Settles a conflict in a household. What was written meanwhile stays beside it.
#[utoipa::path(post, path = "/v1/households/{id}/settle", operation_id = "settle_household", tag = "conflicts",
    params(("id" = String, Path, description = "Its id")), request_body = SettleRequest,
    security(("bearer" = [])), responses((status = 200, body = ConflictsView)))]
async fn household(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    JsonBody(request): JsonBody<SettleRequest>,
) -> Result<Json<ConflictsView>, ApiError> {
    settle(state, bearer, (Kind::Household, id), request).await
}

/// Settles a conflict in what is known of a person.
#[utoipa::path(post, path = "/v1/persons/{id}/settle", operation_id = "settle_person", tag = "conflicts",
    params(("id" = String, Path, description = "Its id")), request_body = SettleRequest,
    security(("bearer" = [])), responses((status = 200, body = ConflictsView)))]
async fn person(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    JsonBody(request): JsonBody<SettleRequest>,
) -> Result<Json<ConflictsView>, ApiError> {
    settle(state, bearer, (Kind::Person, id), request).await
}

/// Settles a conflict in a visit; what its author alone writes, its author alone settles.
#[utoipa::path(post, path = "/v1/visits/{id}/settle", operation_id = "settle_visit", tag = "conflicts",
    params(("id" = String, Path, description = "Its id")), request_body = SettleRequest,
    security(("bearer" = [])), responses((status = 200, body = ConflictsView)))]
async fn visit(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    JsonBody(request): JsonBody<SettleRequest>,
) -> Result<Json<ConflictsView>, ApiError> {
    settle(state, bearer, (Kind::Visit, id), request).await
}

/// Settles a conflict in one record of assistance; what its author alone writes, its author alone settles.
#[utoipa::path(post, path = "/v1/assistance/{id}/settle", operation_id = "settle_assistance", tag = "conflicts",
    params(("id" = String, Path, description = "Its id")), request_body = SettleRequest,
    security(("bearer" = [])), responses((status = 200, body = ConflictsView)))]
async fn assistance(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    JsonBody(request): JsonBody<SettleRequest>,
) -> Result<Json<ConflictsView>, ApiError> {
    settle(state, bearer, (Kind::Assistance, id), request).await
}

/// Settles a conflict in a case. Steps that contradict each other are settled by a step that follows both.
#[utoipa::path(post, path = "/v1/cases/{id}/settle", operation_id = "settle_case", tag = "conflicts",
    params(("id" = String, Path, description = "Its id")), request_body = SettleRequest,
    security(("bearer" = [])), responses((status = 200, body = ConflictsView)))]
async fn case(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    JsonBody(request): JsonBody<SettleRequest>,
) -> Result<Json<ConflictsView>, ApiError> {
    settle(state, bearer, (Kind::Case, id), request).await
}

async fn settle(
    state: AppState,
    bearer: Bearer,
    (kind, id): (Kind, DocId),
    request: SettleRequest,
) -> Result<Json<ConflictsView>, ApiError> {
    state
        .edit_as(bearer, move |writing| {
            let seen = writing::heads(&request.heads)?;
            let document = writing.open(kind, id)?;
            let intention = request.intention(kind, &document, &seen)?;
            writing.edit_once(request.id, (kind, id), &seen, &[intention])?;
            after(writing, kind, id)
        })
        .await
}

fn after(writing: &Writing<'_>, kind: Kind, id: DocId) -> Result<Json<ConflictsView>, ApiError> {
    let eyes = Eyes { scope: &writing.scope, user: writing.user.id, role: writing.user.role };
    conflicts::of_row(writing.read(), writing.row(kind, id)?, &eyes).map(Json)
}

impl SettleRequest {
    fn intention(&self, kind: Kind, document: &Document, seen: &[ChangeHash]) -> Result<Intention, ApiError> {
        let wrong = |field: &str, code: &str| ApiError::from(ApiCode::BadFields).field(field, code);
        let shape = catalogue::field(kind, &self.field).ok_or_else(|| wrong("field", "unknown"))?.shape;
        let record = writing::as_seen(document, seen)?;
        let here = |conflict: &&Conflict| conflict.field == self.field && conflict.key == self.key;
        let conflict = record.conflicts.iter().find(here).ok_or_else(|| wrong("field", "no_conflict"))?;
        let value = match (self.choose, &self.value) {
            (Some(place), None) => conflict.rivals.get(place).ok_or_else(|| wrong("choose", "unknown"))?.value.clone(),
            (None, Some(value)) => value.clone(),
            _ => return Err(wrong("value", "one_of_two")),
        };
        let clears = value.text().is_some_and(|text| text.trim().is_empty());
        match (shape, &self.key) {
            (Shape::One(_), None) if clears => Ok(Intention::clear(&self.field)),
            (Shape::One(_), None) => Ok(Intention::set(&self.field, value)),
            (Shape::Map(..), Some(key)) if clears => Ok(Intention::remove(&self.field, key)),
            (Shape::Map(..), Some(key)) => Ok(Intention::put(&self.field, key, value)),
            _ => Err(wrong("field", "no_conflict")),
        }
    }
}
