//! What is masked is shown to those who lead, one field at a time, with a reason that stands in the access log.

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::{self, Field};
use lianxin_model::document::{Conflict, Record};
use lianxin_model::ids::{DocId, Kind};
use lianxin_store::AccessKind;
use serde::{Deserialize, Serialize};
use serde_json::Value as JsonValue;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::access_log::{self, Taken};
use super::conflicts::RivalView;
use super::masking::is_masked;
use super::params;
use super::people::People;
use super::record::rival_actors;
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::state::AppState;

/// What is to be shown, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DisclosureRequest {
    /// The record.
    pub document: DocId,
    /// The field, one of the record's `masked`.
    pub field: String,
    /// Key within a map; the whole field without it.
    #[serde(default)]
    pub key: Option<String>,
    /// Why it is needed: 4 to 500 characters. It stands in the access log.
    pub reason: String,
}

/// One field, whole.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DisclosureView {
    /// The record.
    pub document: DocId,
    /// What it is.
    pub kind: Kind,
    /// The field.
    pub field: String,
    /// Its Chinese label.
    pub label: &'static str,
    /// Its English label.
    pub label_en: &'static str,
    /// Key within a map.
    pub key: Option<String>,
    /// What stands there.
    pub value: JsonValue,
    /// Where people contradict each other: all values, in the order of the conflict.
    pub rivals: Vec<RivalView>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(disclose))
}

/// Shows one masked field of a record in scope to somebody who leads. Who saw what and why is in the access log when this
/// answers; where that cannot be written, nothing is shown.
#[utoipa::path(post, path = "/v1/disclosures", operation_id = "disclose", tag = "disclosures",
    request_body = DisclosureRequest, security(("bearer" = [])), responses((status = 200, body = DisclosureView)))]
async fn disclose(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<DisclosureRequest>,
) -> Result<Json<DisclosureView>, ApiError> {
    let now_ms = state.clock().now_ms();
    state
        .write_as(bearer, move |write, caller| {
            if !caller.user.role.leads() {
                return Err(ApiCode::Forbidden.into());
            }
            let reason = params::reason(&request.reason)?;
            let scope = caller.scope(write)?;
            let row = write.show(request.document, &scope)?.ok_or(ApiCode::NotFound)?;
            let bad = |code| ApiError::from(ApiCode::BadFields).field("field", code);
            let field = catalogue::field(row.kind, &request.field).ok_or(bad("unknown"))?;
            if !is_masked(field, caller.user.role) {
                return Err(bad("not_masked"));
            }
            let rivals = rivals(&People::new(write), &row.record, field, request.key.as_deref())?;
            let value = value(&row.record, field, request.key.as_deref());
            let taken = Taken { field: Some(field.path), ..Taken::of_record(AccessKind::Unmask, &row, reason) };
            access_log::put(write, caller, now_ms, taken)?;
            Ok(Json(DisclosureView {
                document: row.id,
                kind: row.kind,
                field: request.field,
                label: field.zh,
                label_en: field.en,
                key: request.key,
                value,
                rivals,
            }))
        })
        .await
}

fn value(record: &Record, field: &Field, key: Option<&str>) -> JsonValue {
    let whole = record.fields.get(field.path);
    let value = match key {
        Some(key) => whole.and_then(|map| map.get(key)),
        None => whole,
    };
    value.cloned().unwrap_or(JsonValue::Null)
}

fn rivals(people: &People<'_>, record: &Record, field: &Field, key: Option<&str>) -> Result<Vec<RivalView>, ApiError> {
    let here = |conflict: &&Conflict| conflict.field == field.path && conflict.key.as_deref() == key;
    let Some(conflict) = record.conflicts.iter().find(here) else { return Ok(Vec::new()) };
    let hands = people.hands(rival_actors(record))?;
    let rivals = conflict.rivals.iter();
    Ok(rivals.map(|rival| RivalView::of(rival, rival.value.clone(), &hands)).collect())
}
