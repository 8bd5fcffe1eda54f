//! Answers of protocol 2: signed by the server, so that each is a receipt for the frame that it answers.

use bytes::Bytes;
use lianxin_model::ids::{DocId, GENESIS_ACTOR, UserId};
use lianxin_model::limits;
use lianxin_model::mistake::{Mistake, planted};
use prost::Message;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::answer::{Answer, Delta, Fate, Outcome, Question};
use super::answer_plain::{refusal_from_proto, refusal_to_proto};
use super::frame_compact::{LEAD, SIGNATURE_BYTES};
use super::key::{Signer, SigningFailed};
use super::receipt::{self, Receipt};
use super::{WireError, document_id, proto, scan, vouchers};
use crate::compact::{self, Entry, Shared};
use crate::repair::Digest;

pub(super) fn seal(answer: &Answer, question: &Question, signer: &dyn Signer) -> Result<Vec<u8>, SigningFailed> {
    let encoded = to_proto(answer).encode_to_vec();
    let answer_hash = Sha256::digest(&encoded).into();
    let signature = signer.sign(&receipt::signed_bytes(question, answer.server_time_ms, &answer_hash))?;
    Ok([&[LEAD], &signature[..], &encoded].concat())
}

pub(super) fn open(
    body: Bytes,
    question: &Question,
    server_key: Option<&[u8; 32]>,
) -> Result<(Answer, Receipt), WireError> {
    match body.first() {
        None => return Err(WireError::Cut),
        Some(&LEAD) => {}
        Some(_) => return Err(WireError::Garbage),
    }
    if body.len() < 1 + SIGNATURE_BYTES {
        return Err(WireError::Cut);
    }
    let (signature, encoded) = (body.slice(1..1 + SIGNATURE_BYTES), body.slice(1 + SIGNATURE_BYTES..));
    scan::check_whole(&encoded)?;
    let answer_hash = Sha256::digest(&encoded).into();
    let answer = proto::CompactAnswer::decode(encoded).map_err(|_| WireError::Garbage)?;
    let brought: Option<[u8; 32]> = answer.server_key.as_ref().try_into().ok();
    let key = server_key.or(brought.as_ref()).ok_or(WireError::BadSignature)?;
    let receipt = Receipt {
        question: *question,
        server_time_ms: answer.server_time_ms,
        answer_hash,
        signature: signature.as_ref().try_into().map_err(|_| WireError::Cut)?,
    };
    if !planted(Mistake::TakesAnyAnswer) {
        receipt.verify(key)?;
    }
    Ok((from_proto(answer)?, receipt))
}

const SHARED_ACTORS: &[&[u8]] = &[GENESIS_ACTOR];

fn shared(server_time_ms: i64) -> Shared<'static> {
    Shared { actors: SHARED_ACTORS, moment_s: server_time_ms / 1_000 }
}

fn to_proto(answer: &Answer) -> proto::CompactAnswer {
    let id = |document: &DocId| Bytes::copy_from_slice(document.as_bytes());
    let entries: Vec<Entry> = answer.deltas.iter().map(entry).collect();
    let outcomes = answer.outcomes.iter().map(|outcome| proto::Outcome {
        document: id(&outcome.document),
        change: Bytes::copy_from_slice(&outcome.change),
        fate: outcome.fate.word().to_owned(),
        by: outcome.by.map(|by| Bytes::copy_from_slice(by.as_bytes())).unwrap_or_default(),
        at_ms: outcome.at_ms,
    });
    proto::CompactAnswer {
        refusals: answer.refusals.iter().map(refusal_to_proto).collect(),
        left: answer.left.iter().map(id).collect(),
        changes: compact::write(&entries, shared(answer.server_time_ms)).into(),
        pack: answer.pack.clone(),
        reference: answer.reference.clone(),
        cursor: answer.cursor.clone(),
        more: answer.more,
        server_time_ms: answer.server_time_ms,
        digest: answer.digest.map(|digest| proto::Digest { documents: digest.documents, sum: digest.sum }),
        next_seconds: answer.next_seconds,
        outcomes: outcomes.collect(),
        closed: answer.closed,
        overview: answer.overview.clone(),
        unknown: answer.unknown.clone(),
        recovering: answer.recovering,
        sketch_cells: answer.sketch_cells,
        server_key: answer.server_key.map(|key| Bytes::copy_from_slice(&key)).unwrap_or_default(),
        vouchers: answer.vouchers.concat().into(),
        restored: answer.restored,
    }
}

fn from_proto(answer: proto::CompactAnswer) -> Result<Answer, WireError> {
    let entries = compact::read(&answer.changes, shared(answer.server_time_ms), limits::SYNC_ANSWER_BYTES_MAX)?;
    // A fate of a newer server says nothing to this version; the change stays where it is.
    let outcomes = answer.outcomes.into_iter().filter_map(|outcome| {
        let fate = Fate::from_word(&outcome.fate)?;
        Some((fate, outcome))
    });
    let outcomes = outcomes.map(|(fate, outcome)| {
        Ok(Outcome {
            document: document_id(&outcome.document)?,
            change: outcome.change.as_ref().try_into().map_err(|_| WireError::Garbage)?,
            fate,
            by: Uuid::from_slice(&outcome.by).ok().map(UserId),
            at_ms: outcome.at_ms,
        })
    });
    Ok(Answer {
        refusals: answer.refusals.into_iter().map(refusal_from_proto).collect::<Result<_, _>>()?,
        left: answer.left.iter().map(document_id).collect::<Result<_, _>>()?,
        deltas: entries.into_iter().map(delta).collect(),
        pack: answer.pack,
        reference: answer.reference,
        cursor: answer.cursor,
        more: answer.more,
        server_time_ms: answer.server_time_ms,
        digest: answer.digest.map(|digest| Digest { documents: digest.documents, sum: digest.sum }),
        next_seconds: answer.next_seconds,
        outcomes: outcomes.collect::<Result<_, _>>()?,
        closed: answer.closed,
        overview: answer.overview,
        unknown: answer.unknown,
        recovering: answer.recovering,
        sketch_cells: answer.sketch_cells,
        server_key: answer.server_key.as_ref().try_into().ok(),
        vouchers: vouchers::tags(&answer.vouchers)?,
        restored: answer.restored,
    })
}

fn entry(delta: &Delta) -> Entry {
    let Delta { document, kind_number, changes } = delta.clone();
    Entry { document, kind_number, changes, whole: false }
}

fn delta(entry: Entry) -> Delta {
    let Entry { document, kind_number, changes, .. } = entry;
    Delta { document, kind_number, changes }
}
