//! Counts of what waits in an area, for whoever leads it. They count households, cases and devices, never what somebody did.

use lianxin_model::ids::Kind;

use crate::Result;

/// Households of an area, those that were merged counted once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HouseholdFigures {
    /// All of them.
    pub households: u64,
    /// Those without a home visit after each of the days that were asked for.
    pub unseen: Vec<u64>,
    /// Those without a contact cadre.
    pub no_contact: u64,
    /// Those with open cases.
    pub open_cases: u64,
}

/// Households of one category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryFigures {
    /// Its name.
    pub category: String,
    /// Households of it.
    pub households: u64,
    /// Those without a home visit after each of the days that were asked for.
    pub unseen: Vec<u64>,
}

/// Open cases that stand alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFigures {
    /// The ledger; none where a case names none.
    pub ledger: Option<String>,
    /// The status.
    pub status: String,
    /// How many.
    pub cases: u64,
}

/// What happened on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayFigure {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// How often.
    pub count: u64,
}

/// What there is to count by day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Daily {
    /// Cases by the day on which they were registered.
    Opened,
    /// Cases that are not open by the day on which they were resolved.
    Settled,
    /// Home visits (入户).
    HomeVisits,
}

/// Devices of the people of an area: those that were not shut out, of accounts that are open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeviceFigures {
    /// All of them.
    pub devices: u64,
    /// Those that enrolled and never handed in or fetched anything.
    pub never: u64,
    /// Those of which nothing was heard after each of the moments that were asked for, those that never were left out.
    pub silent: Vec<u64>,
}

/// What waits in a place and in what lies in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceFigures {
    /// The place's code.
    pub code: String,
    /// Households.
    pub households: u64,
    /// Households without a home visit after the day that was asked for.
    pub unseen: u64,
    /// Cases that are open.
    pub open_cases: u64,
    /// Records in which people contradict each other.
    pub conflicts: u64,
}

/// Counts. `roots` are codes of areas: each counts with what lies in it.
pub trait ReadFigures {
    /// Households; `since` are days as in [`crate::ListQuery::unseen_since`].
    fn household_figures(&self, roots: &[String], since: &[String]) -> Result<HouseholdFigures>;

    /// Households by category, the most frequent first.
    fn category_figures(&self, roots: &[String], since: &[String]) -> Result<Vec<CategoryFigures>>;

    /// How many of the households that are there now had a home visit in each of these spans of days (after the first, to the
    /// second).
    fn seen_within(&self, roots: &[String], spans: &[(String, String)]) -> Result<Vec<u64>>;

    /// Open cases by ledger and status.
    fn case_figures(&self, roots: &[String]) -> Result<Vec<CaseFigures>>;

    /// What happened from the first day to the last, by day; days on which nothing did are left out.
    fn daily(&self, what: Daily, roots: &[String], from: &str, to: &str) -> Result<Vec<DayFigure>>;

    /// Records in which people contradict each other, by kind; diary entries are of the place of their writer's account.
    fn conflict_figures(&self, roots: &[String]) -> Result<Vec<(Kind, u64)>>;

    /// Refused changes that wait for somebody's word, of people of these areas or meant for what lies in them.
    fn waiting_reviews(&self, roots: &[String]) -> Result<u64>;

    /// Devices; `before_ms` are moments, milliseconds since 1970.
    fn device_figures(&self, roots: &[String], before_ms: &[i64]) -> Result<DeviceFigures>;

    /// What waits in each of the places that lie directly in this one, by code.
    fn place_figures(&self, parent: &str, since: &str) -> Result<Vec<PlaceFigures>>;

    /// What waits in this place and in what lies in it.
    fn figures_of_place(&self, code: &str, since: &str) -> Result<Option<PlaceFigures>>;
}
