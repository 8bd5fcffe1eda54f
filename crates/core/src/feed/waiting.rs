//! What waits, in the order in which it leaves, as far as one frame holds it.

use automerge::{ChangeHash, ReadDoc as _};
use bytes::Bytes;
use lianxin_model::ids::DocId;
use lianxin_model::moment::day_start_s;
use lianxin_sync::device::{Waiting, WaitingChange};
use rusqlite::Connection;

use super::lanes;
use crate::error::CoreError;
use crate::storage::{documents, offers, outbox};

/// What a document costs in a frame beside its changes: its id and the framing.
const BATCH_BYTES: usize = 24;

/// What waits, and what a repair found missing at the server, as far as the frame may hold it. Ends at the first change that
/// does not fit, never passing over one: what comes later may need it. The first change goes whatever its size.
pub(super) fn waiting(db: &Connection, up_bytes: usize, now_ms: i64) -> Result<Vec<Waiting>, CoreError> {
    let (mut waiting, mut bytes) = (Vec::new(), 0);
    for queued in lanes::ordered(outbox::queue(db)?, day_start_s(now_ms)) {
        let document = queued.document;
        let mut queue = offered(db, document)?;
        // It is not known on what the server can build.
        let whole = !queue.is_empty() || documents::is_whole(db, document)?;
        for hash in outbox::waiting_hashes(db, document)? {
            queue.push(WaitingChange { hash, bytes: Bytes::from(documents::chunk(db, document, &hash)?) });
        }
        bytes += BATCH_BYTES;
        let fits = queue.iter().take_while(|change| {
            let first = bytes == BATCH_BYTES;
            bytes += change.bytes.len();
            first || bytes <= up_bytes
        });
        let (fits, all) = (fits.count(), queue.len());
        queue.truncate(fits);
        if fits > 0 {
            waiting.push(Waiting { document, kind: queued.kind, changes: queue, whole });
        }
        if fits < all {
            break;
        }
    }
    Ok(waiting)
}

/// What a repair found missing of a document: it comes before what waits, which may build on it.
fn offered(db: &Connection, document: DocId) -> Result<Vec<WaitingChange>, CoreError> {
    let hashes = offers::hashes(db, document)?;
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let Some(held) = documents::load(db, document)? else { return Ok(Vec::new()) };
    let change = |hash| {
        let change = held.automerge().get_change_by_hash(&ChangeHash(hash))?;
        Some(WaitingChange { hash, bytes: Bytes::copy_from_slice(change.raw_bytes()) })
    };
    Ok(hashes.into_iter().filter_map(change).collect())
}
