//! Sessions: opening one, and what its holder is answered.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lianxin_model::ids::{DeviceId, UserId};
use lianxin_model::limits;
use lianxin_model::role::Role;
use lianxin_store::{Hash, KeyState, NewSession, Read, User, Write};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::keys::TokenKey;
use super::token;
use crate::http::error::{ApiCode, ApiError};

/// How long ended sessions are kept, so that their tokens are still known for what they are.
const ENDED_KEPT_SECONDS: i64 = 7 * 24 * 3600;

/// What the holder of a session is answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionAnswer {
    /// Shown with each request: `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Seconds that the access token lives.
    pub expires_in: i64,
    /// Gives the next access token. It changes with each use; the one before may be shown again as long as the new one was
    /// not used, because an answer can be lost.
    pub refresh_token: String,
    /// Whose session it is.
    pub user: UserView,
}

/// An account as its owner and readers of its area see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UserView {
    /// Its id.
    pub id: UserId,
    /// The word typed at the login.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What they are to the county.
    pub role: Role,
    /// Division code of the place that they belong to.
    pub area: String,
    /// Whether the password was given to them by somebody who knows it: they choose another one before anything else.
    pub password_given: bool,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        let password_given = user.password_once_until_s.is_some();
        Self { id: user.id, login: user.login, name: user.name, role: user.role, area: user.area, password_given }
    }
}

/// A new refresh token and the hash that is kept of it.
pub(super) fn new_refresh_token() -> Result<(String, Hash), ApiError> {
    let token = URL_SAFE_NO_PAD.encode(random::<32>()?);
    let hash = token_hash(&token);
    Ok((token, hash))
}

/// What is kept of a refresh token. It holds 256 random bits: a plain hash cannot be reversed.
pub(super) fn token_hash(token: &str) -> Hash {
    Sha256::digest(token.as_bytes()).into()
}

/// Opens a session under this id, whose refresh token lives so long unused.
pub(super) fn open(
    write: &mut dyn Write,
    id: Uuid,
    user: User,
    device: Option<DeviceId>,
    lives_s: i64,
    now_s: i64,
) -> Result<SessionAnswer, ApiError> {
    if device.is_none() && user.password_once_until_s.is_some_and(|until_s| until_s <= now_s) {
        return Err(ApiCode::PasswordExpired.into());
    }
    write.purge_sessions(now_s - ENDED_KEPT_SECONDS)?;
    let (refresh_token, token_hash) = new_refresh_token()?;
    let expires_at_s = now_s + lives_s;
    write.put_session(&NewSession { id, user: user.id, device, token_hash, now_s, expires_at_s })?;
    answer(write, id, user, refresh_token, now_s)
}

/// The answer to whoever holds this session now.
pub(super) fn answer<R: Read + ?Sized>(
    read: &R,
    session: Uuid,
    user: User,
    refresh_token: String,
    now_s: i64,
) -> Result<SessionAnswer, ApiError> {
    let tenant = read.county()?.tenant;
    let keys = read.signing_keys()?;
    let signing = keys.iter().find(|key| key.state == KeyState::Active);
    let key = signing.and_then(|key| TokenKey::from_der(&key.private_der)).ok_or(ApiCode::Internal)?;
    Ok(SessionAnswer {
        access_token: token::issue(&key, tenant, user.id, session, now_s)?,
        token_type: "Bearer",
        expires_in: limits::ACCESS_TOKEN_SECONDS,
        refresh_token,
        user: user.into(),
    })
}

/// An account that may be used.
pub(super) fn open_account<R: Read + ?Sized>(read: &R, id: UserId) -> Result<User, ApiError> {
    match read.user(id)? {
        Some(user) if !user.disabled => Ok(user),
        Some(_) => Err(ApiCode::AccountClosed.into()),
        None => Err(ApiCode::TokenInvalid.into()),
    }
}

pub(super) fn random<const N: usize>() -> Result<[u8; N], ApiError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| ApiError::from(ApiCode::Internal))?;
    Ok(bytes)
}
