//! Devices: one-time codes by which they come, and how they are shut out; and the keys that sign tokens.

use lianxin_model::ids::DeviceId;
use lianxin_store::{Device, Read, Store, User};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::hand::Deed;
use super::{AdminError, Hand};
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

/// What became of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Revoked {
    /// The device.
    pub id: DeviceId,
    /// Whether it is shut out.
    pub revoked: bool,
    /// Whether it was before.
    pub known: bool,
}

/// What replaces a lost phone.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Replaced {
    /// The device that is shut out.
    pub device: DeviceId,
    /// Whether it was before.
    pub known: bool,
    /// The name of the person whose device it was.
    pub name: String,
    /// What they type on the new device; none in a dry run.
    pub code: Option<String>,
    /// Until when it works, seconds since 1970.
    pub expires_at_s: Option<i64>,
}

/// Shuts a device out, at once and for good.
///
/// # Errors
/// [`AdminError::UnknownDevice`], or the store's.
pub fn revoke_device(store: &dyn Store, hand: &Hand, device: &str) -> Result<Revoked, AdminError> {
    hand.act(store, |write| {
        let (device, _) = of_device(&*write, hand, device)?;
        let known = device.revoked_at_ms.is_some();
        write.revoke_device(device.id, hand.now_ms())?;
        let deed = (!known).then(|| Deed { act: "revoke_device", detail: json!({ "device": device.id }) });
        Ok((Revoked { id: device.id, revoked: true, known }, deed))
    })
}

/// Shuts a lost phone out and issues a code for another one of the same person. Done again, it gives another code: the one
/// before was shown once.
///
/// # Errors
/// [`AdminError::UnknownDevice`], [`AdminError::AccountClosed`], …
pub fn replace_device(store: &dyn Store, hand: &Hand, device: &str) -> Result<Replaced, AdminError> {
    hand.act(store, |write| {
        let (device, user) = of_device(&*write, hand, device)?;
        let known = device.revoked_at_ms.is_some();
        write.revoke_device(device.id, hand.now_ms())?;
        let issued = sync::issue_within(write, user.id, hand.now_s())?;
        let issued = (!hand.is_dry()).then_some(issued);
        let detail = json!({ "device": device.id, "user": user.id });
        let replaced = Replaced {
            device: device.id,
            known,
            name: user.name,
            expires_at_s: issued.as_ref().map(|issued| issued.expires_at_s),
            code: issued.map(|issued| issued.code),
        };
        Ok((replaced, Some(Deed { act: "replace_device", detail })))
    })
}

fn of_device(read: &dyn Read, hand: &Hand, device: &str) -> Result<(Device, User), AdminError> {
    let id: DeviceId = device.trim().parse().map_err(|_| AdminError::UnknownDevice)?;
    let device = read.device(id)?.ok_or(AdminError::UnknownDevice)?;
    let user = read.user(device.user)?.ok_or(AdminError::UnknownLogin)?;
    hand.answers_for_user(read, &user)?;
    Ok((device, user))
}

/// Makes another key sign access tokens; the one before proves what it signed until that expires. The new key's name.
///
/// # Errors
/// The store's.
pub fn rotate_signing_keys(store: &dyn Store, clock: &dyn Clock) -> Result<String, AdminError> {
    Ok(auth::rotate_keys(store, clock.now_s())?)
}
