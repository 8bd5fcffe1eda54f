//! What waits for the caller's word: changes that somebody handed in for a record which they do not answer for any more,
//! and the caller does.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use lianxin_model::ids::{DeviceId, DocId, Kind};
use lianxin_model::limits;
use lianxin_model::moment::is_clock_off;
use lianxin_model::role::Role;
use lianxin_store::{Read, RefusalQuery, RefusalState};
use lianxin_sync::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cursor;
use super::history::{ChangeView, step_view};
use super::params;
use super::people::{Hand, People, Person};
use super::record::PageView;
use super::refusals::{RefusalSeq, gather, may_ask};
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::{QueryOf, RawBody};
use crate::state::AppState;
use crate::sync::review::{self, Decider, Review, ReviewError, Ruling};

/// Which part of the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReviewParams {
    /// Rows of a page, at most 200; a page may have fewer although there is a next one.
    pub limit: Option<String>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// What one device handed in for one record, and what accepting it would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewView {
    /// The number of its last change, by which it is decided on: what comes later is another review.
    pub seq: u64,
    /// The record.
    pub document: DocId,
    /// What it is.
    pub kind: Option<Kind>,
    /// What a list would show of it.
    pub title: Option<String>,
    /// The household that it belongs to.
    pub household: Option<DocId>,
    /// Why it was not merged, for programs.
    pub code: String,
    /// Why, in Chinese.
    pub message: String,
    /// Why, in English.
    pub message_en: String,
    /// Who handed it in.
    pub by: Option<Person>,
    /// From which device.
    pub device: DeviceId,
    /// When the last of it came, milliseconds since 1970.
    pub received_at_ms: i64,
    /// What each change does, as the reader's role sees it.
    pub changes: Vec<ChangeView>,
    /// Why it cannot be accepted as it is, for programs; it can be released then. None where it can.
    pub problem: Option<String>,
    /// The same in Chinese.
    pub problem_message: Option<String>,
}

/// What somebody says to a decision.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DecisionRequest {
    /// The reason, at most 500 characters.
    pub reason: Option<String>,
}

/// A decision that stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulingView {
    /// The refusals that were decided on.
    pub refusals: Vec<u64>,
    /// `accepted`, `declined` or `released`.
    pub state: String,
    /// Who decided.
    pub by: Option<Person>,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The reason that they gave.
    pub reason: Option<String>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(accept)).routes(routes!(decline))
}

/// What waits for the caller's word, the newest first.
#[utoipa::path(get, path = "/v1/reviews", operation_id = "list_reviews", tag = "refusals", params(ReviewParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<ReviewView>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ReviewParams>,
) -> Result<Json<PageView<ReviewView>>, ApiError> {
    state
        .read_as(bearer, move |read, caller| {
            may_ask(caller)?;
            let rows_max = params::limit(params.limit.as_deref(), limits::PAGE_ROWS_DEFAULT)?;
            let before_seq = params.cursor.as_deref().map(|text| cursor::decode("reviews", text)).transpose()?;
            let query = RefusalQuery { state: Some(RefusalState::Review), before_seq, ..RefusalQuery::default() };
            let (reviews, next) = gather(read, query, rows_max as usize, |refusal| {
                match review::answers_for(read, caller.user.id, &refusal)? {
                    true => Review::ending_with(read, &refusal),
                    false => Ok(None),
                }
            })?;
            let role = caller.user.role;
            let rows = reviews.iter().filter_map(|review| view(read, review, role).transpose());
            let rows = rows.collect::<Result<_, _>>()?;
            Ok(Json(PageView { rows, next: next.and_then(|seq| cursor::encode("reviews", seq)), total: None }))
        })
        .await
}

/// One review with what it would do, as this role sees values; `None` for one of nothing.
pub(crate) fn view(read: &dyn Read, review: &Review, role: Role) -> Result<Option<ReviewView>, ApiError> {
    let Some(last) = review.refusals().last() else { return Ok(None) };
    let outlook = review::outlook(read, review)?;
    let kind = Kind::from_number(last.kind);
    let mut people = People::new(read);
    let by = people.person(last.user)?;
    let hand = by.clone().map(|by| Hand { id: by.id, name: by.name, device: Some(last.device) });
    let changes = outlook.changes.into_iter().filter_map(|entry| {
        let kind = kind?;
        let steps = entry.steps.into_iter().map(|step| step_view(kind, role, step)).collect();
        let claimed_at_ms = entry.time_s.saturating_mul(1_000);
        Some(ChangeView {
            hash: entry.hash,
            by: hand.clone(),
            document: last.document,
            claimed_at_ms,
            received_at_ms: Some(last.received_at_ms),
            clock_off: is_clock_off(None, claimed_at_ms, last.received_at_ms),
            steps,
        })
    });
    let code = Code::from_word(&last.code);
    Ok(Some(ReviewView {
        seq: last.seq,
        document: last.document,
        kind,
        changes: changes.collect(),
        household: outlook.row.as_ref().and_then(|row| row.household),
        title: outlook.row.map(|row| row.title),
        message: code.zh().to_owned(),
        message_en: code.en().to_owned(),
        code: last.code.clone(),
        by,
        device: last.device,
        received_at_ms: last.received_at_ms,
        problem: outlook.problem.as_ref().map(|code| code.word().to_owned()),
        problem_message: outlook.problem.as_ref().map(|code| code.zh().to_owned()),
    }))
}

/// Merges what waits up to this change, in the name of who wrote it.
#[utoipa::path(post, path = "/v1/reviews/{seq}/accept", operation_id = "accept_review", tag = "refusals",
    params(("seq" = u64, Path, description = "The number of its last change")),
    request_body(content = Option<DecisionRequest>, content_type = "application/json"),
    security(("bearer" = [])), responses((status = 200, body = RulingView)))]
async fn accept(
    State(state): State<AppState>,
    bearer: Bearer,
    RefusalSeq(seq): RefusalSeq,
    RawBody(body): RawBody,
) -> Result<Json<RulingView>, ApiError> {
    decide(state, bearer, seq, RefusalState::Accepted, body).await
}

/// Does not take what waits up to this change. It stays kept, and its sender is told.
#[utoipa::path(post, path = "/v1/reviews/{seq}/decline", operation_id = "decline_review", tag = "refusals",
    params(("seq" = u64, Path, description = "The number of its last change")),
    request_body(content = Option<DecisionRequest>, content_type = "application/json"),
    security(("bearer" = [])), responses((status = 200, body = RulingView)))]
async fn decline(
    State(state): State<AppState>,
    bearer: Bearer,
    RefusalSeq(seq): RefusalSeq,
    RawBody(body): RawBody,
) -> Result<Json<RulingView>, ApiError> {
    decide(state, bearer, seq, RefusalState::Declined, body).await
}

/// Decides for whoever shows this token.
pub(super) async fn decide(
    state: AppState,
    bearer: Bearer,
    seq: u64,
    wanted: RefusalState,
    body: Bytes,
) -> Result<Json<RulingView>, ApiError> {
    // A decision needs no words: an empty body is none.
    let request: DecisionRequest = match body.is_empty() {
        true => DecisionRequest::default(),
        false => serde_json::from_slice(&body).map_err(|_| ApiError::from(ApiCode::BadJson))?,
    };
    let (now_ms, now_s) = (state.clock().now_ms(), state.clock().now_s());
    state
        .write(move |write| {
            let caller = bearer.caller(&*write, now_s)?;
            may_ask(&caller)?;
            let decider = Decider { user: &caller.user, reason: request.reason.as_deref(), at_ms: now_ms };
            let ruling = review::decide(write, seq, wanted, decider).map_err(error)?;
            ruling_view(&mut People::new(&*write), ruling).map(Json)
        })
        .await
}

/// A decision with names.
pub(crate) fn ruling_view(people: &mut People<'_>, ruling: Ruling) -> Result<RulingView, ApiError> {
    Ok(RulingView {
        refusals: ruling.refusals,
        state: ruling.state.word().to_owned(),
        by: people.person(ruling.decided.by)?,
        at_ms: ruling.decided.at_ms,
        reason: ruling.decided.reason,
    })
}

/// What is answered where nothing was decided.
pub(crate) fn error(error: ReviewError) -> ApiError {
    match error {
        ReviewError::Unknown => ApiCode::NotFound.into(),
        ReviewError::Decided(state, decided) => ApiError::from(ApiCode::AlreadyDecided)
            .detail("state", state.word())
            .detail("by", decided.by.to_string())
            .detail("at_ms", decided.at_ms),
        ReviewError::NotInReview => ApiCode::NotInReview.into(),
        ReviewError::NotYours => ApiCode::NotYourDecision.into(),
        ReviewError::ReasonTooLong => ApiError::from(ApiCode::BadJson).field("reason", "too_long"),
        ReviewError::Unfit(code) => ApiError::from(ApiCode::CannotBeMerged).detail("code", code.word()),
        ReviewError::Store(error) => error.into(),
    }
}
