//! Login with a password.

use axum::Json;
use axum::extract::State;
use lianxin_model::limits;
use lianxin_store::{Hash, LoginAttempts, User, Write};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::session::{self, SessionAnswer};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::state::AppState;

/// How long attempts are remembered after the last.
const ATTEMPTS_KEPT_SECONDS: i64 = 24 * 3600;

/// Who logs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LoginRequest {
    /// The word that the administrator gave.
    pub login: String,
    /// The password.
    pub password: String,
}

/// What is kept of a typed login: it may be anything, also a password typed into the wrong field.
pub(super) fn login_hash(login: &str) -> Hash {
    Sha256::new().chain_update(b"lianxin login 1").chain_update(login.as_bytes()).finalize().into()
}

/// Opens a web session.
///
/// An unknown login and a wrong password are answered alike, cost the same time and are locked alike.
#[utoipa::path(post, path = "/v1/login", tag = "auth", request_body = LoginRequest,
    responses((status = 200, body = SessionAnswer)))]
pub(super) async fn login(
    State(state): State<AppState>,
    JsonBody(request): JsonBody<LoginRequest>,
) -> Result<Json<SessionAnswer>, ApiError> {
    let now_s = state.clock().now_s();
    with_password(&state, request, now_s, move |write, user| {
        let id = Uuid::from_bytes(session::random()?);
        session::open(write, id, user, None, limits::REFRESH_TOKEN_SECONDS, now_s).map(Json)
    })
    .await
}

/// Does this for whoever has typed the right password.
pub(super) async fn with_password<T: Send + 'static>(
    state: &AppState,
    request: LoginRequest,
    now_s: i64,
    enter: impl FnOnce(&mut dyn Write, User) -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    if request.password.len() > limits::PASSWORD_BYTES_MAX || request.login.chars().count() > limits::LINE_CHARS_MAX {
        return Err(ApiCode::LoginFailed.into());
    }
    let hash = login_hash(&request.login);
    count_attempt(state, hash, now_s).await?;
    let login = request.login;
    let (user, stored) = state
        .read(move |read| {
            let user = read.user_by_login(&login)?.filter(|user| !user.disabled);
            let stored = user.as_ref().map(|user| read.password_hash(user.id)).transpose()?.flatten();
            Ok((user, stored))
        })
        .await?;
    let verified = stored.clone();
    let fits = state.passwords().verify(request.password, stored).await?;
    let Some(user) = user.filter(|_| fits) else { return Err(ApiCode::LoginFailed.into()) };
    state
        .write(move |write| {
            // The password may have been changed, or the account closed, while this one was computed.
            let unchanged = write.password_hash(user.id)? == verified;
            let user: User =
                write.user(user.id)?.filter(|user| !user.disabled && unchanged).ok_or(ApiCode::LoginFailed)?;
            write.clear_login_attempts(&hash)?;
            // Committed whatever comes of it: the password was right.
            Ok(enter(write, user))
        })
        .await?
}

/// Counts the attempt before the password is looked at, so that many at once are not more guesses than many in a row.
pub(super) async fn count_attempt(state: &AppState, hash: Hash, now_s: i64) -> Result<(), ApiError> {
    state
        .write(move |write| {
            write.purge_login_attempts(now_s - ATTEMPTS_KEPT_SECONDS)?;
            let before = write.login_attempts(&hash)?;
            match before.locked_until_s {
                Some(until_s) if until_s > now_s => {
                    return Err(ApiError::from(ApiCode::LoginLocked).retry_after_s(until_s - now_s));
                }
                _ => {}
            }
            // After a lock the count begins anew.
            let failures = if before.locked_until_s.is_some() { 1 } else { before.failures.saturating_add(1) };
            let locked_until_s = (failures >= limits::LOGIN_FAILURES_MAX).then_some(now_s + limits::LOGIN_LOCK_SECONDS);
            write.put_login_attempts(&hash, LoginAttempts { failures, locked_until_s }, now_s)?;
            Ok(())
        })
        .await
}
