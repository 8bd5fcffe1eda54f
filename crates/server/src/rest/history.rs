//! Who changed which field of a record, when, from what to what.

use axum::Json;
use lianxin_model::catalogue;
use lianxin_model::document::{Document, HistoryEntry, Step};
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::limits;
use lianxin_model::role::Role;
use lianxin_model::value::Value;
use lianxin_store::Read;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::cursor;
use super::masking::mask_value;
use super::params::{limit, wrong};
use super::people::{Hand, People};
use super::record::{PageView, Resource, in_scope};
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::state::AppState;

/// Which part of a history.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryParams {
    /// Changes of a page, at most 200.
    pub limit: Option<String>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// One change of a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeView {
    /// The change's hash.
    pub hash: String,
    /// Who made it.
    pub by: Option<Hand>,
    /// When, by the writer's clock, seconds since 1970.
    pub time_s: i64,
    /// What it did, field by field.
    pub steps: Vec<StepView>,
}

/// What one change did to one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepView {
    /// The field.
    pub field: String,
    /// Its Chinese label.
    pub label: String,
    /// Its English label.
    pub label_en: String,
    /// Key within a set, map or log.
    pub key: Option<String>,
    /// The values that it replaced: none for a first value, several where it settled a conflict. Of a free text what was
    /// taken out. ID numbers are masked.
    pub from: Vec<Value>,
    /// The new value; none where it was removed. Of a free text what was put in.
    pub to: Option<Value>,
}

/// The changes of one record in the reader's scope, each after those that it builds on.
pub(super) async fn of_one<F: Resource>(
    state: AppState,
    bearer: Bearer,
    id: DocId,
    params: HistoryParams,
) -> Result<Json<PageView<ChangeView>>, ApiError> {
    let rows_max = limit(params.limit.as_deref(), limits::PAGE_ROWS_MAX)? as usize;
    state
        .read_as(bearer, move |read, caller| {
            let row = in_scope(read, &caller.scope(read)?, F::KIND, id)?;
            let identity = row.id.to_string();
            let after: Option<String> =
                params.cursor.as_deref().map(|text| cursor::decode(&identity, text)).transpose()?;
            let history = load(read, F::KIND, row.id)?.history();
            let begin = match &after {
                // By its hash and not by its number: a change that arrives late may stand before it.
                Some(hash) => {
                    1 + history.iter().position(|entry| &entry.hash == hash).ok_or(wrong("cursor", "unknown"))?
                }
                None => 0,
            };
            let page: Vec<HistoryEntry> = history.iter().skip(begin).take(rows_max).cloned().collect();
            let more = begin + page.len() < history.len();
            let next = page.last().filter(|_| more).and_then(|last| cursor::encode(&identity, &last.hash));
            let hands = People::new(read).hands(page.iter().map(|entry| entry.actor.as_str()))?;
            let change = |entry: HistoryEntry| ChangeView {
                by: hands.get(&entry.actor).cloned(),
                hash: entry.hash,
                time_s: entry.time_s,
                steps: entry.steps.into_iter().map(|step| step_view(F::KIND, caller.user.role, step)).collect(),
            };
            Ok(Json(PageView { rows: page.into_iter().map(change).collect(), next, total: None }))
        })
        .await
}

fn load(read: &dyn Read, kind: Kind, id: DocId) -> Result<Document, ApiError> {
    let loaded = read.load(id)?.ok_or(ApiCode::NotFound)?;
    let document = match &loaded.snapshot {
        Some(saved) => Document::load(kind, id, saved),
        None => Ok(Document::new(kind, id)),
    };
    let merged = document.and_then(|mut document| {
        document.merge_chunks(loaded.changes.iter().map(Vec::as_slice))?;
        Ok(document)
    });
    merged.map_err(|error| {
        tracing::error!(%error, document = %id, "a kept document cannot be read");
        ApiCode::Internal.into()
    })
}

pub(super) fn step_view(kind: Kind, role: Role, step: Step) -> StepView {
    let field = catalogue::field(kind, &step.field);
    let mask = |value: Value| mask_value(kind, &step.field, role, value);
    StepView {
        label: field.map_or_else(String::new, |field| field.zh.to_owned()),
        label_en: field.map_or_else(String::new, |field| field.en.to_owned()),
        key: step.key,
        from: step.from.into_iter().map(mask).collect(),
        to: step.to.map(mask),
        field: step.field,
    }
}
