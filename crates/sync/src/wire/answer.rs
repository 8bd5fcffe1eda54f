//! What the server answers: proven whole, because a truncated protobuf can parse, and bound to the frame it answers.

use bytes::Bytes;
use lianxin_model::ids::{DeviceId, DocId, UserId};
use lianxin_model::limits;

use super::key::{Signer, SigningFailed};
use super::receipt::Receipt;
use super::{Reference, WireError, answer_compact, answer_plain};
use crate::repair::Digest;
use crate::voucher::Tag;
use crate::{Code, Hash};

/// What an answer answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The protocol of the frame.
    pub protocol: u32,
    /// Who asked.
    pub device: DeviceId,
    /// The frame's hash.
    pub frame: Hash,
}

/// The answer to one frame.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// What was refused; every other change of the frame is merged and durable.
    pub refusals: Vec<Refusal>,
    /// Documents that left the device's scope.
    pub left: Vec<DocId>,
    /// Changes to documents of which the device holds the rest.
    pub deltas: Vec<Delta>,
    /// A pack of whole documents (see [`crate::pack`]); empty for none.
    pub pack: Bytes,
    /// Rows that the server owns.
    pub reference: Option<Reference>,
    /// Where the device is now: opaque to it.
    pub cursor: Bytes,
    /// Another request would bring more.
    pub more: bool,
    /// The server's clock, in milliseconds since 1970.
    pub server_time_ms: i64,
    /// What the device should hold now; only where nothing more is to come.
    pub digest: Option<Digest>,
    /// When to come again if nothing happens before, in seconds; 0 leaves it to the device.
    pub next_seconds: u32,
    /// What became of changes that had been refused, or are under review.
    pub outcomes: Vec<Outcome>,
    /// The device was shut out: it hands in what it has, and forgets.
    pub closed: bool,
    /// What lists and records show before the documents have arrived (see [`crate::overview`]); empty for none.
    pub overview: Bytes,
    /// Items of the device's sketch that the server does not have.
    pub unknown: Vec<u64>,
    /// The server was restored from a backup: it takes from this device what others wrote, too.
    pub recovering: bool,
    /// The sketch was too small: so many cells next time; 0 where it was not.
    pub sketch_cells: u32,
    /// The server's key, for a device that lacks it.
    pub server_key: Option<[u8; 32]>,
    /// The tags of vouchers: one for each document of the pack, then one for each of the deltas, then one for each document of
    /// the frame.
    pub vouchers: Vec<Tag>,
    /// The county was put back to before what the device has seen of it.
    pub restored: bool,
}

/// What became of a change that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The document it was for.
    pub document: DocId,
    /// Its hash.
    pub change: Hash,
    /// What became of it.
    pub fate: Fate,
    /// Who decided.
    pub by: Option<UserId>,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
}

/// What became of a refused change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It was merged after all.
    Accepted,
    /// It was not wanted.
    Declined,
    /// The reason is gone: the device may make the edit again.
    Released,
}

impl Fate {
    /// Every fate.
    pub const ALL: [Fate; 3] = [Fate::Accepted, Fate::Declined, Fate::Released];

    /// The stored and sent word.
    pub fn word(self) -> &'static str {
        match self {
            Fate::Accepted => "accepted",
            Fate::Declined => "declined",
            Fate::Released => "released",
        }
    }

    /// The fate of a stored or sent word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.word() == word)
    }
}

/// One change that was not merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The document it was for.
    pub document: DocId,
    /// Its hash, where its bytes have one.
    pub hash: Option<Hash>,
    /// Why.
    pub code: Code,
    /// Its place among the changes of the document's batch.
    pub position: u32,
}

/// Changes to one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// The document.
    pub document: DocId,
    /// The number of its kind.
    pub kind_number: u32,
    /// Whole Automerge change chunks, in an order in which each finds what it builds on; in an answer that was received
    /// also stubs (see [`crate::compact`]).
    pub changes: Vec<Bytes>,
}

/// One whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The document.
    pub document: DocId,
    /// The number of its kind.
    pub kind_number: u32,
    /// Automerge's document format, uncompressed.
    pub saved: Bytes,
}

/// Encodes an answer, in the protocol of what it answers. Protocol 1 has no signature and leaves out what it has no words for.
pub fn seal_answer(answer: &Answer, question: &Question, signer: &dyn Signer) -> Result<Vec<u8>, SigningFailed> {
    match question.protocol {
        ..=1 => Ok(answer_plain::seal(answer, &question.frame)),
        _ => answer_compact::seal(answer, question, signer),
    }
}

/// Reads the answer to a question. Protocol 2 is believed only with the server's signature; a device that does not know the
/// server's key yet takes the one that the answer brings, as it takes the server's word at its enrolment.
pub fn open_answer(
    body: impl Into<Bytes>,
    question: &Question,
    server_key: Option<&[u8; 32]>,
) -> Result<(Answer, Option<Receipt>), WireError> {
    let body = body.into();
    if body.len() > limits::SYNC_ANSWER_BYTES_MAX {
        return Err(WireError::TooLarge);
    }
    match question.protocol {
        ..=1 => Ok((answer_plain::open(body, &question.frame)?, None)),
        _ => answer_compact::open(body, question, server_key).map(|(answer, receipt)| (answer, Some(receipt))),
    }
}
