//! 每周一报: what is counted for them, and their texts as they were saved.

use lianxin_model::ids::{DocId, UserId};

use crate::Result;

/// A text as it was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which saving of this area and week, from 1.
    pub version: u32,
    /// The text.
    pub text: String,
    /// Who saved it.
    pub user: UserId,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
}

/// A text that is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReport<'a> {
    /// Of which area.
    pub area: &'a str,
    /// Of which ISO week, `2026-W47`.
    pub week: &'a str,
    /// The text.
    pub text: &'a str,
    /// Who saves it.
    pub user: UserId,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
}

/// An area with all in it, and the days from one to another, both inclusive (`YYYY-MM-DD`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period<'a> {
    /// The area.
    pub area: &'a str,
    /// The first day.
    pub from: &'a str,
    /// The last day.
    pub to: &'a str,
}

/// How many by class (kind of visit, ledger), by word; what has none under an empty one.
pub type ByClass = Vec<(String, u64)>;

/// What is counted of a period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeriodCounts {
    /// Visits in it.
    pub visits: ByClass,
    /// Households with a visit in it; those that were merged count once.
    pub households_reached: u64,
    /// Cases that were registered in it.
    pub registered: ByClass,
    /// Cases that were resolved in it and are not open again.
    pub settled: ByClass,
    /// Cases that are open now.
    pub open: ByClass,
    /// Records in which people contradict each other now.
    pub conflicts: u64,
}

/// Reads reports.
pub trait ReadReports {
    /// What is counted of a period.
    fn period_counts(&self, period: Period<'_>) -> Result<PeriodCounts>;

    /// Cases that were resolved in a period and are not open again, the last first.
    fn settled_in(&self, period: Period<'_>, limit: u32) -> Result<Vec<DocId>>;

    /// The text of a week that was saved last.
    fn report(&self, area: &str, week: &str) -> Result<Option<Report>>;

    /// Every text of a week that was saved, the last first.
    fn report_versions(&self, area: &str, week: &str, limit: u32) -> Result<Vec<Report>>;
}

/// Writes reports.
pub trait WriteReports {
    /// Saves a text after those that there are: its version.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`] for an unknown area or person.
    fn put_report(&mut self, report: &NewReport<'_>) -> Result<u32>;
}
