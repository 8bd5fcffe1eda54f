//! After the county's data were restored from a backup: devices find out, and bring back what was lost.

use lianxin_model::ids::Actor;
use lianxin_model::limits;
use lianxin_store::Store;
use serde::Serialize;

use super::AdminError;
use super::county::random;
use crate::clock::Clock;

/// What was set going.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Recovering {
    /// Until when devices may also hand in what others wrote, seconds since 1970; none where that is over.
    pub until_s: Option<i64>,
}

/// Tells every device that the data were restored: each compares what it holds with the server, and hands in again what the
/// server lacks of what it wrote itself, and of what the county vouched for (docs/adr/0020). For so many days, where any are
/// given, also what others wrote of which it has no voucher: a window for an honest mistake and a dishonest one alike
/// (docs/adr/0010), so it closes by itself.
///
/// # Errors
/// [`AdminError::BadDays`], randomness, the store's.
pub fn begin_recovery(store: &dyn Store, clock: &dyn Clock, days: Option<u32>) -> Result<Recovering, AdminError> {
    if days.is_some_and(|days| !(1..=limits::RECOVERY_DAYS_MAX).contains(&days)) {
        return Err(AdminError::BadDays);
    }
    let until_s = days.map(|days| clock.now_s().saturating_add(i64::from(days) * 24 * 3_600));
    let mut write = store.write()?;
    // What the office wrote after the copy was made devices hold, by actors that the copy may not know yet.
    let county = write.county()?;
    for user in write.users()? {
        write.put_actor(Actor::of_user_since(county.tenant, county.epoch, user.id), user.id, None)?;
    }
    write.set_epoch(u64::from_be_bytes(random()?))?;
    write.set_recovering(until_s)?;
    write.commit()?;
    Ok(Recovering { until_s })
}

/// Ends the window before its time.
///
/// # Errors
/// The store's.
pub fn end_recovery(store: &dyn Store) -> Result<Recovering, AdminError> {
    let mut write = store.write()?;
    write.set_recovering(None)?;
    write.commit()?;
    Ok(Recovering { until_s: None })
}
