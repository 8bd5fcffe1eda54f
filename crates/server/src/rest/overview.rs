//! 总览: what waits in an area, each figure with its course where the data gives one. Counts households, cases and devices; no
//! figure is of a person.

use axum::Json;
use axum::extract::State;
use lianxin_model::due;
use lianxin_model::ids::Kind;
use lianxin_model::moment::{self, Date};
use lianxin_store::{CaseFigures, Daily, DayFigure, ListQuery, Read, Scope};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::areas::AreaView;
use super::cases::work;
use super::led;
use super::weeks::{self, Week};
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::QueryOf;
use crate::state::AppState;

/// After how many days without a home visit households are counted.
const UNSEEN_DAYS: [i32; 3] = [30, 60, 90];
/// After how many days without a word devices are counted.
const SILENT_DAYS: [i64; 2] = [7, 30];
const DAY_MS: i64 = 24 * 3_600 * 1_000;

/// Of which area.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OverviewParams {
    /// Division code; without one, the area of the account.
    pub area: Option<String>,
}

/// What waits in an area.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OverviewView {
    /// The area: everything counts that lies in it.
    pub area: AreaView,
    /// The day in China on which it was counted.
    pub today: String,
    /// The county's number at which it was counted: events of `/v1/live` with a higher one came later.
    pub seq: u64,
    /// 台账.
    pub cases: CasesFigures,
    /// 户.
    pub households: HouseholdsFigures,
    /// Records in which people contradict each other.
    pub conflicts: Vec<KindFigure>,
    /// Refused changes that wait for somebody's word.
    pub reviews: u64,
    /// Devices.
    pub devices: DevicesFigures,
}

/// Cases of an area.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CasesFigures {
    /// Open ones.
    pub open: u64,
    /// Over their time: by their own day, or by the county's rules for their step.
    pub overdue: u64,
    /// Open ones by ledger and step.
    pub steps: Vec<StepFigure>,
    /// Registered and resolved in each of the last weeks, the running one last. A case that was taken up again counts as open.
    pub weeks: Vec<CaseWeek>,
}

/// Open cases of one ledger at one step.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepFigure {
    /// `livelihood`, `hardship` or `dispute`; null where a case names none.
    pub ledger: Option<String>,
    /// The status.
    pub status: String,
    /// How many.
    pub cases: u64,
}

/// A week of cases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseWeek {
    /// Its Monday.
    pub from: String,
    /// Its Sunday, or today.
    pub to: String,
    /// Registered in it.
    pub opened: u64,
    /// Resolved in it.
    pub settled: u64,
}

/// Households of an area, merged ones counted once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HouseholdsFigures {
    /// All.
    pub households: u64,
    /// Without a contact cadre: nobody with an open account to whom the household itself is assigned.
    pub no_contact: u64,
    /// With open cases.
    pub open_cases: u64,
    /// Without a home visit for so many days, or ever.
    pub unseen: Vec<UnseenFigure>,
    /// The same by category; a household may be of several.
    pub categories: Vec<CategoryFigure>,
    /// The last weeks, the running one last.
    pub weeks: Vec<HouseholdWeek>,
}

/// Households that were not visited at home.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnseenFigure {
    /// For so many days.
    pub days: i32,
    /// How many.
    pub households: u64,
}

/// Households of one category.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CategoryFigure {
    /// 类别.
    pub category: String,
    /// All of it.
    pub households: u64,
    /// Those of it that were not visited at home.
    pub unseen: Vec<UnseenFigure>,
}

/// A week of households.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HouseholdWeek {
    /// Its Monday.
    pub from: String,
    /// Its Sunday, or today.
    pub to: String,
    /// Home visits in it.
    pub home_visits: u64,
    /// Of the households that are there today, those that had not been visited at home for 60 days at its end.
    pub unseen: u64,
}

/// Records of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KindFigure {
    /// The kind.
    pub kind: Kind,
    /// How many.
    pub records: u64,
}

/// Devices of the people of an area. What a device has not sent yet, the server cannot know: only how long it was not heard of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DevicesFigures {
    /// Enrolled, not shut out, of open accounts.
    pub devices: u64,
    /// Enrolled and never heard of since.
    pub never: u64,
    /// Heard of, and not since so many days.
    pub silent: Vec<SilentFigure>,
}

/// Devices that were not heard of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SilentFigure {
    /// For so many days.
    pub days: i64,
    /// How many.
    pub devices: u64,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(show))
}

/// What waits in an area. For those who lead.
#[utoipa::path(get, path = "/v1/overview", operation_id = "overview", tag = "overview", params(OverviewParams),
    security(("bearer" = [])), responses((status = 200, body = OverviewView)))]
async fn show(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<OverviewParams>,
) -> Result<Json<OverviewView>, ApiError> {
    let now_ms = state.clock().now_ms();
    state
        .read_as(bearer, move |read, caller| {
            let area = led::area(read, caller, params.area.as_deref())?;
            let today = moment::day_in_china(now_ms).ok_or(ApiError::from(ApiCode::Internal))?;
            count(read, area.into(), today, now_ms).map(Json)
        })
        .await
}

fn count(read: &dyn Read, area: AreaView, today: Date, now_ms: i64) -> Result<OverviewView, ApiError> {
    let roots = [area.code.clone()];
    let weeks = weeks::up_to(today);
    let device_moments: Vec<i64> = SILENT_DAYS.iter().map(|days| now_ms - days * DAY_MS).collect();
    let devices = read.device_figures(&roots, &device_moments)?;
    let silent = SILENT_DAYS.into_iter().zip(devices.silent).map(|(days, devices)| SilentFigure { days, devices });
    let conflicts = read.conflict_figures(&roots)?.into_iter();
    Ok(OverviewView {
        today: today.to_string(),
        seq: read.county()?.seq,
        cases: cases(read, &roots, today, &weeks)?,
        households: households(read, &roots, today, &weeks)?,
        conflicts: conflicts.map(|(kind, records)| KindFigure { kind, records }).collect(),
        reviews: read.waiting_reviews(&roots)?,
        devices: DevicesFigures { devices: devices.devices, never: devices.never, silent: silent.collect() },
        area,
    })
}

fn cases(read: &dyn Read, roots: &[String], today: Date, weeks: &[Week]) -> Result<CasesFigures, ApiError> {
    let steps = read.case_figures(roots)?;
    let (from, to) = weeks::span(weeks);
    let opened = read.daily(Daily::Opened, roots, &from, &to)?;
    let settled = read.daily(Daily::Settled, roots, &from, &to)?;
    let week = |week: &Week| CaseWeek {
        from: week.from.clone(),
        to: week.to.clone(),
        opened: within(&opened, week),
        settled: within(&settled, week),
    };
    Ok(CasesFigures {
        open: steps.iter().map(|step| step.cases).sum(),
        overdue: overdue(read, roots, today)?,
        weeks: weeks.iter().map(week).collect(),
        steps: steps.into_iter().map(step).collect(),
    })
}

/// As the list of cases that are over their time counts them.
fn overdue(read: &dyn Read, roots: &[String], today: Date) -> Result<u64, ApiError> {
    let overdue = Some(work::overdue(read, today)?);
    let scope = Scope { areas: roots.to_vec(), ..Scope::nothing() };
    Ok(read.count(&ListQuery { scope, kind: Some(Kind::Case), overdue, ..ListQuery::default() })?)
}

fn step(figures: CaseFigures) -> StepFigure {
    StepFigure { ledger: figures.ledger, status: figures.status, cases: figures.cases }
}

fn households(read: &dyn Read, roots: &[String], today: Date, weeks: &[Week]) -> Result<HouseholdsFigures, ApiError> {
    let before = |day: Date, days: i32| due::day_before(day, days).ok_or(ApiError::from(ApiCode::Internal));
    let since = UNSEEN_DAYS.iter().map(|days| before(today, *days)).collect::<Result<Vec<_>, _>>()?;
    let all = read.household_figures(roots, &since)?;
    let mut spans = Vec::new();
    for week in weeks {
        spans.push((before(week.last, due::UNSEEN_DAYS)?, week.to.clone()));
    }
    let seen = read.seen_within(roots, &spans)?;
    let (from, to) = weeks::span(weeks);
    let visits = read.daily(Daily::HomeVisits, roots, &from, &to)?;
    let week = |(week, seen): (&Week, u64)| HouseholdWeek {
        from: week.from.clone(),
        to: week.to.clone(),
        home_visits: within(&visits, week),
        unseen: all.households.saturating_sub(seen),
    };
    let categories = read.category_figures(roots, &since)?.into_iter().map(|figures| CategoryFigure {
        category: figures.category,
        households: figures.households,
        unseen: unseen(&figures.unseen),
    });
    Ok(HouseholdsFigures {
        categories: categories.collect(),
        weeks: weeks.iter().zip(seen).map(week).collect(),
        households: all.households,
        no_contact: all.no_contact,
        open_cases: all.open_cases,
        unseen: unseen(&all.unseen),
    })
}

fn unseen(counts: &[u64]) -> Vec<UnseenFigure> {
    UNSEEN_DAYS
        .iter()
        .zip(counts)
        .map(|(days, households)| UnseenFigure { days: *days, households: *households })
        .collect()
}

fn within(days: &[DayFigure], week: &Week) -> u64 {
    days.iter().filter(|figure| *figure.day >= *week.from && *figure.day <= *week.to).map(|figure| figure.count).sum()
}
