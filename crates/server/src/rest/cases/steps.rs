//! The next step of a case: taken on what its taker had seen, merged with what others did meanwhile. A contradiction stays and
//! is shown until a step follows that has seen both.

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::{CaseView, EventView};
use lianxin_model::check::{self, Problem};
use lianxin_model::ids::{DocId, EntryId, Kind, UserId};
use lianxin_model::role::Role;
use lianxin_model::step::{Step, last_seen};
use lianxin_model::{course, duty};
use serde::Deserialize;
use utoipa::ToSchema;

use super::work::CaseRecord;
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::rest::directory;
use crate::rest::params::RecordId;
use crate::rest::writing::{Done, Writing, as_seen, entry, heads};
use crate::state::AppState;

/// A step to be taken.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepRequest {
    /// Its id, made by the sender (UUIDv7): the same step again changes nothing.
    pub id: EntryId,
    /// `accepted`, `assigned`, `acted`, `transferred`, `resolved`, `answered`, `followed_up` or `reopened`.
    pub kind: String,
    /// What was done; for a follow-up the villager's words.
    #[serde(default)]
    pub text: Option<String>,
    /// Today where none is given; never later.
    #[serde(default)]
    pub date: Option<String>,
    /// Of a hand-over: the account's id, or an office in words.
    #[serde(default)]
    pub to: Option<String>,
    /// Of a follow-up: whether the villager is satisfied.
    #[serde(default)]
    pub satisfied: Option<bool>,
    /// The heads of the case as it was seen.
    pub heads: Vec<String>,
}

/// Takes the next step of a case, as those who lead may.
#[utoipa::path(post, path = "/v1/cases/{id}/steps", operation_id = "take_step", tag = "cases",
    params(("id" = String, Path, description = "Its id")), request_body = StepRequest, security(("bearer" = [])),
    responses((status = 200, body = CaseRecord)))]
pub(super) async fn step(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    JsonBody(request): JsonBody<StepRequest>,
) -> Result<Json<CaseRecord>, ApiError> {
    state
        .edit_as(bearer, move |writing| {
            take(writing, id, &request)?;
            super::written(writing, id).map(Json)
        })
        .await
}

/// Writes a step.
pub(super) fn take(writing: &mut Writing<'_>, case: DocId, request: &StepRequest) -> Result<Done, ApiError> {
    let document = writing.open(Kind::Case, case)?;
    let present: CaseView = document.record().view();
    if let Some(before) = present.events.iter().find(|event| event.id == Some(request.id)) {
        let same = before.by == Some(writing.user.id) && says_the_same(before, request);
        return if same { Ok(Done::Already) } else { Err(ApiCode::IdTaken.into()) };
    }
    let seen = heads(&request.heads)?;
    let record = as_seen(&document, &seen)?;
    let view: CaseView = record.view();
    if !course::next(view.status, view.status_conflict, true).contains(&request.kind.as_str()) {
        return Err(ApiError::from(ApiCode::BadFields).field("kind", "not_now"));
    }
    let step = Step {
        kind: request.kind.clone(),
        text: request.text.clone(),
        date: date(writing, request.date.as_deref())?,
        to: handed_to(writing, request)?,
        satisfied: satisfied(request)?,
        visit: None,
    };
    let intention = step.intention(entry(request.id)?, writing.user.id, &last_seen(&record));
    writing.edit(Kind::Case, case, Some(&seen), &[intention])
}

/// Whether a step that is there says what is asked for: other words under its id would be lost unseen.
fn says_the_same(step: &EventView, request: &StepRequest) -> bool {
    let words =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let dated = request.date.is_none() || request.date == step.date;
    let to = |to: Option<&str>| to.map(|to| duty::account(to).map_or_else(|| to.to_owned(), |user| user.to_string()));
    step.kind.as_deref() == Some(request.kind.as_str())
        && words(&step.text) == words(&request.text)
        && to(words(&step.to).as_deref()) == to(words(&request.to).as_deref())
        && step.satisfied == request.satisfied
        && dated
}

fn date(writing: &Writing<'_>, given: Option<&str>) -> Result<String, ApiError> {
    let today = writing.today()?;
    let day = given.map_or(Ok(today), |text| check::date(text, Some(today)));
    day.map(|day| day.to_string()).map_err(|problem| wrong("date", problem))
}

/// Only hand-overs name whom they hand the case to, and all of them do.
fn handed_to(writing: &Writing<'_>, request: &StepRequest) -> Result<Option<String>, ApiError> {
    let hands = matches!(request.kind.as_str(), "assigned" | "transferred");
    match request.to.as_deref().map(str::trim).filter(|to| !to.is_empty()) {
        None if hands => Err(wrong("to", Problem::Blank)),
        None => Ok(None),
        Some(_) if !hands => Err(wrong("to", Problem::Kind)),
        Some(to) => match duty::account(to) {
            Some(user) => at_work(writing, "to", user).map(|user| Some(user.to_string())),
            None => Ok(Some(to.to_owned())),
        },
    }
}

/// The account of a colleague who holds records.
fn at_work(writing: &Writing<'_>, field: &str, user: UserId) -> Result<UserId, ApiError> {
    let account = directory::colleague(writing.read(), &writing.user, user)?;
    let holds = account.is_some_and(|user| matches!(user.role, Role::Cadre | Role::Supervisor | Role::Admin));
    if holds { Ok(user) } else { Err(wrong(field, Problem::Reference)) }
}

fn satisfied(request: &StepRequest) -> Result<Option<bool>, ApiError> {
    match (request.kind == "followed_up", request.satisfied) {
        (true, None) => Err(wrong("satisfied", Problem::Blank)),
        (false, Some(_)) => Err(wrong("satisfied", Problem::Kind)),
        (_, satisfied) => Ok(satisfied),
    }
}

fn wrong(field: &str, problem: Problem) -> ApiError {
    ApiError::from(ApiCode::BadFields).problem(field, problem)
}
