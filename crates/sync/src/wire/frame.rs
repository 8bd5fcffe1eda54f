//! What a device sends: one signed frame, chained to the last one whose answer it saw.

use bytes::Bytes;
use lianxin_model::ids::{DeviceId, DocId, Kind};
use lianxin_model::limits;
use sha2::{Digest, Sha256};

use super::key::{Signer, SigningFailed};
use super::{PROTOCOL, Question, WireError, frame_compact, frame_plain};
use crate::Hash;
use crate::voucher::{Registration, Voucher};

/// One request of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceFrame {
    /// The protocol in which it is written, and in which the answer comes.
    pub protocol: u32,
    /// The enrolled device.
    pub device: DeviceId,
    /// Grows with every request.
    pub counter: u64,
    /// Grows when the device finds that it was restored from a copy of itself.
    pub install: u32,
    /// The last frame whose answer the device saw.
    pub previous: Option<Previous>,
    /// As the server gave it; empty at the beginning.
    pub cursor: Bytes,
    /// How many bytes of documents the answer may hold; 0 leaves it to the server.
    pub budget_bytes: u32,
    /// What was written, document by document.
    pub batches: Vec<Batch>,
    /// The phone's clock when it sent this, milliseconds since 1970. From protocol 2 on, in whole seconds.
    pub clock_ms: Option<i64>,
    /// A sketch of what the device holds, where its digest differed (see [`crate::repair`]); empty for none.
    pub sketch: Bytes,
    /// The device does not know the server's key yet.
    pub lacks_server_key: bool,
    /// The device holds nothing yet and would like to see facts before histories.
    pub wants_overview: bool,
    /// How many kinds the device knows: it holds no others, and its digest counts none.
    pub kinds: u32,
    /// The county's word for what is handed in although others wrote it, or nobody knows who.
    pub vouchers: Vec<Voucher>,
    /// For a county that no longer knows the device: that it once enrolled it.
    pub registration: Option<Registration>,
}

/// The name of a frame in its device's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Previous {
    /// Its counter; 0 where only the hash is known (protocol 1).
    pub counter: u64,
    /// Its hash; zeros in a frame of protocol 2 that was not verified.
    pub hash: Hash,
}

impl Default for DeviceFrame {
    fn default() -> Self {
        Self {
            protocol: PROTOCOL,
            device: DeviceId(uuid::Uuid::nil()),
            counter: 0,
            install: 1,
            previous: None,
            cursor: Bytes::new(),
            budget_bytes: 0,
            batches: Vec::new(),
            clock_ms: None,
            sketch: Bytes::new(),
            lacks_server_key: false,
            wants_overview: false,
            kinds: Kind::FIRST_KNOWN,
            vouchers: Vec::new(),
            registration: None,
        }
    }
}

/// What a device wrote in one document, in the order in which it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The document.
    pub document: DocId,
    /// The number of its kind: one that this version does not know is refused later, not here.
    pub kind_number: u32,
    /// Whole Automerge change chunks; in a frame that was received also stubs (see [`crate::compact`]).
    pub changes: Vec<Bytes>,
    /// Send the chunks whole: the server could not put stubs of this document together.
    pub whole: bool,
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
    /// By which the next frame names it, and what the answer is bound to.
    pub hash: Hash,
}

/// The hash of an encoded frame.
pub fn frame_hash(frame: &[u8]) -> Hash {
    Sha256::digest(frame).into()
}

/// Signs a frame, in the protocol that it names.
pub fn seal_frame(frame: &DeviceFrame, signer: &dyn Signer) -> Result<SealedFrame, SigningFailed> {
    match frame.protocol {
        ..=1 => frame_plain::seal(frame, signer),
        _ => frame_compact::seal(frame, signer),
    }
}

/// Reads a request body. Nothing in it is to be believed before [`UnverifiedFrame::verify`]; the device's name is
/// there to find the key by.
pub fn open_frame(body: impl Into<Bytes>) -> Result<UnverifiedFrame, WireError> {
    let body = body.into();
    if body.len() > limits::SYNC_BODY_BYTES_MAX {
        return Err(WireError::TooLarge);
    }
    match body.first() {
        Some(&frame_compact::LEAD) => frame_compact::open(body),
        _ => frame_plain::open(body),
    }
}

/// Checks a stored frame again, as an auditor does: the frame as it was signed, the signature, the hash of the frame
/// that it follows, the device's key. Changes of protocol 2 come back as stubs.
pub fn verify_frame(
    protocol: u32,
    encoded: &[u8],
    signature: &[u8],
    previous: Option<&Hash>,
    public_key: &[u8; 32],
) -> Result<DeviceFrame, WireError> {
    let encoded = Bytes::copy_from_slice(encoded);
    let signature = Bytes::copy_from_slice(signature);
    let frame = match protocol {
        ..=1 => frame_plain::read(&encoded)?,
        _ => frame_compact::read(&encoded)?,
    };
    let unverified = UnverifiedFrame { frame, encoded, signature };
    Ok(unverified.verify(public_key, previous)?.frame)
}

/// A frame that parses, from whomever. The changes of one of protocol 2 are not read before it is verified.
#[derive(Debug, Clone)]
pub struct UnverifiedFrame {
    pub(super) frame: DeviceFrame,
    pub(super) encoded: Bytes,
    pub(super) signature: Bytes,
}

impl UnverifiedFrame {
    /// The device that it says it comes from.
    pub fn device(&self) -> DeviceId {
        self.frame.device
    }

    /// The protocol in which it is written.
    pub fn protocol(&self) -> u32 {
        self.frame.protocol
    }

    /// The counter of the frame that it says it follows, where the reader must find that frame's hash.
    pub fn previous_counter(&self) -> Option<u64> {
        self.frame.previous.map(|previous| previous.counter).filter(|counter| *counter > 0)
    }

    /// As what it says that its device was once enrolled.
    pub fn registration(&self) -> Option<&Registration> {
        self.frame.registration.as_ref()
    }

    /// Believes it, if the key signed it. `previous`: the hash of the frame with [`UnverifiedFrame::previous_counter`].
    pub fn verify(self, public_key: &[u8; 32], previous: Option<&Hash>) -> Result<VerifiedFrame, WireError> {
        let mut frame = self.frame;
        match frame.protocol {
            ..=1 => frame_plain::verify(&self.encoded, &self.signature, public_key)?,
            _ => frame_compact::verify(&mut frame, &self.encoded, &self.signature, public_key, previous)?,
        }
        Ok(VerifiedFrame {
            hash: frame_hash(&self.encoded),
            frame,
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

    /// By which the next frame names it.
    pub fn hash(&self) -> &Hash {
        &self.hash
    }

    /// What the answer must answer.
    pub fn question(&self) -> Question {
        Question { protocol: self.frame.protocol, device: self.frame.device, frame: self.hash }
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
