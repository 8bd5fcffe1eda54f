//! The console's session: its refresh token is in a cookie that no script reads, its access token in the page's memory alone.
//!
//! The cookie is `__Host-`, `HttpOnly`, `Secure` and `SameSite=Strict`, and goes with the browser. Requests that live on it must carry
//! a header that no form and no picture of another site can send. It lives half an hour unused, so that a page that was left is over
//! at the server too (docs/adr/0016).

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lianxin_model::limits;
use lianxin_model::role::Role;
use lianxin_store::{Read, User, Write};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::login::{LoginRequest, with_password};
use super::refresh;
use super::session::{self, SessionAnswer, UserView};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::state::AppState;

/// The cookie that holds the refresh token.
const COOKIE: &str = "__Host-lianxin";
/// What makes a request the console's own: another site's page cannot set it without asking this server first, which never agrees.
const FROM_CONSOLE: HeaderName = HeaderName::from_static("x-lianxin-console");
/// Longest cookie header that is looked at, in bytes.
const COOKIES_BYTES_MAX: usize = 4_096;

/// What a page of the console is answered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebSessionAnswer {
    /// Shown with each request: `Authorization: Bearer …`.
    access_token: String,
    /// Seconds that the access token lives.
    expires_in: i64,
    /// Whose session it is.
    user: UserView,
    /// Seals what this person began to write and did not send, where the browser keeps it: base64url, 32 bytes, the same at each login
    /// until the password is another one.
    drafts_key: String,
}

type WithCookie = ([(HeaderName, HeaderValue); 1], Json<WebSessionAnswer>);

/// That a request comes from the console's own page, with the refresh token that its cookie holds.
pub(super) struct FromConsole(Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for FromConsole {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        if !parts.headers.contains_key(FROM_CONSOLE) {
            return Err(ApiCode::NotFromConsole.into());
        }
        Ok(Self(cookie(&parts.headers)))
    }
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = all.filter(|text| text.len() <= COOKIES_BYTES_MAX).flat_map(|text| text.split(';'));
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned())
}

fn set_cookie(value: &str, more: &str) -> Result<[(HeaderName, HeaderValue); 1], ApiError> {
    let text = format!("{COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{more}");
    let value = HeaderValue::from_str(&text).map_err(|_| ApiError::from(ApiCode::Internal))?;
    Ok([(header::SET_COOKIE, value)])
}

/// Opens a session of the console.
///
/// As `/v1/login`, but the refresh token is in a cookie. Cadres and collectors are told to use the field app.
#[utoipa::path(post, path = "/v1/web/login", operation_id = "open_web_session", tag = "auth", request_body = LoginRequest,
    params(("x-lianxin-console" = String, Header, description = "Any value: that the request is the console's own.")),
    responses((status = 200, body = WebSessionAnswer)))]
pub(super) async fn login(
    State(state): State<AppState>,
    _: FromConsole,
    JsonBody(request): JsonBody<LoginRequest>,
) -> Result<WithCookie, ApiError> {
    let now_s = state.clock().now_s();
    with_password(&state, request, now_s, move |write, user| {
        uses_console(&user)?;
        let id = Uuid::from_bytes(session::random()?);
        let opened = session::open(write, id, user, None, limits::WEB_SESSION_SECONDS, now_s)?;
        answer(write, opened)
    })
    .await
}

/// Gives the next access token to the page whose cookie holds the refresh token, and the next cookie.
#[utoipa::path(post, path = "/v1/web/refresh", operation_id = "refresh_web_session", tag = "auth",
    params(("x-lianxin-console" = String, Header, description = "Any value: that the request is the console's own.")),
    responses((status = 200, body = WebSessionAnswer)))]
pub(super) async fn refresh(
    State(state): State<AppState>,
    FromConsole(token): FromConsole,
) -> Result<WithCookie, ApiError> {
    let token = token.ok_or(ApiCode::TokenMissing)?;
    let now_s = state.clock().now_s();
    // The inner result is committed whatever it is: a theft ends the session.
    state.write(move |write| Ok(rotate(write, &token, now_s))).await?
}

fn rotate(write: &mut dyn Write, token: &str, now_s: i64) -> Result<WithCookie, ApiError> {
    let shown = session::token_hash(token);
    // A device's session needs the device's signature: its token is worth nothing here.
    let session = write.session_by_token(&shown)?.filter(|session| session.device.is_none());
    let user = session::open_account(write, session.ok_or(ApiCode::TokenInvalid)?.user)?;
    uses_console(&user)?;
    let opened = refresh::next(write, &shown, user, limits::WEB_SESSION_SECONDS, now_s)?;
    answer(write, opened)
}

/// Ends the session whose refresh token the cookie holds, and takes the cookie away. Without one there is nothing to end.
#[utoipa::path(post, path = "/v1/web/logout", operation_id = "end_web_session", tag = "auth",
    params(("x-lianxin-console" = String, Header, description = "Any value: that the request is the console's own.")),
    responses((status = 204)))]
pub(super) async fn logout(
    State(state): State<AppState>,
    FromConsole(token): FromConsole,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), ApiError> {
    let now_s = state.clock().now_s();
    if let Some(token) = token {
        state
            .write(move |write| {
                let session = write.session_by_token(&session::token_hash(&token))?;
                if let Some(session) = session.filter(|session| session.device.is_none()) {
                    write.revoke_session(session.id, now_s)?;
                }
                Ok(())
            })
            .await?;
    }
    Ok((StatusCode::NO_CONTENT, set_cookie("", "; Max-Age=0")?))
}

fn uses_console(user: &User) -> Result<(), ApiError> {
    match user.role {
        Role::Supervisor | Role::Admin | Role::Auditor => Ok(()),
        Role::Cadre | Role::Collector => Err(ApiCode::UseFieldApp.into()),
    }
}

fn answer<R: Read + ?Sized>(read: &R, opened: SessionAnswer) -> Result<WithCookie, ApiError> {
    let SessionAnswer { access_token, expires_in, refresh_token, user, .. } = opened;
    let drafts_key = URL_SAFE_NO_PAD.encode(drafts_key(read, &user)?);
    let cookie = set_cookie(&refresh_token, "")?;
    Ok((cookie, Json(WebSessionAnswer { access_token, expires_in, user, drafts_key })))
}

/// From what is kept of the password, which never leaves the server and cannot be found from this.
fn drafts_key<R: Read + ?Sized>(read: &R, user: &UserView) -> Result<[u8; 32], ApiError> {
    let kept = read.password_hash(user.id)?.unwrap_or_default();
    let digest = Sha256::new().chain_update(b"lianxin drafts 1\0").chain_update(user.id.0.as_bytes());
    Ok(digest.chain_update(kept.as_bytes()).finalize().into())
}
