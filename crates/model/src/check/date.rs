//! Calendar days, as stored (`2026-01-02`) and as office sheets write them.

use jiff::civil::Date;

use super::Problem;
use super::width::{half_width, is_digits};

/// No record of a living person, visit or case is older.
const YEAR_MIN: i16 = 1900;

/// A day from 1900 on, written `2026-01-02`, `2026/1/2`, `2026.1.2`, `2026年1月2日` (also `号`, or nothing) or `20260102`;
/// not after `not_after` where one is given. Its `Display` is the stored form.
pub fn date(text: &str, not_after: Option<Date>) -> Result<Date, Problem> {
    let written = half_width(text);
    let written = written.trim();
    if written.is_empty() {
        return Err(Problem::Blank);
    }
    let [year, month, day] = parts(written).ok_or(Problem::DateForm)?;
    let date = civil(year, month, day).ok_or(Problem::DateUnreal)?;
    if date.year() < YEAR_MIN {
        return Err(Problem::DateEarly);
    }
    if not_after.is_some_and(|last| date > last) {
        return Err(Problem::DateLate);
    }
    Ok(date)
}

/// The day of three texts of digits; `None` if the calendar has none such.
pub(super) fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Year (4 digits), month and day (1 or 2), whatever stands between them.
fn parts(written: &str) -> Option<[&str; 3]> {
    let [year, month, day] = if is_digits(written) && written.len() == 8 {
        [written.get(..4)?, written.get(4..6)?, written.get(6..)?]
    } else if let Some((year, rest)) = written.split_once('年') {
        let (month, day) = rest.split_once('月')?;
        // White space only where the marks stand, never within a number: `1 2日` is not the 12th.
        [year.trim(), month.trim(), day.trim_end_matches(['日', '号']).trim()]
    } else {
        let mark = written.chars().find(|ch| !ch.is_ascii_digit()).filter(|ch| matches!(ch, '-' | '/' | '.'))?;
        let (year, rest) = written.split_once(mark)?;
        let (month, day) = rest.split_once(mark)?;
        [year, month, day]
    };
    let right_lengths = year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
    (right_lengths && [year, month, day].into_iter().all(is_digits)).then_some([year, month, day])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        let last = jiff::civil::date(2026, 11, 22);
        let cases: &[(&str, Result<&str, Problem>)] = &[
            ("2026-01-02", Ok("2026-01-02")),
            ("2026-1-2", Ok("2026-01-02")),
            ("2026/1/2", Ok("2026-01-02")),
            ("2026.1.2", Ok("2026-01-02")),
            ("2026．01．02", Ok("2026-01-02")),
            ("2026年1月2日", Ok("2026-01-02")),
            ("２０２６年 １月 ２日", Ok("2026-01-02")),
            ("2026年1月2号", Ok("2026-01-02")),
            ("2026年01月02", Ok("2026-01-02")),
            ("20260102", Ok("2026-01-02")),
            (" 2026-01-02\u{3000}", Ok("2026-01-02")),
            ("2024-02-29", Ok("2024-02-29")),
            ("1900-01-01", Ok("1900-01-01")),
            ("2026-11-22", Ok("2026-11-22")),
            ("2026-11-23", Err(Problem::DateLate)),
            ("9999-12-31", Err(Problem::DateLate)),
            ("1899-12-31", Err(Problem::DateEarly)),
            ("0000-01-01", Err(Problem::DateEarly)),
            ("2023-02-29", Err(Problem::DateUnreal)),
            ("2026-13-01", Err(Problem::DateUnreal)),
            ("2026-00-10", Err(Problem::DateUnreal)),
            ("20261301", Err(Problem::DateUnreal)),
            ("", Err(Problem::Blank)),
            ("\u{3000}", Err(Problem::Blank)),
            ("26-1-2", Err(Problem::DateForm)),
            ("2026-1", Err(Problem::DateForm)),
            ("2026.1/2", Err(Problem::DateForm)),
            ("2026-1-1 2", Err(Problem::DateForm)),
            ("2026年1月1 2日", Err(Problem::DateForm)),
            ("-2026-1-2", Err(Problem::DateForm)),
            ("2026-+1-2", Err(Problem::DateForm)),
            ("2026-1-2-3", Err(Problem::DateForm)),
            ("202601021", Err(Problem::DateForm)),
            ("二〇二六年一月二日", Err(Problem::DateForm)),
            ("年月日", Err(Problem::DateForm)),
            ("46024", Err(Problem::DateForm)),
        ];
        for (text, expected) in cases {
            let got = date(text, Some(last)).map(|date| date.to_string());
            assert_eq!(got.as_deref().map_err(|problem| *problem), *expected, "{text}");
        }
        assert!(date("2026-11-23", None).is_ok());
    }
}
