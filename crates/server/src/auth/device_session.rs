//! Sessions of devices: opened and refreshed by the signature of the device's own key, without a password.

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey;
use lianxin_model::ids::{DeviceId, UserId};
use lianxin_model::limits;
use lianxin_store::{Read, Write};
use serde::{Deserialize, Deserializer};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::session::{self, SessionAnswer};
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::JsonBody;
use crate::state::AppState;

/// How far the device's clock may be from the server's, in seconds. Beyond, the error names the server's moment, by which
/// the device signs again.
pub const DEVICE_CLOCK_SECONDS_MAX: i64 = 300;

/// An Ed25519 signature, base64url without padding.
pub(super) struct Signature(ed25519_dalek::Signature);

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| serde::de::Error::custom("not base64url"))?;
        ed25519_dalek::Signature::from_slice(&bytes).map(Self).map_err(|_| serde::de::Error::custom("not a signature"))
    }
}

/// Which device wants a session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeviceSessionRequest {
    /// The device.
    pub device: DeviceId,
    /// The moment of signing by the device's clock, milliseconds since 1970. Each moment opens one session.
    pub moment_ms: i64,
    /// The device's Ed25519 signature of context, device and moment, base64url without padding.
    #[schema(value_type = String)]
    pub signature: Signature,
}

/// What a device signs to open a session: a context, its id, the moment (eight bytes, the highest first).
pub fn session_message(device: DeviceId, moment_ms: i64) -> Vec<u8> {
    [b"lianxin device session 1\0".as_slice(), device.as_bytes(), &moment_ms.to_be_bytes()].concat()
}

/// What a device signs to refresh its session: a context, its id, the refresh token.
pub fn refresh_message(device: DeviceId, refresh_token: &str) -> Vec<u8> {
    [b"lianxin device refresh 1\0".as_slice(), device.as_bytes(), refresh_token.as_bytes()].concat()
}

/// Opens a session bound to an enrolled device.
#[utoipa::path(post, path = "/v1/device/session", tag = "auth", request_body = DeviceSessionRequest,
    responses((status = 200, body = SessionAnswer)))]
pub(super) async fn open(
    State(state): State<AppState>,
    JsonBody(request): JsonBody<DeviceSessionRequest>,
) -> Result<Json<SessionAnswer>, ApiError> {
    let now_ms = state.clock().now_ms();
    state.write(move |write| open_signed(write, &request, now_ms)).await.map(Json)
}

fn open_signed(write: &mut dyn Write, request: &DeviceSessionRequest, now_ms: i64) -> Result<SessionAnswer, ApiError> {
    let message = session_message(request.device, request.moment_ms);
    let owner = check(write, request.device, &message, Some(&request.signature))?;
    let stale = || ApiError::from(ApiCode::StaleSignature).detail("now_ms", now_ms);
    if now_ms.abs_diff(request.moment_ms) > DEVICE_CLOCK_SECONDS_MAX.unsigned_abs() * 1000 {
        return Err(stale());
    }
    let user = session::open_account(write, owner)?;
    // The session's id comes from what was signed: whoever repeats the request finds the id taken, for longer than the
    // moment is near enough.
    let mut id = [0; 16];
    id.copy_from_slice(&Sha256::digest(&message)[..16]);
    let id = Uuid::from_bytes(id);
    if write.session(id)?.is_some() {
        return Err(stale());
    }
    session::open(write, id, user, Some(request.device), limits::REFRESH_TOKEN_SECONDS, now_ms.div_euclid(1000))
}

/// Whether the device may be believed: known, not revoked, and its key signed this. Gives whose it is.
pub(super) fn check<R: Read + ?Sized>(
    read: &R,
    device: DeviceId,
    message: &[u8],
    signature: Option<&Signature>,
) -> Result<UserId, ApiError> {
    let device = read.device(device)?.ok_or(ApiCode::UnknownDevice)?;
    let key = VerifyingKey::from_bytes(&device.public_key).map_err(|_| ApiError::from(ApiCode::BadSignature))?;
    let signature = signature.ok_or(ApiCode::BadSignature)?;
    // Strictly: weak keys and signatures that another reader could judge otherwise are refused.
    key.verify_strict(message, &signature.0).map_err(|_| ApiError::from(ApiCode::BadSignature))?;
    if device.revoked_at_ms.is_some() {
        return Err(ApiCode::DeviceRevoked.into());
    }
    Ok(device.user)
}
