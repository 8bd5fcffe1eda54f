//! How many wrong enrolment codes a minute are answered, by anybody: a code has 60 bits and lives ten minutes, so with
//! this bound guessing is hopeless, and an honest slip of the finger never meets it.

use std::sync::{Mutex, PoisonError};

/// Wrong codes a minute, over all callers.
pub(super) const GUESSES_PER_MINUTE_MAX: u32 = 120;
const WINDOW_MS: i64 = 60_000;

/// Counts wrong codes in fixed windows of a minute.
#[derive(Debug, Default)]
pub(super) struct Guesses {
    window: Mutex<Window>,
}

#[derive(Debug, Default)]
struct Window {
    start_ms: i64,
    wrong: u32,
}

impl Guesses {
    /// Whether another code may be looked up now; otherwise the seconds to wait.
    pub(super) fn may_try(&self, now_ms: i64) -> Result<(), u32> {
        let window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let left_ms = window.start_ms.saturating_add(WINDOW_MS).saturating_sub(now_ms);
        let closed = window.wrong >= GUESSES_PER_MINUTE_MAX && (1..=WINDOW_MS).contains(&left_ms);
        if closed { Err(u32::try_from((left_ms + 999) / 1000).unwrap_or(60)) } else { Ok(()) }
    }

    /// A code was wrong.
    pub(super) fn was_wrong(&self, now_ms: i64) {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if !(window.start_ms..window.start_ms.saturating_add(WINDOW_MS)).contains(&now_ms) {
            *window = Window { start_ms: now_ms, wrong: 0 };
        }
        window.wrong = window.wrong.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minute_closes_after_too_many_and_opens_again() {
        let guesses = Guesses::default();
        let start = 1_763_800_000_000;
        for _ in 0..GUESSES_PER_MINUTE_MAX {
            assert_eq!(guesses.may_try(start), Ok(()));
            guesses.was_wrong(start + 10);
        }
        assert_eq!(guesses.may_try(start + 1_010), Err(59));
        assert_eq!(guesses.may_try(start + 60_010), Ok(()));
        guesses.was_wrong(start + 60_010);
        assert_eq!(guesses.may_try(start + 60_011), Ok(()));
        // A clock that was set back does not lock anybody out.
        assert_eq!(guesses.may_try(start - 3_600_000), Ok(()));
    }
}
