//! The ledgers by step: how many cases stand at each, how many of them are over their time, and the first of them.

use axum::Json;
use axum::extract::State;
use lianxin_model::course::Status;
use lianxin_model::limits;
use lianxin_store::{ListQuery, Sort, StatusCount};
use serde::Serialize;
use utoipa::ToSchema;

use super::work::{CaseDesk, CaseRecord, overdue};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::QueryOf;
use crate::rest::params::{ListParams, wrong};
use crate::state::AppState;

/// Rows of a column without a word about it.
const ROWS_DEFAULT: u32 = 20;

/// The ledgers by step.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoardView {
    /// Every step, in order.
    pub columns: Vec<BoardColumn>,
    /// The open cases of each ledger, whichever is asked for.
    pub ledgers: Vec<LedgerCount>,
}

/// The cases of one step.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoardColumn {
    /// The step.
    pub status: Status,
    /// How many cases stand there.
    pub cases: u64,
    /// How many of them are over their time.
    pub overdue: u64,
    /// The first of them: those that wait longest.
    pub rows: Vec<CaseRecord>,
}

/// How many cases of a ledger are open.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LedgerCount {
    /// `livelihood`, `hardship` or `dispute`.
    pub ledger: String,
    /// Open cases.
    pub open: u64,
    /// How many of all its cases are over their time.
    pub overdue: u64,
}

/// The ledgers by step. Takes the filters of the list; `limit` is that of each step, at most 50.
#[utoipa::path(get, path = "/v1/cases/board", operation_id = "board_of_cases", tag = "cases", params(ListParams),
    security(("bearer" = [])), responses((status = 200, body = BoardView)))]
pub(super) async fn board(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ListParams>,
) -> Result<Json<BoardView>, ApiError> {
    let today = super::today(state.clock().now_ms())?;
    state
        .read_as(bearer, move |read, caller| {
            for (name, given) in [("status", &params.status), ("cursor", &params.cursor), ("sort", &params.sort)] {
                if given.is_some() {
                    return Err(wrong(name, "not_here"));
                }
            }
            let scope = caller.scope(read)?;
            let query = super::query(read, &params, scope.clone(), today)?;
            let limit = if params.limit.is_some() { query.limit } else { ROWS_DEFAULT };
            if limit > limits::BOARD_ROWS_MAX {
                return Err(wrong("limit", "out_of_range"));
            }
            let over = |query: &ListQuery| ListQuery { overdue: overdue(read, today).ok(), ..query.clone() };
            let all_ledgers = ListQuery { class: None, ..query.clone() };
            let (all, late) = (read.count_by_status(&all_ledgers)?, read.count_by_status(&over(&all_ledgers))?);
            let of_column = |counts: &[StatusCount], status: Status| -> u64 {
                let ledger = query.class.as_ref();
                let here = counts.iter().filter(|count| count.status == status.word());
                here.filter(|count| ledger.is_none() || count.ledger.as_ref() == ledger).map(|count| count.cases).sum()
            };
            let mut desk = CaseDesk::new(read, super::eyes(caller, &scope), today)?;
            let mut columns = Vec::with_capacity(Status::ALL.len());
            for status in Status::ALL {
                let (cases, overdue) = (of_column(&all, status), of_column(&late, status));
                let column =
                    ListQuery { status: Some(status.word().to_owned()), sort: Sort::Waiting, limit, ..query.clone() };
                let rows = if cases == 0 { Vec::new() } else { read.list(&column)?.rows };
                columns.push(BoardColumn { status, cases, overdue, rows: desk.cases(rows)? });
            }
            Ok(Json(BoardView { columns, ledgers: ledgers(&all, &late) }))
        })
        .await
}

fn ledgers(all: &[StatusCount], late: &[StatusCount]) -> Vec<LedgerCount> {
    let is_open = |word: &str| Status::ALL.iter().any(|status| status.word() == word && status.is_open());
    let count = |counts: &[StatusCount], ledger: &str, open_only: bool| {
        let of_ledger = counts.iter().filter(|count| count.ledger.as_deref() == Some(ledger));
        of_ledger.filter(|count| !open_only || is_open(&count.status)).map(|count| count.cases).sum()
    };
    let words = lianxin_model::catalogue::LEDGERS.iter().map(|ledger| ledger.word);
    let view = |word: &str| LedgerCount {
        ledger: word.to_owned(),
        open: count(all, word, true),
        overdue: count(late, word, false),
    };
    words.map(view).collect()
}
