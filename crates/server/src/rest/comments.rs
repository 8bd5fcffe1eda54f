//! 批示: what those who lead said of a household, person, visit, diary entry or case. Written once: it has no history and no conflicts.

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::CommentView;
use lianxin_model::comment::{self, Words};
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_store::Row;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::conflicts::Eyes;
use super::params::ListParams;
use super::record::{self, PageView, RecordView};
use super::writing::{Done, Writing};
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::{JsonBody, QueryOf};
use crate::state::AppState;

/// Words to be said of a record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommentRequest {
    /// The comment's id, made by its sender (UUIDv7): the same request again changes nothing.
    pub id: DocId,
    /// The household, person, visit, case, or diary entry that was handed in.
    pub subject: DocId,
    /// The words.
    pub text: String,
    /// Whom it is put to, where a household or somebody in it is asked about: one who holds it. For everything else its author hears of it.
    #[serde(default)]
    pub to: Option<UserId>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, say))
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

/// Says something of a record. Only those who lead. It reaches the phones that hold the record with their next sync, and is
/// news to whoever wrote the record, or is asked.
#[utoipa::path(post, path = "/v1/comments", operation_id = "comment", tag = "comments", request_body = CommentRequest,
    security(("bearer" = [])), responses((status = 200, body = RecordView<CommentView>)))]
async fn say(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<CommentRequest>,
) -> Result<Json<RecordView<CommentView>>, ApiError> {
    state.edit_as(bearer, move |writing| write(writing, &request)).await
}

fn write(writing: &mut Writing<'_>, request: &CommentRequest) -> Result<Json<RecordView<CommentView>>, ApiError> {
    let wrong = |field, code| ApiError::from(ApiCode::BadFields).field(field, code);
    if request.text.trim().is_empty() {
        return Err(wrong("text", "required"));
    }
    let subject = writing.read().show(request.subject, &writing.scope)?.ok_or(ApiCode::NotFound)?;
    let to = request.to.map(|to| asked(writing, &subject, to)).transpose()?;
    let date = writing.today()?.to_string();
    let words = Words { author: writing.user.id, date: &date, text: &request.text, to };
    let intentions = comment::on(&subject.record, &words).ok_or_else(|| wrong("subject", "not_here"))?;
    if writing.create(Kind::Comment, request.id, &intentions)? == Done::Already {
        let kept = writing.row(Kind::Comment, request.id)?;
        if !comment::is_said(&kept.record, request.subject, &words) {
            return Err(ApiCode::IdTaken.into());
        }
    }
    let row = writing.row(Kind::Comment, request.id)?;
    let eyes = Eyes { scope: &writing.scope, user: writing.user.id, role: writing.user.role };
    record::one(writing.read(), row, &eyes).map(Json)
}

/// Somebody to whom a question about a household can be put: it comes to their phone.
fn asked(writing: &Writing<'_>, subject: &Row, to: UserId) -> Result<UserId, ApiError> {
    let holds = matches!(subject.kind, Kind::Household | Kind::Person)
        && writing.read().user(to)?.is_some()
        && writing.read().scope_covers(to, subject.household, subject.area.as_deref(), None)?;
    if holds { Ok(to) } else { Err(ApiError::from(ApiCode::BadFields).field("to", "not_theirs")) }
}
