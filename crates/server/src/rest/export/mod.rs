//! Lists as files: `POST /v1/…/export.xlsx`, with the filters of the list. One mechanism over all kinds; what stands in which
//! column says a table.
//!
//! Nothing is taken out without a row in the access log: it is durable before the first byte is answered. The rows are read
//! in a transaction that only reads, of one moment and as many as the log says, so that no device waits for an export.

mod book;
mod cells;
mod columns;
mod describe;
mod names;
mod print;
mod watch;

use std::ops::ControlFlow;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, header};
use lianxin_model::ids::Kind;
use lianxin_model::limits::EXPORT_ROWS_MAX;
use lianxin_store::{AccessKind, ListQuery, Read, Scope, Store};
use rust_xlsxwriter::XlsxError;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) use self::book::{Mark, Pages};
use self::cells::Line;
pub(super) use self::columns::Level;
use self::columns::{LISTS, List};
pub(super) use self::describe::{disposition, file_name};
pub(super) use self::names::Names;
pub(super) use self::print::routes as print_routes;
use self::watch::Watch;
use super::access_log::{self, Taken};
use super::cases;
use super::masking::mask_record;
use super::params::{self, ListParams, wrong};
use crate::auth::{Bearer, Caller};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::{JsonBody, QueryOf};
use crate::state::AppState;

/// What an .xlsx file is.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What a list is taken out for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportRequest {
    /// Why, for the access log and the file; 4 to 500 characters.
    pub reason: String,
}

/// A file with its name.
pub(super) type File = ([(HeaderName, String); 3], Vec<u8>);

/// A workbook as it is answered.
pub(super) fn file_of(disposition: String, bytes: Vec<u8>) -> File {
    let kept = (header::CACHE_CONTROL, "no-store".to_owned());
    ([(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, disposition), kept], bytes)
}

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(households))
        .routes(routes!(persons))
        .routes(routes!(visits))
        .routes(routes!(diary_entries))
        .routes(routes!(cases))
        .routes(routes!(assistance))
}

macro_rules! export {
    ($(#[$doc:meta])* $name:ident, $kind:expr, $path:literal, $operation:literal, $tag:literal) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, operation_id = $operation, tag = $tag, params(ListParams),
            request_body = ExportRequest, security(("bearer" = [])),
            responses((status = 200, description = "The file", body = Vec<u8>,
                content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
        async fn $name(
            State(state): State<AppState>,
            bearer: Bearer,
            QueryOf(params): QueryOf<ListParams>,
            JsonBody(request): JsonBody<ExportRequest>,
        ) -> Result<File, ApiError> {
            take_out(state, bearer, $kind, params, request).await
        }
    };
}

export!(
    /// Households as a file. Only those who lead; 100,000 rows at most.
    households, Kind::Household, "/v1/households/export.xlsx", "export_households", "households"
);
export!(
    /// People as a file, with the columns that a roster import knows. Only those who lead; 100,000 rows at most.
    persons, Kind::Person, "/v1/persons/export.xlsx", "export_persons", "persons"
);
export!(
    /// Visits as a file. Only those who lead; 100,000 rows at most.
    visits, Kind::Visit, "/v1/visits/export.xlsx", "export_visits", "visits"
);
export!(
    /// Diary entries that were handed in as a file. Only those who lead; 100,000 rows at most.
    diary_entries, Kind::DiaryEntry, "/v1/diary-entries/export.xlsx", "export_diary_entries", "diary-entries"
);
export!(
    /// Cases as a file. Only those who lead; 100,000 rows at most.
    cases, Kind::Case, "/v1/cases/export.xlsx", "export_cases", "cases"
);
export!(
    /// Assistance as a file. Only those who lead; 100,000 rows at most.
    assistance, Kind::Assistance, "/v1/assistance/export.xlsx", "export_assistance", "assistance"
);

async fn take_out(
    state: AppState,
    bearer: Bearer,
    kind: Kind,
    params: ListParams,
    request: ExportRequest,
) -> Result<File, ApiError> {
    let reason = params::reason(&request.reason)?;
    let list = LISTS.iter().find(|list| list.kind == kind).ok_or(ApiCode::NotFound)?;
    for (name, given) in [("limit", &params.limit), ("cursor", &params.cursor), ("count", &params.count)] {
        if given.is_some() {
            return Err(wrong(name, "not_here"));
        }
    }
    // A file takes seconds and some tens of megabytes: whoever comes while others are made waits.
    let place = Arc::clone(state.exports()).acquire_owned().await.map_err(|_| ApiCode::Overloaded)?;
    let watch = Watch::new();
    let (store, now_ms, left) = (Arc::clone(state.store()), state.clock().now_ms(), watch.left());
    state
        .read_as(bearer, move |read, caller| {
            let _place = place;
            let export = Export { read, caller, list, params: &params, reason: &reason, now_ms };
            export.make(store.as_ref(), &|| left.is_gone())
        })
        .await
}

/// One list that is taken out.
struct Export<'a> {
    read: &'a dyn Read,
    caller: &'a Caller,
    list: &'a List,
    params: &'a ListParams,
    reason: &'a str,
    now_ms: i64,
}

impl Export<'_> {
    fn make(&self, store: &dyn Store, is_left: &dyn Fn() -> bool) -> Result<File, ApiError> {
        if !self.caller.user.role.leads() {
            return Err(ApiCode::Forbidden.into());
        }
        let scope = self.caller.scope(self.read)?;
        let query = self.query(&scope)?;
        let rows = self.read.count(&query)?;
        if rows > u64::from(EXPORT_ROWS_MAX) {
            return Err(ApiError::from(ApiCode::TooManyRows).detail("rows", rows).detail("rows_max", EXPORT_ROWS_MAX));
        }
        let (area, area_name) = describe::area(self.read, &self.caller.user, self.params)?;
        let mut names = Names::new(self.read, &scope, self.caller.user.role);
        let mark = Mark {
            who: self.caller.user.name.clone(),
            at_ms: self.now_ms,
            scope: area_name,
            filter: describe::filter(self.params, self.list.kind, &mut names)?,
            rows: Some(rows),
            reason: self.reason.to_owned(),
        };
        self.log(store, area, rows)?;
        let bytes = self.write(&query, &mut names, &mark, is_left)?;
        let name = file_name(&mark.scope, self.list.title, self.now_ms);
        Ok(file_of(disposition(self.list.word, &name, self.now_ms), bytes))
    }

    fn query(&self, scope: &Scope) -> Result<ListQuery, ApiError> {
        let query = list_query(self.read, self.list.kind, self.params, scope, self.now_ms)?;
        Ok(ListQuery { limit: EXPORT_ROWS_MAX, after: None, ..query })
    }

    fn log(&self, store: &dyn Store, area: String, rows: u64) -> Result<(), ApiError> {
        let mut write = store.write()?;
        let taken = taken(AccessKind::Export, self.list.word, area, self.params.filters(), self.reason.to_owned());
        access_log::put(write.as_mut(), self.caller, self.now_ms, Taken { rows: Some(rows), ..taken })?;
        Ok(write.commit()?)
    }

    fn write(
        &self,
        query: &ListQuery,
        names: &mut Names<'_>,
        mark: &Mark,
        is_left: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, ApiError> {
        let mut pages = Pages::begin(self.list.title, mark).map_err(unwritten)?;
        let columns: Vec<(&str, u8)> = self.list.columns.iter().map(|column| (column.title, column.width)).collect();
        let mut sheet = pages.head(self.list.title, &columns, mark).map_err(unwritten)?;
        let mut went: Result<(), ApiError> = Ok(());
        self.read.walk(query, &mut |mut row| {
            let masked = mask_record(&mut row.record, self.caller.user.role);
            let line = Line { row: &row, masked: &masked };
            let cells =
                self.list.columns.iter().map(|column| line.cell(column.source, names)).collect::<Result<Vec<_>, _>>();
            went = cells.and_then(|cells| sheet.push(&cells).map_err(unwritten));
            if went.is_err() || is_left() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        went?;
        if is_left() {
            return Err(ApiCode::Deadline.into());
        }
        pages.finish(mark).map_err(unwritten)
    }
}

/// A list that is taken out or printed, for the log.
pub(super) fn taken(kind: AccessKind, list: &str, area: String, query: String, reason: String) -> Taken<'_> {
    let (area, list, query) = (Some(area), Some(list), Some(query));
    Taken { kind, document: None, area, field: None, list, query, rows: None, reason }
}

/// The query of a list, as its own address takes it.
fn list_query(
    read: &dyn Read,
    kind: Kind,
    params: &ListParams,
    scope: &Scope,
    now_ms: i64,
) -> Result<ListQuery, ApiError> {
    let today = cases::today(now_ms)?;
    match kind {
        Kind::Case => cases::query(read, params, scope.clone(), today),
        kind => params.query(Some(kind), scope.clone(), today),
    }
}

/// The library names files and cells in its errors, never what stands in them.
pub(super) fn unwritten(error: XlsxError) -> ApiError {
    tracing::error!(%error, "a workbook could not be written");
    ApiCode::Internal.into()
}
