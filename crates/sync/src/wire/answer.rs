//! What the server answers: sealed, because a truncated protobuf can parse, and bound to the frame it answers.

use bytes::Bytes;
use lianxin_model::ids::DocId;
use lianxin_model::limits;
use prost::Message;
use sha2::{Digest, Sha256};

use super::{PROTOCOL, Reference, WireError, check_protocol, document_id, proto, scan};
use crate::{Code, Hash};

const SEAL_BYTES: usize = 8;
const ECHO_BYTES: usize = 8;

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
    /// Whole Automerge change chunks, in an order in which each finds what it builds on.
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

/// Encodes an answer to the frame with that hash.
pub fn seal_answer(answer: &Answer, frame: &Hash) -> Vec<u8> {
    let encoded = answer.to_proto(frame).encode_to_vec();
    let seal = seal(&encoded);
    proto::SealedAnswer { answer: encoded.into(), seal }.encode_to_vec()
}

/// Reads the answer to the frame with that hash.
pub fn open_answer(body: impl Into<Bytes>, frame: &Hash) -> Result<Answer, WireError> {
    let body = body.into();
    if body.len() > limits::SYNC_ANSWER_BYTES_MAX {
        return Err(WireError::TooLarge);
    }
    scan::check_whole(&body)?;
    let sealed = proto::SealedAnswer::decode(body).map_err(|_| WireError::Garbage)?;
    if sealed.seal.len() < SEAL_BYTES {
        return Err(WireError::Cut);
    }
    if sealed.seal != seal(&sealed.answer) {
        return Err(WireError::Garbage);
    }
    let answer = proto::Answer::decode(sealed.answer).map_err(|_| WireError::Garbage)?;
    check_protocol(answer.protocol)?;
    if answer.frame != echo(frame) {
        return Err(WireError::WrongEcho);
    }
    Answer::from_proto(answer)
}

fn seal(encoded: &[u8]) -> Bytes {
    Bytes::copy_from_slice(&Sha256::digest(encoded)[..SEAL_BYTES])
}

fn echo(frame: &Hash) -> Bytes {
    Bytes::copy_from_slice(&frame[..ECHO_BYTES])
}

impl Answer {
    fn to_proto(&self, frame: &Hash) -> proto::Answer {
        let id = |document: &DocId| Bytes::copy_from_slice(document.as_bytes());
        let refusals = self.refusals.iter().map(|refusal| proto::Refusal {
            document: id(&refusal.document),
            change: refusal.hash.map(|hash| Bytes::copy_from_slice(&hash)).unwrap_or_default(),
            code: refusal.code.word().to_owned(),
            position: refusal.position,
        });
        let deltas = self.deltas.iter().map(|delta| proto::Delta {
            document: id(&delta.document),
            kind: delta.kind_number,
            changes: delta.changes.clone(),
        });
        proto::Answer {
            protocol: PROTOCOL,
            frame: echo(frame),
            refusals: refusals.collect(),
            left: self.left.iter().map(id).collect(),
            deltas: deltas.collect(),
            pack: self.pack.clone(),
            reference: self.reference.clone(),
            cursor: self.cursor.clone(),
            more: self.more,
            server_time_ms: self.server_time_ms,
        }
    }

    fn from_proto(answer: proto::Answer) -> Result<Self, WireError> {
        let refusals = answer.refusals.into_iter().map(|refusal| {
            Ok(Refusal {
                document: document_id(&refusal.document)?,
                hash: refusal.change.as_ref().try_into().ok(),
                code: Code::from_word(&refusal.code),
                position: refusal.position,
            })
        });
        let deltas = answer.deltas.into_iter().map(|delta| {
            let document = document_id(&delta.document)?;
            Ok(Delta { document, kind_number: delta.kind, changes: delta.changes })
        });
        Ok(Self {
            refusals: refusals.collect::<Result<_, _>>()?,
            left: answer.left.iter().map(document_id).collect::<Result<_, _>>()?,
            deltas: deltas.collect::<Result<_, _>>()?,
            pack: answer.pack,
            reference: answer.reference,
            cursor: answer.cursor,
            more: answer.more,
            server_time_ms: answer.server_time_ms,
        })
    }
}
