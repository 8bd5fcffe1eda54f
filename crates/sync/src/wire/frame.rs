//! What a device sends: one signed frame, chained to the last one whose answer it saw.

use bytes::Bytes;
use lianxin_model::ids::{DeviceId, DocId, Kind};
use lianxin_model::limits;
use prost::Message;
use sha2::{Digest, Sha256};

use super::key::{self, Signer, SigningFailed};
use super::{PROTOCOL, WireError, check_protocol, document_id, proto, scan};
use crate::Hash;

const CONTEXT: &[u8] = b"lianxin frame 1";
/// Field numbers of `proto`, for the walk that counts before anything is decoded.
const FRAME_BATCHES: u64 = 8;
const BATCH_CHANGES: u64 = 3;

/// One request of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceFrame {
    /// The enrolled device.
    pub device: DeviceId,
    /// Grows with every request.
    pub counter: u64,
    /// Grows when the device finds that it was restored from a copy of itself.
    pub install: u32,
    /// The hash of the last frame whose answer the device saw.
    pub previous: Option<Hash>,
    /// As the server gave it; empty at the beginning.
    pub cursor: Bytes,
    /// How many bytes of documents the answer may hold; 0 leaves it to the server.
    pub budget_bytes: u32,
    /// What was written, document by document.
    pub batches: Vec<Batch>,
}

/// What a device wrote in one document, in the order in which it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The document.
    pub document: DocId,
    /// The number of its kind: one that this version does not know is refused later, not here.
    pub kind_number: u32,
    /// Whole Automerge change chunks.
    pub changes: Vec<Bytes>,
}

impl Batch {
    /// The kind, where this version knows it.
    pub fn kind(&self) -> Option<Kind> {
        Kind::from_number(self.kind_number)
    }
}

/// A frame ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedFrame {
    /// The request body.
    pub body: Vec<u8>,
    /// What the answer must echo and the next frame names as its previous one.
    pub hash: Hash,
}

/// The hash of an encoded frame.
pub fn frame_hash(frame: &[u8]) -> Hash {
    Sha256::digest(frame).into()
}

/// Signs a frame.
pub fn seal_frame(frame: &DeviceFrame, signer: &dyn Signer) -> Result<SealedFrame, SigningFailed> {
    let encoded = frame.to_proto().encode_to_vec();
    let hash = frame_hash(&encoded);
    let signature = signer.sign(&key::with_context(CONTEXT, &encoded))?;
    let signed = proto::SignedFrame { frame: encoded.into(), signature: signature.to_vec().into() };
    Ok(SealedFrame { body: signed.encode_to_vec(), hash })
}

/// Reads a request body. Nothing in it is to be believed before [`UnverifiedFrame::verify`]; the device's name is
/// there to find the key by.
pub fn open_frame(body: impl Into<Bytes>) -> Result<UnverifiedFrame, WireError> {
    let body = body.into();
    if body.len() > limits::SYNC_BODY_BYTES_MAX {
        return Err(WireError::TooLarge);
    }
    scan::check_whole(&body)?;
    let signed = proto::SignedFrame::decode(body).map_err(|_| WireError::Garbage)?;
    if signed.frame.is_empty() || signed.signature.is_empty() {
        // A cut between two fields leaves a message that parses.
        return Err(WireError::Cut);
    }
    let frame = read(&signed.frame)?;
    Ok(UnverifiedFrame { frame, encoded: signed.frame, signature: signed.signature })
}

/// Checks a stored frame again, as an auditor does: the frame as it was signed, the signature, the device's key.
pub fn verify_frame(encoded: &[u8], signature: &[u8], public_key: &[u8; 32]) -> Result<DeviceFrame, WireError> {
    key::verify(public_key, &key::with_context(CONTEXT, encoded), signature)?;
    read(&Bytes::copy_from_slice(encoded))
}

fn read(encoded: &Bytes) -> Result<DeviceFrame, WireError> {
    check_counts(encoded)?;
    let frame = proto::DeviceFrame::decode(encoded.clone()).map_err(|_| WireError::Garbage)?;
    check_protocol(frame.protocol)?;
    DeviceFrame::from_proto(frame)
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

/// A frame that parses, from whomever.
#[derive(Debug, Clone)]
pub struct UnverifiedFrame {
    frame: DeviceFrame,
    encoded: Bytes,
    signature: Bytes,
}

impl UnverifiedFrame {
    /// The device that it says it comes from.
    pub fn device(&self) -> DeviceId {
        self.frame.device
    }

    /// Believes it, if the key signed it.
    pub fn verify(self, public_key: &[u8; 32]) -> Result<VerifiedFrame, WireError> {
        key::verify(public_key, &key::with_context(CONTEXT, &self.encoded), &self.signature)?;
        Ok(VerifiedFrame {
            hash: frame_hash(&self.encoded),
            frame: self.frame,
            encoded: self.encoded,
            signature: self.signature,
            public_key: *public_key,
        })
    }
}

/// A frame that its device's key signed.
#[derive(Debug, Clone)]
pub struct VerifiedFrame {
    frame: DeviceFrame,
    hash: Hash,
    encoded: Bytes,
    signature: Bytes,
    public_key: [u8; 32],
}

impl VerifiedFrame {
    /// What it says.
    pub fn frame(&self) -> &DeviceFrame {
        &self.frame
    }

    /// The hash that the answer echoes and that the next frame names.
    pub fn hash(&self) -> &Hash {
        &self.hash
    }

    /// The bytes that were signed, to be kept for an auditor.
    pub fn encoded(&self) -> &Bytes {
        &self.encoded
    }

    /// The signature over them.
    pub fn signature(&self) -> &Bytes {
        &self.signature
    }

    /// The key that signed.
    pub fn public_key(&self) -> &[u8; 32] {
        &self.public_key
    }
}

impl DeviceFrame {
    fn to_proto(&self) -> proto::DeviceFrame {
        let batches = self.batches.iter().map(|batch| proto::Batch {
            document: Bytes::copy_from_slice(batch.document.as_bytes()),
            kind: batch.kind_number,
            changes: batch.changes.clone(),
        });
        proto::DeviceFrame {
            protocol: PROTOCOL,
            device: Bytes::copy_from_slice(self.device.as_bytes()),
            counter: self.counter,
            install: self.install,
            previous: self.previous.map(|hash| Bytes::copy_from_slice(&hash)).unwrap_or_default(),
            cursor: self.cursor.clone(),
            budget_bytes: self.budget_bytes,
            batches: batches.collect(),
        }
    }

    fn from_proto(frame: proto::DeviceFrame) -> Result<Self, WireError> {
        let previous = match frame.previous.len() {
            0 => None,
            _ => Some(frame.previous.as_ref().try_into().map_err(|_| WireError::Garbage)?),
        };
        let batches = frame.batches.into_iter().map(|batch| {
            let document = document_id(&batch.document)?;
            Ok(Batch { document, kind_number: batch.kind, changes: batch.changes })
        });
        Ok(Self {
            device: DeviceId::from_slice(&frame.device).map_err(|_| WireError::Garbage)?,
            counter: frame.counter,
            install: frame.install,
            previous,
            cursor: frame.cursor,
            budget_bytes: frame.budget_bytes,
            batches: batches.collect::<Result<_, _>>()?,
        })
    }
}
