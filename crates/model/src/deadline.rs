//! How long a case may wait where it stands: a day that somebody set, or the county's rule for its ledger and status, in
//! working days. Nothing of it is stored with the case: a rule that changes, or a day off that is added, counts at once.

use serde::{Deserialize, Serialize};

use crate::catalogue::CaseView;
use crate::check;
use crate::course::Status;
use crate::due;
use crate::moment::Date;
use crate::working_days::Calendar;

/// How long cases of one ledger may wait in one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rule {
    /// `livelihood`, `hardship` or `dispute`.
    pub ledger: String,
    /// Where the case stands.
    pub status: Status,
    /// Working days after the day on which it came to stand there.
    pub days: u32,
}

/// From what a deadline follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A day that somebody who leads set for this case.
    Set,
    /// The county's rule.
    Rule,
}

/// The last day on which a case is in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// That day.
    pub day: Date,
    /// From what it follows.
    pub basis: Basis,
    /// The working days of the rule; none for a day that was set.
    pub days: Option<u32>,
}

impl Deadline {
    /// Whether it has passed.
    pub fn is_over(&self, today: Date) -> bool {
        self.day < today
    }

    /// By how many working days it has passed: 0 before the next working day, and while it has not.
    pub fn working_days_over(&self, today: Date, calendar: &Calendar) -> u32 {
        calendar.working_days_between(self.day, today)
    }
}

/// A rule as a list asks by it: a case of this ledger and status is over its time if it stands there since a day before
/// this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The ledger.
    pub ledger: String,
    /// The status.
    pub status: Status,
    /// The first day on which a case that is in time may have come to stand there.
    pub since: Date,
}

/// The rules of a county with its calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deadlines {
    /// The rules, one for a ledger and status at most.
    pub rules: Vec<Rule>,
    /// On which days offices work.
    pub calendar: Calendar,
}

impl Deadlines {
    /// The working days that a case of this ledger may stand in this status.
    pub fn days(&self, ledger: Option<&str>, status: Status) -> Option<u32> {
        let rule = self.rules.iter().find(|rule| Some(rule.ledger.as_str()) == ledger && rule.status == status);
        rule.map(|rule| rule.days)
    }

    /// Until when a case may wait where it stands. A day that was set is for the whole matter, so it holds while the case is
    /// open and goes before the rule.
    pub fn of(&self, case: &CaseView) -> Option<Deadline> {
        let set = case.due.as_deref().filter(|_| case.status.is_open()).and_then(day);
        if let Some(day) = set {
            return Some(Deadline { day, basis: Basis::Set, days: None });
        }
        let days = self.days(case.ledger.as_deref(), case.status)?;
        let since = day(due::stands_since(case)?)?;
        let day = self.calendar.working_days_after(since, days)?;
        Some(Deadline { day, basis: Basis::Rule, days: Some(days) })
    }

    /// The rules as a list asks by them today.
    pub fn bounds(&self, today: Date) -> Vec<Bound> {
        let bound = |rule: &Rule| {
            // In time is who has had fewer than so many working days between that day and today. Without any the day itself
            // is the last.
            let since = self.calendar.working_days_before(today, rule.days)?;
            Some(Bound { ledger: rule.ledger.clone(), status: rule.status, since })
        };
        self.rules.iter().filter_map(bound).collect()
    }
}

fn day(text: &str) -> Option<Date> {
    check::date(text, None).ok()
}
