//! What a server signs: that it took a frame in, when, and what it answered. With it a person can show that their work was
//! handed in, and a device knows since when it may be lost without loss.

use super::answer::Question;
use super::{WireError, key};
use crate::Hash;

const CONTEXT: &[u8] = b"lianxin answer 2";

/// The server's signature under an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What was answered.
    pub question: Question,
    /// When, by the server's clock, milliseconds since 1970.
    pub server_time_ms: i64,
    /// SHA-256 of the answer, which names what was refused.
    pub answer_hash: Hash,
    /// Ed25519 by the server's key.
    pub signature: [u8; 64],
}

impl Receipt {
    /// Checks that this server signed it.
    ///
    /// # Errors
    /// [`WireError::BadSignature`].
    pub fn verify(&self, server_key: &[u8; 32]) -> Result<(), WireError> {
        let message = signed_bytes(&self.question, self.server_time_ms, &self.answer_hash);
        key::verify(server_key, &message, &self.signature)
    }
}

pub(super) fn signed_bytes(question: &Question, server_time_ms: i64, answer_hash: &Hash) -> Vec<u8> {
    [CONTEXT, question.device.as_bytes(), &question.frame, &server_time_ms.to_be_bytes(), answer_hash].concat()
}
