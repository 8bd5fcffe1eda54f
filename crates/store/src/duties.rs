//! Who answers for a case: its lead, and to whom it was assigned last ([`lianxin_model::projection::Projection::duties`]).
//!
//! A duty brings the case to the devices of whoever has it, with what hangs on it and the document of its household, and
//! nothing else of that household. It begins and ends with the change of the case that says so.

use lianxin_model::ids::{DocId, UserId};

use crate::Result;

/// A duty that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Who.
    pub user: UserId,
    /// For which case.
    pub case: DocId,
    /// The household of the case.
    pub household: Option<DocId>,
    /// The number at which it began.
    pub seq: u64,
}

/// Reads duties. They are written with the documents that they come from.
pub trait ReadDuties {
    /// A person's duties that stand, in the order in which they began.
    fn duties(&self, user: UserId) -> Result<Vec<Duty>>;
}
