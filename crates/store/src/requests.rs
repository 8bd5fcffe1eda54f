//! Which requests were carried out already: one that comes again, because its answer was lost, changes nothing.
//!
//! What is written under an id of its own (a document, a step) needs none of this. A request that sets fields does: made
//! again at the heads that it names, it would be another change beside whatever came since.

use lianxin_model::ids::{DocId, UserId};
use uuid::Uuid;

use crate::{Hash, Result};

/// A request that was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// The id that its sender gave it.
    pub id: Uuid,
    /// Who sent it.
    pub user: UserId,
    /// Which document it changed.
    pub document: DocId,
    /// SHA-256 of what was asked for: other words under the same id are another request.
    pub digest: Hash,
    /// When, seconds since 1970.
    pub at_s: i64,
}

/// Reads requests.
pub trait ReadRequests {
    /// The request with this id, if it was carried out and is remembered.
    fn request(&self, id: Uuid) -> Result<Option<Request>>;
}

/// Writes requests.
pub trait WriteRequests {
    /// Remembers a request, and forgets those from before this moment (seconds since 1970).
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`] for an unknown sender, [`crate::StoreError::Taken`] for an id that is remembered.
    fn put_request(&mut self, request: &Request, forget_before_s: i64) -> Result<()>;
}
