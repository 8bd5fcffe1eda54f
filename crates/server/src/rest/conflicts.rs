//! Where people contradict each other: both values, who and when.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::{self, CaseView, Shape};
use lianxin_model::course;
use lianxin_model::document::{Conflict, Rival};
use lianxin_model::ids::{DocId, EntryId, Kind, UserId};
use lianxin_model::role::Role;
use lianxin_model::rules::{self, Settling, Writer};
use lianxin_model::value::{Type, Value};
use lianxin_store::{Read, Row, Scope};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cases;
use super::cursor;
use super::masking::{is_masked, mask_value};
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
    /// What the record is called that the key names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_name: Option<String>,
    /// The values, the one that is shown meanwhile first.
    pub rivals: Vec<RivalView>,
    /// Whether the reader sees less than the values: `POST /v1/disclosures` shows them.
    pub masked: bool,
    /// What the reader may do about it; steps of a case are settled by a step that follows them.
    pub settling: Settling,
}

/// One of the values.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RivalView {
    /// The value, as the reader's role sees it; of a step its kind.
    pub value: Value,
    /// What the record or account is called that the value names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who set it.
    pub by: Option<Hand>,
    /// When, by the writer's clock, seconds since 1970; none for a step, which has a day.
    pub time_s: Option<i64>,
    /// The step of a case's course.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<EntryId>,
}

impl RivalView {
    /// One of the values of a field, with this of it to be seen.
    pub(super) fn of(rival: &Rival, value: Value, hands: &HashMap<String, Hand>) -> Self {
        Self { value, name: None, by: hands.get(&rival.actor).cloned(), time_s: Some(rival.time_s), step: None }
    }
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
    /// The state that was read; what settles a conflict names it.
    pub heads: Vec<String>,
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
            let scope = caller.scope(read)?;
            let mut query = params.query(None, scope.clone(), cases::today(now_ms)?)?;
            query.conflicts_only = true;
            let total = if params.wants_count()? { Some(read.count(&query)?) } else { None };
            let page = read.list(&query)?;
            let mut people = People::new(read);
            let hands = people.hands(page.rows.iter().flat_map(|row| rival_actors(&row.record)))?;
            let next = page.next.and_then(|place| cursor::encode(&params.identity(), place));
            let eyes = Eyes { scope: &scope, user: caller.user.id, role: caller.user.role };
            let rows =
                page.rows.into_iter().map(|row| whole(row, &hands, &mut people, &eyes)).collect::<Result<_, _>>()?;
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
            let scope = caller.scope(read)?;
            let row = in_scope(read, &scope, F::KIND, id)?;
            let eyes = Eyes { scope: &scope, user: caller.user.id, role: caller.user.role };
            of_row(read, row, &eyes).map(Json)
        })
        .await
}

/// Who reads.
pub(super) struct Eyes<'a> {
    pub(super) scope: &'a Scope,
    pub(super) user: UserId,
    pub(super) role: Role,
}

/// The conflicts of a record that was read.
pub(super) fn of_row(read: &dyn Read, row: Row, eyes: &Eyes<'_>) -> Result<ConflictsView, ApiError> {
    let mut people = People::new(read);
    let hands = people.hands(rival_actors(&row.record))?;
    whole(row, &hands, &mut people, eyes)
}

fn whole(
    row: Row,
    hands: &HashMap<String, Hand>,
    people: &mut People<'_>,
    eyes: &Eyes<'_>,
) -> Result<ConflictsView, ApiError> {
    let author = row.author.map(|author| people.person(author)).transpose()?.flatten();
    let conflicts = conflicts_of(&row, hands, people, eyes)?;
    let (heads, title) = (row.record.heads, row.title);
    Ok(ConflictsView {
        id: row.id,
        kind: row.kind,
        household: row.household,
        area: row.area,
        author,
        heads,
        conflicts,
        title,
    })
}

/// The conflicts of a record, with names and as its reader sees the values.
pub(super) fn conflicts_of(
    row: &Row,
    hands: &HashMap<String, Hand>,
    people: &mut People<'_>,
    eyes: &Eyes<'_>,
) -> Result<Vec<ConflictView>, ApiError> {
    let mut conflicts = Vec::with_capacity(row.record.conflicts.len());
    for conflict in &row.record.conflicts {
        conflicts.push(of_field(row, conflict, hands, people, eyes)?);
    }
    if row.kind == Kind::Case {
        conflicts.extend(of_course(&row.record.view(), people)?);
    }
    Ok(conflicts)
}

fn of_field(
    row: &Row,
    conflict: &Conflict,
    hands: &HashMap<String, Hand>,
    people: &mut People<'_>,
    eyes: &Eyes<'_>,
) -> Result<ConflictView, ApiError> {
    let field = catalogue::field(row.kind, &conflict.field);
    let (key_type, value_type) = match field.map(|field| field.shape) {
        Some(Shape::One(value)) => (None, Some(value)),
        Some(Shape::Map(key, value)) => (Some(key), Some(value)),
        _ => (None, None),
    };
    let mut rivals = Vec::with_capacity(conflict.rivals.len());
    for rival in &conflict.rivals {
        let value = mask_value(row.kind, &conflict.field, eyes.role, rival.value.clone());
        let name = called(people, eyes.scope, value_type, value.text())?;
        rivals.push(RivalView { name, ..RivalView::of(rival, value, hands) });
    }
    let writer = Writer { user: eyes.user, leads: eyes.role.leads() };
    Ok(ConflictView {
        field: conflict.field.clone(),
        label: field.map_or_else(String::new, |field| field.zh.to_owned()),
        label_en: field.map_or_else(String::new, |field| field.en.to_owned()),
        key: conflict.key.clone(),
        key_name: called(people, eyes.scope, key_type, conflict.key.as_deref())?,
        rivals,
        masked: field.is_some_and(|field| is_masked(field, eyes.role)),
        settling: field.map_or(Settling::None, |field| rules::settling(row.kind, field, row.author, writer)),
    })
}

/// What a record or account is called, where a value is its id.
fn called(
    people: &mut People<'_>,
    scope: &Scope,
    value: Option<Type>,
    text: Option<&str>,
) -> Result<Option<String>, ApiError> {
    let Some(text) = text else { return Ok(None) };
    match value {
        Some(Type::User) => match text.parse() {
            Ok(user) => Ok(people.person(user)?.map(|person| person.name)),
            Err(_) => Ok(None),
        },
        Some(Type::Document(_) | Type::AnyDocument) => match text.parse() {
            Ok(document) => people.title(document, scope),
            Err(_) => Ok(None),
        },
        _ => Ok(None),
    }
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
            name: None,
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
        key_name: None,
        rivals,
        masked: false,
        settling: Settling::None,
    }))
}
