//! A device that a county no longer knows, because it was put back to a copy of before its enrolment, shows the county's own word
//! that it was enrolled, and is known again.

use lianxin_model::ids::{Actor, DeviceId};
use lianxin_model::mistake::{Mistake, planted};
use lianxin_store::{Device, NewDevice, Read, StoreError, Write};
use lianxin_sync::voucher::{Registration, VoucherKey};

/// Whether this county once enrolled the device so, for somebody whom it still knows.
pub(super) fn recalls(read: &dyn Read, device: DeviceId, shown: &Registration) -> Result<bool, StoreError> {
    let Some(secret) = read.county()?.server_secret else { return Ok(false) };
    if !VoucherKey::of_county(&secret).knows_device(device, shown) && !planted(Mistake::RecallsAnyDevice) {
        return Ok(false);
    }
    // The phone may have been enrolled anew meanwhile.
    let taken = read.device_by_key(&shown.public_key)?.is_some();
    Ok(!taken && read.user(shown.user)?.is_some())
}

/// Knows the device again, in the caller's transaction. Where the account was closed it is shut out with it, as the account's others
/// were: it hands in what it has, and forgets.
pub(super) fn recall(
    write: &mut dyn Write,
    device: DeviceId,
    shown: &Registration,
    now_ms: i64,
) -> Result<Option<Device>, StoreError> {
    if !recalls(&*write, device, shown)? {
        return Ok(None);
    }
    let Registration { public_key, user, .. } = *shown;
    write.put_device(&NewDevice { id: device, user, public_key, enrolled_at_ms: now_ms })?;
    write.put_actor(Actor::of_device(&public_key, 1), user, Some(device))?;
    if write.user(user)?.is_some_and(|user| user.disabled) {
        write.revoke_device(device, now_ms)?;
    }
    tracing::warn!(%device, "a device that was enrolled after the copy of this county is known again");
    write.device(device)
}
