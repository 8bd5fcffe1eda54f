//! The last weeks, from Monday to Sunday, as a trend shows them.

use jiff::Span;
use lianxin_model::moment::Date;

/// Weeks of a trend: a quarter of a year is seen as it runs.
const TREND_WEEKS: i32 = 12;

/// A week, or the part of it that has passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Week {
    /// Its Monday, `YYYY-MM-DD`.
    pub(super) from: String,
    /// Its Sunday, or today.
    pub(super) to: String,
    /// The same day.
    pub(super) last: Date,
}

/// The last weeks, the running one last.
pub(super) fn up_to(today: Date) -> Vec<Week> {
    let monday = today.saturating_sub(Span::new().days(today.weekday().to_monday_zero_offset()));
    let week = |back: i32| {
        let from = monday.saturating_sub(Span::new().weeks(back));
        let last = from.saturating_add(Span::new().days(6)).min(today);
        Week { from: from.to_string(), to: last.to_string(), last }
    };
    (0..TREND_WEEKS).rev().map(week).collect()
}

/// The first and the last day of weeks that follow each other.
pub(super) fn span(weeks: &[Week]) -> (String, String) {
    let from = weeks.first().map(|week| week.from.clone()).unwrap_or_default();
    (from, weeks.last().map(|week| week.to.clone()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday_and_end_today() {
        // 2026-11-22 is a Sunday, 2026-11-23 a Monday.
        for (day, first, last) in [
            (22, ("2026-08-31", "2026-09-06"), ("2026-11-16", "2026-11-22")),
            (23, ("2026-09-07", "2026-09-13"), ("2026-11-23", "2026-11-23")),
            (25, ("2026-09-07", "2026-09-13"), ("2026-11-23", "2026-11-25")),
        ] {
            let weeks = up_to(jiff::civil::date(2026, 11, day));
            let ends = |place: usize| (weeks[place].from.as_str(), weeks[place].to.as_str());
            assert_eq!((weeks.len(), ends(0), ends(11)), (12, first, last), "{day}");
        }
    }
}
