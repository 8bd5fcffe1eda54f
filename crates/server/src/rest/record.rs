//! Lists and single records, one implementation for all kinds.

use std::collections::HashMap;

use axum::Json;
use lianxin_model::catalogue::{
    AssistanceView, CaseView, CommentView, DiaryEntryView, HouseholdView, PersonView, VisitView,
};
use lianxin_model::document::{Flag, Record};
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::moment::{self, is_clock_off};
use lianxin_store::{Read, Row, Scope};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::cases;
use super::conflicts::{ConflictView, Eyes, conflicts_of};
use super::cursor;
use super::facts::FactsView;
use super::masking::mask_record;
use super::params::ListParams;
use super::people::{Hand, People, Person};
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::state::AppState;

/// The fields of a kind of record, which has lists of its own.
pub(super) trait Resource: DeserializeOwned + Default + Serialize + Send + 'static {
    const KIND: Kind;
}

impl Resource for HouseholdView {
    const KIND: Kind = Kind::Household;
}
impl Resource for PersonView {
    const KIND: Kind = Kind::Person;
}
impl Resource for CaseView {
    const KIND: Kind = Kind::Case;
}
impl Resource for VisitView {
    const KIND: Kind = Kind::Visit;
}
impl Resource for DiaryEntryView {
    const KIND: Kind = Kind::DiaryEntry;
}
impl Resource for AssistanceView {
    const KIND: Kind = Kind::Assistance;
}
impl Resource for CommentView {
    const KIND: Kind = Kind::Comment;
}

/// One record as it is read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordView<F> {
    /// Its id.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// The household that it belongs to.
    pub household: Option<DocId>,
    /// Division code of the area that it lies in: its household's.
    pub area: Option<String>,
    /// Who wrote it, where that matters.
    pub author: Option<Person>,
    /// The state that was read; equal heads are equal records.
    pub heads: Vec<String>,
    /// The values, as the reader's role sees them.
    pub fields: F,
    /// Fields that have a value of which the reader sees nothing, or of an ID number its ends: `POST /v1/disclosures` shows it.
    pub masked: Vec<String>,
    /// Where people contradict each other.
    pub conflicts: Vec<ConflictView>,
    /// Values that were kept although their check fails.
    pub flags: Vec<Flag>,
    /// 补录: a visit or diary entry that was written days after its day, by the writer's clock or, where that was wrong, by
    /// the day on which it came.
    pub late: bool,
    /// Of a household: what hangs on it, so that a row of a list needs no further question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facts: Option<FactsView>,
    /// Of a household that was merged: the one that goes on in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survivor: Option<DocId>,
    /// Of a household that others were merged into: their records, which can be read like any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<DocId>,
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageView<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// `cursor` of the next page; null where there is none.
    pub next: Option<String>,
    /// How many rows there are in all pages, where `count=true` asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// One page of the records of a kind in the reader's scope.
pub(super) async fn list<F: Resource>(
    state: AppState,
    bearer: Bearer,
    params: ListParams,
) -> Result<Json<PageView<RecordView<F>>>, ApiError> {
    let now_ms = state.clock().now_ms();
    state
        .read_as(bearer, move |read, caller| {
            let scope = caller.scope(read)?;
            let query = params.query(Some(F::KIND), scope.clone(), cases::today(now_ms)?)?;
            let total = if params.wants_count()? { Some(read.count(&query)?) } else { None };
            let page = read.list(&query)?;
            let mut people = People::new(read);
            let hands = people.hands(page.rows.iter().flat_map(|row| rival_actors(&row.record)))?;
            let next = page.next.and_then(|place| cursor::encode(&params.identity(), place));
            let eyes = Eyes { scope: &scope, user: caller.user.id, role: caller.user.role };
            let rows = page
                .rows
                .into_iter()
                .map(|row| view(read, row, &hands, &mut people, &eyes))
                .collect::<Result<_, _>>()?;
            Ok(Json(PageView { rows, next, total }))
        })
        .await
}

/// One record in the reader's scope.
pub(super) async fn show<F: Resource>(
    state: AppState,
    bearer: Bearer,
    id: DocId,
) -> Result<Json<RecordView<F>>, ApiError> {
    state
        .read_as(bearer, move |read, caller| {
            let scope = caller.scope(read)?;
            let row = in_scope(read, &scope, F::KIND, id)?;
            one(read, row, &Eyes { scope: &scope, user: caller.user.id, role: caller.user.role }).map(Json)
        })
        .await
}

/// One row as somebody reads it.
pub(super) fn one<F: Resource>(read: &dyn Read, row: Row, eyes: &Eyes<'_>) -> Result<RecordView<F>, ApiError> {
    let mut people = People::new(read);
    let hands = people.hands(rival_actors(&row.record))?;
    view(read, row, &hands, &mut people, eyes)
}

/// The row of a record, if the reader may see it: what is foreign is answered like what does not exist.
pub(super) fn in_scope(read: &dyn Read, scope: &Scope, kind: Kind, id: DocId) -> Result<Row, ApiError> {
    let row = read.show(id, scope)?.filter(|row| row.kind == kind);
    row.ok_or_else(|| ApiCode::NotFound.into())
}

/// The actors (hex) who set values that contradict each other.
pub(super) fn rival_actors(record: &Record) -> impl Iterator<Item = &str> {
    record.conflicts.iter().flat_map(|conflict| &conflict.rivals).map(|rival| rival.actor.as_str())
}

/// A row as it is shown.
pub(super) fn view<F: Resource>(
    read: &dyn Read,
    row: Row,
    hands: &HashMap<String, Hand>,
    people: &mut People<'_>,
    eyes: &Eyes<'_>,
) -> Result<RecordView<F>, ApiError> {
    let conflicts = conflicts_of(&row, hands, people, eyes)?;
    let author = row.author.map(|author| people.person(author)).transpose()?.flatten();
    let late = is_late(read, &row)?;
    let one = one_record(read, eyes.scope, &row)?;
    let survivor = one.first().copied().filter(|first| *first != row.id);
    let merged = if survivor.is_none() { one.into_iter().skip(1).collect() } else { Vec::new() };
    let facts = row.facts.clone().map(|facts| FactsView::of(read, row.id, facts)).transpose()?;
    let mut record = row.record;
    let masked = mask_record(&mut record, eyes.role);
    Ok(RecordView {
        id: row.id,
        kind: row.kind,
        household: row.household,
        area: row.area,
        author,
        fields: record.view(),
        masked,
        heads: record.heads,
        conflicts,
        flags: record.flags,
        late,
        facts,
        survivor,
        merged,
    })
}

/// The records that are shown as one with this one, as far as the reader may see them, the one that goes on first: a
/// household's, or the record alone.
pub(super) fn one_record(read: &dyn Read, scope: &Scope, row: &Row) -> Result<Vec<DocId>, ApiError> {
    if row.kind != Kind::Household {
        return Ok(vec![row.id]);
    }
    let mut seen = Vec::new();
    for record in read.one_household(row.id)? {
        if record == row.id || read.show(record, scope)?.is_some() {
            seen.push(record);
        }
    }
    Ok(seen)
}

/// Whether a record was written days after its day. Where the writer's clock was wrong, the day on which it came counts.
pub(super) fn is_late(read: &dyn Read, row: &Row) -> Result<bool, ApiError> {
    let Some(written_s) = row.record.first_written_s else { return Ok(false) };
    let claimed_ms = written_s.saturating_mul(1_000);
    let written_ms = match read.first_receipt(row.id)? {
        Some(receipt) if is_clock_off(receipt.clock_skew_ms, claimed_ms, receipt.received_at_ms) => {
            receipt.received_at_ms
        }
        _ => claimed_ms,
    };
    Ok(moment::is_late(row.date.as_deref(), written_ms))
}
