//! What is put on paper: logged before the page is shown printable, and marked with who and when.

use axum::Json;
use axum::extract::State;
use lianxin_model::ids::DocId;
use lianxin_model::limits::PRINT_ROWS_MAX;
use lianxin_model::weekly::Week;
use lianxin_store::{AccessKind, Read, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::columns::LISTS;
use super::names::Names;
use super::{describe, list_query, taken};
use crate::auth::{Bearer, Caller};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::rest::access_log::{self, Taken};
use crate::rest::params::{self, ListParams};
use crate::rest::people::Person;
use crate::rest::reports;
use crate::state::AppState;

/// What is to be printed, and why: one list, one record, or the report of a week.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrintRequest {
    /// A list: `households`, `persons`, `visits`, `diary-entries`, `cases` or `assistance`.
    #[serde(default)]
    pub list: Option<String>,
    /// The filters of the list, as it takes them; `area` also for a report.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub query: ListParams,
    /// A record: a household stands for its whole file.
    #[serde(default)]
    pub document: Option<DocId>,
    /// The report of this week, `2026-W47`.
    #[serde(default)]
    pub week: Option<String>,
    /// Why, for the access log; 4 to 500 characters.
    pub reason: String,
}

/// What stands on every page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PrintView {
    /// Who prints.
    pub by: Person,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The name of the area that it is of.
    pub area: String,
    /// The filters, as people read them, in Chinese.
    pub filter: String,
    /// How many rows a list has.
    pub rows: Option<u64>,
}

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(print))
}

/// Logs that something is printed, and answers what marks its pages. Only those who lead; 2,000 rows of a list at most.
#[utoipa::path(post, path = "/v1/prints", operation_id = "print", tag = "prints", request_body = PrintRequest,
    security(("bearer" = [])), responses((status = 200, body = PrintView)))]
async fn print(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<PrintRequest>,
) -> Result<Json<PrintView>, ApiError> {
    let now_ms = state.clock().now_ms();
    state
        .write_as(bearer, move |write, caller| {
            if !caller.user.role.leads() {
                return Err(ApiCode::Forbidden.into());
            }
            let reason = params::reason(&request.reason)?;
            let scope = caller.scope(write)?;
            let printing = Printing { read: write, caller, scope: &scope, now_ms };
            let (marks, taken) = printing.judge(&request, reason)?;
            access_log::put(write, caller, now_ms, taken)?;
            let by = Person { id: caller.user.id, name: caller.user.name.clone() };
            Ok(Json(PrintView { by, at_ms: now_ms, area: marks.area, filter: marks.filter, rows: marks.rows }))
        })
        .await
}

/// What marks pages beside who and when.
struct Marks {
    area: String,
    filter: String,
    rows: Option<u64>,
}

/// Who prints.
struct Printing<'a> {
    read: &'a dyn Read,
    caller: &'a Caller,
    scope: &'a Scope,
    now_ms: i64,
}

impl Printing<'_> {
    /// What is printed, and what is logged of it.
    fn judge<'r>(&self, request: &'r PrintRequest, reason: String) -> Result<(Marks, Taken<'r>), ApiError> {
        match (&request.list, request.document, &request.week) {
            (Some(word), None, None) => self.list(word, &request.query, reason),
            (None, Some(document), None) => {
                let row = self.read.show(document, self.scope)?.ok_or(ApiCode::NotFound)?;
                let lies_in = ListParams { area: row.area.clone(), ..ListParams::default() };
                let (_, area) = describe::area(self.read, &self.caller.user, &lies_in)?;
                let marks = Marks { area, filter: String::new(), rows: None };
                Ok((marks, Taken::of_record(AccessKind::Print, &row, reason)))
            }
            (None, None, Some(week)) => {
                let week: Week =
                    week.parse().map_err(|_| ApiError::from(ApiCode::BadFields).field("week", "not_a_week"))?;
                let area = reports::area_in_reach(self.read, &self.caller.user, request.query.area.as_deref())?;
                let taken = taken(AccessKind::Print, reports::LIST, area.code, week.to_string(), reason);
                Ok((Marks { area: area.name, filter: week.to_string(), rows: None }, taken))
            }
            _ => Err(ApiError::from(ApiCode::BadFields).field("list", "one_of")),
        }
    }

    fn list<'r>(&self, word: &'r str, params: &ListParams, reason: String) -> Result<(Marks, Taken<'r>), ApiError> {
        let list = LISTS.iter().find(|list| list.word == word);
        let list = list.ok_or_else(|| ApiError::from(ApiCode::BadFields).field("list", "unknown"))?;
        let rows = self.read.count(&list_query(self.read, list.kind, params, self.scope, self.now_ms)?)?;
        if rows > PRINT_ROWS_MAX {
            return Err(ApiError::from(ApiCode::TooManyRows).detail("rows", rows).detail("rows_max", PRINT_ROWS_MAX));
        }
        let (code, area) = describe::area(self.read, &self.caller.user, params)?;
        let mut names = Names::new(self.read, self.scope, self.caller.user.role);
        let filter = describe::filter(params, list.kind, &mut names)?;
        let taken = taken(AccessKind::Print, word, code, params.filters(), reason);
        Ok((Marks { area, filter, rows: Some(rows) }, Taken { rows: Some(rows), ..taken }))
    }
}
