//! Where people contradict each other: both values, who and when.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::{self, CaseView};
use lianxin_model::course;
use lianxin_model::document::Record;
use lianxin_model::ids::{DocId, EntryId, Kind};
use lianxin_model::role::Role;
use lianxin_model::value::Value;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cursor;
use super::masking::mask_value;
use super::params::ListParams;
use super::people::{Hand, People, Person};
use super::record::{PageView, Resource, in_scope, rival_actors};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::QueryOf;
use crate::state::AppState;

/// One place of a record with more than one value.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConflictView {
    /// The field; `status` for steps of a case that contradict each other.
    pub field: String,
    /// Its Chinese label.
    pub label: String,
    /// Its English label.
    pub label_en: String,
    /// Key within a map; none for a single value.
    pub key: Option<String>,
    /// The values, the one that is shown meanwhile first.
    pub rivals: Vec<RivalView>,
}

/// One of the values.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RivalView {
    /// The value; of a step its kind. ID numbers are masked.
    pub value: Value,
    /// Who set it.
    pub by: Option<Hand>,
    /// When, by the writer's clock, seconds since 1970; none for a step, which has a day.
    pub time_s: Option<i64>,
    /// The step of a case's course.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<EntryId>,
}

/// The conflicts of one record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConflictsView {
    /// The record.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// What a list shows of it.
    pub title: String,
    /// The household that it belongs to.
    pub household: Option<DocId>,
    /// Division code of the area that it lies in.
    pub area: Option<String>,
    /// Who wrote it, where that matters.
    pub author: Option<Person>,
    /// The conflicts.
    pub conflicts: Vec<ConflictView>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_all))
}

/// Every record in the reader's scope in which people contradict each other.
#[utoipa::path(get, path = "/v1/conflicts", tag = "conflicts", params(ListParams), security(("bearer" = [])),
    responses((status = 200, body = PageView<ConflictsView>)))]
async fn list_all(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ListParams>,
) -> Result<Json<PageView<ConflictsView>>, ApiError> {
    let now_ms = state.clock().now_ms();
    state
        .read_as(bearer, move |read, caller| {
            let mut query = params.query(None, caller.scope(read)?, now_ms)?;
            query.conflicts_only = true;
            let total = if params.wants_count()? { Some(read.count(&query)?) } else { None };
            let page = read.list(&query)?;
            let mut people = People::new(read);
            let hands = people.hands(page.rows.iter().flat_map(|row| rival_actors(&row.record)))?;
            let next = page.next.and_then(|place| cursor::encode(&params.identity(), place));
            let rows = page
                .rows
                .into_iter()
                .map(|row| whole(row, &hands, &mut people, caller.user.role))
                .collect::<Result<_, _>>()?;
            Ok(Json(PageView { rows, next, total }))
        })
        .await
}

/// The conflicts of one record in the reader's scope.
pub(super) async fn of_one<F: Resource>(
    state: AppState,
    bearer: Bearer,
    id: DocId,
) -> Result<Json<ConflictsView>, ApiError> {
    state
        .read_as(bearer, move |read, caller| {
            let row = in_scope(read, &caller.scope(read)?, F::KIND, id)?;
            let mut people = People::new(read);
            let hands = people.hands(rival_actors(&row.record))?;
            whole(row, &hands, &mut people, caller.user.role).map(Json)
        })
        .await
}

fn whole(
    row: lianxin_store::Row,
    hands: &HashMap<String, Hand>,
    people: &mut People<'_>,
    role: Role,
) -> Result<ConflictsView, ApiError> {
    Ok(ConflictsView {
        id: row.id,
        kind: row.kind,
        household: row.household,
        area: row.area,
        author: row.author.map(|author| people.person(author)).transpose()?.flatten(),
        conflicts: conflicts_of(&row.record, hands, people, role)?,
        title: row.title,
    })
}

/// The conflicts of a record, with names and as this role sees the values.
pub(super) fn conflicts_of(
    record: &Record,
    hands: &HashMap<String, Hand>,
    people: &mut People<'_>,
    role: Role,
) -> Result<Vec<ConflictView>, ApiError> {
    let mut conflicts: Vec<ConflictView> = record
        .conflicts
        .iter()
        .map(|conflict| {
            let field = catalogue::field(record.kind, &conflict.field);
            let rivals = conflict.rivals.iter().map(|rival| RivalView {
                value: mask_value(record.kind, &conflict.field, role, rival.value.clone()),
                by: hands.get(&rival.actor).cloned(),
                time_s: Some(rival.time_s),
                step: None,
            });
            ConflictView {
                field: conflict.field.clone(),
                label: field.map_or_else(String::new, |field| field.zh.to_owned()),
                label_en: field.map_or_else(String::new, |field| field.en.to_owned()),
                key: conflict.key.clone(),
                rivals: rivals.collect(),
            }
        })
        .collect();
    if record.kind == Kind::Case {
        conflicts.extend(of_course(&record.view(), people)?);
    }
    Ok(conflicts)
}

/// The steps of a case that were taken at the same time and contradict each other.
fn of_course(case: &CaseView, people: &mut People<'_>) -> Result<Option<ConflictView>, ApiError> {
    let course = course::fold(&case.events);
    if !course.contradicted {
        return Ok(None);
    }
    let ends = case.events.iter().filter(|event| event.id.is_some_and(|id| course.frontier.contains(&id)));
    let mut rivals = Vec::new();
    for event in ends {
        let by = event.by.map(|by| people.person(by)).transpose()?.flatten();
        rivals.push(RivalView {
            value: Value::from(event.kind.as_deref().unwrap_or_default()),
            by: by.map(|person| Hand { id: person.id, name: person.name, device: None }),
            time_s: None,
            step: event.id,
        });
    }
    Ok(Some(ConflictView {
        field: "status".to_owned(),
        label: "办理状态".to_owned(),
        label_en: "Status".to_owned(),
        key: None,
        rivals,
    }))
}
