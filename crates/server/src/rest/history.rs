//! Who changed which field of a record, when, from what to what.

use std::collections::{BTreeSet, HashMap};

use axum::Json;
use lianxin_model::catalogue;
use lianxin_model::document::{Document, HistoryEntry, Step};
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::limits;
use lianxin_model::moment::is_clock_off;
use lianxin_model::role::Role;
use lianxin_model::value::Value;
use lianxin_store::{Read, Receipt};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::cursor;
use super::masking::{mask_key, mask_value};
use super::params::{limit, wrong};
use super::people::{Hand, People};
use super::record::{PageView, Resource, in_scope, one_record};
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
    /// The record: of a household that others were merged into, theirs too.
    pub document: DocId,
    /// When, by the writer's clock, milliseconds since 1970. A claim: nothing is ordered by it.
    pub claimed_at_ms: i64,
    /// When the server received it; null for what was written at the server.
    pub received_at_ms: Option<i64>,
    /// Whether the two cannot both be right: the device's clock was more than ten minutes off when it handed the change in,
    /// or the change would have been written after it came.
    pub clock_off: bool,
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
    /// Key within a set, map or log; `***` where it is hidden.
    pub key: Option<String>,
    /// The values that it replaced: none for a first value, several where it settled a conflict. Of a free text what was
    /// taken out. As the reader's role sees them, like `to`.
    pub from: Vec<Value>,
    /// The new value; none where it was removed. Of a free text what was put in.
    pub to: Option<Value>,
}

/// The changes of one record in the reader's scope, each after those that it builds on. Of a household, of all its records:
/// first those of the one that goes on.
pub(super) async fn of_one<F: Resource>(
    state: AppState,
    bearer: Bearer,
    id: DocId,
    params: HistoryParams,
) -> Result<Json<PageView<ChangeView>>, ApiError> {
    let rows_max = limit(params.limit.as_deref(), limits::PAGE_ROWS_MAX)? as usize;
    state
        .read_as(bearer, move |read, caller| {
            let scope = caller.scope(read)?;
            let row = in_scope(read, &scope, F::KIND, id)?;
            let identity = row.id.to_string();
            let after: Option<String> =
                params.cursor.as_deref().map(|text| cursor::decode(&identity, text)).transpose()?;
            let mut history: Vec<(DocId, HistoryEntry)> = Vec::new();
            for document in one_record(read, &scope, &row)? {
                let entries = load(read, F::KIND, document)?.history();
                history.extend(entries.into_iter().map(|entry| (document, entry)));
            }
            let begin = match &after {
                // By its hash and not by its number: a change that arrives late may stand before it.
                Some(hash) => {
                    1 + history.iter().position(|(_, entry)| &entry.hash == hash).ok_or(wrong("cursor", "unknown"))?
                }
                None => 0,
            };
            let more = begin + rows_max < history.len();
            let page: Vec<(DocId, HistoryEntry)> = history.into_iter().skip(begin).take(rows_max).collect();
            let next = page.last().filter(|_| more).and_then(|(_, last)| cursor::encode(&identity, &last.hash));
            let hands = People::new(read).hands(page.iter().map(|(_, entry)| entry.actor.as_str()))?;
            let receipts = receipts(read, &page)?;
            let change = |(document, entry): (DocId, HistoryEntry)| {
                let claimed_at_ms = entry.time_s.saturating_mul(1_000);
                let receipt = receipts.get(&entry.hash);
                ChangeView {
                    by: hands.get(&entry.actor).cloned(),
                    hash: entry.hash,
                    document,
                    claimed_at_ms,
                    received_at_ms: receipt.map(|receipt| receipt.received_at_ms),
                    clock_off: receipt.is_some_and(|receipt| {
                        is_clock_off(receipt.clock_skew_ms, claimed_at_ms, receipt.received_at_ms)
                    }),
                    steps: entry.steps.into_iter().map(|step| step_view(F::KIND, caller.user.role, step)).collect(),
                }
            };
            Ok(Json(PageView { rows: page.into_iter().map(change).collect(), next, total: None }))
        })
        .await
}

/// When the changes of a page were received, by their hashes.
fn receipts(read: &dyn Read, page: &[(DocId, HistoryEntry)]) -> Result<HashMap<String, Receipt>, ApiError> {
    let documents: BTreeSet<DocId> = page.iter().map(|(document, _)| *document).collect();
    let mut receipts = HashMap::new();
    for document in documents {
        let each = read.receipts(document)?.into_iter();
        receipts.extend(each.map(|receipt| (hex::encode(receipt.hash), receipt)));
    }
    Ok(receipts)
}

pub(super) fn load(read: &dyn Read, kind: Kind, id: DocId) -> Result<Document, ApiError> {
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
        key: step.key.map(|key| mask_key(kind, &step.field, role, key)),
        from: step.from.into_iter().map(mask).collect(),
        to: step.to.map(mask),
        field: step.field,
    }
}
