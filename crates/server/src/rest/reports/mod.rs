//! 每周一报: the figures of one area and week, words that are drafted from them, and the text as somebody saved it.
//!
//! A saving names the version that its writer had before them. Where somebody else saved meanwhile it is refused, and both
//! texts are there to be put together: the one in the writer's page, the other here. No saving is ever overwritten.

mod figures;
mod sheet;

use axum::Json;
use axum::extract::State;
use lianxin_model::deadline::Deadlines;
use lianxin_model::weekly::{self, Data, Figures, Matters, Week};
use lianxin_model::{check, limits, moment};
use lianxin_store::{Area, NewReport, Read, Report, User};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cases::work::deadlines;
use super::export::Names;
use super::params::{self, wrong};
use super::people::{People, Person};
use super::record::PageView;
use crate::auth::{Bearer, Caller};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::{JsonBody, QueryOf};
use crate::state::AppState;

pub(super) use self::sheet::routes as file_routes;

/// The word by which the access log names a report.
pub(super) const LIST: &str = "weekly-report";

/// Which report.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportParams {
    /// Division code; the reader's own area without it.
    pub area: Option<String>,
    /// ISO week, `2026-W47`; this week without it.
    pub week: Option<String>,
}

/// The report of one area and week.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportView {
    /// Division code.
    pub area: String,
    /// Its name.
    pub area_name: String,
    /// ISO week.
    pub week: String,
    /// Its Monday.
    pub from: String,
    /// Its Sunday.
    pub to: String,
    /// The week before.
    pub previous: String,
    /// The week after; none for the week that is under way.
    pub next: Option<String>,
    /// What is counted.
    pub figures: Figures,
    /// Registered in the week, the last first.
    pub registered: Matters,
    /// Resolved in the week, the last first.
    pub settled: Matters,
    /// Open now and beyond their time.
    pub overdue: Matters,
    /// What is drafted from all that, in Chinese.
    pub draft: String,
    /// The same in English.
    pub draft_en: String,
    /// The text that was saved last, if one was.
    pub saved: Option<SavedView>,
}

/// A text as it was saved.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SavedView {
    /// Which saving, from 1.
    pub version: u32,
    /// The text.
    pub text: String,
    /// Who saved it.
    pub by: Option<Person>,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
}

/// A text to be saved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaveRequest {
    /// The text.
    pub text: String,
    /// The version that its writer had before them; 0 where none was saved.
    pub version: u32,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(show, save)).routes(routes!(versions))
}

/// The report of an area and week. Only those who lead, in their area.
#[utoipa::path(get, path = "/v1/reports/weekly", operation_id = "show_weekly_report", tag = "reports", params(ReportParams),
    security(("bearer" = [])), responses((status = 200, body = ReportView)))]
async fn show(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ReportParams>,
) -> Result<Json<ReportView>, ApiError> {
    let now_ms = state.clock().now_ms();
    state
        .read_as(bearer, move |read, caller| Ok(Json(Asked::of(read, caller, &params, now_ms)?.view(read, caller)?)))
        .await
}

/// Saves the text of a report. Answers `report_changed` where somebody saved another one since the version that is named; the
/// same text again changes nothing.
#[utoipa::path(put, path = "/v1/reports/weekly", operation_id = "save_weekly_report", tag = "reports", params(ReportParams),
    request_body = SaveRequest, security(("bearer" = [])), responses((status = 200, body = SavedView)))]
async fn save(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ReportParams>,
    JsonBody(request): JsonBody<SaveRequest>,
) -> Result<Json<SavedView>, ApiError> {
    let unfit = |code| ApiError::from(ApiCode::BadFields).field("text", code);
    if request.text.trim().is_empty() {
        return Err(unfit("required"));
    }
    check::prose(&request.text).map_err(|problem| unfit(problem.code()))?;
    let now_ms = state.clock().now_ms();
    state
        .write_as(bearer, move |write, caller| {
            let asked = Asked::of(write, caller, &params, now_ms)?;
            let (area, week) = (asked.area.code.as_str(), asked.week.to_string());
            let last = write.report(area, &week)?;
            let version = last.as_ref().map_or(0, |last| last.version);
            if last.as_ref().is_none_or(|last| last.text != request.text) {
                if version != request.version {
                    return Err(ApiError::from(ApiCode::ReportChanged).detail("version", version));
                }
                let (text, user) = (request.text.as_str(), caller.user.id);
                write.put_report(&NewReport { area, week: &week, text, user, at_ms: now_ms })?;
            }
            let saved = write.report(area, &week)?.ok_or(ApiCode::Internal)?;
            Ok(Json(saved_view(saved, &mut People::new(&*write))?))
        })
        .await
}

/// Every text of a report that was saved, the last first; 50 at most.
#[utoipa::path(get, path = "/v1/reports/weekly/versions", operation_id = "list_weekly_report_versions", tag = "reports",
    params(ReportParams), security(("bearer" = [])), responses((status = 200, body = PageView<SavedView>)))]
async fn versions(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<ReportParams>,
) -> Result<Json<PageView<SavedView>>, ApiError> {
    let now_ms = state.clock().now_ms();
    state
        .read_as(bearer, move |read, caller| {
            let Asked { area, week, .. } = Asked::of(read, caller, &params, now_ms)?;
            let mut people = People::new(read);
            let kept = read.report_versions(&area.code, &week.to_string(), limits::REPORT_VERSIONS_MAX)?;
            let rows = kept.into_iter().map(|report| saved_view(report, &mut people)).collect::<Result<_, _>>()?;
            Ok(Json(PageView { rows, next: None, total: None }))
        })
        .await
}

fn saved_view(report: Report, people: &mut People<'_>) -> Result<SavedView, ApiError> {
    let Report { version, text, user, at_ms } = report;
    Ok(SavedView { version, text, by: people.person(user)?, at_ms })
}

/// The area that a report is of: one that lies in the area of somebody who leads. What is foreign is answered like what does
/// not exist.
pub(super) fn area_in_reach(read: &dyn Read, user: &User, area: Option<&str>) -> Result<Area, ApiError> {
    if !user.role.leads() {
        return Err(ApiCode::Forbidden.into());
    }
    let code = area.map(params::area).transpose()?.unwrap_or_else(|| user.area.clone());
    let area = read.area(&code)?.ok_or(ApiCode::NotFound)?;
    let scope = read.reader_scope(user.id)?;
    let mut within = scope.everything;
    for led in &scope.areas {
        within = within || read.area_within(&area.code, led)?;
    }
    if within { Ok(area) } else { Err(ApiCode::NotFound.into()) }
}

/// The report that is asked for.
struct Asked {
    area: Area,
    week: Week,
    this_week: Week,
    today: moment::Date,
    deadlines: Deadlines,
}

impl Asked {
    fn of(read: &dyn Read, caller: &Caller, params: &ReportParams, now_ms: i64) -> Result<Self, ApiError> {
        let today = moment::day_in_china(now_ms).ok_or(ApiCode::Internal)?;
        let this_week = Week::of(today);
        let week = match &params.week {
            Some(text) => text.parse().map_err(|_| wrong("week", "not_a_week"))?,
            None => this_week,
        };
        let area = area_in_reach(read, &caller.user, params.area.as_deref())?;
        Ok(Self { area, week, this_week, today, deadlines: deadlines(read)? })
    }

    fn view(self, read: &dyn Read, caller: &Caller) -> Result<ReportView, ApiError> {
        let scope = caller.scope(read)?;
        let gathered = figures::gather(&mut Names::new(read, &scope, caller.user.role), &scope, &self)?;
        let figures::Gathered { figures, registered, settled, overdue } = gathered;
        let (draft, draft_en) = {
            let (area, week) = (self.area.name.as_str(), self.week);
            let (figures, registered, settled, overdue) = (&figures, &registered, &settled, &overdue);
            let data = Data { area, week, figures, registered, settled, overdue };
            (weekly::zh(&data), weekly::en(&data))
        };
        let saved = read.report(&self.area.code, &self.week.to_string())?;
        let (from, to) = self.week.days();
        Ok(ReportView {
            week: self.week.to_string(),
            from: from.to_string(),
            to: to.to_string(),
            previous: self.week.before().to_string(),
            next: (self.week < self.this_week).then(|| self.week.after().to_string()),
            area: self.area.code,
            area_name: self.area.name,
            figures,
            registered,
            settled,
            overdue,
            draft,
            draft_en,
            saved: saved.map(|saved| saved_view(saved, &mut People::new(read))).transpose()?,
        })
    }
}
