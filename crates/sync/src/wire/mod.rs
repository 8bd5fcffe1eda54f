//! The messages between device and server. Limits are checked before anything is allocated for what is inside.

mod answer;
mod answer_compact;
mod answer_plain;
mod cursor;
mod enrol;
mod frame;
mod frame_compact;
mod frame_plain;
mod key;
mod receipt;
mod scan;
mod vouchers;

use bytes::Bytes;
use lianxin_model::ids::DocId;

pub use answer::{Answer, Delta, Fate, Outcome, Question, Refusal, Snapshot, open_answer, seal_answer};
pub use cursor::Cursor;
pub use enrol::{EnrolAnswer, EnrolRequest, open_enrol, open_enrol_answer, seal_enrol, seal_enrol_answer};
pub use frame::{
    Batch, DeviceFrame, Previous, SealedFrame, UnverifiedFrame, VerifiedFrame, frame_hash, open_frame, seal_frame,
    verify_frame,
};
pub use key::{MemoryKey, Signer, SigningFailed};
pub use proto::{ActorRow, AreaRow, AssignmentRow, CategoryRow, Reference, UserRow};
pub use receipt::Receipt;

/// Generated from `proto/lianxin/v1/sync.proto`.
#[allow(missing_docs, unreachable_pub, clippy::all)]
pub(crate) mod proto {
    include!(concat!(env!("OUT_DIR"), "/lianxin.v1.rs"));
}

/// The protocol that this version speaks.
pub const PROTOCOL: u32 = 2;
/// The oldest protocol that this version understands.
pub const PROTOCOL_MIN: u32 = 1;

/// Why a message was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// More bytes, documents or changes than the limits allow.
    #[error("the message is larger than allowed")]
    TooLarge,
    /// The message ends early.
    #[error("the message was cut")]
    Cut,
    /// Not such a message.
    #[error("the bytes are not such a message")]
    Garbage,
    /// The other side is older than we can talk to.
    #[error("the other side speaks a protocol that is too old")]
    ProtocolTooOld,
    /// The other side is newer than we can talk to.
    #[error("the other side speaks a protocol that is too new")]
    ProtocolTooNew,
    /// The signature is not that key's over these bytes.
    #[error("the signature does not match")]
    BadSignature,
    /// The answer belongs to another frame.
    #[error("the answer is not for the frame that was sent")]
    WrongEcho,
    /// The cursor was not made by a server of this protocol.
    #[error("the cursor cannot be read")]
    BadCursor,
}

impl WireError {
    /// The word for logs, answers and tests.
    pub fn code(self) -> &'static str {
        match self {
            WireError::TooLarge => "too_large",
            WireError::Cut => "cut",
            WireError::Garbage => "garbage",
            WireError::ProtocolTooOld => "protocol_too_old",
            WireError::ProtocolTooNew => "protocol_too_new",
            WireError::BadSignature => "bad_signature",
            WireError::WrongEcho => "wrong_echo",
            WireError::BadCursor => "bad_cursor",
        }
    }
}

fn document_id(bytes: &Bytes) -> Result<DocId, WireError> {
    DocId::from_slice(bytes).map_err(|_| WireError::Garbage)
}
