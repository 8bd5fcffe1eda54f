//! How long a case may stand at each step, and on which days the county's offices work: read by those who lead, kept by the
//! county's administrators.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::LEDGERS;
use lianxin_model::check::{self, DivisionLevel, Problem};
use lianxin_model::course::Status;
use lianxin_model::deadline::Rule;
use lianxin_model::limits;
use lianxin_model::role::Role;
use lianxin_model::working_days::DayKind;
use lianxin_store::{CalendarDay, NewAct, Write};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::{Bearer, Caller};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::state::AppState;

/// How long a case may stand at each step.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeadlineRules {
    /// By ledger and status, one each at most. What has no rule may stand for ever.
    pub rules: Vec<Rule>,
}

/// The days on which offices do not work as on any such weekday.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CalendarView {
    /// In order.
    pub days: Vec<ListedDay>,
}

/// One such day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListedDay {
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// `off`, or `work` for a weekend that is made up for (调休).
    pub kind: DayKind,
    /// What it is called: 国庆节.
    pub name: String,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(rules, set_rules)).routes(routes!(calendar, set_calendar))
}

/// How long a case may stand at each step, in working days.
#[utoipa::path(get, path = "/v1/deadlines", operation_id = "show_deadlines", tag = "deadlines",
    security(("bearer" = [])), responses((status = 200, body = DeadlineRules)))]
async fn rules(State(state): State<AppState>, bearer: Bearer) -> Result<Json<DeadlineRules>, ApiError> {
    state
        .read_as(bearer, |read, caller| {
            caller.scope(read)?;
            Ok(Json(DeadlineRules { rules: read.deadline_rules()? }))
        })
        .await
}

/// Replaces the rules. Only administrators of the county.
#[utoipa::path(put, path = "/v1/deadlines", operation_id = "set_deadlines", tag = "deadlines",
    request_body = DeadlineRules, security(("bearer" = [])), responses((status = 200, body = DeadlineRules)))]
async fn set_rules(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(wanted): JsonBody<DeadlineRules>,
) -> Result<Json<DeadlineRules>, ApiError> {
    check_rules(&wanted.rules)?;
    let at_ms = state.clock().now_ms();
    state
        .write_as(bearer, move |write, caller| {
            county_administrator(write, caller)?;
            write.set_deadline_rules(&wanted.rules)?;
            leave_trace(write, caller, at_ms, "set_deadlines", wanted.rules.len())?;
            Ok(Json(DeadlineRules { rules: write.deadline_rules()? }))
        })
        .await
}

/// The days on which offices do not work as on any such weekday.
#[utoipa::path(get, path = "/v1/calendar", operation_id = "show_calendar", tag = "deadlines",
    security(("bearer" = [])), responses((status = 200, body = CalendarView)))]
async fn calendar(State(state): State<AppState>, bearer: Bearer) -> Result<Json<CalendarView>, ApiError> {
    state
        .read_as(bearer, |read, caller| {
            caller.scope(read)?;
            Ok(Json(view(read.calendar_days()?)))
        })
        .await
}

/// Replaces the listed days. Only administrators of the county.
#[utoipa::path(put, path = "/v1/calendar", operation_id = "set_calendar", tag = "deadlines",
    request_body = CalendarView, security(("bearer" = [])), responses((status = 200, body = CalendarView)))]
async fn set_calendar(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(wanted): JsonBody<CalendarView>,
) -> Result<Json<CalendarView>, ApiError> {
    let days = listed(wanted.days)?;
    let at_ms = state.clock().now_ms();
    state
        .write_as(bearer, move |write, caller| {
            county_administrator(write, caller)?;
            write.set_calendar_days(&days)?;
            leave_trace(write, caller, at_ms, "set_calendar", days.len())?;
            Ok(Json(view(write.calendar_days()?)))
        })
        .await
}

/// Both hold for the whole county: an administrator of a township only reads them.
fn county_administrator(write: &mut dyn Write, caller: &Caller) -> Result<(), ApiError> {
    let area = write.area(&caller.user.area)?;
    let county = area.is_some_and(|area| area.level == DivisionLevel::County);
    if caller.user.role == Role::Admin && county { Ok(()) } else { Err(ApiCode::NotAllowed.into()) }
}

fn leave_trace(write: &mut dyn Write, caller: &Caller, at_ms: i64, act: &str, count: usize) -> Result<(), ApiError> {
    let detail = json!({ "count": count }).to_string();
    write.put_act(&NewAct { at_ms, user: Some(caller.user.id), act, detail: &detail })?;
    Ok(())
}

fn check_rules(rules: &[Rule]) -> Result<(), ApiError> {
    let mut seen = BTreeSet::new();
    for (place, rule) in rules.iter().enumerate() {
        let wrong = |field: &str, code: &str| {
            Err(ApiError::from(ApiCode::BadFields).field(&format!("rules.{place}.{field}"), code))
        };
        if !LEDGERS.iter().any(|ledger| ledger.word == rule.ledger) {
            return wrong("ledger", Problem::Choice.code());
        }
        if rule.status == Status::Closed || !seen.insert((rule.ledger.as_str(), rule.status)) {
            return wrong("status", Problem::Choice.code());
        }
        if !(1..=limits::DEADLINE_DAYS_MAX).contains(&rule.days) {
            return wrong("days", "out_of_range");
        }
    }
    Ok(())
}

fn listed(days: Vec<ListedDay>) -> Result<Vec<CalendarDay>, ApiError> {
    if days.len() > limits::CALENDAR_DAYS_MAX {
        return Err(ApiError::from(ApiCode::BadFields).problem("days", Problem::TooMany));
    }
    let mut kept: Vec<CalendarDay> = Vec::with_capacity(days.len());
    let mut seen = BTreeSet::new();
    for (place, listed) in days.into_iter().enumerate() {
        let wrong = |field: &str, problem: Problem| {
            ApiError::from(ApiCode::BadFields).problem(&format!("days.{place}.{field}"), problem)
        };
        let day = check::date(&listed.day, None).map_err(|problem| wrong("day", problem))?.to_string();
        if !seen.insert(day.clone()) {
            return Err(ApiError::from(ApiCode::BadFields).field(&format!("days.{place}.day"), "twice"));
        }
        let name = check::line(&listed.name).map_err(|problem| wrong("name", problem))?.to_owned();
        if name.chars().count() > limits::DAY_NAME_CHARS_MAX {
            return Err(wrong("name", Problem::TooLong));
        }
        kept.push(CalendarDay { day, kind: listed.kind, name });
    }
    Ok(kept)
}

fn view(days: Vec<CalendarDay>) -> CalendarView {
    let day = |day: CalendarDay| ListedDay { day: day.day, kind: day.kind, name: day.name };
    CalendarView { days: days.into_iter().map(day).collect() }
}
