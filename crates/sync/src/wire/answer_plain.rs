//! Answers of protocol 1: sealed with a short hash.

use bytes::Bytes;
use prost::Message;
use sha2::{Digest as _, Sha256};

use super::answer::{Answer, Delta, Refusal};
use super::{WireError, document_id, proto, scan, vouchers};
use crate::{Code, Hash};

const PROTOCOL: u32 = 1;
const SEAL_BYTES: usize = 8;
const ECHO_BYTES: usize = 8;

pub(super) fn seal(answer: &Answer, frame: &Hash) -> Vec<u8> {
    let encoded = to_proto(answer, frame).encode_to_vec();
    let seal = seal_of(&encoded);
    proto::SealedAnswer { answer: encoded.into(), seal }.encode_to_vec()
}

pub(super) fn open(body: Bytes, frame: &Hash) -> Result<Answer, WireError> {
    scan::check_whole(&body)?;
    let sealed = proto::SealedAnswer::decode(body).map_err(|_| WireError::Garbage)?;
    if sealed.seal.len() < SEAL_BYTES {
        return Err(WireError::Cut);
    }
    if sealed.seal != seal_of(&sealed.answer) {
        return Err(WireError::Garbage);
    }
    let answer = proto::Answer::decode(sealed.answer).map_err(|_| WireError::Garbage)?;
    match answer.protocol {
        ..PROTOCOL => return Err(WireError::ProtocolTooOld),
        PROTOCOL => {}
        _ => return Err(WireError::ProtocolTooNew),
    }
    if answer.frame != echo(frame) {
        return Err(WireError::WrongEcho);
    }
    from_proto(answer)
}

fn seal_of(encoded: &[u8]) -> Bytes {
    Bytes::copy_from_slice(&Sha256::digest(encoded)[..SEAL_BYTES])
}

fn echo(frame: &Hash) -> Bytes {
    Bytes::copy_from_slice(&frame[..ECHO_BYTES])
}

pub(super) fn refusal_to_proto(refusal: &Refusal) -> proto::Refusal {
    proto::Refusal {
        document: Bytes::copy_from_slice(refusal.document.as_bytes()),
        change: refusal.hash.map(|hash| Bytes::copy_from_slice(&hash)).unwrap_or_default(),
        code: refusal.code.word().to_owned(),
        position: refusal.position,
    }
}

pub(super) fn refusal_from_proto(refusal: proto::Refusal) -> Result<Refusal, WireError> {
    Ok(Refusal {
        document: document_id(&refusal.document)?,
        hash: refusal.change.as_ref().try_into().ok(),
        code: Code::from_word(&refusal.code),
        position: refusal.position,
    })
}

fn to_proto(answer: &Answer, frame: &Hash) -> proto::Answer {
    let id = |document: &lianxin_model::ids::DocId| Bytes::copy_from_slice(document.as_bytes());
    let deltas = answer.deltas.iter().map(|delta| proto::Delta {
        document: id(&delta.document),
        kind: delta.kind_number,
        changes: delta.changes.clone(),
    });
    proto::Answer {
        protocol: PROTOCOL,
        frame: echo(frame),
        refusals: answer.refusals.iter().map(refusal_to_proto).collect(),
        left: answer.left.iter().map(id).collect(),
        deltas: deltas.collect(),
        pack: answer.pack.clone(),
        reference: answer.reference.clone(),
        cursor: answer.cursor.clone(),
        more: answer.more,
        server_time_ms: answer.server_time_ms,
        vouchers: answer.vouchers.concat().into(),
        restored: answer.restored,
    }
}

fn from_proto(answer: proto::Answer) -> Result<Answer, WireError> {
    let deltas = answer.deltas.into_iter().map(|delta| {
        let document = document_id(&delta.document)?;
        Ok(Delta { document, kind_number: delta.kind, changes: delta.changes })
    });
    Ok(Answer {
        refusals: answer.refusals.into_iter().map(refusal_from_proto).collect::<Result<_, _>>()?,
        left: answer.left.iter().map(document_id).collect::<Result<_, _>>()?,
        deltas: deltas.collect::<Result<_, _>>()?,
        pack: answer.pack,
        reference: answer.reference,
        cursor: answer.cursor,
        more: answer.more,
        server_time_ms: answer.server_time_ms,
        vouchers: vouchers::tags(&answer.vouchers)?,
        restored: answer.restored,
        ..Answer::default()
    })
}
