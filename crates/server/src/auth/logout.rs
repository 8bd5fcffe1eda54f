//! The end of a session by whoever holds it.

use axum::extract::State;
use axum::http::StatusCode;

use super::Bearer;
use crate::http::error::ApiError;
use crate::state::AppState;

/// Ends the session that the token belongs to.
#[utoipa::path(post, path = "/v1/logout", tag = "auth", security(("bearer" = [])), responses((status = 204)))]
pub(super) async fn logout(State(state): State<AppState>, bearer: Bearer) -> Result<StatusCode, ApiError> {
    let now_s = state.clock().now_s();
    state
        .write(move |write| {
            let caller = bearer.caller_before_choosing(write, now_s)?;
            write.revoke_session(caller.session, now_s)?;
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}
