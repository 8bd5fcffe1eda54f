//! A week's report as a file: the text on one sheet, figures and matters on others, and who took it out.

use std::sync::Arc;

use axum::extract::State;
use lianxin_model::catalogue::{LEDGERS, VISIT_KINDS};
use lianxin_model::value::Choice;
use lianxin_model::weekly::Matter;
use lianxin_store::{AccessKind, Store};
use rust_xlsxwriter::XlsxError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, LIST, ReportParams, ReportView};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, QueryOf};
use crate::rest::export::{ExportRequest, File, Mark, Pages, disposition, file_name, file_of, taken, unwritten};
use crate::rest::{access_log, params};
use crate::state::AppState;

const TITLE: &str = "每周一报";

pub(in crate::rest) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(export))
}

/// The report of an area and week as a file: the text as it was saved, or as it is drafted.
#[utoipa::path(post, path = "/v1/reports/weekly/export.xlsx", operation_id = "export_weekly_report", tag = "reports",
    params(ReportParams), request_body = ExportRequest, security(("bearer" = [])),
    responses((status = 200, description = "The file", body = Vec<u8>,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
async fn export(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(asked): QueryOf<ReportParams>,
    JsonBody(request): JsonBody<ExportRequest>,
) -> Result<File, ApiError> {
    let reason = params::reason(&request.reason)?;
    let (store, now_ms): (Arc<dyn Store>, i64) = (Arc::clone(state.store()), state.clock().now_ms());
    state
        .read_as(bearer, move |read, caller| {
            let report = Asked::of(read, caller, &asked, now_ms)?.view(read, caller)?;
            let mark = Mark {
                who: caller.user.name.clone(),
                at_ms: now_ms,
                scope: report.area_name.clone(),
                filter: format!("{}（{} 至 {}）", report.week, report.from, report.to),
                rows: None,
                reason: reason.clone(),
            };
            let taken = taken(AccessKind::Export, LIST, report.area.clone(), report.week.clone(), reason);
            let mut write = store.write()?;
            access_log::put(write.as_mut(), caller, now_ms, taken)?;
            write.commit()?;
            let bytes = pages(&report, &mark).map_err(unwritten)?;
            let name = file_name(&report.area_name, &format!("{TITLE}{}", report.week), now_ms);
            Ok(file_of(disposition(LIST, &name, now_ms), bytes))
        })
        .await
}

fn pages(report: &ReportView, mark: &Mark) -> Result<Vec<u8>, XlsxError> {
    let mut pages = Pages::begin(TITLE, mark)?;
    let text = report.saved.as_ref().map_or(report.draft.as_str(), |saved| saved.text.as_str());
    pages.sheet("报告", &[("报告", 90)], text.lines().map(|line| vec![line.to_owned()]), mark)?;
    let visits = report.figures.visits.iter();
    let visits = visits.map(|figure| vec![label(VISIT_KINDS, &figure.kind), figure.visits.to_string()]);
    let reached = vec!["走到（户）".to_owned(), report.figures.households_reached.to_string()];
    pages.sheet("走访", &[("走访方式", 16), ("次数", 10)], visits.chain([reached]), mark)?;
    let ledgers = report.figures.ledgers.iter().map(|figure| {
        let counts = [figure.registered, figure.settled, figure.open, figure.overdue];
        [label(LEDGERS, &figure.ledger)].into_iter().chain(counts.map(|count| count.to_string())).collect()
    });
    let columns = [("台账", 10), ("新登记", 10), ("办结", 10), ("未办结", 10), ("超期", 10)];
    pages.sheet("台账", &columns, ledgers, mark)?;
    let matters = [("新登记事项", &report.registered), ("办结事项", &report.settled), ("超期事项", &report.overdue)];
    for (name, matters) in matters {
        let columns = [("事项", 40), ("台账", 10), ("村", 16), ("办理状态", 12), ("登记日期", 14), ("办理期限", 14)];
        pages.sheet(name, &columns, matters.rows.iter().map(row), mark)?;
    }
    pages.finish(mark)
}

fn row(matter: &Matter) -> Vec<String> {
    vec![
        matter.title.clone(),
        label(LEDGERS, &matter.ledger),
        matter.place.clone(),
        matter.status.zh().to_owned(),
        matter.date.clone().unwrap_or_default(),
        matter.due.clone().unwrap_or_default(),
    ]
}

fn label(choices: &[Choice], word: &str) -> String {
    choices.iter().find(|choice| choice.word == word).map_or_else(|| word.to_owned(), |choice| choice.zh.to_owned())
}
