//! The parameters of lists: which there are for which kind, and what they may be.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use lianxin_model::catalogue::{ASSISTANCE_KINDS, LEDGERS, SOURCES, VISIT_KINDS};
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::moment::Date;
use lianxin_model::search::{self, Term};
use lianxin_model::value::Choice;
use lianxin_model::{check, due, limits};
use lianxin_store::{ListQuery, Scope, Sort};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::cursor;
use crate::http::error::{ApiCode, ApiError};

/// What a list is asked for. Every filter that is given must hold; a filter that a resource does not have is an error.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListParams {
    /// Division code: only in this area and what lies in it; diary entries of the people of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// Only of this household; diary entries that tell of it. Not for households.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household: Option<String>,
    /// Households: only the one with this 户编号.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Households, persons: only with this category (类别).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Visits: `home`, `phone`, `meeting`, `desk` or `reception`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Cases: `livelihood`, `hardship` or `dispute`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ledger: Option<String>,
    /// Cases: the status; persons: the residence; diary entries: `draft` or `submitted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Cases: `true`: only those on which somebody still has to do something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
    /// Cases: `true`: only those that are over their time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overdue: Option<String>,
    /// Cases: only those that this person leads (包案).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// Cases: only those that are not closed and were assigned to this person last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assigned: Option<String>,
    /// Cases: `visit`, `diary`, `reception`, `box`, `phone`, `questionnaire`, `collector` or `online`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Visits, diary entries, cases, comments: only by this person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Comments: only on this document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// From this day on, `YYYY-MM-DD`. Not for households and persons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_from: Option<String>,
    /// To this day, inclusive. Not for households and persons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_to: Option<String>,
    /// `true`: only where people contradict each other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflicts: Option<String>,
    /// Households: only those that nobody visited at home for so many days, or ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unseen_days: Option<String>,
    /// Households: `true`: only those without a contact cadre.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_contact: Option<String>,
    /// Households: `true`: only those with open cases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_cases: Option<String>,
    /// Words to find: names, pinyin, initials, addresses, phones, free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// `newest`, `code` (households), `unseen` (households: the longest unseen first), `waiting` (cases: what stands longest where it
    /// stands first) or `changed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// `true`: the answer says how many rows there are in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<String>,
    /// Rows of a page, at most 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// `next` of the page before, with the same other parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Parameters that every list has.
const ALWAYS: [&str; 6] = ["q", "conflicts", "sort", "count", "limit", "cursor"];

fn has_filter(kind: Option<Kind>, name: &str) -> bool {
    let own: &[&str] = match kind {
        Some(Kind::Household) => &["area", "code", "category", "unseen_days", "no_contact", "open_cases"],
        Some(Kind::Person) => &["area", "household", "category", "status"],
        Some(Kind::Case) => &[
            "area",
            "household",
            "ledger",
            "status",
            "open",
            "overdue",
            "lead",
            "assigned",
            "source",
            "author",
            "date_from",
            "date_to",
        ],
        Some(Kind::Visit | Kind::Assistance) => &["area", "household", "kind", "author", "date_from", "date_to"],
        Some(Kind::DiaryEntry) => &["area", "household", "status", "author", "date_from", "date_to"],
        Some(Kind::Comment) => &["area", "household", "subject", "author", "date_from", "date_to"],
        None => &["area", "household"],
    };
    ALWAYS.contains(&name) || own.contains(&name)
}

impl ListParams {
    /// The query of a list of this kind (of every kind for `None`) within a scope, on this day.
    pub(super) fn query(&self, kind: Option<Kind>, scope: Scope, today: Date) -> Result<ListQuery, ApiError> {
        self.check_names(kind)?;
        let kinds = if kind == Some(Kind::Assistance) { ASSISTANCE_KINDS } else { VISIT_KINDS };
        let class = match (&self.kind, &self.ledger) {
            (Some(kind), _) => Some(word("kind", kind, kinds)?),
            (_, Some(ledger)) => Some(word("ledger", ledger, LEDGERS)?),
            _ => None,
        };
        Ok(ListQuery {
            scope,
            kind,
            area: self.area.as_deref().map(area).transpose()?,
            household: self.household.as_deref().map(|text| id("household", text)).transpose()?,
            author: self.author.as_deref().map(|text| id("author", text)).transpose()?,
            subject: self.subject.as_deref().map(|text| id("subject", text)).transpose()?,
            code: self.code.as_deref().map(|text| line("code", text)).transpose()?,
            class,
            status: self.status.as_deref().map(|text| line("status", text)).transpose()?,
            lead: self.lead.as_deref().map(|text| id("lead", text)).transpose()?,
            assigned: self.assigned.as_deref().map(|text| id("assigned", text)).transpose()?,
            source: self.source.as_deref().map(|text| word("source", text, SOURCES)).transpose()?,
            category: self.category.as_deref().map(|text| line("category", text)).transpose()?,
            date_from: self.date_from.as_deref().map(|text| day("date_from", text)).transpose()?,
            date_to: self.date_to.as_deref().map(|text| day("date_to", text)).transpose()?,
            conflicts_only: flag("conflicts", self.conflicts.as_deref())?,
            unseen_since: self.unseen_days.as_deref().map(|text| unseen_since(text, today)).transpose()?,
            no_contact: flag("no_contact", self.no_contact.as_deref())?,
            open_cases: flag("open_cases", self.open_cases.as_deref())?,
            terms: self.terms()?,
            sort: self.sort(kind)?,
            after: self.cursor.as_deref().map(|text| cursor::decode(&self.identity(), text)).transpose()?,
            limit: limit(self.limit.as_deref(), limits::PAGE_ROWS_DEFAULT)?,
            ..ListQuery::default()
        })
    }

    pub(super) fn wants_count(&self) -> Result<bool, ApiError> {
        flag("count", self.count.as_deref())
    }

    pub(super) fn wants_open(&self) -> Result<bool, ApiError> {
        flag("open", self.open.as_deref())
    }

    pub(super) fn wants_overdue(&self) -> Result<bool, ApiError> {
        flag("overdue", self.overdue.as_deref())
    }

    /// What makes the query this one and no other: all parameters but those that pages may differ in.
    pub(super) fn identity(&self) -> String {
        let same = Self { cursor: None, limit: None, count: None, ..self.clone() };
        serde_json::to_string(&same).unwrap_or_default()
    }

    /// The filters as the access log keeps them: whether words were searched for, and not which.
    pub(super) fn filters(&self) -> String {
        Self { q: self.q.as_ref().map(|_| String::new()), ..self.clone() }.identity()
    }

    fn check_names(&self, kind: Option<Kind>) -> Result<(), ApiError> {
        let given = serde_json::to_value(self).unwrap_or_default();
        let names = given.as_object().into_iter().flat_map(|map| map.keys());
        match names.into_iter().find(|name| !has_filter(kind, name)) {
            Some(name) => Err(wrong(name, "not_here")),
            None => Ok(()),
        }
    }

    fn terms(&self) -> Result<Vec<Term>, ApiError> {
        let Some(q) = &self.q else { return Ok(Vec::new()) };
        if q.chars().count() > limits::QUERY_CHARS_MAX {
            return Err(wrong("q", "too_long"));
        }
        let terms = search::query(q);
        // Marks alone would find everything.
        if terms.is_empty() { Err(wrong("q", "nothing_to_find")) } else { Ok(terms) }
    }

    fn sort(&self, kind: Option<Kind>) -> Result<Sort, ApiError> {
        match (self.sort.as_deref(), kind) {
            (None, Some(Kind::Household)) => Ok(Sort::Code),
            (None, Some(Kind::Person) | None) => Ok(Sort::Changed),
            (None, Some(_)) => Ok(Sort::Newest),
            (Some("newest"), _) => Ok(Sort::Newest),
            (Some("code"), Some(Kind::Household)) => Ok(Sort::Code),
            (Some("unseen"), Some(Kind::Household)) => Ok(Sort::Unseen),
            (Some("changed"), _) => Ok(Sort::Changed),
            (Some("waiting"), Some(Kind::Case)) => Ok(Sort::Waiting),
            // By title would put a name into every cursor, and cursors stand in addresses and logs on the way.
            _ => Err(wrong("sort", "unknown")),
        }
    }
}

pub(super) fn wrong(field: &str, code: &str) -> ApiError {
    ApiError::from(ApiCode::BadQuery).field(field, code)
}

/// The reason for which something is shown or taken out, as it was typed.
pub(super) fn reason(text: &str) -> Result<String, ApiError> {
    let wrong = |code| Err(ApiError::from(ApiCode::BadFields).field("reason", code));
    let text = text.trim();
    match text.chars().count() {
        ..limits::ACCESS_REASON_CHARS_MIN => wrong("too_short"),
        length if length > limits::REASON_CHARS_MAX => wrong("too_long"),
        _ => check::prose(text).map(str::to_owned).or(wrong("not_a_text")),
    }
}

/// The number of rows of a page.
pub(super) fn limit(text: Option<&str>, default: u32) -> Result<u32, ApiError> {
    let Some(text) = text else { return Ok(default) };
    let limit: u32 = text.parse().map_err(|_| wrong("limit", "not_a_number"))?;
    if (1..=limits::PAGE_ROWS_MAX).contains(&limit) { Ok(limit) } else { Err(wrong("limit", "out_of_range")) }
}

/// The last day on which a home visit may have been for a household to be unseen for so many days.
fn unseen_since(text: &str, today: Date) -> Result<String, ApiError> {
    let days: i32 = text.parse().map_err(|_| wrong("unseen_days", "not_a_number"))?;
    if !(1..=limits::UNSEEN_DAYS_MAX).contains(&days) {
        return Err(wrong("unseen_days", "out_of_range"));
    }
    due::day_before(today, days).ok_or_else(|| wrong("unseen_days", "out_of_range"))
}

/// A division code as it was typed.
pub(super) fn area(text: &str) -> Result<String, ApiError> {
    check::division(text).map(|division| division.code().to_owned()).map_err(|_| wrong("area", "not_a_code"))
}

pub(super) fn id<T: std::str::FromStr>(field: &str, text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| wrong(field, "not_an_id"))
}

fn line(field: &str, text: &str) -> Result<String, ApiError> {
    check::line(text).map(str::to_owned).map_err(|_| wrong(field, "not_a_line"))
}

fn day(field: &str, text: &str) -> Result<String, ApiError> {
    check::date(text, None).map(|date| date.to_string()).map_err(|_| wrong(field, "not_a_day"))
}

fn word(field: &str, text: &str, choices: &[Choice]) -> Result<String, ApiError> {
    let known = choices.iter().any(|choice| choice.word == text);
    if known { Ok(text.to_owned()) } else { Err(wrong(field, "unknown")) }
}

pub(super) fn flag(field: &str, text: Option<&str>) -> Result<bool, ApiError> {
    match text {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(wrong(field, "not_a_flag")),
    }
}

/// The id of a record in an address. What is no id is no record's.
pub(super) struct RecordId(pub(super) DocId);

impl<S: Send + Sync> FromRequestParts<S> for RecordId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Path(text) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| ApiError::from(ApiCode::NotFound))?;
        text.parse().map(Self).map_err(|_| ApiCode::NotFound.into())
    }
}
