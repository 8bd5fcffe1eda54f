//! What a writer's scope covers, asked once for each area of a frame: nothing that a frame writes changes an assignment or
//! the tree of areas.

use std::collections::HashMap;

use lianxin_model::ids::{DocId, UserId};
use lianxin_store::{Read, StoreError};

/// The scope of one person within one transaction.
#[derive(Debug)]
pub(super) struct Scopes {
    user: UserId,
    areas: HashMap<String, bool>,
}

impl Scopes {
    pub(super) fn of(user: UserId) -> Self {
        Self { user, areas: HashMap::new() }
    }

    /// As [`lianxin_store::ReadScope::scope_covers`].
    pub(super) fn cover(
        &mut self,
        read: &dyn Read,
        household: Option<DocId>,
        area: Option<&str>,
        owner: Option<UserId>,
    ) -> Result<bool, StoreError> {
        if owner == Some(self.user) {
            return Ok(true);
        }
        if let Some(area) = area {
            let within = match self.areas.get(area) {
                Some(within) => *within,
                None => {
                    let within = read.scope_covers(self.user, None, Some(area), None)?;
                    self.areas.insert(area.to_owned(), within);
                    within
                }
            };
            if within {
                return Ok(true);
            }
        }
        // A household's own assignments, and its area, which may have come with this very frame.
        read.scope_covers(self.user, household, area, owner)
    }
}
