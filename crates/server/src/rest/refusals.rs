//! What was refused of what devices handed in: kept whole, named to its writer, to those who lead them and to whoever
//! answers for the record; and released when the reason is gone.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use lianxin_model::ids::{DeviceId, DocId, Kind};
use lianxin_model::limits;
use lianxin_model::role::Role;
use lianxin_store::{Read, Refusal, RefusalQuery, RefusalState, StoreError};
use lianxin_sync::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cursor;
use super::params;
use super::people::{People, Person};
use super::record::PageView;
use super::reviews::{self, RulingView};
use crate::auth::{Bearer, Caller};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::{QueryOf, RawBody};
use crate::state::AppState;
use crate::sync::review;

/// Refusals that are asked of the store at once.
const BATCH: u32 = 200;

/// Which refusals.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RefusalParams {
    /// `refused`, `review`, `accepted`, `declined` or `released`.
    pub state: Option<String>,
    /// Rows of a page, at most 200; a page may have fewer although there is a next one.
    pub limit: Option<String>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// One refused change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RefusalView {
    /// Its number.
    pub seq: u64,
    /// The record that it was meant for.
    pub document: DocId,
    /// What kind it was meant to be; none for one that this server does not know.
    pub kind: Option<Kind>,
    /// Why, for programs.
    pub code: String,
    /// Why, in Chinese.
    pub message: String,
    /// Why, in English.
    pub message_en: String,
    /// `refused`, `review`, `accepted`, `declined` or `released`.
    pub state: String,
    /// Who handed it in.
    pub by: Option<Person>,
    /// From which device.
    pub device: DeviceId,
    /// When it came, milliseconds since 1970.
    pub received_at_ms: i64,
    /// Who decided.
    pub decided_by: Option<Person>,
    /// When, milliseconds since 1970.
    pub decided_at_ms: Option<i64>,
    /// The reason that they gave.
    pub reason: Option<String>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(release))
}

/// The number of a refusal in an address. What is no number is no refusal's.
pub(super) struct RefusalSeq(pub(super) u64);

impl<S: Send + Sync> FromRequestParts<S> for RefusalSeq {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let seq: Result<Path<u64>, PathRejection> = Path::from_request_parts(parts, state).await;
        seq.map(|Path(seq)| Self(seq)).map_err(|_| ApiCode::NotFound.into())
    }
}

/// Refused changes, the newest first: one's own; those of records that one answers for; for those who lead, of the people
/// of their area.
#[utoipa::path(get, path = "/v1/refusals", operation_id = "list_refusals", tag = "refusals", params(RefusalParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<RefusalView>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<RefusalParams>,
) -> Result<Json<PageView<RefusalView>>, ApiError> {
    state
        .read_as(bearer, move |read, caller| {
            caller.scope(read)?;
            let rows_max = params::limit(params.limit.as_deref(), limits::PAGE_ROWS_DEFAULT)?;
            let standing = params
                .state
                .as_deref()
                .map(|word| RefusalState::from_word(word).ok_or(params::wrong("state", "unknown")))
                .transpose()?;
            let identity = format!("refusals {}", params.state.as_deref().unwrap_or_default());
            let before_seq = params.cursor.as_deref().map(|text| cursor::decode(&identity, text)).transpose()?;
            let query = RefusalQuery { state: standing, before_seq, ..RefusalQuery::default() };
            let (refusals, next) = gather(read, query, rows_max as usize, |refusal| {
                let sees = review::may_see(read, &caller.user, &refusal)?;
                Ok(sees.then_some(refusal))
            })?;
            let mut people = People::new(read);
            let rows = refusals.iter().map(|refusal| view(&mut people, refusal)).collect::<Result<_, _>>()?;
            Ok(Json(PageView { rows, next: next.and_then(|seq| cursor::encode(&identity, seq)), total: None }))
        })
        .await
}

/// Goes through refusals, the newest first, until there are enough of those that are wanted, or enough were looked at; and
/// after which number to go on.
pub(super) fn gather<T>(
    read: &dyn Read,
    mut query: RefusalQuery,
    rows_max: usize,
    mut wanted: impl FnMut(Refusal) -> Result<Option<T>, StoreError>,
) -> Result<(Vec<T>, Option<u64>), ApiError> {
    query.limit = BATCH;
    let mut rows = Vec::new();
    let mut looked_at = 0;
    loop {
        let batch = read.refusals(&query)?;
        let whole = batch.len() >= BATCH as usize;
        let mut left = batch.len();
        for refusal in batch {
            let seq = refusal.seq;
            (looked_at, left) = (looked_at + 1, left - 1);
            query.before_seq = Some(seq);
            rows.extend(wanted(refusal)?);
            let enough = rows.len() >= rows_max || looked_at >= limits::REFUSALS_SCANNED_MAX;
            if enough && (left > 0 || whole) {
                return Ok((rows, Some(seq)));
            }
        }
        if !whole {
            return Ok((rows, None));
        }
    }
}

/// One refusal with names.
pub(crate) fn view(people: &mut People<'_>, refusal: &Refusal) -> Result<RefusalView, ApiError> {
    let code = Code::from_word(&refusal.code);
    let decided = refusal.decided.as_ref();
    Ok(RefusalView {
        seq: refusal.seq,
        document: refusal.document,
        kind: Kind::from_number(refusal.kind),
        message: code.zh().to_owned(),
        message_en: code.en().to_owned(),
        code: refusal.code.clone(),
        state: refusal.state.word().to_owned(),
        by: people.person(refusal.user)?,
        device: refusal.device,
        received_at_ms: refusal.received_at_ms,
        decided_by: decided.map(|decided| people.person(decided.by)).transpose()?.flatten(),
        decided_at_ms: decided.map(|decided| decided.at_ms),
        reason: decided.and_then(|decided| decided.reason.clone()),
    })
}

/// Tells the device that handed it in to make the edit again, after the reason is gone: nothing is typed twice.
#[utoipa::path(post, path = "/v1/refusals/{seq}/release", operation_id = "release_refusal", tag = "refusals",
    params(("seq" = u64, Path, description = "Its number")),
    request_body(content = Option<reviews::DecisionRequest>, content_type = "application/json"),
    security(("bearer" = [])), responses((status = 200, body = RulingView)))]
async fn release(
    State(state): State<AppState>,
    bearer: Bearer,
    RefusalSeq(seq): RefusalSeq,
    RawBody(body): RawBody,
) -> Result<Json<RulingView>, ApiError> {
    reviews::decide(state, bearer, seq, RefusalState::Released, body).await
}

/// Whether somebody of this role has anything to do with refusals.
pub(super) fn may_ask(caller: &Caller) -> Result<(), ApiError> {
    match caller.user.role {
        Role::Cadre | Role::Supervisor | Role::Admin => Ok(()),
        Role::Auditor | Role::Collector => Err(ApiCode::Forbidden.into()),
    }
}
