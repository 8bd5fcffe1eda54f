//! What `status` shows: what is safe, what waits, what was set aside and what became of it.

use lianxin_model::ids::{DeviceId, DocId, Kind, UserId};
use lianxin_sync::wire::Receipt;
use serde::{Deserialize, Serialize};

/// Where this device stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct StatusView {
    /// Whether it belongs to somebody.
    pub enrolled: bool,
    /// The county's server.
    pub server_url: Option<String>,
    /// The device.
    pub device: Option<DeviceId>,
    /// Its user.
    pub user: Option<UserId>,
    /// The user's name.
    pub user_name: Option<String>,
    /// The word of the user's role.
    pub role: Option<String>,
    /// Records on the device.
    pub documents: u64,
    /// Edits that the server does not have yet.
    pub unsent: u64,
    /// When the oldest of them was made, seconds since 1970.
    pub unsent_since_s: Option<i64>,
    /// The same by kind of record.
    pub unsent_kinds: Vec<UnsentView>,
    /// Edits that the server did not take: refused, in review, declined, or released and not made again yet.
    pub set_aside: Vec<SetAsideView>,
    /// How many of them are refused.
    pub refused: u64,
    /// How many of them wait for the word of whoever answers for the record.
    pub in_review: u64,
    /// How many of them were declined.
    pub declined: u64,
    /// What others decided on this device's edits since the person last looked.
    pub decisions: Vec<DecisionView>,
    /// Records where people contradict each other.
    pub conflicts: u64,
    /// When the server last answered, milliseconds since 1970.
    pub last_contact_ms: Option<i64>,
    /// Everything written until then is with the server, milliseconds since 1970.
    pub safe_since_ms: Option<i64>,
    /// The server's signature for that: with it this phone may be lost.
    pub receipt: Option<ReceiptView>,
    /// When this device was shut out, handed in what it had and forgot everything, milliseconds since 1970.
    pub closed_at_ms: Option<i64>,
    /// By how much this device's clock was ahead of the server's at the last contact (behind it: negative), where that is
    /// more than ten minutes.
    pub clock_off_ms: Option<i64>,
}

/// A receipt as it is kept and shown: hexadecimal, to be checked with `lianxin admin receipt`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReceiptView {
    /// The protocol of the frame.
    pub protocol: u32,
    /// The device.
    pub device: DeviceId,
    /// The hash of the last frame.
    pub frame: String,
    /// When the server answered, by its clock, milliseconds since 1970.
    pub server_time_ms: i64,
    /// SHA-256 of its answer.
    pub answer: String,
    /// Ed25519 by the server's key.
    pub signature: String,
}

impl ReceiptView {
    pub(crate) fn of(receipt: &Receipt) -> Self {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        Self {
            protocol: receipt.question.protocol,
            device: receipt.question.device,
            frame: hex(&receipt.question.frame),
            server_time_ms: receipt.server_time_ms,
            answer: hex(&receipt.answer_hash),
            signature: hex(&receipt.signature),
        }
    }
}

/// How many edits of one kind of record the server does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct UnsentView {
    /// What the records are.
    pub kind: Kind,
    /// How many edits.
    pub count: u64,
}

/// Where an edit stands that the server did not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SetAsideState {
    /// It fits no rule of the server.
    Refused,
    /// Whoever answers for the record has to say.
    Review,
    /// Whoever answers for the record did not take it.
    Declined,
    /// To be made again; what keeps it from that is its hindrance.
    Released,
}

impl SetAsideState {
    const ALL: [SetAsideState; 4] =
        [SetAsideState::Refused, SetAsideState::Review, SetAsideState::Declined, SetAsideState::Released];

    /// The stored word.
    pub fn word(self) -> &'static str {
        match self {
            SetAsideState::Refused => "refused",
            SetAsideState::Review => "review",
            SetAsideState::Declined => "declined",
            SetAsideState::Released => "released",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// An edit that the server did not take: kept, whole, with its reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SetAsideView {
    /// Its number, by which it is made again or let go.
    pub number: i64,
    /// The record.
    pub document: DocId,
    /// What it is.
    pub kind: Kind,
    /// What a list shows of it, or showed before it left the device.
    pub title: Option<String>,
    /// Where it stands.
    pub state: SetAsideState,
    /// The reason as a word.
    pub code: String,
    /// The reason in Chinese.
    pub zh: String,
    /// The reason in English.
    pub en: String,
    /// Who decided.
    pub decided_by: Option<UserId>,
    /// Their name, where this device knows it.
    pub decided_by_name: Option<String>,
    /// When, milliseconds since 1970.
    pub decided_at_ms: Option<i64>,
    /// Why it could not be made again although it was released, as the word of an error.
    pub hindrance: Option<String>,
    /// When the edit was made, seconds since 1970.
    pub time_s: i64,
    /// What it meant.
    pub intentions: Vec<lianxin_model::intention::Intention>,
}

/// What somebody decided on an edit of this device that had been set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DecisionView {
    /// The record.
    pub document: DocId,
    /// What it is.
    pub kind: Kind,
    /// What a list showed of it.
    pub title: Option<String>,
    /// Whether it was merged after all.
    pub accepted: bool,
    /// Who decided.
    pub by: Option<UserId>,
    /// Their name, where this device knows it.
    pub by_name: Option<String>,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// When the edit was made, seconds since 1970.
    pub time_s: i64,
}
