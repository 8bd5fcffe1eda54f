//! 通讯录: the people of the county's offices, for whoever picks somebody.
//!
//! Need to know: a supervisor or administrator sees those whom they work with, which are the people of their area and of the
//! places around it (the county's offices, to which a township hands cases on), and whoever answers for a household or place
//! in it. Who belongs to another township only is nobody's business here. Cadres have their colleagues on their phones.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use lianxin_model::ids::{UnitId, UserId};
use lianxin_model::role::Role;
use lianxin_model::{limits, search};
use lianxin_store::{PeopleQuery, Read, User};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::record::PageView;
use super::{cursor, params};
use crate::auth::{Bearer, Caller};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::QueryOf;
use crate::state::AppState;

/// Which people.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeopleParams {
    /// Part of a name, in characters, pinyin or initials; for administrators also the beginning of a login.
    pub q: Option<String>,
    /// Division code: only accounts that belong to this area or to what lies in it.
    pub area: Option<String>,
    /// Only this role.
    pub role: Option<String>,
    /// Only this office.
    pub unit: Option<String>,
    /// Administrators: `true` gives closed accounts too, `only` nothing else.
    pub closed: Option<String>,
    /// `true`: the answer says how many people there are in all.
    pub count: Option<String>,
    /// Rows of a page, at most 200.
    pub limit: Option<String>,
    /// `next` of the page before, with the same other parameters.
    pub cursor: Option<String>,
}

/// An office, as it is named beside a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct UnitRef {
    /// The office.
    pub id: UnitId,
    /// Its name.
    pub name: String,
}

/// Somebody of the county's offices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct DirectoryEntry {
    /// The account.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The word typed at the login; for administrators alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// What they are to the county.
    pub role: Role,
    /// Division code of the place that they belong to.
    pub area: String,
    /// Its name.
    pub area_name: String,
    /// Their office.
    pub unit: Option<UnitRef>,
    /// Whether the account is closed.
    pub closed: bool,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// People whom the reader works with, by area and id: see there who that is.
#[utoipa::path(get, path = "/v1/people", operation_id = "list_people", tag = "people", params(PeopleParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<DirectoryEntry>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<PeopleParams>,
) -> Result<Json<PageView<DirectoryEntry>>, ApiError> {
    state
        .read_as(bearer, move |read, caller| {
            if !caller.user.role.leads() {
                return Err(ApiCode::Forbidden.into());
            }
            page(read, caller, &params, entry).map(Json)
        })
        .await
}

/// One page of people, each as `view` shows them.
pub(super) fn page<T>(
    read: &dyn Read,
    caller: &Caller,
    params: &PeopleParams,
    mut view: impl FnMut(&mut Names<'_>, User, bool) -> Result<T, ApiError>,
) -> Result<PageView<T>, ApiError> {
    let query = query(read, caller, params)?;
    let rows_max = params::limit(params.limit.as_deref(), limits::PAGE_ROWS_DEFAULT)? as usize;
    // One more than shown tells whether there is a next page.
    let mut people = read.people(&query)?;
    let more = people.len() > rows_max;
    people.truncate(rows_max);
    let last = people.last().filter(|_| more).map(|last| (last.area.clone(), last.id));
    let next = last.and_then(|place| cursor::encode(&identity(params), place));
    let total = params::flag("count", params.count.as_deref())?.then(|| read.people_count(&query)).transpose()?;
    let mut names = Names::new(read);
    let administers = caller.user.role == Role::Admin;
    let rows = people.into_iter().map(|user| view(&mut names, user, administers)).collect::<Result<_, _>>()?;
    Ok(PageView { rows, next, total })
}

/// What is asked of the store, at most one row more than a page has.
pub(super) fn query(read: &dyn Read, caller: &Caller, params: &PeopleParams) -> Result<PeopleQuery, ApiError> {
    let administers = caller.user.role == Role::Admin;
    let disabled = match params.closed.as_deref() {
        None | Some("false") => Some(false),
        Some("true" | "only") if !administers => return Err(params::wrong("closed", "not_here")),
        Some("true") => None,
        Some("only") => Some(true),
        Some(_) => return Err(params::wrong("closed", "unknown")),
    };
    let role = params.role.as_deref().map(|word| Role::from_word(word).ok_or(params::wrong("role", "unknown")));
    let rows_max = params::limit(params.limit.as_deref(), limits::PAGE_ROWS_DEFAULT)?;
    Ok(PeopleQuery {
        id: None,
        near: near(read, &caller.user)?,
        area: params.area.as_deref().map(params::area).transpose()?,
        role: role.transpose()?,
        unit: params.unit.as_deref().map(|text| params::id("unit", text)).transpose()?,
        disabled,
        terms: params.q.as_deref().map(terms).transpose()?.unwrap_or_default(),
        by_login: administers,
        after: params.cursor.as_deref().map(|text| cursor::decode(&identity(params), text)).transpose()?,
        limit: rows_max.saturating_add(1),
    })
}

/// The area whose people somebody works with; none where that is everybody: near the whole county.
fn near(read: &dyn Read, user: &User) -> Result<Option<String>, ApiError> {
    Ok((read.area_path(&user.area)?.len() > 1).then(|| user.area.clone()))
}

/// The open account of somebody whom this person works with, as the directory shows them: a case handed to anybody else
/// would take a household's data where it is not needed.
pub(super) fn colleague(read: &dyn Read, user: &User, sought: UserId) -> Result<Option<User>, ApiError> {
    let query = PeopleQuery {
        id: Some(sought),
        near: near(read, user)?,
        disabled: Some(false),
        limit: 1,
        ..PeopleQuery::default()
    };
    Ok(read.people(&query)?.pop())
}

fn terms(typed: &str) -> Result<Vec<search::Term>, ApiError> {
    if typed.chars().count() > limits::QUERY_CHARS_MAX {
        return Err(params::wrong("q", "too_long"));
    }
    Ok(search::query(typed))
}

/// What makes the query this one and no other.
fn identity(params: &PeopleParams) -> String {
    let same = PeopleParams { cursor: None, limit: None, count: None, ..params.clone() };
    format!("people {}", serde_json::to_string(&same).unwrap_or_default())
}

fn entry(names: &mut Names<'_>, user: User, administers: bool) -> Result<DirectoryEntry, ApiError> {
    Ok(DirectoryEntry {
        id: user.id,
        area_name: names.area(&user.area)?,
        unit: user.unit.map(|unit| names.unit(unit)).transpose()?.flatten(),
        login: administers.then_some(user.login),
        name: user.name,
        role: user.role,
        area: user.area,
        closed: user.disabled,
    })
}

/// Looks names of places and offices up, each once.
pub(super) struct Names<'a> {
    read: &'a dyn Read,
    areas: HashMap<String, String>,
    units: HashMap<UnitId, Option<UnitRef>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(read: &'a dyn Read) -> Self {
        Self { read, areas: HashMap::new(), units: HashMap::new() }
    }

    pub(super) fn read(&self) -> &'a dyn Read {
        self.read
    }

    /// The name of a place; empty for one that is not there.
    pub(super) fn area(&mut self, code: &str) -> Result<String, ApiError> {
        if let Some(known) = self.areas.get(code) {
            return Ok(known.clone());
        }
        let name = self.read.area(code)?.map(|area| area.name).unwrap_or_default();
        self.areas.insert(code.to_owned(), name.clone());
        Ok(name)
    }

    pub(super) fn unit(&mut self, id: UnitId) -> Result<Option<UnitRef>, ApiError> {
        if let Some(known) = self.units.get(&id) {
            return Ok(known.clone());
        }
        let unit = self.read.unit(id)?.map(|unit| UnitRef { id, name: unit.name });
        self.units.insert(id, unit.clone());
        Ok(unit)
    }
}
