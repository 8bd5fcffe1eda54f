//! Moments as people in China read them.

use jiff::Timestamp;
use jiff::tz::Offset;

/// China has one time zone and no summer time.
const CHINA: Offset = Offset::constant(8);

/// `2026-11-22 18:05` from seconds since 1970; nothing for a moment that no calendar has.
pub(crate) fn of_s(seconds: i64) -> String {
    Timestamp::from_second(seconds).map(text).unwrap_or_default()
}

/// As [`of_s`], from milliseconds.
pub(crate) fn of_ms(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map(text).unwrap_or_default()
}

fn text(moment: Timestamp) -> String {
    CHINA.to_datetime(moment).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_shown_in_chinas_time() {
        assert_eq!(of_s(1_795_276_800), "2026-11-22 00:00");
        assert_eq!(of_ms(1_795_276_799_999), "2026-11-21 23:59");
        assert_eq!(of_s(i64::MAX), "");
    }
}
