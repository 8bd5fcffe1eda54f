//! What those who lead change of a case besides its course: until when, who answers for it, in which ledger, and what a
//! mediation came to.

use axum::Json;
use axum::extract::State;
use lianxin_model::check::Problem;
use lianxin_model::document::Record;
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::value::Value;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use uuid::Uuid;

use super::work::CaseRecord;
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::rest::directory;
use crate::rest::params::RecordId;
use crate::rest::writing::{Writing, as_seen, heads};
use crate::state::AppState;

/// What is to be changed. What is not named stays; null clears.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CaseChanges {
    /// The request's id, made by the sender (UUIDv7): the same request again changes nothing.
    #[schema(required = true)]
    pub id: Uuid,
    /// The heads of the case as it was seen.
    #[schema(required = true)]
    pub heads: Vec<String>,
    /// 办理期限
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub due: Option<Option<String>>,
    /// 包案领导
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<UserId>)]
    pub lead: Option<Option<UserId>>,
    /// `livelihood`, `hardship` or `dispute`.
    pub ledger: Option<String>,
    /// 事项
    pub title: Option<String>,
    /// 调处涉及人 that are to be added: who is there already is masked, so nobody names them all.
    pub add_mediation_people: Vec<String>,
    /// 调处涉及人 that are to be taken out.
    pub remove_mediation_people: Vec<String>,
    /// 调处涉及户, all of them.
    pub mediation_households: Option<Vec<DocId>>,
    /// Amount in fen.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    pub mediation_amount_fen: Option<Option<i64>>,
    /// `spoken`, `written` or `none`.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub mediation_outcome: Option<Option<String>>,
}

/// Null is something that was given.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Changes fields of a case, as those who lead may.
#[utoipa::path(patch, path = "/v1/cases/{id}", operation_id = "change_case", tag = "cases",
    params(("id" = String, Path, description = "Its id")), request_body = CaseChanges, security(("bearer" = [])),
    responses((status = 200, body = CaseRecord)))]
pub(super) async fn change(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    JsonBody(changes): JsonBody<CaseChanges>,
) -> Result<Json<CaseRecord>, ApiError> {
    state
        .edit_as(bearer, move |writing| {
            let seen = heads(&changes.heads)?;
            let record = as_seen(&writing.open(Kind::Case, id)?, &seen)?;
            let intentions = intentions(writing, &record, &changes)?;
            writing.edit_once(changes.id, (Kind::Case, id), &seen, &intentions)?;
            super::written(writing, id).map(Json)
        })
        .await
}

fn intentions(writing: &Writing<'_>, seen: &Record, changes: &CaseChanges) -> Result<Vec<Intention>, ApiError> {
    if let Some(Some(lead)) = changes.lead {
        let account = directory::colleague(writing.read(), &writing.user, lead)?;
        account.filter(|user| user.role.leads()).ok_or_else(|| wrong("lead", Problem::Reference))?;
    }
    for household in changes.mediation_households.iter().flatten() {
        writing.row(Kind::Household, *household).map_err(|_| wrong("mediation_households", Problem::Reference))?;
    }
    let single = |field: &str, value: Option<Value>| Intention::Set { field: field.to_owned(), value };
    let text = |text: &Option<String>| text.clone().map(Value::Text);
    let mut intentions = Vec::new();
    intentions.extend(changes.due.as_ref().map(|due| single("due", text(due))));
    intentions.extend(changes.lead.map(|lead| single("lead", lead.map(Value::from))));
    intentions.extend(changes.ledger.as_ref().map(|ledger| Intention::set("ledger", ledger.as_str())));
    intentions.extend(changes.title.as_ref().map(|title| Intention::set("title", title.as_str())));
    intentions.extend(changes.mediation_amount_fen.map(|fen| single("mediation_amount_fen", fen.map(Value::Whole))));
    intentions.extend(changes.mediation_outcome.as_ref().map(|word| single("mediation_outcome", text(word))));
    let people = "mediation_people";
    intentions.extend(changes.remove_mediation_people.iter().map(|name| Intention::remove(people, name.as_str())));
    intentions.extend(changes.add_mediation_people.iter().map(|name| Intention::add(people, name.as_str())));
    if let Some(households) = &changes.mediation_households {
        let ids: Vec<String> = households.iter().map(ToString::to_string).collect();
        become_set(&mut intentions, seen, "mediation_households", &ids);
    }
    Ok(intentions)
}

/// Takes out of a set what was seen there and is not wanted, and adds what is new: what others add meanwhile stays.
fn become_set(intentions: &mut Vec<Intention>, seen: &Record, field: &str, wanted: &[String]) {
    let present = seen.keys(field);
    let gone = present.iter().filter(|key| !wanted.iter().any(|wanted| wanted == *key));
    intentions.extend(gone.map(|key| Intention::remove(field, *key)));
    let new = wanted.iter().filter(|key| !present.contains(&key.as_str()));
    intentions.extend(new.map(|key| Intention::add(field, key.as_str())));
}

fn wrong(field: &str, problem: Problem) -> ApiError {
    ApiError::from(ApiCode::BadFields).problem(field, problem)
}
