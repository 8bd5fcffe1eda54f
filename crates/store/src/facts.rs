//! What a list of households shows of each beside its record, and is filtered and ordered by.
//!
//! *Contact cadre* (联户干部): somebody with an open account to whom the household itself is assigned, of whatever kind (联户,
//! 帮扶, 上门帮学, 干部回家). Whoever leads a village or group answers for the place, and is nobody's contact by that.

use lianxin_model::ids::{DocId, UserId};

use crate::Result;

/// What hangs on a household: on its own record and those that were merged into it; on a record that gave way, its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The day of the last home visit (入户); none where there was none.
    pub last_home_visit: Option<String>,
    /// The day of the last visit of any kind.
    pub last_visit: Option<String>,
    /// Cases that are open.
    pub open_cases: u32,
    /// Contact cadres.
    pub contacts: u32,
}

/// A contact cadre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The account.
    pub user: UserId,
    /// The name.
    pub name: String,
}

/// Reads facts. They are written with the documents, assignments and accounts that they come from.
pub trait ReadFacts {
    /// What hangs on a household that is here.
    fn facts(&self, household: DocId) -> Result<Option<Facts>>;

    /// The contact cadres of a household, in the order of their assignment.
    fn contacts(&self, household: DocId) -> Result<Vec<Contact>>;
}
