//! Devices: one-time codes by which they come, and how they are shut out; and the keys that sign tokens.

use lianxin_model::ids::DeviceId;
use lianxin_store::{Store, StoreError};
use serde::Serialize;

use super::AdminError;
use crate::auth;
use crate::clock::Clock;
use crate::sync;

/// A one-time code.
#[derive(Debug, Clone, Serialize)]
pub struct EnrolCodeIssued {
    /// What the cadre types.
    pub code: String,
    /// The name of the person whose device it makes.
    pub name: String,
    /// Until when it works, seconds since 1970.
    pub expires_at_s: i64,
}

/// Issues a one-time code for a new device.
///
/// # Errors
/// [`AdminError::UnknownLogin`], [`AdminError::AccountClosed`], …
pub fn issue_enrol_code(store: &dyn Store, clock: &dyn Clock, login: &str) -> Result<EnrolCodeIssued, AdminError> {
    let user = super::account(store, login)?;
    let issued = sync::issue_enrol_code(store, user.id, clock.now_s())?;
    Ok(EnrolCodeIssued { code: issued.code, name: user.name, expires_at_s: issued.expires_at_s })
}

/// A device as an administrator sees it.
#[derive(Debug, Clone, Serialize)]
pub struct DeviceRow {
    /// The device.
    pub id: DeviceId,
    /// Whose it is.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// When it enrolled, milliseconds since 1970.
    pub enrolled_at_ms: i64,
    /// When it was shut out, milliseconds since 1970.
    pub revoked_at_ms: Option<i64>,
}

/// The devices of one account, or of all. Leaves out when a phone was last used: that is nobody's business here.
///
/// # Errors
/// [`AdminError::UnknownLogin`], or the store's.
pub fn devices(store: &dyn Store, login: Option<&str>) -> Result<Vec<DeviceRow>, AdminError> {
    let read = store.read()?;
    let users = match login {
        Some(login) => vec![read.user_by_login(login.trim())?.ok_or(AdminError::UnknownLogin)?],
        None => read.users()?,
    };
    let mut rows = Vec::new();
    for user in users {
        for device in read.devices(user.id)? {
            rows.push(DeviceRow {
                id: device.id,
                login: user.login.clone(),
                name: user.name.clone(),
                enrolled_at_ms: device.enrolled_at_ms,
                revoked_at_ms: device.revoked_at_ms,
            });
        }
    }
    Ok(rows)
}

/// Shuts a device out, at once and for good.
///
/// # Errors
/// [`AdminError::UnknownDevice`], or the store's.
pub fn revoke_device(store: &dyn Store, clock: &dyn Clock, device: &str) -> Result<DeviceId, AdminError> {
    let id: DeviceId = device.trim().parse().map_err(|_| AdminError::UnknownDevice)?;
    let mut write = store.write()?;
    write.revoke_device(id, clock.now_ms()).map_err(|error| match error {
        StoreError::Missing(_) => AdminError::UnknownDevice,
        other => other.into(),
    })?;
    write.commit()?;
    Ok(id)
}

/// Makes another key sign access tokens; the one before proves what it signed until that expires. The new key's name.
///
/// # Errors
/// The store's.
pub fn rotate_signing_keys(store: &dyn Store, clock: &dyn Clock) -> Result<String, AdminError> {
    Ok(auth::rotate_keys(store, clock.now_s())?)
}
