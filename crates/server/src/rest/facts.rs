//! What hangs on a household, beside its record.

use lianxin_model::ids::DocId;
use lianxin_store::{Facts, Read};
use serde::Serialize;
use utoipa::ToSchema;

use super::people::Person;
use crate::http::error::ApiError;

/// What hangs on a household, with what hangs on those that were merged into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FactsView {
    /// The day of the last home visit (入户); null where there was none.
    pub last_home_visit: Option<String>,
    /// The day of the last visit of any kind.
    pub last_visit: Option<String>,
    /// Cases that are open.
    pub open_cases: u32,
    /// Contact cadres: people with an open account to whom the household itself is assigned, of whatever kind.
    pub contacts: Vec<Person>,
}

impl FactsView {
    /// The facts with names.
    pub(super) fn of(read: &dyn Read, household: DocId, facts: Facts) -> Result<Self, ApiError> {
        let contacts = if facts.contacts == 0 { Vec::new() } else { read.contacts(household)? };
        let contacts = contacts.into_iter().map(|contact| Person { id: contact.user, name: contact.name });
        Ok(Self {
            last_home_visit: facts.last_home_visit,
            last_visit: facts.last_visit,
            open_cases: facts.open_cases,
            contacts: contacts.collect(),
        })
    }
}
