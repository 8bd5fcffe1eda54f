//! Who may see what.

use lianxin_model::ids::{DocId, UserId};

use crate::Result;

/// What a reader may see. A document is in scope if any part of it says so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Everything in the county.
    pub everything: bool,
    /// Documents of households in these areas and in what lies in them.
    pub areas: Vec<String>,
    /// Documents of these households.
    pub households: Vec<DocId>,
    /// These cases, with what hangs on them.
    pub cases: Vec<DocId>,
    /// These documents and nothing that belongs to them: the households of the cases.
    pub documents: Vec<DocId>,
    /// What belongs to this person (their diary), and drafts that nobody else sees.
    pub owner: Option<UserId>,
    /// What belongs to the people of these areas and of what lies in them.
    pub people_of: Vec<String>,
}

impl Scope {
    /// Everything, for the county's administrators and tests; drafts are still their owners' alone.
    pub fn all() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// Nothing at all.
    pub fn nothing() -> Self {
        Self::default()
    }
}

/// Reads scopes.
pub trait ReadScope {
    /// What a person may read: the county's administrators everything, those of a place in it as supervisors do; supervisors
    /// their area, its people and what is assigned to them; cadres what is assigned to them, the cases that they answer for
    /// and what is theirs; others nothing. Nothing for a closed account too.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`] for an unknown user.
    fn reader_scope(&self, user: UserId) -> Result<Scope>;

    /// Whether a device of this person holds documents of this household, of this area or of this owner, and so may
    /// write there: by an assignment, because it is their own, or because they lead the area.
    fn scope_covers(
        &self,
        user: UserId,
        household: Option<DocId>,
        area: Option<&str>,
        owner: Option<UserId>,
    ) -> Result<bool>;

    /// Whether a case that this person answers for brings a document to their devices: it is the case itself, or the
    /// document of its household, or hangs on the case as `subject`.
    fn duty_covers(&self, user: UserId, document: DocId, subject: Option<DocId>) -> Result<bool>;

    /// [`ReadScope::scope_covers`] or [`ReadScope::duty_covers`] of a document that is kept; false for one that is not.
    fn in_scope(&self, user: UserId, document: DocId) -> Result<bool>;

    /// Whether a person's account belongs to this area or to what lies in it.
    fn account_within(&self, user: UserId, area: &str) -> Result<bool>;
}
