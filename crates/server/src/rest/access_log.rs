//! Who was shown what is masked, who exported and who printed, and why: written beside the answer, read by those who watch.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::role::Role;
use lianxin_model::{catalogue, check, limits, moment};
use lianxin_store::{Access, AccessKind, AccessQuery, NewAccess, Read, Row, Write};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::people::{People, Person};
use super::record::PageView;
use super::{cursor, params};
use crate::auth::{Bearer, Caller};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::QueryOf;
use crate::state::AppState;

/// What somebody takes, for the log. No value, nobody's name: of a search its words are left out
/// ([`params::ListParams::filters`]).
#[derive(Debug)]
pub(super) struct Taken<'a> {
    pub(super) kind: AccessKind,
    pub(super) document: Option<(DocId, Kind)>,
    /// Where the record lies, or of which area the list is.
    pub(super) area: Option<String>,
    pub(super) field: Option<&'a str>,
    /// The list's name, as in its address: `households`, `cases`.
    pub(super) list: Option<&'a str>,
    pub(super) query: Option<String>,
    pub(super) rows: Option<u64>,
    /// As [`params::reason`] gives it.
    pub(super) reason: String,
}

impl Taken<'_> {
    /// One record, or something of it.
    pub(super) fn of_record(kind: AccessKind, row: &Row, reason: String) -> Self {
        let document = Some((row.id, row.kind));
        Self { kind, document, area: row.area.clone(), field: None, list: None, query: None, rows: None, reason }
    }
}

/// Writes it into the log, in the transaction of the answer: what cannot be logged is not given.
pub(super) fn put(write: &mut dyn Write, caller: &Caller, now_ms: i64, taken: Taken<'_>) -> Result<(), ApiError> {
    write.put_access(&NewAccess {
        at_ms: now_ms,
        user: caller.user.id,
        kind: taken.kind,
        document: taken.document.map(|(id, _)| id),
        document_kind: taken.document.map(|(_, kind)| kind),
        area: taken.area,
        field: taken.field.map(str::to_owned),
        list: taken.list.map(str::to_owned),
        query: taken.query,
        rows: taken.rows,
        reason: taken.reason,
    })?;
    Ok(())
}

/// Which accesses.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccessParams {
    /// Only this person's.
    pub user: Option<String>,
    /// `unmask`, `export` or `print`.
    pub kind: Option<String>,
    /// Only to this record.
    pub document: Option<String>,
    /// From this day on, `YYYY-MM-DD`.
    pub date_from: Option<String>,
    /// To this day, inclusive.
    pub date_to: Option<String>,
    /// `true`: the answer says how many there are in all.
    pub count: Option<String>,
    /// Rows of a page, at most 200.
    pub limit: Option<String>,
    /// `next` of the page before, with the same other parameters.
    pub cursor: Option<String>,
}

/// One access.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessView {
    /// Its number.
    pub seq: u64,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// Who.
    pub by: Option<Person>,
    /// `unmask`, `export` or `print`.
    pub kind: &'static str,
    /// The record; none for a list.
    pub document: Option<DocId>,
    /// What it is.
    pub document_kind: Option<Kind>,
    /// Division code of the area that it lay in, or that the list was of.
    pub area: Option<String>,
    /// What that area is called today.
    pub area_name: Option<String>,
    /// The field that was shown.
    pub field: Option<String>,
    /// Its Chinese label.
    pub label: Option<&'static str>,
    /// Its English label.
    pub label_en: Option<&'static str>,
    /// The list that was taken out: `households`, `cases`, …
    pub list: Option<String>,
    /// Its filters as JSON, without the words that were searched for.
    pub query: Option<String>,
    /// How many rows that were.
    pub rows: Option<u64>,
    /// The reason that they gave.
    pub reason: String,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Who was shown what is masked, exported or printed, the newest first: of the people in the area of the reader's account.
/// For auditors and administrators.
#[utoipa::path(get, path = "/v1/access-log", operation_id = "list_accesses", tag = "disclosures", params(AccessParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<AccessView>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<AccessParams>,
) -> Result<Json<PageView<AccessView>>, ApiError> {
    state
        .read_as(bearer, move |read, caller| {
            if !matches!(caller.user.role, Role::Admin | Role::Auditor) {
                return Err(ApiCode::Forbidden.into());
            }
            let query = params.query(caller)?;
            let total = match params::flag("count", params.count.as_deref())? {
                true => Some(read.count_accesses(&query)?),
                false => None,
            };
            // One more than shown tells whether there is a next page.
            let rows_max = query.limit as usize;
            let mut found = read.accesses(&AccessQuery { limit: query.limit + 1, ..query })?;
            let more = found.len() > rows_max;
            found.truncate(rows_max);
            let next = found.last().filter(|_| more);
            let next = next.and_then(|last| cursor::encode(&params.identity(), last.seq));
            let mut names = Names { read, people: People::new(read), areas: BTreeMap::new() };
            let rows = found.into_iter().map(|access| names.view(access)).collect::<Result<_, _>>()?;
            Ok(Json(PageView { rows, next, total }))
        })
        .await
}

impl AccessParams {
    fn query(&self, caller: &Caller) -> Result<AccessQuery, ApiError> {
        let day = |field: &str, text: &Option<String>, plus: i64| {
            let wrong = || params::wrong(field, "not_a_day");
            let day = text.as_deref().map(|text| check::date(text, None).map_err(|_| wrong())).transpose()?;
            let ms = day.map(|day| moment::day_begins_ms(day).ok_or_else(wrong)).transpose()?;
            Ok::<_, ApiError>(ms.map(|ms| ms.saturating_add(plus)))
        };
        let kind = self.kind.as_deref();
        Ok(AccessQuery {
            within: Some(caller.user.area.clone()),
            user: self.user.as_deref().map(|text| params::id("user", text)).transpose()?,
            kind: kind.map(|word| AccessKind::from_word(word).ok_or(params::wrong("kind", "unknown"))).transpose()?,
            document: self.document.as_deref().map(|text| params::id("document", text)).transpose()?,
            from_ms: day("date_from", &self.date_from, 0)?,
            before_ms: day("date_to", &self.date_to, moment::DAY_MS)?,
            before_seq: self.cursor.as_deref().map(|text| cursor::decode(&self.identity(), text)).transpose()?,
            limit: params::limit(self.limit.as_deref(), limits::PAGE_ROWS_DEFAULT)?,
        })
    }

    fn identity(&self) -> String {
        let same = Self { cursor: None, limit: None, count: None, ..self.clone() };
        format!("access {}", serde_json::to_string(&same).unwrap_or_default())
    }
}

struct Names<'a> {
    read: &'a dyn Read,
    people: People<'a>,
    areas: BTreeMap<String, Option<String>>,
}

impl Names<'_> {
    fn view(&mut self, Access { seq, what }: Access) -> Result<AccessView, ApiError> {
        let known = what.document_kind.zip(what.field.as_deref());
        let field = known.and_then(|(kind, path)| catalogue::field(kind, path));
        Ok(AccessView {
            seq,
            at_ms: what.at_ms,
            by: self.people.person(what.user)?,
            kind: what.kind.word(),
            document: what.document,
            document_kind: what.document_kind,
            area_name: what.area.as_deref().map(|code| self.area(code)).transpose()?.flatten(),
            area: what.area,
            label: field.map(|field| field.zh),
            label_en: field.map(|field| field.en),
            field: what.field,
            list: what.list,
            query: what.query,
            rows: what.rows,
            reason: what.reason,
        })
    }

    fn area(&mut self, code: &str) -> Result<Option<String>, ApiError> {
        if !self.areas.contains_key(code) {
            let name = self.read.area(code)?.map(|area| area.name);
            self.areas.insert(code.to_owned(), name);
        }
        Ok(self.areas.get(code).cloned().flatten())
    }
}
