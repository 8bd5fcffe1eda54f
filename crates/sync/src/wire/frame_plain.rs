//! Frames of protocol 1: protobuf all through, whole chunks.

use bytes::Bytes;
use lianxin_model::ids::DeviceId;
use lianxin_model::limits;
use prost::Message;

use super::frame::{Batch, DeviceFrame, Previous, SealedFrame, UnverifiedFrame, frame_hash};
use super::key::{self, Signer, SigningFailed};
use super::{WireError, document_id, proto, scan, vouchers};

const PROTOCOL: u32 = 1;
const CONTEXT: &[u8] = b"lianxin frame 1";
/// Field numbers of `proto`, for the walk that counts before anything is decoded.
const FRAME_BATCHES: u64 = 8;
const BATCH_CHANGES: u64 = 3;

pub(super) fn seal(frame: &DeviceFrame, signer: &dyn Signer) -> Result<SealedFrame, SigningFailed> {
    let encoded = to_proto(frame).encode_to_vec();
    let hash = frame_hash(&encoded);
    let signature = signer.sign(&key::with_context(CONTEXT, &encoded))?;
    let signed = proto::SignedFrame { frame: encoded.into(), signature: signature.to_vec().into() };
    Ok(SealedFrame { body: signed.encode_to_vec(), hash })
}

pub(super) fn open(body: Bytes) -> Result<UnverifiedFrame, WireError> {
    scan::check_whole(&body)?;
    let signed = proto::SignedFrame::decode(body).map_err(|_| WireError::Garbage)?;
    if signed.frame.is_empty() || signed.signature.is_empty() {
        // A cut between two fields leaves a message that parses.
        return Err(WireError::Cut);
    }
    let frame = read(&signed.frame)?;
    Ok(UnverifiedFrame { frame, encoded: signed.frame, signature: signed.signature })
}

pub(super) fn verify(encoded: &[u8], signature: &[u8], public_key: &[u8; 32]) -> Result<(), WireError> {
    key::verify(public_key, &key::with_context(CONTEXT, encoded), signature)
}

pub(super) fn read(encoded: &Bytes) -> Result<DeviceFrame, WireError> {
    check_counts(encoded)?;
    let frame = proto::DeviceFrame::decode(encoded.clone()).map_err(|_| WireError::Garbage)?;
    match frame.protocol {
        ..PROTOCOL => Err(WireError::ProtocolTooOld),
        PROTOCOL => from_proto(frame),
        _ => Err(WireError::ProtocolTooNew),
    }
}

fn check_counts(encoded: &[u8]) -> Result<(), WireError> {
    let (mut documents, mut changes) = (0, 0);
    for field in scan::fields(encoded) {
        let field = field?;
        let (FRAME_BATCHES, Some(batch)) = (field.number, field.content) else { continue };
        documents += 1;
        for inner in scan::fields(batch) {
            changes += usize::from(inner?.number == BATCH_CHANGES);
        }
        if documents > limits::SYNC_DOCUMENTS_MAX || changes > limits::SYNC_CHANGES_MAX {
            return Err(WireError::TooLarge);
        }
    }
    Ok(())
}

fn to_proto(frame: &DeviceFrame) -> proto::DeviceFrame {
    let batches = frame.batches.iter().map(|batch| proto::Batch {
        document: Bytes::copy_from_slice(batch.document.as_bytes()),
        kind: batch.kind_number,
        changes: batch.changes.clone(),
    });
    proto::DeviceFrame {
        protocol: PROTOCOL,
        device: Bytes::copy_from_slice(frame.device.as_bytes()),
        counter: frame.counter,
        install: frame.install,
        previous: frame.previous.map(|previous| Bytes::copy_from_slice(&previous.hash)).unwrap_or_default(),
        cursor: frame.cursor.clone(),
        budget_bytes: frame.budget_bytes,
        batches: batches.collect(),
        vouchers: vouchers::to_proto(&frame.vouchers),
        registration: frame.registration.as_ref().map(vouchers::registration_to_proto),
    }
}

fn from_proto(frame: proto::DeviceFrame) -> Result<DeviceFrame, WireError> {
    let previous = match frame.previous.len() {
        0 => None,
        _ => Some(frame.previous.as_ref().try_into().map_err(|_| WireError::Garbage)?),
    };
    let batches = frame.batches.into_iter().map(|batch| {
        let document = document_id(&batch.document)?;
        Ok(Batch { document, kind_number: batch.kind, changes: batch.changes, whole: true })
    });
    Ok(DeviceFrame {
        protocol: PROTOCOL,
        device: DeviceId::from_slice(&frame.device).map_err(|_| WireError::Garbage)?,
        counter: frame.counter,
        install: frame.install,
        previous: previous.map(|hash| Previous { counter: 0, hash }),
        cursor: frame.cursor,
        budget_bytes: frame.budget_bytes,
        batches: batches.collect::<Result<_, _>>()?,
        vouchers: vouchers::from_proto(&frame.vouchers)?,
        registration: vouchers::registration(frame.registration.as_ref())?,
        ..DeviceFrame::default()
    })
}
