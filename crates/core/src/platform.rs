//! What the core asks of the machine it runs on.

use crate::error::CoreError;

/// Clock and randomness, given at open: the core has neither.
pub trait Platform {
    /// Milliseconds since 1970.
    fn now_ms(&self) -> i64;

    /// Fills the bytes from a cryptographically secure source.
    ///
    /// # Errors
    /// [`CoreError::NoRandomness`].
    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), CoreError>;
}

/// The operating system's clock and randomness.
#[cfg(feature = "native")]
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemPlatform;

#[cfg(feature = "native")]
#[allow(clippy::disallowed_methods)] // This is the one place where time comes in.
impl Platform for SystemPlatform {
    fn now_ms(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.ok().and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0)
    }

    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), CoreError> {
        getrandom::fill(bytes).map_err(|_| CoreError::NoRandomness)
    }
}

/// China has one time zone and no summer time.
const CHINA_OFFSET_HOURS: i8 = 8;

/// The day in China at that moment, `YYYY-MM-DD`.
pub(crate) fn day_in_china(now_ms: i64) -> String {
    let moment = jiff::Timestamp::from_millisecond(now_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    jiff::tz::Offset::constant(CHINA_OFFSET_HOURS).to_datetime(moment).date().to_string()
}

#[cfg(test)]
mod tests {
    use super::day_in_china;

    #[test]
    fn the_day_changes_at_midnight_in_china() {
        let cases = [(0, "1970-01-01"), (1_795_276_799_999, "2026-11-21"), (1_795_276_800_000, "2026-11-22")];
        for (now_ms, day) in cases {
            assert_eq!(day_in_china(now_ms), day, "{now_ms}");
        }
    }
}
