//! Who asks: passwords, sessions, tokens and the keys that sign them.
//!
//! A session belongs to the web or to a device. It gives short access tokens, and a refresh token that changes with each use.
//! Every request reads session, account and device anew: what an administrator closes is closed at once.

mod admin;
mod caller;
mod device_session;
pub(crate) mod keys;
mod login;
mod logout;
mod own_password;
pub(crate) mod password;
mod refresh;
mod session;
pub(crate) mod token;
mod web;

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use admin::{KeyError, PasswordError, ensure_key, rotate_keys, set_password};
pub(crate) use admin::{given_password, hashed, keep_password};
pub(crate) use caller::{Bearer, Caller};
pub use device_session::{DEVICE_CLOCK_SECONDS_MAX, refresh_message, session_message};
pub use keys::{Jwk, Jwks};
pub use password::WeakPassword;
pub use session::{SessionAnswer, UserView};

use crate::http::error::ApiError;
use crate::state::AppState;
use keys::TokenKey;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(login::login))
        .routes(routes!(refresh::refresh))
        .routes(routes!(logout::logout))
        .routes(routes!(own_password::change))
        .routes(routes!(device_session::open))
        .routes(routes!(web::login))
        .routes(routes!(web::refresh))
        .routes(routes!(web::logout))
        .routes(routes!(jwks))
}

/// The public keys by which access tokens verify now.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "auth", responses((status = 200, body = Jwks)))]
async fn jwks(State(state): State<AppState>) -> Result<Json<Jwks>, ApiError> {
    let keys = state.read(|read| Ok(read.signing_keys()?)).await?;
    let keys = keys.iter().filter_map(|key| TokenKey::from_der(&key.private_der)).map(|key| key.jwk()).collect();
    Ok(Json(Jwks { keys }))
}
