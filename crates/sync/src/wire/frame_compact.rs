//! Frames of protocol 2: what the server knows is left out, and the signature covers it all the same.

use bytes::Bytes;
use lianxin_model::ids::{Actor, DeviceId, GENESIS_ACTOR, Kind};
use lianxin_model::limits;
use prost::Message;

use super::frame::{Batch, DeviceFrame, Previous, SealedFrame, UnverifiedFrame, frame_hash};
use super::key::{self, Signer, SigningFailed};
use super::{WireError, proto, scan, vouchers};
use crate::Hash;
use crate::compact::{self, Entry, Shared};

/// The first byte of a body. No protobuf message begins with it.
pub(super) const LEAD: u8 = 2;
pub(super) const SIGNATURE_BYTES: usize = 64;
const PROTOCOL: u32 = 2;
const CONTEXT: &[u8] = b"lianxin frame 2";

pub(super) fn seal(frame: &DeviceFrame, signer: &dyn Signer) -> Result<SealedFrame, SigningFailed> {
    let encoded = to_proto(frame, &signer.public_key()).encode_to_vec();
    let hash = frame_hash(&encoded);
    let signature = signer.sign(&signed_bytes(&encoded, frame.previous.map(|previous| previous.hash).as_ref()))?;
    Ok(SealedFrame { body: [&[LEAD], &signature[..], &encoded].concat(), hash })
}

pub(super) fn open(body: Bytes) -> Result<UnverifiedFrame, WireError> {
    if body.len() <= 1 + SIGNATURE_BYTES {
        return Err(WireError::Cut);
    }
    let (signature, encoded) = (body.slice(1..1 + SIGNATURE_BYTES), body.slice(1 + SIGNATURE_BYTES..));
    Ok(UnverifiedFrame { frame: read(&encoded)?, encoded, signature })
}

/// Everything but the changes.
pub(super) fn read(encoded: &Bytes) -> Result<DeviceFrame, WireError> {
    scan::check_whole(encoded)?;
    let frame = proto::CompactFrame::decode(encoded.clone()).map_err(|_| WireError::Garbage)?;
    if frame.sketch.len() > limits::SKETCH_BYTES_MAX {
        return Err(WireError::TooLarge);
    }
    let clock_ms = i64::try_from(frame.clock_s).ok().and_then(|clock_s| clock_s.checked_mul(1_000));
    Ok(DeviceFrame {
        protocol: PROTOCOL,
        // The device's id is the first field: without it there is nothing to a message that was cut.
        device: DeviceId::from_slice(&frame.device).map_err(|_| WireError::Cut)?,
        counter: frame.counter,
        install: frame.install.max(1),
        previous: (frame.previous > 0).then_some(Previous { counter: frame.previous, hash: [0; 32] }),
        cursor: frame.cursor,
        budget_bytes: frame.budget_bytes,
        batches: Vec::new(),
        clock_ms: clock_ms.filter(|_| frame.clock_s > 0),
        sketch: frame.sketch,
        lacks_server_key: frame.lacks_server_key,
        wants_overview: frame.wants_overview,
        kinds: if frame.kinds == 0 { Kind::FIRST_KNOWN } else { frame.kinds },
        vouchers: vouchers::from_proto(&frame.vouchers)?,
        registration: vouchers::registration(frame.registration.as_ref())?,
    })
}

/// Checks the signature and reads the changes.
pub(super) fn verify(
    frame: &mut DeviceFrame,
    encoded: &Bytes,
    signature: &[u8],
    public_key: &[u8; 32],
    previous: Option<&Hash>,
) -> Result<(), WireError> {
    match (&mut frame.previous, previous) {
        (Some(named), Some(hash)) => named.hash = *hash,
        (None, None) => {}
        _ => return Err(WireError::BadSignature),
    }
    key::verify(public_key, &signed_bytes(encoded, previous), signature)?;
    let changes = proto::CompactFrame::decode(encoded.clone()).map_err(|_| WireError::Garbage)?.changes;
    let actor = Actor::of_device(public_key, frame.install);
    let moment_s = frame.clock_ms.unwrap_or(0) / 1_000;
    let shared = Shared { actors: &shared_actors(&actor), moment_s };
    let entries = compact::read(&changes, shared, limits::SYNC_BODY_BYTES_MAX)?;
    frame.batches = entries.into_iter().map(batch).collect();
    Ok(())
}

fn signed_bytes(encoded: &[u8], previous: Option<&Hash>) -> Vec<u8> {
    [CONTEXT, encoded, previous.map(|hash| &hash[..]).unwrap_or_default()].concat()
}

fn shared_actors(actor: &Actor) -> [&[u8]; 2] {
    [GENESIS_ACTOR, &actor.0]
}

fn to_proto(frame: &DeviceFrame, public_key: &[u8; 32]) -> proto::CompactFrame {
    let clock_s = frame.clock_ms.map_or(0, |clock_ms| u64::try_from(clock_ms / 1_000).unwrap_or(0));
    let entries: Vec<Entry> = frame.batches.iter().map(entry).collect();
    let actor = Actor::of_device(public_key, frame.install);
    proto::CompactFrame {
        device: Bytes::copy_from_slice(frame.device.as_bytes()),
        counter: frame.counter,
        install: if frame.install == 1 { 0 } else { frame.install },
        previous: frame.previous.map_or(0, |previous| previous.counter),
        cursor: frame.cursor.clone(),
        budget_bytes: frame.budget_bytes,
        changes: compact::write(&entries, Shared { actors: &shared_actors(&actor), moment_s: clock_s as i64 }).into(),
        clock_s,
        sketch: frame.sketch.clone(),
        lacks_server_key: frame.lacks_server_key,
        wants_overview: frame.wants_overview,
        kinds: if frame.kinds == Kind::FIRST_KNOWN { 0 } else { frame.kinds },
        vouchers: vouchers::to_proto(&frame.vouchers),
        registration: frame.registration.as_ref().map(vouchers::registration_to_proto),
    }
}

fn entry(batch: &Batch) -> Entry {
    let Batch { document, kind_number, changes, whole } = batch.clone();
    Entry { document, kind_number, changes, whole }
}

fn batch(entry: Entry) -> Batch {
    let Entry { document, kind_number, changes, whole } = entry;
    Batch { document, kind_number, changes, whole }
}
