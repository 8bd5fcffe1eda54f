//! A new device shows its one-time code and proves that it holds the key it registers.

use bytes::Bytes;
use lianxin_model::ids::{DeviceId, TenantId, UserId};
use lianxin_model::limits;
use prost::Message;

use super::key::{self, Signer, SigningFailed};
use super::{WireError, proto, scan};
use crate::voucher::Tag;

const CONTEXT: &[u8] = b"lianxin enrol 1";

/// A request whose signature was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolRequest {
    /// The one-time code as it was typed.
    pub code: String,
    /// The device's key, which signed the code.
    pub public_key: [u8; 32],
}

/// Whom the device now belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolAnswer {
    /// The county's installation.
    pub tenant: TenantId,
    /// The new device.
    pub device: DeviceId,
    /// Its user.
    pub user: UserId,
    /// The user's name, to be shown.
    pub user_name: String,
    /// The word of the user's role.
    pub role: String,
    /// The server's key, which signs answers from protocol 2 on; a server of protocol 1 has none.
    pub server_key: Option<[u8; 32]>,
    /// Of the registration, for a county that one day no longer knows the device; an older server gives none.
    pub tag: Option<Tag>,
}

/// The request body for a code.
pub fn seal_enrol(code: &str, signer: &dyn Signer) -> Result<Vec<u8>, SigningFailed> {
    let signature = signer.sign(&key::with_context(CONTEXT, code.as_bytes()))?;
    let request = proto::EnrolRequest {
        code: code.to_owned(),
        public_key: Bytes::copy_from_slice(&signer.public_key()),
        signature: Bytes::copy_from_slice(&signature),
    };
    Ok(request.encode_to_vec())
}

/// Reads a request body and checks that the key signed the code.
pub fn open_enrol(body: impl Into<Bytes>) -> Result<EnrolRequest, WireError> {
    let body = checked(body.into())?;
    let request = proto::EnrolRequest::decode(body).map_err(|_| WireError::Garbage)?;
    if request.code.is_empty() || request.public_key.is_empty() || request.signature.is_empty() {
        return Err(WireError::Cut);
    }
    let public_key = request.public_key.as_ref().try_into().map_err(|_| WireError::Garbage)?;
    key::verify(&public_key, &key::with_context(CONTEXT, request.code.as_bytes()), &request.signature)?;
    Ok(EnrolRequest { code: request.code, public_key })
}

/// The answer body.
pub fn seal_enrol_answer(answer: &EnrolAnswer) -> Vec<u8> {
    proto::EnrolAnswer {
        tenant: Bytes::copy_from_slice(answer.tenant.as_bytes()),
        device: Bytes::copy_from_slice(answer.device.as_bytes()),
        user: Bytes::copy_from_slice(answer.user.as_bytes()),
        user_name: answer.user_name.clone(),
        role: answer.role.clone(),
        server_key: answer.server_key.map(|key| Bytes::copy_from_slice(&key)).unwrap_or_default(),
        tag: answer.tag.map(|tag| Bytes::copy_from_slice(&tag)).unwrap_or_default(),
    }
    .encode_to_vec()
}

/// Reads an answer body.
pub fn open_enrol_answer(body: impl Into<Bytes>) -> Result<EnrolAnswer, WireError> {
    let answer = proto::EnrolAnswer::decode(checked(body.into())?).map_err(|_| WireError::Garbage)?;
    if answer.role.is_empty() {
        // The last field: without it the body ended early.
        return Err(WireError::Cut);
    }
    Ok(EnrolAnswer {
        tenant: TenantId::from_slice(&answer.tenant).map_err(|_| WireError::Garbage)?,
        device: DeviceId::from_slice(&answer.device).map_err(|_| WireError::Garbage)?,
        user: UserId::from_slice(&answer.user).map_err(|_| WireError::Garbage)?,
        user_name: answer.user_name,
        role: answer.role,
        server_key: answer.server_key.as_ref().try_into().ok(),
        tag: answer.tag.as_ref().try_into().ok(),
    })
}

fn checked(body: Bytes) -> Result<Bytes, WireError> {
    if body.len() > limits::JSON_BODY_BYTES_MAX {
        return Err(WireError::TooLarge);
    }
    scan::check_whole(&body)?;
    Ok(body)
}
