//! What waits, in the order in which it leaves, as far as one frame holds it.

use automerge::{ChangeHash, ReadDoc as _};
use bytes::Bytes;
use lianxin_model::ids::DocId;
use lianxin_model::limits;
use lianxin_model::moment::day_start_s;
use lianxin_sync::Hash;
use lianxin_sync::device::{Waiting, WaitingChange};
use lianxin_sync::voucher::{TAG_BYTES, Voucher};
use rusqlite::Connection;

use super::lanes;
use crate::error::CoreError;
use crate::storage::{documents, offers, outbox, vouchers};

/// What a document costs in a frame beside its changes: its id and the framing.
const BATCH_BYTES: usize = 24;

/// What waits, and what a repair found missing at the server, as far as the frame may hold it, with the vouchers for that. Ends
/// at the first change that does not fit, never passing over one: what comes later may need it. The first change goes
/// whatever its size; what is offered of a document goes together, since its voucher is for its newest changes and what they
/// build on.
pub(super) fn waiting(
    db: &Connection,
    up_bytes: usize,
    now_ms: i64,
) -> Result<(Vec<Waiting>, Vec<Voucher>), CoreError> {
    let (mut waiting, mut vouchers, mut bytes) = (Vec::new(), Vec::new(), 0);
    for queued in lanes::ordered(outbox::queue(db)?, day_start_s(now_ms)) {
        let document = queued.document;
        let mut queue = offered(db, document)?;
        let offered = queue.len();
        let proofs = if offered > 0 { vouchers::of(db, document)? } else { Vec::new() };
        // It is not known on what the server can build.
        let again = outbox::again_of(db, document)?.into_iter();
        queue.extend(again.map(|(hash, chunk)| WaitingChange { hash, bytes: Bytes::from(chunk) }));
        let whole = !queue.is_empty() || documents::is_whole(db, document)?;
        for hash in outbox::waiting_hashes(db, document)? {
            queue.push(WaitingChange { hash, bytes: Bytes::from(documents::chunk(db, document, &hash)?) });
        }
        let first = waiting.is_empty();
        bytes += BATCH_BYTES + proofs.iter().map(voucher_bytes).sum::<usize>();
        let fits = queue.iter().enumerate().take_while(|(position, change)| {
            bytes += change.bytes.len();
            bytes <= up_bytes || (first && *position < offered.max(1))
        });
        let (mut fits, all) = (fits.count(), queue.len());
        if fits < offered || vouchers.len() + proofs.len() > limits::SYNC_VOUCHERS_MAX {
            fits = 0;
        }
        queue.truncate(fits);
        if fits > 0 {
            vouchers.extend(proofs);
            waiting.push(Waiting { document, kind: queued.kind, changes: queue, whole });
        }
        if fits < all {
            break;
        }
    }
    Ok((waiting, vouchers))
}

/// What a voucher costs in a frame.
fn voucher_bytes(voucher: &Voucher) -> usize {
    BATCH_BYTES + voucher.tips.len() * size_of::<Hash>() + TAG_BYTES
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
