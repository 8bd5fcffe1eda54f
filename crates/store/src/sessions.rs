//! Sessions and their refresh tokens, which rotate.
//!
//! Every token has a place in its session's row of tokens. The last one rotates. The last but one may be shown again as
//! long as its successor was not used, because the answer may have been lost; an older one has been stolen, and ends the
//! session.

use lianxin_model::ids::{DeviceId, UserId};
use uuid::Uuid;

use crate::{Hash, Result};

/// A session to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub user: UserId,
    /// The device that it is bound to; `None` on the web.
    pub device: Option<DeviceId>,
    /// The hash of its first refresh token.
    pub token_hash: Hash,
    /// Now, seconds since 1970.
    pub now_s: i64,
    /// When it ends if it is not used, seconds since 1970.
    pub expires_at_s: i64,
}

/// A session as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub user: UserId,
    /// The device that it is bound to; `None` on the web.
    pub device: Option<DeviceId>,
    /// When it was opened, seconds since 1970.
    pub created_at_s: i64,
    /// When it ends if it is not used, seconds since 1970.
    pub expires_at_s: i64,
    /// When it was ended, seconds since 1970.
    pub revoked_at_s: Option<i64>,
}

/// What became of a refresh token that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// It was the last one: the next one takes its place.
    Rotated(Session),
    /// It was the last but one and its successor was not used: the next one stands beside that successor.
    Repeated(Session),
    /// There is no such token.
    Unknown,
    /// Its session was not used for too long.
    Expired,
    /// Its session was ended before.
    Revoked,
    /// It was older: somebody else has used it. The session is ended now; commit.
    Stolen(Session),
}

/// Reads sessions.
pub trait ReadSessions {
    /// One session.
    fn session(&self, id: Uuid) -> Result<Option<Session>>;

    /// The session of a refresh token, whatever its place.
    fn session_by_token(&self, token_hash: &Hash) -> Result<Option<Session>>;
}

/// Writes sessions.
pub trait WriteSessions {
    /// Opens a session.
    ///
    /// # Errors
    /// [`crate::StoreError::Taken`], [`crate::StoreError::Missing`] for an unknown user or device.
    fn put_session(&mut self, session: &NewSession) -> Result<()>;

    /// Shows a refresh token and puts the next one in its place.
    fn rotate_token(&mut self, shown: &Hash, next: &Hash, now_s: i64, expires_at_s: i64) -> Result<Rotation>;

    /// Ends a session; an unknown or ended one stays as it is.
    fn revoke_session(&mut self, id: Uuid, now_s: i64) -> Result<()>;

    /// Ends all sessions of a person (their password was set anew).
    fn revoke_sessions_of(&mut self, user: UserId, now_s: i64) -> Result<()>;

    /// Forgets sessions that ended before this moment.
    fn purge_sessions(&mut self, before_s: i64) -> Result<()>;
}
