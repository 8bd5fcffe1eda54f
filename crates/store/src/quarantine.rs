//! Refused changes, kept whole with the reason.

use lianxin_model::ids::{DeviceId, DocId, UserId};

use crate::{Hash, Result};

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
    /// Which device handed it in.
    pub device: DeviceId,
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
    /// Which device handed it in.
    pub device: DeviceId,
    /// Whose device.
    pub user: UserId,
    /// When, milliseconds since 1970.
    pub received_at_ms: i64,
}

/// Which refusals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RefusalQuery {
    /// Only of this person.
    pub user: Option<UserId>,
    /// Only of people of this area and what lies in it.
    pub area: Option<String>,
    /// Only older than the one with this number.
    pub before_seq: Option<u64>,
    /// How many at most.
    pub limit: u32,
}

/// Reads refusals.
pub trait ReadQuarantine {
    /// Refusals, the newest first.
    fn refusals(&self, query: &RefusalQuery) -> Result<Vec<Refusal>>;
}

/// Writes refusals.
pub trait WriteQuarantine {
    /// Keeps a refused change. The same chunk for the same document from the same device and for the same reason is kept
    /// once, so that a device that tries again and again does not fill the disk. Its number.
    fn put_refusal(&mut self, refusal: &NewRefusal<'_>) -> Result<u64>;
}
