//! A person's own new password.

use axum::extract::State;
use axum::http::StatusCode;
use lianxin_model::limits;
use serde::Deserialize;
use utoipa::ToSchema;

use super::login::{count_attempt, login_hash};
use super::password::{self, WeakPassword};
use super::{Bearer, hashed, keep_password};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::state::{AppState, blocking};

/// The password of before and the one to come.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnPasswordRequest {
    /// The password of now.
    pub old: String,
    /// The new one: at least 10 characters.
    pub new: String,
}

/// Chooses another password. It ends every session of the account, this one included: log in with the new one.
///
/// Wrong old passwords count like wrong logins.
#[utoipa::path(post, path = "/v1/password", operation_id = "choose_password", tag = "auth",
    request_body = OwnPasswordRequest, security(("bearer" = [])), responses((status = 204)))]
pub(super) async fn change(
    State(state): State<AppState>,
    bearer: Bearer,
    JsonBody(request): JsonBody<OwnPasswordRequest>,
) -> Result<StatusCode, ApiError> {
    let now_s = state.clock().now_s();
    let (caller, stored) = state
        .read(move |read| {
            let caller = bearer.caller_before_choosing(read, now_s)?;
            let stored = read.password_hash(caller.user.id)?;
            Ok((caller, stored))
        })
        .await?;
    let user = caller.user;
    if request.old == request.new {
        return Err(weak("the_same"));
    }
    password::check_strength(&request.new, &user.login).map_err(|error| weak(word(error)))?;
    if request.old.len() > limits::PASSWORD_BYTES_MAX {
        return Err(ApiCode::WrongPassword.into());
    }
    count_attempt(&state, login_hash(&user.login), now_s).await?;
    let verified = stored.clone();
    if !state.passwords().verify(request.old, stored).await? {
        return Err(ApiCode::WrongPassword.into());
    }
    let hash = blocking(move || hashed(&request.new).map_err(|_| ApiCode::Internal.into())).await?;
    state
        .write(move |write| {
            let unchanged = write.password_hash(user.id)? == verified;
            let user = write.user(user.id)?.filter(|user| !user.disabled && unchanged).ok_or(ApiCode::LoginFailed)?;
            keep_password(write, &user, &hash, now_s)?;
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}

fn weak(word: &str) -> ApiError {
    ApiError::from(ApiCode::WeakPassword).field("new", word)
}

fn word(weak: WeakPassword) -> &'static str {
    match weak {
        WeakPassword::TooShort => "too_short",
        WeakPassword::TooLong => "too_long",
        WeakPassword::Guessable => "guessable",
    }
}
