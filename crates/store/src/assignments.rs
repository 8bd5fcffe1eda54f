//! 结对帮扶, 挂钩联户: who answers for which household or area.

use lianxin_model::ids::{DocId, UserId};
use lianxin_model::role::AssignmentKind;

use crate::{Result, Upsert};

/// What somebody answers for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Over {
    /// One household, which may not have arrived yet.
    Household(DocId),
    /// An area with everything in it.
    Area(String),
}

/// An assignment to be made or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAssignment {
    /// Who.
    pub user: UserId,
    /// Why.
    pub kind: AssignmentKind,
    /// For what.
    pub over: Over,
}

/// An assignment as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Who.
    pub user: UserId,
    /// Why.
    pub kind: AssignmentKind,
    /// For what.
    pub over: Over,
    /// The number at which it began.
    pub seq: u64,
    /// The number at which it ended; `None` while it stands.
    pub ended_seq: Option<u64>,
}

/// Reads assignments.
pub trait ReadAssignments {
    /// A person's assignments that stand, in the order in which they were made.
    fn assignments(&self, user: UserId) -> Result<Vec<Assignment>>;

    /// Who answers for a household by an assignment to it or to an area around it.
    fn assigned_to(&self, household: DocId) -> Result<Vec<Assignment>>;

    /// The assignments that stand over this very household or area, in the order in which they were made.
    fn assignments_over(&self, over: &Over) -> Result<Vec<Assignment>>;
}

/// Writes assignments.
pub trait WriteAssignments {
    /// Makes an assignment; one that stands already keeps its number.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`] for an unknown user or area.
    fn assign(&mut self, assignment: &NewAssignment) -> Result<Upsert>;

    /// Ends an assignment; `None` where none stands.
    fn end_assignment(&mut self, assignment: &NewAssignment) -> Result<Option<u64>>;
}
