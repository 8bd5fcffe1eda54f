//! Days in China and clocks that disagree. No clock is asked here: moments come in as arguments.

pub use jiff::civil::Date;

use crate::{check, limits};

/// China has one time zone and no summer time.
const CHINA_OFFSET_HOURS: i8 = 8;
const HOUR_S: i64 = 3_600;
/// A day, in milliseconds.
pub const DAY_MS: i64 = 24 * HOUR_S * 1_000;

/// The day in China at that moment (milliseconds since 1970); none for one beyond the calendar.
pub fn day_in_china(unix_ms: i64) -> Option<Date> {
    let moment = jiff::Timestamp::from_millisecond(unix_ms).ok()?;
    Some(jiff::tz::Offset::constant(CHINA_OFFSET_HOURS).to_datetime(moment).date())
}

/// When a day in China begins, milliseconds since 1970; none for one beyond the calendar.
pub fn day_begins_ms(day: Date) -> Option<i64> {
    let begin = jiff::tz::Offset::constant(CHINA_OFFSET_HOURS).to_timestamp(day.at(0, 0, 0, 0)).ok()?;
    Some(begin.as_millisecond())
}

/// Day and time in China at that moment (milliseconds since 1970), `2026-11-22 15:20`; nothing for one beyond the calendar.
pub fn minute_in_china(unix_ms: i64) -> String {
    let Ok(moment) = jiff::Timestamp::from_millisecond(unix_ms) else { return String::new() };
    let local = jiff::tz::Offset::constant(CHINA_OFFSET_HOURS).to_datetime(moment);
    format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
}

/// When the day in China began at that moment (milliseconds since 1970), in seconds since 1970.
pub fn day_start_s(unix_ms: i64) -> i64 {
    let offset_s = i64::from(CHINA_OFFSET_HOURS) * HOUR_S;
    let day_s = 24 * HOUR_S;
    (unix_ms.div_euclid(1_000) + offset_s).div_euclid(day_s) * day_s - offset_s
}

/// Whether what happened on this day was written down days later (补录).
pub fn is_late(date: Option<&str>, written_ms: i64) -> bool {
    let happened = date.and_then(|date| check::date(date, None).ok());
    let (Some(happened), Some(written)) = (happened, day_in_china(written_ms)) else { return false };
    happened.until(written).is_ok_and(|apart| apart.get_days() >= limits::LATE_DAYS_MIN)
}

/// Whether a claimed time is not to be believed: the device's clock was off when it handed the change in, or the change
/// would have been written after it was received. `skew_ms` is the device's clock less the server's, where the device said.
pub fn is_clock_off(skew_ms: Option<i64>, claimed_ms: i64, received_ms: i64) -> bool {
    let off = skew_ms.is_some_and(|skew_ms| skew_ms.unsigned_abs() > limits::CLOCK_SKEW_MS_MAX.unsigned_abs());
    off || claimed_ms.saturating_sub(received_ms) > limits::CLOCK_SKEW_MS_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22 00:00 in China.
    const MIDNIGHT_MS: i64 = 1_795_276_800_000;
    const HOUR_MS: i64 = 3_600_000;

    #[test]
    fn the_day_changes_at_midnight_in_china() {
        let today_s = MIDNIGHT_MS / 1_000;
        let day_s = 24 * HOUR_S;
        let cases = [
            (0, Some("1970-01-01"), -8 * HOUR_S),
            (-1, Some("1970-01-01"), -8 * HOUR_S),
            (MIDNIGHT_MS - 1, Some("2026-11-21"), today_s - day_s),
            (MIDNIGHT_MS, Some("2026-11-22"), today_s),
            (MIDNIGHT_MS + 24 * HOUR_MS - 1, Some("2026-11-22"), today_s),
        ];
        for (now_ms, day, start_s) in cases {
            assert_eq!(day_in_china(now_ms).map(|day| day.to_string()).as_deref(), day, "{now_ms}");
            assert_eq!(day_start_s(now_ms), start_s, "{now_ms}");
        }
        assert_eq!((day_in_china(i64::MAX), day_in_china(i64::MIN)), (None, None));
        let minutes = [(MIDNIGHT_MS - 1, "2026-11-21 23:59"), (MIDNIGHT_MS, "2026-11-22 00:00"), (i64::MAX, "")];
        for (now_ms, minute) in minutes {
            assert_eq!(minute_in_china(now_ms), minute);
        }
        assert_eq!(day_begins_ms(Date::constant(2026, 11, 22)), Some(MIDNIGHT_MS));
        assert_eq!(day_begins_ms(Date::MIN), None, "before the first moment that there is");
    }

    #[test]
    fn late_is_counted_in_days_of_china() {
        let cases = [
            (Some("2026-11-22"), MIDNIGHT_MS, false),
            (Some("2026-11-21"), MIDNIGHT_MS + 23 * HOUR_MS, false),
            (Some("2026-11-20"), MIDNIGHT_MS - 1, false),
            (Some("2026-11-20"), MIDNIGHT_MS, true),
            (Some("2016-11-22"), MIDNIGHT_MS, true),
            (Some("2026-11-23"), MIDNIGHT_MS, false),
            (Some("2036-11-23"), MIDNIGHT_MS, false),
            (Some("昨天"), MIDNIGHT_MS, false),
            (None, MIDNIGHT_MS, false),
            (Some("2026-11-22"), i64::MAX, false),
            (Some("2026-11-22"), i64::MIN, false),
        ];
        for (date, written_ms, late) in cases {
            assert_eq!(is_late(date, written_ms), late, "{date:?} written at {written_ms}");
        }
    }

    #[test]
    fn clocks_that_disagree() {
        let most = limits::CLOCK_SKEW_MS_MAX;
        let cases = [
            (Some(0), 0, 0, false),
            (Some(most), 0, 0, false),
            (Some(most + 1), 0, 0, true),
            (Some(-most - 1), 0, 0, true),
            (Some(i64::MIN), 0, 0, true),
            (None, -1_000_000_000_000, 0, false),
            (None, most, 0, false),
            (None, most + 1, 0, true),
            (Some(0), i64::MAX, i64::MIN, true),
            (Some(0), i64::MIN, i64::MAX, false),
        ];
        for (skew_ms, claimed_ms, received_ms, off) in cases {
            assert_eq!(is_clock_off(skew_ms, claimed_ms, received_ms), off, "{skew_ms:?} {claimed_ms} {received_ms}");
        }
    }
}
