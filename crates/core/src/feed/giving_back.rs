//! What a device gives back to a county that was put back to an older copy, beside what a repair finds.

use lianxin_model::mistake::{Mistake, planted};
use rusqlite::Connection;

use super::repair;
use crate::error::CoreError;
use crate::storage::meta::{self, Me, name};
use crate::storage::{outbox, rows};

/// The county was put back to before this cursor: what waits for somebody's word there is handed in again. Once, also where
/// an answer leaves the device in the life that was lost, as those of older servers that shut it out did.
pub(super) fn hear_of_restore(db: &Connection, cursor: &[u8]) -> Result<(), CoreError> {
    let heard = meta::get::<Vec<u8>>(db, name::RESTORE_HEARD)?.is_some_and(|heard| heard == cursor);
    if heard {
        return Ok(());
    }
    meta::put(db, name::RESTORE_HEARD, cursor)?;
    meta::put(db, name::MAY_LACK, true)?;
    if planted(Mistake::LeavesReviewsForgotten) { Ok(()) } else { outbox::hand_in_again(db) }
}

/// The device is about to forget everything. Where the county was put back and both sides did not find since that they hold the
/// same, everything that the county may lack is offered first: a device that was shut out is told nothing of what it lacks. How
/// many changes.
pub(super) fn before_forgetting(db: &Connection, me: &Me) -> Result<usize, CoreError> {
    if meta::get::<bool>(db, name::MAY_LACK)?.is_none() || planted(Mistake::ForgetsWhatOnlyItHolds) {
        return Ok(0);
    }
    meta::forget(db, name::MAY_LACK)?;
    let mut offered = 0;
    for (_, document) in rows::items(db)? {
        offered += repair::offer_all(db, me, document)?;
    }
    Ok(offered)
}
