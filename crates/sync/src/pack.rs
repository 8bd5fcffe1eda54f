//! Whole documents for a cold start, compressed together: members of one village share most of their words.

use std::io::{ErrorKind, Read};

use bytes::Bytes;
use lianxin_model::ids::DocId;
use lianxin_model::limits;
use prost::Message;

use crate::wire::{Snapshot, WireError, proto};

/// Packs are built once and cached, so the server can afford it.
const LEVEL: i32 = 9;
/// 2^23 = 8 MB: more than the window of level 9, and no more memory than a phone can give.
const WINDOW_LOG_MAX: u32 = 23;

/// A zstd frame of snapshots. Fails where they are more than one pack may hold.
pub fn pack(snapshots: &[Snapshot]) -> Result<Bytes, WireError> {
    let snapshots = snapshots.iter().map(|snapshot| proto::Snapshot {
        document: Bytes::copy_from_slice(snapshot.document.as_bytes()),
        kind: snapshot.kind_number,
        saved: snapshot.saved.clone(),
    });
    let encoded = proto::Pack { snapshots: snapshots.collect() }.encode_to_vec();
    if encoded.len() > limits::PACK_BYTES_MAX {
        return Err(WireError::TooLarge);
    }
    compress(&encoded)
}

pub(crate) fn compress(encoded: &[u8]) -> Result<Bytes, WireError> {
    zstd::bulk::compress(encoded, LEVEL).map(Bytes::from).map_err(|_| WireError::TooLarge)
}

/// The snapshots of a pack; none for an empty one.
pub fn unpack(pack: &[u8]) -> Result<Vec<Snapshot>, WireError> {
    if pack.is_empty() {
        return Ok(Vec::new());
    }
    let decoded = proto::Pack::decode(inflate(pack)?).map_err(|_| WireError::Garbage)?;
    let snapshots = decoded.snapshots.into_iter().map(|snapshot| {
        let document = DocId::from_slice(&snapshot.document).map_err(|_| WireError::Garbage)?;
        Ok(Snapshot { document, kind_number: snapshot.kind, saved: snapshot.saved })
    });
    snapshots.collect()
}

pub(crate) fn inflate(pack: &[u8]) -> Result<Bytes, WireError> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(pack).map_err(|_| WireError::Garbage)?.single_frame();
    decoder.window_log_max(WINDOW_LOG_MAX).map_err(|_| WireError::Garbage)?;
    let mut inflated = Vec::new();
    let limit = limits::PACK_BYTES_MAX as u64 + 1;
    decoder.by_ref().take(limit).read_to_end(&mut inflated).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => WireError::Cut,
        _ => WireError::Garbage,
    })?;
    if inflated.len() > limits::PACK_BYTES_MAX {
        return Err(WireError::TooLarge);
    }
    match decoder.finish() {
        [] => Ok(inflated.into()),
        _ => Err(WireError::Garbage),
    }
}
