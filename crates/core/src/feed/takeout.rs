//! Frames that carry everything unsent at once, for a file instead of a network.

use lianxin_model::limits;
use lianxin_sync::device::compose;
use lianxin_sync::wire::{DeviceFrame, MemoryKey, seal_frame};
use rusqlite::Connection;

use super::outgoing::{protocol, registration};
use super::waiting::waiting;
use crate::error::CoreError;
use crate::storage::meta::{self, Me, name};
use crate::storage::{offers, outbox};

/// More than this a device does not collect in months without a network: 32 MB of changes.
const FRAMES_MAX: u64 = 64;

/// The frames, in the order in which they are handed in. What they carry goes on waiting here, since nobody knows whether the
/// file arrives; only their counters are used up.
///
/// They lean on nothing that the server may have lost: whole changes, no frame before them. They name no clock, which would
/// be compared with the day on which somebody hands the file in.
pub(crate) fn frames_of_unsent(db: &Connection, now_ms: i64) -> Result<Vec<Vec<u8>>, CoreError> {
    let me = meta::me(db)?.ok_or(CoreError::NotEnrolled)?;
    let secret = meta::get::<[u8; 32]>(db, name::SECRET_KEY)?.ok_or(CoreError::KeyFailed)?;
    let counter = meta::get::<i64>(db, name::COUNTER)?.unwrap_or(0).unsigned_abs();
    // A frame is filled from what waits: so that the second one holds what the first does not, the first is taken for handed in,
    // and afterwards all of that is given up.
    db.execute_batch("SAVEPOINT takeout")?;
    let frames = frames(db, &me, &MemoryKey::from_secret(&secret), counter, now_ms);
    db.execute_batch("ROLLBACK TO takeout; RELEASE takeout")?;
    let frames = frames?;
    let last = counter + frames.len() as u64;
    meta::put(db, name::COUNTER, i64::try_from(last).unwrap_or(i64::MAX))?;
    Ok(frames)
}

fn frames(db: &Connection, me: &Me, key: &MemoryKey, counter: u64, now_ms: i64) -> Result<Vec<Vec<u8>>, CoreError> {
    let protocol = protocol(db, now_ms)?;
    let mut frames = Vec::new();
    for number in 1..=FRAMES_MAX {
        let (mut waiting, vouchers) = waiting(db, limits::SYNC_BATCH_BYTES_MAX, now_ms)?;
        let standing = DeviceFrame {
            device: me.device,
            counter: counter + number,
            install: me.install,
            protocol,
            vouchers,
            registration: registration(db, me)?,
            ..DeviceFrame::default()
        };
        waiting.iter_mut().for_each(|document| document.whole = true);
        let composed = compose(standing, &waiting);
        if composed.sent.0.is_empty() {
            break;
        }
        frames.push(seal_frame(&composed.frame, key).map_err(|_| CoreError::KeyFailed)?.body);
        for (document, hashes) in &composed.sent.0 {
            for hash in hashes {
                outbox::acknowledge(db, *document, hash)?;
                offers::remove(db, *document, hash)?;
            }
        }
    }
    Ok(frames)
}
