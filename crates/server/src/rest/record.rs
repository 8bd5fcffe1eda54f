//! Lists and single records, one implementation for all kinds.

use std::collections::HashMap;

use axum::Json;
use lianxin_model::catalogue::{CaseView, CommentView, DiaryEntryView, HouseholdView, PersonView, VisitView};
use lianxin_model::document::{Flag, Record};
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::role::Role;
use lianxin_store::{Read, Row, Scope};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::conflicts::{ConflictView, conflicts_of};
use super::cursor;
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
    /// The values. ID numbers are masked.
    pub fields: F,
    /// Where people contradict each other.
    pub conflicts: Vec<ConflictView>,
    /// Values that were kept although their check fails.
    pub flags: Vec<Flag>,
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
    state
        .read_as(bearer, move |read, caller| {
            let query = params.query(Some(F::KIND), caller.scope(read)?)?;
            let total = if params.wants_count()? { Some(read.count(&query)?) } else { None };
            let page = read.list(&query)?;
            let mut people = People::new(read);
            let hands = people.hands(page.rows.iter().flat_map(|row| rival_actors(&row.record)))?;
            let next = page.next.and_then(|place| cursor::encode(&params.identity(), place));
            let rows = page
                .rows
                .into_iter()
                .map(|row| view(row, &hands, &mut people, caller.user.role))
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
            let row = in_scope(read, &caller.scope(read)?, F::KIND, id)?;
            let mut people = People::new(read);
            let hands = people.hands(rival_actors(&row.record))?;
            view(row, &hands, &mut people, caller.user.role).map(Json)
        })
        .await
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

fn view<F: Resource>(
    row: Row,
    hands: &HashMap<String, Hand>,
    people: &mut People<'_>,
    role: Role,
) -> Result<RecordView<F>, ApiError> {
    let conflicts = conflicts_of(&row.record, hands, people, role)?;
    let author = row.author.map(|author| people.person(author)).transpose()?.flatten();
    let mut record = row.record;
    mask_record(&mut record, role);
    Ok(RecordView {
        id: row.id,
        kind: row.kind,
        household: row.household,
        area: row.area,
        author,
        fields: record.view(),
        heads: record.heads,
        conflicts,
        flags: record.flags,
    })
}
