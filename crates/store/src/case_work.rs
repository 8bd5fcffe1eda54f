//! What a county says of its case work: how long a case may wait at each step, and on which days its offices work.

use lianxin_model::deadline::Rule;
use lianxin_model::working_days::DayKind;

use crate::Result;
use crate::projections::ListQuery;

/// A day that differs from its weekday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarDay {
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// How it differs.
    pub kind: DayKind,
    /// What it is called: 国庆节.
    pub name: String,
}

/// How many cases stand in one status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusCount {
    /// The ledger; none for a case that has none.
    pub ledger: Option<String>,
    /// The status.
    pub status: String,
    /// How many.
    pub cases: u64,
}

/// Reads what a county says of its case work, and counts cases.
pub trait ReadCaseWork {
    /// The rules, by ledger and status.
    fn deadline_rules(&self) -> Result<Vec<Rule>>;

    /// The listed days, in order.
    fn calendar_days(&self) -> Result<Vec<CalendarDay>>;

    /// How many cases a query finds, by ledger and status; `after`, `limit` and `sort` do not count.
    fn count_by_status(&self, query: &ListQuery) -> Result<Vec<StatusCount>>;
}

/// Writes what a county says of its case work.
pub trait WriteCaseWork {
    /// Replaces all rules.
    ///
    /// # Errors
    /// [`crate::StoreError::Taken`] for two rules of one ledger and status.
    fn set_deadline_rules(&mut self, rules: &[Rule]) -> Result<()>;

    /// Replaces all listed days.
    ///
    /// # Errors
    /// [`crate::StoreError::Taken`] for a day that is listed twice.
    fn set_calendar_days(&mut self, days: &[CalendarDay]) -> Result<()>;
}
