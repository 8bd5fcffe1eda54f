//! What a person writes with, and where the device stands. Made from the core's sources by `LIANXIN_UPDATE_TYPES=1 cargo test --lib records`.

use super::*;

pub(crate) type DraftView = lianxin_core::views::DraftView;

/// What a person is writing.
#[uniffi::remote(Record)]
pub struct DraftView {
    /// The page's name for it.
    pub key: String,
    /// `visit`, `case`, `diary`, …, as the page says.
    pub kind: String,
    /// The household that it is about.
    pub household: Option<DocId>,
    /// What the page wrote.
    pub body: Json,
    /// When it was last written, milliseconds since 1970.
    pub updated_ms: i64,
}

pub(crate) type DiaryDraftView = lianxin_core::views::DiaryDraftView;

/// A day's diary as its visits and cases tell it, to be added to.
#[uniffi::remote(Record)]
pub struct DiaryDraftView {
    /// The day.
    pub date: String,
    /// The entry of this day that there is already.
    pub entry: Option<DocId>,
    /// In Chinese, a paragraph a visit.
    pub text: String,
    /// 相关户
    pub households: Vec<DocId>,
    /// 相关走访
    pub visits: Vec<DocId>,
    /// 相关事项
    pub cases: Vec<DocId>,
}

pub(crate) type FormFieldView = lianxin_core::views::FormFieldView;

/// A field of a form.
#[uniffi::remote(Record)]
pub struct FormFieldView {
    /// Its name in records and in changes.
    pub path: String,
    /// Chinese label.
    pub zh: String,
    /// English label.
    pub en: String,
    /// `one` value, free `text`, a `set`, a `map` or a `log` of entries.
    pub shape: String,
    /// What its values, or keys of a set or map, are; none for a text and a log.
    pub value: Option<FormTypeView>,
    /// What the values of a map are.
    pub mapped: Option<FormTypeView>,
    /// What an entry of a log holds.
    pub entry: Vec<FormEntryView>,
    /// How carefully it is shown: `plain`, `personal` or `sensitive`.
    pub sensitivity: Sensitivity,
    /// Who may write it: `anchor` (once, at first), `holder`, `author` or `leader`.
    pub write: Write,
}

pub(crate) type FormEntryView = lianxin_core::views::FormEntryView;

/// One value of an entry in a log.
#[uniffi::remote(Record)]
pub struct FormEntryView {
    /// Its name in the entry.
    pub key: String,
    /// Chinese label.
    pub zh: String,
    /// English label.
    pub en: String,
    /// What it is.
    pub value: FormTypeView,
}

pub(crate) type FormTypeView = lianxin_core::views::FormTypeView;

/// What a value is.
#[uniffi::remote(Record)]
pub struct FormTypeView {
    /// `line`, `prose`, `whole`, `fen`, `date`, `phone`, `id_number`, `division`, `point`, `flag`, `choice`, `document`,
    /// `user` or `entries`.
    pub name: String,
    /// The words of a choice.
    pub choices: Vec<ChoiceView>,
    /// The kind of record that is referred to; none for any.
    pub document: Option<Kind>,
    /// The longest text, in code points.
    pub chars_max: Option<u32>,
}

pub(crate) type ChoiceView = lianxin_core::views::ChoiceView;

/// One word of a choice.
#[uniffi::remote(Record)]
pub struct ChoiceView {
    /// The stored word.
    pub word: String,
    /// Chinese label.
    pub zh: String,
    /// English label.
    pub en: String,
}

pub(crate) type StatusView = lianxin_core::views::StatusView;

/// Where this device stands.
#[uniffi::remote(Record)]
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

pub(crate) type ReceiptView = lianxin_core::views::ReceiptView;

/// A receipt as it is kept and shown: hexadecimal, to be checked with `lianxin admin receipt`.
#[uniffi::remote(Record)]
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

pub(crate) type UnsentView = lianxin_core::views::UnsentView;

/// How many edits of one kind of record the server does not have.
#[uniffi::remote(Record)]
pub struct UnsentView {
    /// What the records are.
    pub kind: Kind,
    /// How many edits.
    pub count: u64,
}

pub(crate) type SetAsideState = lianxin_core::views::SetAsideState;

/// Where an edit stands that the server did not take.
#[uniffi::remote(Enum)]
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

pub(crate) type SetAsideView = lianxin_core::views::SetAsideView;

/// An edit that the server did not take: kept, whole, with its reason.
#[uniffi::remote(Record)]
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
    pub intentions: Vec<Intention>,
}

pub(crate) type DecisionView = lianxin_core::views::DecisionView;

/// What somebody decided on an edit of this device that had been set aside.
#[uniffi::remote(Record)]
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
