//! A week as offices count them: ISO 8601, from Monday to Sunday.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, ISOWeekDate, Weekday};

/// Weeks that a county can have something of.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2199;

/// One week: `2026-W47`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week {
    year: i16,
    number: i8,
}

impl Week {
    /// The week that a day lies in.
    pub fn of(day: Date) -> Self {
        let day = day.iso_week_date();
        Self { year: day.year(), number: day.week() }
    }

    /// The year that the week is counted in.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Its number in that year, from 1.
    pub fn number(self) -> i8 {
        self.number
    }

    /// Monday and Sunday.
    pub fn days(self) -> (Date, Date) {
        let day =
            |weekday| ISOWeekDate::new(self.year, self.number, weekday).map(ISOWeekDate::date).unwrap_or_default();
        (day(Weekday::Monday), day(Weekday::Sunday))
    }

    /// The week before.
    pub fn before(self) -> Self {
        Self::of(self.days().0.yesterday().unwrap_or_default())
    }

    /// The week after.
    pub fn after(self) -> Self {
        Self::of(self.days().1.tomorrow().unwrap_or_default())
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-W{:02}", self.year, self.number)
    }
}

/// A text that names no week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a week")]
pub struct NotAWeek;

impl FromStr for Week {
    type Err = NotAWeek;

    fn from_str(text: &str) -> Result<Self, NotAWeek> {
        let (year, number) = text.split_once("-W").ok_or(NotAWeek)?;
        if year.len() != 4 || number.len() != 2 || !text.is_ascii() {
            return Err(NotAWeek);
        }
        let week = Self { year: year.parse().map_err(|_| NotAWeek)?, number: number.parse().map_err(|_| NotAWeek)? };
        let there = ISOWeekDate::new(week.year, week.number, Weekday::Monday).is_ok() && YEARS.contains(&week.year);
        if there && week.to_string() == text { Ok(week) } else { Err(NotAWeek) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_read_and_written() {
        let cases = [
            ("2026-W47", Some(("2026-11-16", "2026-11-22"))),
            ("2026-W01", Some(("2025-12-29", "2026-01-04"))),
            ("2026-W53", Some(("2026-12-28", "2027-01-03"))),
            ("2025-W53", None),
            ("2026-W00", None),
            ("2026-W54", None),
            ("2026-W7", None),
            ("2026-W+7", None),
            ("1999-W01", None),
            ("9999-W52", None),
            ("2026W47", None),
            ("二〇二六-W47", None),
            ("", None),
        ];
        for (text, days) in cases {
            let week = text.parse::<Week>().ok();
            let read = week.map(Week::days).map(|(from, to)| (from.to_string(), to.to_string()));
            assert_eq!(read, days.map(|(from, to)| (from.to_owned(), to.to_owned())), "{text}");
            if let Some(week) = week {
                assert_eq!((week.before().after(), week.after().before()), (week, week));
                assert_eq!(
                    (week.to_string().as_str(), Week::of(week.days().0), Week::of(week.days().1)),
                    (text, week, week)
                );
            }
        }
    }
}
