//! A new device comes to its account: with a one-time code, and the proof that it holds the key that it registers.

use lianxin_model::ids::{Actor, DeviceId, UserId};
use lianxin_model::limits;
use lianxin_store::{EnrolCode, NewDevice, Store, StoreError, Write};
use lianxin_sync::voucher::VoucherKey;
use lianxin_sync::wire::{EnrolAnswer, EnrolRequest};

use super::enrol_code;
use crate::http::error::{ApiCode, ApiError};

/// Codes are kept for a day after their end, so that a late device hears that its code has expired.
const EXPIRED_CODES_KEPT_SECONDS: i64 = 24 * 3600;

/// A one-time code, to be shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedCode {
    /// `XXXX-XXXX-XXXX`
    pub code: String,
    /// When it ends, seconds since 1970.
    pub expires_at_s: i64,
}

/// Why no code was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// There is no such account.
    #[error("there is no such account")]
    UnknownUser,
    /// The account is closed.
    #[error("the account is closed")]
    AccountClosed,
    /// The machine gives no random bytes.
    #[error("no random bytes")]
    Random,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Issues a one-time code for a new device of this account. The store keeps only its hash.
///
/// # Errors
/// [`IssueError`].
pub fn issue_enrol_code(store: &dyn Store, user: UserId, now_s: i64) -> Result<IssuedCode, IssueError> {
    let mut write = store.write()?;
    let issued = issue_within(&mut *write, user, now_s)?;
    write.commit()?;
    Ok(issued)
}

/// As [`issue_enrol_code`], as a part of a transaction.
pub(crate) fn issue_within(write: &mut dyn Write, user: UserId, now_s: i64) -> Result<IssuedCode, IssueError> {
    let mut random = [0; enrol_code::RANDOM_BYTES];
    getrandom::fill(&mut random).map_err(|_| IssueError::Random)?;
    let code = enrol_code::compose(random);
    let hash = enrol_code::hash(&code).ok_or(IssueError::Random)?;
    let expires_at_s = now_s.saturating_add(limits::ENROL_CODE_SECONDS);

    let account = write.user(user)?.ok_or(IssueError::UnknownUser)?;
    if account.disabled {
        return Err(IssueError::AccountClosed);
    }
    write.purge_enrol_codes(now_s.saturating_sub(EXPIRED_CODES_KEPT_SECONDS))?;
    write.put_enrol_code(&hash, user, expires_at_s)?;
    Ok(IssuedCode { code, expires_at_s })
}

/// Registers the device that showed a code. An error leaves the code as it was.
pub(super) fn enrol(
    write: &mut dyn Write,
    request: &EnrolRequest,
    server_key: [u8; 32],
    now_ms: i64,
) -> Result<EnrolAnswer, ApiError> {
    let hash = enrol_code::hash(&request.code).ok_or(ApiCode::EnrolCodeUnknown)?;
    let (device, user) = match write.take_enrol_code(&hash, &request.public_key, now_ms.div_euclid(1000))? {
        EnrolCode::Unknown => return Err(ApiCode::EnrolCodeUnknown.into()),
        EnrolCode::Expired => return Err(ApiCode::EnrolCodeExpired.into()),
        EnrolCode::Used => return Err(ApiCode::EnrolCodeUsed.into()),
        EnrolCode::Again { device } if device.revoked_at_ms.is_some() => return Err(ApiCode::DeviceRevoked.into()),
        EnrolCode::Again { device } => (device.id, device.user),
        EnrolCode::Fresh { user } => (register(write, user, &request.public_key, now_ms)?, user),
    };
    let account = write.user(user)?.filter(|account| !account.disabled).ok_or(ApiCode::AccountClosed)?;
    let county = write.county()?;
    let (tenant, public_key) = (county.tenant, &request.public_key);
    let key = county.server_secret.as_ref().map(VoucherKey::of_county);
    let tag = key.map(|key| key.registration_tag(device, public_key, user));
    let role = account.role.word().to_owned();
    Ok(EnrolAnswer { tenant, device, user, user_name: account.name, role, server_key: Some(server_key), tag })
}

/// The device of this key: a new one, or the one that it is already, where the first code's answer was lost for longer than
/// the code lived.
fn register(write: &mut dyn Write, user: UserId, public_key: &[u8; 32], now_ms: i64) -> Result<DeviceId, ApiError> {
    if let Some(device) = write.device_by_key(public_key)? {
        return match device.revoked_at_ms {
            Some(_) => Err(ApiCode::DeviceRevoked.into()),
            // What the key signed must stay one person's: a phone that changes hands makes a new key.
            None if device.user != user => Err(ApiCode::KeyTaken.into()),
            None => Ok(device.id),
        };
    }
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|_| ApiCode::Internal)?;
    let id = DeviceId::from_moment(u64::try_from(now_ms).unwrap_or(0), random);
    write.put_device(&NewDevice { id, user, public_key: *public_key, enrolled_at_ms: now_ms })?;
    write.put_actor(Actor::of_device(public_key, 1), user, Some(id))?;
    Ok(id)
}
