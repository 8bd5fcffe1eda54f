//! Who asks, by the token that a request shows.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use lianxin_model::role::Role;
use lianxin_store::{Read, Scope, User, Write};
use uuid::Uuid;

use super::keys::TokenKey;
use super::{session, token};
use crate::http::error::{ApiCode, ApiError};
use crate::state::AppState;

/// Longest token that is looked at, in bytes.
const TOKEN_BYTES_MAX: usize = 2_048;

/// The token that a request shows, not yet believed.
#[derive(Clone)]
pub(crate) struct Bearer(String);

impl<S: Send + Sync> FromRequestParts<S> for Bearer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let header = parts.headers.get(header::AUTHORIZATION).ok_or(ApiCode::TokenMissing)?;
        let text = header.to_str().map_err(|_| ApiError::from(ApiCode::TokenInvalid))?;
        let (scheme, token) = text.split_once(' ').ok_or(ApiCode::TokenMissing)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(ApiCode::TokenMissing.into());
        }
        if token.len() > TOKEN_BYTES_MAX {
            return Err(ApiCode::TokenInvalid.into());
        }
        Ok(Self(token.trim().to_owned()))
    }
}

/// Who asks, as the store knows them at this moment.
pub(crate) struct Caller {
    /// The account.
    pub(crate) user: User,
    /// The session.
    pub(crate) session: Uuid,
    /// When their token ends, seconds since 1970.
    pub(crate) expires_at_s: i64,
    /// Whether a device has it: it knows no password.
    pub(crate) of_device: bool,
}

impl Bearer {
    /// Whose token it is, if it is to be believed and session, device and account are open. Whoever logged in with a password
    /// that somebody gave them chooses another one before anything else.
    pub(crate) fn caller<R: Read + ?Sized>(&self, read: &R, now_s: i64) -> Result<Caller, ApiError> {
        let caller = self.caller_before_choosing(read, now_s)?;
        match caller.user.password_once_until_s {
            Some(_) if !caller.of_device => Err(ApiCode::PasswordToChoose.into()),
            _ => Ok(caller),
        }
    }

    /// The same, also for whoever has a password to choose still.
    pub(crate) fn caller_before_choosing<R: Read + ?Sized>(&self, read: &R, now_s: i64) -> Result<Caller, ApiError> {
        let kid = token::kid(&self.0)?;
        let keys = read.signing_keys()?;
        let key = keys.iter().find(|key| key.kid == kid).and_then(|key| TokenKey::from_der(&key.private_der));
        let claims = token::verify(&self.0, &key.ok_or(ApiCode::TokenInvalid)?, read.county()?.tenant, now_s)?;
        let session = read.session(claims.sid)?.ok_or(ApiCode::SessionEnded)?;
        if session.user != claims.sub {
            return Err(ApiCode::TokenInvalid.into());
        }
        if let Some(device) = session.device {
            let device = read.device(device)?.ok_or(ApiCode::UnknownDevice)?;
            if device.revoked_at_ms.is_some() {
                return Err(ApiCode::DeviceRevoked.into());
            }
        }
        if session.revoked_at_s.is_some() {
            return Err(ApiCode::SessionEnded.into());
        }
        let user = session::open_account(read, claims.sub)?;
        let (of_device, expires_at_s) = (session.device.is_some(), claims.exp);
        Ok(Caller { user, session: session.id, of_device, expires_at_s })
    }
}

impl Caller {
    /// What they may read of the records.
    ///
    /// # Errors
    /// [`ApiCode::Forbidden`] for a role that reads no records.
    pub(crate) fn scope(&self, read: &dyn Read) -> Result<Scope, ApiError> {
        match self.user.role {
            Role::Cadre | Role::Supervisor | Role::Admin => Ok(read.reader_scope(self.user.id)?),
            Role::Auditor | Role::Collector => Err(ApiCode::Forbidden.into()),
        }
    }
}

impl AppState {
    /// Reads for whoever shows this token.
    pub(crate) async fn read_as<T: Send + 'static>(
        &self,
        bearer: Bearer,
        work: impl FnOnce(&dyn Read, &Caller) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let now_s = self.clock().now_s();
        self.read(move |read| work(read, &bearer.caller(read, now_s)?)).await
    }

    /// Writes for whoever shows this token, in one transaction.
    pub(crate) async fn write_as<T: Send + 'static>(
        &self,
        bearer: Bearer,
        work: impl FnOnce(&mut dyn Write, &Caller) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let now_s = self.clock().now_s();
        self.write(move |write| {
            let caller = bearer.caller(write, now_s)?;
            work(write, &caller)
        })
        .await
    }
}
