//! Passwords: Argon2id in a bounded pool, so that logins cannot take the machine from everybody else.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use lianxin_model::limits;
use tokio::sync::Semaphore;

use crate::http::error::{ApiCode, ApiError};

/// OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Computations at once.
const AT_ONCE: usize = 2;
/// Computations that wait; more are told to come again.
const WAITING_MAX: usize = 64;

/// A password that nobody may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than [`limits::PASSWORD_CHARS_MIN`] characters.
    #[error("a password has at least {} characters", limits::PASSWORD_CHARS_MIN)]
    TooShort,
    /// More than [`limits::PASSWORD_BYTES_MAX`] bytes.
    #[error("a password has at most {} bytes", limits::PASSWORD_BYTES_MAX)]
    TooLong,
    /// One character again and again, a run of digits or letters, or the login.
    #[error("the password is too easy to guess")]
    Guessable,
}

/// The strength rule for a new password. Length counts, not a mixture of signs (NIST SP 800-63B).
pub(crate) fn check_strength(password: &str, login: &str) -> Result<(), WeakPassword> {
    if password.len() > limits::PASSWORD_BYTES_MAX {
        return Err(WeakPassword::TooLong);
    }
    if password.chars().count() < limits::PASSWORD_CHARS_MIN {
        return Err(WeakPassword::TooShort);
    }
    let chars: Vec<u32> = password.chars().map(u32::from).collect();
    let steps = |step: i64| chars.windows(2).all(|pair| i64::from(pair[1]) - i64::from(pair[0]) == step);
    let lower = password.to_lowercase();
    let login = login.to_lowercase();
    let is_login = !login.is_empty() && lower.replace(&login, "").chars().count() < limits::PASSWORD_CHARS_MIN / 2;
    // 1234567890 wraps round.
    let is_run = "01234567890123456789".contains(&lower) || "98765432109876543210".contains(&lower);
    if steps(0) || steps(1) || steps(-1) || is_run || is_login {
        return Err(WeakPassword::Guessable);
    }
    Ok(())
}

/// The hash of a password, as it is stored.
pub(crate) fn hash(password: &str, salt: &[u8; 16]) -> Option<String> {
    let hash: PasswordHash = argon2().hash_password_with_salt(password.as_bytes(), salt).ok()?;
    Some(hash.to_string())
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Verifies passwords, a few at a time.
pub(crate) struct PasswordPool {
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// What the password of an unknown login is compared with, so that it costs the same.
    nobody: String,
}

impl PasswordPool {
    pub(crate) fn new() -> Self {
        Self {
            places: Arc::new(Semaphore::new(AT_ONCE)),
            queue: Arc::new(Semaphore::new(AT_ONCE + WAITING_MAX)),
            nobody: hash("", &[0; 16]).unwrap_or_default(),
        }
    }

    /// Whether the password is the one of the stored hash; never for an account without one.
    pub(crate) async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, ApiError> {
        let _queued = self.queue.try_acquire().map_err(|_| too_many())?;
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| too_many())?;
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.clone());
        let verified = tokio::task::spawn_blocking(move || {
            // Held by the computation and not by the request: who hangs up does not make room for another.
            let _place = place;
            let hash = PasswordHash::new(&stored).ok()?;
            Some(argon2().verify_password(password.as_bytes(), &hash).is_ok())
        });
        match verified.await {
            Ok(Some(fits)) => Ok(fits && known),
            Ok(None) | Err(_) => Err(ApiCode::Internal.into()),
        }
    }
}

fn too_many() -> ApiError {
    ApiError::from(ApiCode::TooManyRequests).retry_after_s(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strength_rule() {
        let long = "密".repeat(limits::PASSWORD_BYTES_MAX);
        let cases = [
            ("correct horse battery", Ok(())),
            ("江城民情日记二零二六", Ok(())),
            ("short", Err(WeakPassword::TooShort)),
            ("", Err(WeakPassword::TooShort)),
            (long.as_str(), Err(WeakPassword::TooLong)),
            ("aaaaaaaaaaaa", Err(WeakPassword::Guessable)),
            ("1234567890", Err(WeakPassword::Guessable)),
            ("0987654321", Err(WeakPassword::Guessable)),
            ("abcdefghijkl", Err(WeakPassword::Guessable)),
            ("LiMing2026LiMing", Err(WeakPassword::Guessable)),
        ];
        for (password, expect) in cases {
            assert_eq!(check_strength(password, "liming"), expect, "{password}");
        }
    }

    #[tokio::test]
    async fn the_right_password_fits_and_nobody_has_none() {
        let pool = PasswordPool::new();
        let stored = hash("correct horse battery", &[1; 16]).expect("hashes");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let cases = [
            ("correct horse battery", Some(stored.clone()), Some(true)),
            ("correct horse batterz", Some(stored), Some(false)),
            ("", None, Some(false)),
            ("anything", None, Some(false)),
            ("anything", Some("no hash".to_owned()), None),
        ];
        for (password, stored, expect) in cases {
            assert_eq!(pool.verify(password.to_owned(), stored).await.ok(), expect, "{password}");
        }
    }
}
