//! 台账事项: cases of the three ledgers.
//!
//! | file | does |
//! | --- | --- |
//! | `work` | what is to be known of a case to work on it |
//! | `board` | how many cases stand at each step, and the first of them |
//! | `steps` | the next step of one case |
//! | `fields` | deadline, lead, ledger, title, mediation |
//! | `assign` | many cases to one person |

mod assign;
mod board;
mod fields;
mod steps;
pub(super) mod work;

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::CaseView;
use lianxin_model::course::Status;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::moment::{self, Date};
use lianxin_store::{ListQuery, Read, Scope};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::conflicts::{self, ConflictsView, Eyes};
use super::cursor;
use super::history::{self, ChangeView, HistoryParams};
use super::params::{ListParams, RecordId};
use super::record::{PageView, in_scope};
use super::writing::Writing;
use crate::auth::{Bearer, Caller};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::QueryOf;
use crate::state::AppState;
use work::{CaseDesk, CaseRecord, overdue};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(board::board))
        .routes(routes!(assign::assign))
        .routes(routes!(show, fields::change))
        .routes(routes!(steps::step))
        .routes(routes!(history))
        .routes(routes!(conflicts))
}

/// Cases in the reader's scope.
#[utoipa::path(get, path = "/v1/cases", operation_id = "list_cases", tag = "cases", params(ListParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<CaseRecord>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ListParams>,
) -> Result<Json<PageView<CaseRecord>>, ApiError> {
    let today = today(state.clock().now_ms())?;
    state
        .read_as(bearer, move |read, caller| {
            let scope = caller.scope(read)?;
            let query = query(read, &params, scope.clone(), today)?;
            let total = if params.wants_count()? { Some(read.count(&query)?) } else { None };
            let page = read.list(&query)?;
            let next = page.next.and_then(|place| cursor::encode(&params.identity(), place));
            let rows = CaseDesk::new(read, eyes(caller, &scope), today)?.cases(page.rows)?;
            Ok(Json(PageView { rows, next, total }))
        })
        .await
}

/// One case.
#[utoipa::path(get, path = "/v1/cases/{id}", operation_id = "show_case", tag = "cases",
    params(("id" = String, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, body = CaseRecord)))]
async fn show(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<CaseRecord>, ApiError> {
    let today = today(state.clock().now_ms())?;
    state
        .read_as(bearer, move |read, caller| {
            let scope = caller.scope(read)?;
            shown(&mut CaseDesk::new(read, eyes(caller, &scope), today)?, read, &scope, id).map(Json)
        })
        .await
}

/// Who changed which field of one case, when, from what to what.
#[utoipa::path(get, path = "/v1/cases/{id}/history", operation_id = "history_of_case", tag = "cases",
    params(("id" = String, Path, description = "Its id"), HistoryParams), security(("bearer" = [])),
    responses((status = 200, body = PageView<ChangeView>)))]
async fn history(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    QueryOf(params): QueryOf<HistoryParams>,
) -> Result<Json<PageView<ChangeView>>, ApiError> {
    history::of_one::<CaseView>(state, bearer, id, params).await
}

/// Where people contradict each other in one case.
#[utoipa::path(get, path = "/v1/cases/{id}/conflicts", operation_id = "conflicts_of_case", tag = "cases",
    params(("id" = String, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, body = ConflictsView)))]
async fn conflicts(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<ConflictsView>, ApiError> {
    conflicts::of_one::<CaseView>(state, bearer, id).await
}

/// The query of a list of cases: with what only the county's rules and calendar say.
pub(super) fn query(read: &dyn Read, params: &ListParams, scope: Scope, today: Date) -> Result<ListQuery, ApiError> {
    let mut query = params.query(Some(Kind::Case), scope, today)?;
    if params.wants_open()? {
        let open = Status::ALL.iter().filter(|status| status.is_open());
        query.statuses = open.map(|status| status.word().to_owned()).collect();
    }
    if params.wants_overdue()? {
        query.overdue = Some(overdue(read, today)?);
    }
    Ok(query)
}

/// Today in China.
pub(super) fn today(now_ms: i64) -> Result<Date, ApiError> {
    moment::day_in_china(now_ms).ok_or_else(|| ApiCode::Internal.into())
}

fn eyes<'a>(caller: &Caller, scope: &'a Scope) -> Eyes<'a> {
    Eyes { scope, user: caller.user.id, role: caller.user.role }
}

fn shown(desk: &mut CaseDesk<'_>, read: &dyn Read, scope: &Scope, id: DocId) -> Result<CaseRecord, ApiError> {
    let row = in_scope(read, scope, Kind::Case, id)?;
    desk.cases(vec![row])?.pop().ok_or_else(|| ApiCode::NotFound.into())
}

/// A case as it is after what was written.
fn written(writing: &Writing<'_>, id: DocId) -> Result<CaseRecord, ApiError> {
    let (read, scope, today) = (writing.read(), &writing.scope, writing.today()?);
    let eyes = Eyes { scope, user: writing.user.id, role: writing.user.role };
    shown(&mut CaseDesk::new(read, eyes, today)?, read, scope, id)
}
