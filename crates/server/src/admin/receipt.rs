//! Checks a receipt that somebody shows: that this county's server signed it, and that it still holds what it signed for.

use std::str::FromStr as _;

use lianxin_model::ids::DeviceId;
use lianxin_store::Store;
use lianxin_sync::wire::{MemoryKey, Question, Receipt, Signer as _};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::AdminError;

/// A receipt as `lianxin device status --json` shows it: hexadecimal.
#[derive(Debug, Clone, Deserialize)]
pub struct ShownReceipt {
    /// The protocol of the frame.
    pub protocol: u32,
    /// The device.
    pub device: String,
    /// The hash of the frame.
    pub frame: String,
    /// When it was signed, milliseconds since 1970.
    pub server_time_ms: i64,
    /// SHA-256 of the answer.
    pub answer: String,
    /// The signature.
    pub signature: String,
}

/// What a receipt is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckedReceipt {
    /// This server signed it.
    pub genuine: bool,
    /// The frame that it answers is here: what it carried was not lost by a restore since.
    pub held: bool,
    /// When it was signed, milliseconds since 1970.
    pub server_time_ms: i64,
}

/// Checks a receipt.
///
/// # Errors
/// [`AdminError::BadReceipt`] for what is none, the store's.
pub fn check_receipt(store: &dyn Store, shown: &ShownReceipt) -> Result<CheckedReceipt, AdminError> {
    let device = DeviceId(Uuid::from_str(&shown.device).map_err(|_| AdminError::BadReceipt)?);
    let question = Question { protocol: shown.protocol, device, frame: bytes(&shown.frame)? };
    let receipt = Receipt {
        question,
        server_time_ms: shown.server_time_ms,
        answer_hash: bytes(&shown.answer)?,
        signature: bytes(&shown.signature)?,
    };
    let read = store.read()?;
    let key = read.county()?.server_secret.map(|secret| MemoryKey::from_secret(&secret).public_key());
    let genuine = key.is_some_and(|key| receipt.verify(&key).is_ok());
    let held = read.frame_counter(device, &question.frame)?.is_some();
    Ok(CheckedReceipt { genuine, held, server_time_ms: shown.server_time_ms })
}

fn bytes<const N: usize>(hexadecimal: &str) -> Result<[u8; N], AdminError> {
    let digit = |place: usize| {
        let pair = hexadecimal.get(place * 2..place * 2 + 2)?;
        u8::from_str_radix(pair, 16).ok()
    };
    let all: Option<Vec<u8>> = (0..N).map(digit).collect();
    let fits = hexadecimal.len() == N * 2;
    all.filter(|_| fits).and_then(|all| all.try_into().ok()).ok_or(AdminError::BadReceipt)
}
