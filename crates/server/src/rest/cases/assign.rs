//! Many cases to one person, each with an outcome of its own: what cannot be assigned does not keep the others back.

use axum::Json;
use axum::extract::State;
use lianxin_model::ids::{DocId, EntryId};
use lianxin_model::limits;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::steps::{StepRequest, take};
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError, ErrorContent};
use crate::http::extract::JsonBody;
use crate::rest::writing::Done;
use crate::state::AppState;

/// Cases to be assigned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignRequest {
    /// The account's id, or an office in words.
    pub to: String,
    /// What is asked of them.
    #[serde(default)]
    pub text: Option<String>,
    /// Today where none is given.
    #[serde(default)]
    pub date: Option<String>,
    /// The cases, at most 100.
    pub cases: Vec<CaseToAssign>,
}

/// One of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseToAssign {
    /// The case.
    pub case: DocId,
    /// The id of the step, made by the sender (UUIDv7): the same again changes nothing.
    pub id: EntryId,
    /// The heads of the case as it was seen.
    pub heads: Vec<String>,
}

/// What became of each case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssignedView {
    /// In the order of the request.
    pub outcomes: Vec<AssignOutcome>,
}

/// What became of one case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssignOutcome {
    /// The case.
    pub case: DocId,
    /// Whether it is assigned, by this request or by the same one before.
    pub assigned: bool,
    /// Whether the same request assigned it before.
    pub before: bool,
    /// Why it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorContent>,
}

/// Assigns cases to one person or office. Each has an outcome of its own.
#[utoipa::path(post, path = "/v1/cases/assign", operation_id = "assign_cases", tag = "cases",
    request_body = AssignRequest, security(("bearer" = [])), responses((status = 200, body = AssignedView)))]
pub(super) async fn assign(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<AssignRequest>,
) -> Result<Json<AssignedView>, ApiError> {
    if request.cases.is_empty() || request.cases.len() > limits::CASES_ASSIGNED_MAX {
        return Err(ApiError::from(ApiCode::BadFields).field("cases", "out_of_range"));
    }
    state
        .edit_as(bearer, move |writing| {
            let mut outcomes = Vec::with_capacity(request.cases.len());
            for one in &request.cases {
                let step = StepRequest {
                    id: one.id,
                    kind: "assigned".to_owned(),
                    text: request.text.clone(),
                    date: request.date.clone(),
                    to: Some(request.to.clone()),
                    satisfied: None,
                    heads: one.heads.clone(),
                };
                outcomes.push(match writing.attempt(|writing| take(writing, one.case, &step)) {
                    Ok(done) => {
                        AssignOutcome { case: one.case, assigned: true, before: done == Done::Already, error: None }
                    }
                    // What is wrong with the store is wrong for all of them.
                    Err(error) if error.code().status().is_server_error() => return Err(error),
                    Err(error) => {
                        AssignOutcome { case: one.case, assigned: false, before: false, error: Some(error.content()) }
                    }
                });
            }
            Ok(Json(AssignedView { outcomes }))
        })
        .await
}
