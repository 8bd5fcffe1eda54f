//! Wrong passwords, counted by the login that was typed: also for one that does not exist, so that the answer does not
//! tell.

use crate::{Hash, Result};

/// How often a login was tried in vain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LoginAttempts {
    /// Wrong passwords in a row.
    pub failures: u32,
    /// Locked until this moment, seconds since 1970.
    pub locked_until_s: Option<i64>,
}

/// Reads attempts.
pub trait ReadLogins {
    /// The attempts on a login, by a hash of what was typed; none for one that was never tried.
    fn login_attempts(&self, login_hash: &Hash) -> Result<LoginAttempts>;
}

/// Writes attempts.
pub trait WriteLogins {
    /// Keeps the attempts on a login.
    fn put_login_attempts(&mut self, login_hash: &Hash, attempts: LoginAttempts, now_s: i64) -> Result<()>;

    /// Forgets the attempts on a login: the password was right.
    fn clear_login_attempts(&mut self, login_hash: &Hash) -> Result<()>;

    /// Forgets attempts that were made before this moment and whose lock is over at it.
    fn purge_login_attempts(&mut self, before_s: i64) -> Result<()>;
}
