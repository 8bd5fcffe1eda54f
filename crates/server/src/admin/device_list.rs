//! Devices as administrators keep them: whose they are, whether they are in use, what is known of what they have not sent.

use jiff::tz::Offset;
use lianxin_model::ids::{DeviceId, UserId};
use lianxin_store::{Device, Read, Store, User};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::accounts::open_account;
use super::hand::Deed;
use super::{AdminError, Hand};
use crate::sync;

/// A device as the console shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeviceEntry {
    /// The device.
    pub id: DeviceId,
    /// Whose it is.
    pub user: UserId,
    /// The person's name.
    pub name: String,
    /// Their login.
    pub login: String,
    /// Division code of the place that they belong to.
    pub area: String,
    /// The place's name.
    pub area_name: String,
    /// Whether the account is closed.
    pub closed: bool,
    /// When it enrolled, milliseconds since 1970.
    pub enrolled_at_ms: i64,
    /// The day on which it was last heard of, `YYYY-MM-DD`, China's. Not the hour: whether a phone is in use is the
    /// administrator's business, when somebody walks is not.
    pub last_contact_day: Option<String>,
    /// When it was shut out, milliseconds since 1970.
    pub revoked_at_ms: Option<i64>,
    /// The protocol that it speaks; none before its first sync.
    pub protocol: Option<u32>,
    /// Its changes that were refused or wait for somebody's word: they are on the phone, and not in the records.
    pub waiting: u32,
}

/// Which devices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeviceQuery {
    /// Only those that are shut out, or only others.
    pub revoked: Option<bool>,
    /// Only those that were not heard of since this moment, milliseconds since 1970.
    pub silent_since_ms: Option<i64>,
}

/// Devices of these people that are sought, each person's oldest first.
///
/// # Errors
/// The store's.
pub fn device_entries(read: &dyn Read, people: Vec<User>, query: &DeviceQuery) -> Result<Vec<DeviceEntry>, AdminError> {
    let mut entries = Vec::new();
    for user in people {
        for device in read.devices(user.id)? {
            let is_revoked = device.revoked_at_ms.is_some();
            let heard_ms = device.last_contact_ms.unwrap_or(device.enrolled_at_ms);
            let is_silent = query.silent_since_ms.is_none_or(|since_ms| heard_ms < since_ms);
            if query.revoked.is_none_or(|revoked| revoked == is_revoked) && is_silent {
                entries.push(entry(read, &user, &device)?);
            }
        }
    }
    Ok(entries)
}

fn entry(read: &dyn Read, user: &User, device: &Device) -> Result<DeviceEntry, AdminError> {
    Ok(DeviceEntry {
        id: device.id,
        user: user.id,
        name: user.name.clone(),
        login: user.login.clone(),
        area: user.area.clone(),
        area_name: read.area(&user.area)?.map(|area| area.name).unwrap_or_default(),
        closed: user.disabled,
        enrolled_at_ms: device.enrolled_at_ms,
        last_contact_day: device.last_contact_ms.and_then(day),
        revoked_at_ms: device.revoked_at_ms,
        protocol: read.last_protocol(device.id)?,
        waiting: read.refusals_waiting(device.id)?,
    })
}

fn day(at_ms: i64) -> Option<String> {
    let moment = jiff::Timestamp::from_millisecond(at_ms).ok()?;
    Some(Offset::constant(8).to_datetime(moment).date().to_string())
}

/// A code by which somebody's new device comes, with its link and the squares of its picture.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeviceCode {
    /// Whose device it makes.
    pub user: UserId,
    /// The person's name.
    pub name: String,
    /// What they type.
    pub code: String,
    /// What opens the field app with the code in it.
    pub link: String,
    /// The QR code of the link, a row a text: `1` is dark, `0` light.
    pub squares: Vec<String>,
    /// Until when it works, seconds since 1970.
    pub expires_at_s: i64,
    /// Now, seconds since 1970: an office's clock may be wrong.
    pub now_s: i64,
}

/// Issues a code for a new device.
///
/// # Errors
/// [`AdminError::UnknownLogin`], [`AdminError::AccountClosed`], [`AdminError::BadUrl`], …
pub fn issue_device_code(store: &dyn Store, hand: &Hand, login: &str, url: &str) -> Result<DeviceCode, AdminError> {
    let server = server_url(url)?;
    hand.act(store, |write| {
        let user = open_account(&*write, login)?;
        hand.answers_for_user(&*write, &user)?;
        let issued = sync::issue_within(write, user.id, hand.now_s())?;
        let link = crate::apps::enrol_link(server, &issued.code);
        let code = DeviceCode {
            user: user.id,
            name: user.name,
            squares: squares(&link),
            link,
            code: issued.code,
            expires_at_s: issued.expires_at_s,
            now_s: hand.now_s(),
        };
        Ok((code, Some(Deed { act: "issue_code", detail: json!({ "user": user.id }) })))
    })
}

/// An address as a browser names the server that it is on.
pub(super) fn server_url(url: &str) -> Result<&str, AdminError> {
    let url = url.trim();
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).ok_or(AdminError::BadUrl)?;
    let is_plain = |ch: char| ch.is_ascii_alphanumeric() || ".-:/_[]".contains(ch);
    let fits = !host.is_empty() && url.len() <= 200 && host.chars().all(is_plain);
    if fits { Ok(url) } else { Err(AdminError::BadUrl) }
}

/// The squares of a QR code, without its quiet margin.
pub(super) fn squares(text: &str) -> Vec<String> {
    let Ok(code) = qrcode::QrCode::new(text) else { return Vec::new() };
    let width = code.width();
    let square = |color: &qrcode::Color| if *color == qrcode::Color::Dark { '1' } else { '0' };
    code.to_colors().chunks(width).map(|row| row.iter().map(square).collect()).collect()
}
