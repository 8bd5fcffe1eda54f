//! What the core asks of the machine it runs on.

use lianxin_model::moment::day_in_china;

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

/// Today in China, `YYYY-MM-DD`; nothing where the clock shows what no calendar has.
pub(crate) fn today(now_ms: i64) -> String {
    day_in_china(now_ms).map(|day| day.to_string()).unwrap_or_default()
}
