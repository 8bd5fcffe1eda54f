//! Refused changes, kept whole with the reason, and what became of them.

use lianxin_model::ids::{DeviceId, DocId, UserId};

use crate::{Hash, Result};

/// Where a refused change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalState {
    /// It fits no rule; after a fix it may be released.
    Refused,
    /// Whoever answers for the document has to say.
    Review,
    /// Merged after all.
    Accepted,
    /// Whoever answers for the document does not take it.
    Declined,
    /// Its device makes it again.
    Released,
}

impl RefusalState {
    /// Every state.
    pub const ALL: [RefusalState; 5] = [
        RefusalState::Refused,
        RefusalState::Review,
        RefusalState::Accepted,
        RefusalState::Declined,
        RefusalState::Released,
    ];

    /// The stored and sent word.
    pub fn word(self) -> &'static str {
        match self {
            RefusalState::Refused => "refused",
            RefusalState::Review => "review",
            RefusalState::Accepted => "accepted",
            RefusalState::Declined => "declined",
            RefusalState::Released => "released",
        }
    }

    /// The state of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether somebody has decided.
    pub fn is_decided(self) -> bool {
        !matches!(self, RefusalState::Refused | RefusalState::Review)
    }
}

/// Where a document would belong as a refused change leaves it: by this somebody answers for a document that the county
/// does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RefusedPlace {
    /// Its household.
    pub household: Option<DocId>,
    /// The area of a household.
    pub area: Option<String>,
    /// For what belongs to no household: the account that it belongs to.
    pub owner: Option<UserId>,
}

/// A refusal to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewRefusal<'a> {
    /// The document that it was meant for.
    pub document: DocId,
    /// The number of its kind as it was sent: it may be unknown.
    pub kind: u32,
    /// The chunk, whole.
    pub chunk: &'a [u8],
    /// Its hash, where it has a readable one.
    pub hash: Option<Hash>,
    /// Why.
    pub code: &'a str,
    /// Whether somebody has to say. A refusal that is kept is decided by [`WriteQuarantine::decide`] alone.
    pub in_review: bool,
    /// Where the document would belong.
    pub place: Option<&'a RefusedPlace>,
    /// Which device handed it in.
    pub device: DeviceId,
    /// The counter of the frame that brought it.
    pub frame_counter: u64,
    /// Whose device.
    pub user: UserId,
    /// When, milliseconds since 1970.
    pub received_at_ms: i64,
}

/// A refusal that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its number.
    pub seq: u64,
    /// The document that it was meant for.
    pub document: DocId,
    /// The number of its kind as it was sent: it may be unknown.
    pub kind: u32,
    /// The chunk, whole.
    pub chunk: Vec<u8>,
    /// Its hash, where it has a readable one.
    pub hash: Option<Hash>,
    /// Why.
    pub code: String,
    /// Where it stands.
    pub state: RefusalState,
    /// Where the document would belong.
    pub place: RefusedPlace,
    /// Which device handed it in.
    pub device: DeviceId,
    /// The counter of the frame that brought it first; none for what older software kept.
    pub frame_counter: Option<u64>,
    /// Whose device.
    pub user: UserId,
    /// When, milliseconds since 1970.
    pub received_at_ms: i64,
    /// What was decided; none while nobody has.
    pub decided: Option<Decided>,
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// By whom.
    pub by: UserId,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The reason, where one was given.
    pub reason: Option<String>,
}

/// A decision to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision<'a> {
    /// Where the changes stand from now on.
    pub state: RefusalState,
    /// By whom.
    pub by: UserId,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The reason, where one was given.
    pub reason: Option<&'a str>,
}

/// What became of a change that a device was told to be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalOutcome {
    /// The document that it was meant for.
    pub document: DocId,
    /// The change.
    pub hash: Hash,
    /// Where it stands.
    pub state: RefusalState,
    /// Who decided.
    pub by: UserId,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
}

/// Which refusals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RefusalQuery {
    /// Only of this person.
    pub user: Option<UserId>,
    /// Only of people of this area and what lies in it.
    pub area: Option<String>,
    /// Only those that stand so.
    pub state: Option<RefusalState>,
    /// Only older than the one with this number.
    pub before_seq: Option<u64>,
    /// How many at most.
    pub limit: u32,
}

/// Reads refusals.
pub trait ReadQuarantine {
    /// Refusals, the newest first.
    fn refusals(&self, query: &RefusalQuery) -> Result<Vec<Refusal>>;

    /// One refusal.
    fn refusal(&self, seq: u64) -> Result<Option<Refusal>>;

    /// What a device handed in for a document and what waits for somebody's word, in the order in which it came.
    fn in_review(&self, device: DeviceId, document: DocId) -> Result<Vec<Refusal>>;

    /// What was decided after `base` of the changes that this device handed in, in the order of the decisions. Changes
    /// without a readable hash are left out: the device could not find them.
    fn outcomes_since(&self, device: DeviceId, base: u64) -> Result<Vec<RefusalOutcome>>;

    /// How many changes of a device nobody has decided on.
    fn refusals_waiting(&self, device: DeviceId) -> Result<u32>;

    /// Bytes of the chunks that are kept of a device.
    fn refused_bytes(&self, device: DeviceId) -> Result<u64>;
}

/// Writes refusals.
pub trait WriteQuarantine {
    /// Keeps a refused change. The same chunk for the same document from the same device and for the same reason is kept
    /// once, so that a device that tries again and again does not fill the disk: one that was released waits again, one that
    /// was declined stays so, and its device hears that once more. Its number.
    fn put_refusal(&mut self, refusal: &NewRefusal<'_>) -> Result<u64>;

    /// Decides on refusals of which nobody has decided yet, with one number of the sequence for all; that number.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`] where one of them is not there or decided already.
    fn decide(&mut self, refusals: &[u64], decision: &Decision<'_>) -> Result<u64>;
}
