//! Days on which an office works: Monday to Friday, but for the days off that the county keeps a list of, and the weekends
//! on which such days are made up for (调休).

use std::collections::BTreeMap;

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};

use crate::limits;
use crate::moment::Date;

/// How a listed day differs from its weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// 放假: nobody works.
    Off,
    /// 调休上班: a weekend on which offices work.
    Work,
}

impl DayKind {
    /// The stored and sent word.
    pub fn word(self) -> &'static str {
        match self {
            DayKind::Off => "off",
            DayKind::Work => "work",
        }
    }

    /// The kind of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        [DayKind::Off, DayKind::Work].into_iter().find(|kind| kind.word() == word)
    }
}

/// The days of a county's offices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    listed: BTreeMap<Date, DayKind>,
}

impl Calendar {
    /// With the days that differ from their weekday.
    pub fn new(listed: impl IntoIterator<Item = (Date, DayKind)>) -> Self {
        Self { listed: listed.into_iter().collect() }
    }

    /// Whether offices work on this day.
    pub fn is_working(&self, day: Date) -> bool {
        match self.listed.get(&day) {
            Some(kind) => *kind == DayKind::Work,
            None => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// The last day of a period of so many working days that begins on the day after this one; the day itself for none.
    /// `None` where a calendar of days off alone, or the end of all days, leaves no such day.
    pub fn working_days_after(&self, day: Date, days: u32) -> Option<Date> {
        self.walk(day, days, |day| day.tomorrow().ok())
    }

    /// The same backwards: the first day of such a period that ends on the day before this one.
    pub fn working_days_before(&self, day: Date, days: u32) -> Option<Date> {
        self.walk(day, days, |day| day.yesterday().ok())
    }

    /// Working days after the first day up to and with the last; 0 where the last is not later.
    pub fn working_days_between(&self, after: Date, upto: Date) -> u32 {
        let (mut day, mut working, mut left) = (after, 0, limits::CALENDAR_WALK_DAYS_MAX);
        while day < upto && left > 0 {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            left -= 1;
            working += u32::from(self.is_working(day));
        }
        working
    }

    fn walk(&self, from: Date, days: u32, step: impl Fn(Date) -> Option<Date>) -> Option<Date> {
        let (mut day, mut missing) = (from, days);
        for _ in 0..limits::CALENDAR_WALK_DAYS_MAX {
            if missing == 0 {
                return Some(day);
            }
            day = step(day)?;
            missing -= u32::from(self.is_working(day));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;

    fn day(text: &str) -> Date {
        check::date(text, None).unwrap()
    }

    /// The National Day holidays of 2026 with the weekends around them that are worked.
    fn golden_week() -> Calendar {
        let off = (1..=7).map(|of| (day(&format!("2026-10-0{of}")), DayKind::Off));
        let made_up = [("2026-09-20", DayKind::Work), ("2026-10-10", DayKind::Work)];
        Calendar::new(off.chain(made_up.map(|(text, kind)| (day(text), kind))))
    }

    #[test]
    fn weekends_days_off_and_days_made_up_for() {
        let calendar = golden_week();
        for (text, working) in [
            ("2026-09-19", false),
            ("2026-09-20", true),
            ("2026-09-30", true),
            ("2026-10-01", false),
            ("2026-10-07", false),
            ("2026-10-08", true),
            ("2026-10-10", true),
            ("2026-10-11", false),
        ] {
            assert_eq!(calendar.is_working(day(text)), working, "{text}");
        }
        assert!(
            !Calendar::default().is_working(day("2026-10-10")) && Calendar::default().is_working(day("2026-10-01"))
        );
    }

    #[test]
    fn periods_of_working_days() {
        let (plain, golden) = (Calendar::default(), golden_week());
        for (calendar, from, days, last) in [
            (&plain, "2026-11-20", 0, "2026-11-20"),
            (&plain, "2026-11-20", 1, "2026-11-23"),
            (&plain, "2026-11-21", 1, "2026-11-23"),
            (&plain, "2026-11-16", 5, "2026-11-23"),
            (&plain, "2026-11-22", 5, "2026-11-27"),
            (&golden, "2026-09-30", 1, "2026-10-08"),
            (&golden, "2026-09-30", 3, "2026-10-10"),
            (&golden, "2026-09-18", 1, "2026-09-20"),
        ] {
            let (from, last) = (day(from), day(last));
            assert_eq!(calendar.working_days_after(from, days), Some(last), "{days} after {from}");
            assert_eq!(calendar.working_days_between(from, last), days, "from {from} to {last}");
        }
        for (calendar, before, days, first) in [
            (&plain, "2026-11-23", 0, "2026-11-23"),
            (&plain, "2026-11-23", 1, "2026-11-20"),
            (&plain, "2026-11-22", 1, "2026-11-20"),
            (&plain, "2026-11-23", 5, "2026-11-16"),
            (&golden, "2026-10-09", 2, "2026-09-30"),
        ] {
            assert_eq!(calendar.working_days_before(day(before), days), Some(day(first)), "{days} before {before}");
        }
        assert_eq!(plain.working_days_between(day("2026-11-23"), day("2026-11-20")), 0);
    }

    #[test]
    fn a_calendar_without_end_is_given_up() {
        let mut day_off = day("2026-01-01");
        let mut listed = Vec::new();
        for _ in 0..limits::CALENDAR_WALK_DAYS_MAX {
            listed.push((day_off, DayKind::Off));
            day_off = day_off.tomorrow().unwrap();
        }
        let calendar = Calendar::new(listed);
        assert_eq!(calendar.working_days_after(day("2025-12-31"), 1), None);
        assert_eq!(Calendar::default().working_days_after(Date::MAX, 1), None);
        assert_eq!(Calendar::default().working_days_before(Date::MIN, 1), None);
    }
}
