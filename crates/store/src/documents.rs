//! Documents: their changes, which are only ever appended, and snapshots that spare loading them all.

use lianxin_model::ids::{Actor, DeviceId, DocId, Kind, UserId};
use lianxin_model::projection::Projection;

use crate::{Hash, Result};

/// What is known of a document without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Its id.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// The household that it belongs to, which may not have arrived yet.
    pub household: Option<DocId>,
    /// The area that it lies in: its household's.
    pub area: Option<String>,
    /// The account that it belongs to, for what belongs to no household.
    pub owner: Option<UserId>,
    /// The number of its last change.
    pub head_seq: u64,
    /// The number at which it came to where it is: its first change, or what moved it or gave it its area.
    pub entered_seq: u64,
    /// Changes in it, without the genesis.
    pub changes: u64,
    /// The last change that its snapshot holds; 0 without one.
    pub snapshot_seq: u64,
    /// Bytes of the snapshot.
    pub snapshot_bytes: u64,
    /// Bytes of the changes after the snapshot.
    pub log_bytes: u64,
}

/// What a document is loaded from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// What it is.
    pub kind: Kind,
    /// The number of its last change.
    pub head_seq: u64,
    /// The snapshot, as it was handed in; without one the document begins with the genesis.
    pub snapshot: Option<Vec<u8>>,
    /// The change chunks after the snapshot, in an order in which they can be applied.
    pub changes: Vec<Vec<u8>>,
}

/// A change to be appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewChange<'a> {
    /// Its hash.
    pub hash: Hash,
    /// Who made it.
    pub actor: Actor,
    /// The device that handed it in and the counter of its frame; `None` for the server's own.
    pub handed_in: Option<(DeviceId, u64)>,
    /// The whole chunk.
    pub bytes: &'a [u8],
}

/// A change as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its number.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
    /// Who made it.
    pub actor: Actor,
    /// The device that handed it in and the counter of its frame; `None` for the server's own.
    pub handed_in: Option<(DeviceId, u64)>,
    /// The whole chunk.
    pub bytes: Vec<u8>,
}

/// When a change that a device handed in was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The change's hash.
    pub hash: Hash,
    /// When its frame came, milliseconds since 1970.
    pub received_at_ms: i64,
    /// The device's clock less the server's at that moment; `None` where the device did not say.
    pub clock_skew_ms: Option<i64>,
}

/// The numbers that appending gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// Of the first change.
    pub first_seq: u64,
    /// Of the last.
    pub head_seq: u64,
}

/// Reads documents.
pub trait ReadDocuments {
    /// What is known of a document without opening it.
    fn document(&self, id: DocId) -> Result<Option<Meta>>;

    /// What a document is loaded from.
    fn load(&self, id: DocId) -> Result<Option<Loaded>>;

    /// Whether the document holds this change.
    fn change_known(&self, document: DocId, hash: &Hash) -> Result<bool>;

    /// Documents whose item was never computed: they are older than items are.
    fn without_item(&self, limit: u32) -> Result<Vec<DocId>>;

    /// The document's changes after this number, in an order in which they can be applied. 0 gives them all.
    fn changes_since(&self, document: DocId, base: u64) -> Result<Vec<Change>>;

    /// When the document's changes were received, in their order. What the server wrote itself is left out.
    fn receipts(&self, document: DocId) -> Result<Vec<Receipt>>;

    /// When the document's first change was received; `None` for one that the server wrote.
    fn first_receipt(&self, document: DocId) -> Result<Option<Receipt>>;
}

/// Writes documents.
pub trait WriteDocuments {
    /// Appends changes to a document, with the row that lists, filters and searches are answered from as it is after
    /// them. A new document begins with its first change. Its area is its household's; where the household comes later, it
    /// gets its area then.
    ///
    /// # Errors
    /// [`crate::StoreError::Taken`] for a change that the document holds or a document of another kind,
    /// [`crate::StoreError::Missing`] for no change at all.
    fn append(&mut self, projection: &Projection, changes: &[NewChange<'_>]) -> Result<Appended>;

    /// Writes the row of lists, filters and searches anew from a document whose changes are all there (after the software
    /// learned to read more from it).
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`].
    fn project(&mut self, projection: &Projection) -> Result<()>;

    /// Keeps a snapshot that holds the document's changes up to this number. The changes stay.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`].
    fn put_snapshot(&mut self, document: DocId, seq: u64, saved: &[u8]) -> Result<()>;
}
