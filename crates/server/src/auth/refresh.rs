//! The next access token, by a refresh token that changes with each use.

use axum::Json;
use axum::extract::State;
use lianxin_model::limits;
use lianxin_store::{Hash, Rotation, Session, User, Write};
use serde::Deserialize;
use utoipa::ToSchema;

use super::device_session::{self, Signature};
use super::session::{self, SessionAnswer};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::state::AppState;

/// Who wants the next access token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefreshRequest {
    /// The refresh token of the last answer that arrived.
    pub refresh_token: String,
    /// For a device's session: its Ed25519 signature of the token (base64url), so that the token alone is worth nothing.
    #[schema(value_type = Option<String>)]
    pub signature: Option<Signature>,
}

/// Gives the next access token and the next refresh token.
#[utoipa::path(post, path = "/v1/token/refresh", tag = "auth", request_body = RefreshRequest,
    responses((status = 200, body = SessionAnswer)))]
pub(super) async fn refresh(
    State(state): State<AppState>,
    JsonBody(request): JsonBody<RefreshRequest>,
) -> Result<Json<SessionAnswer>, ApiError> {
    let now_s = state.clock().now_s();
    // The inner result is committed whatever it is: a theft ends the session.
    state.write(move |write| Ok(rotate(write, &request, now_s))).await?.map(Json)
}

fn rotate(write: &mut dyn Write, request: &RefreshRequest, now_s: i64) -> Result<SessionAnswer, ApiError> {
    let shown = session::token_hash(&request.refresh_token);
    let session = write.session_by_token(&shown)?.ok_or(ApiCode::TokenInvalid)?;
    if let Some(device) = session.device {
        let message = device_session::refresh_message(device, &request.refresh_token);
        device_session::check(write, device, &message, request.signature.as_ref())?;
    }
    let user = session::open_account(write, session.user)?;
    next(write, &shown, user, limits::REFRESH_TOKEN_SECONDS, now_s)
}

/// Puts the next refresh token in place of the one that was shown, to live so long unused.
pub(super) fn next(
    write: &mut dyn Write,
    shown: &Hash,
    user: User,
    lives_s: i64,
    now_s: i64,
) -> Result<SessionAnswer, ApiError> {
    let (refresh_token, next) = session::new_refresh_token()?;
    let session: Session = match write.rotate_token(shown, &next, now_s, now_s + lives_s)? {
        Rotation::Rotated(session) | Rotation::Repeated(session) => session,
        Rotation::Unknown => return Err(ApiCode::TokenInvalid.into()),
        Rotation::Expired => return Err(ApiCode::TokenExpired.into()),
        Rotation::Revoked => return Err(ApiCode::SessionEnded.into()),
        Rotation::Stolen(session) => {
            tracing::warn!(session = %session.id, "a used refresh token came again");
            return Err(ApiCode::RefreshReused.into());
        }
    };
    session::answer(write, session.id, user, refresh_token, now_s)
}
