//! What one listener may see: the same as their lists, decided in memory, since what arrives is told to many.

use std::collections::HashSet;

use lianxin_model::ids::{DocId, UserId};
use lianxin_store::{Arrival, Read, Scope, StoreError};

/// A reader's scope with the areas in it.
#[derive(Debug, Default)]
pub(super) struct Sight {
    everything: bool,
    areas: HashSet<String>,
    people_of: HashSet<String>,
    households: HashSet<DocId>,
    cases: HashSet<DocId>,
    documents: HashSet<DocId>,
    owner: Option<UserId>,
}

impl Sight {
    pub(super) fn of(read: &dyn Read, scope: &Scope) -> Result<Self, StoreError> {
        Ok(Self {
            everything: scope.everything,
            areas: trees(read, &scope.areas)?,
            people_of: trees(read, &scope.people_of)?,
            households: scope.households.iter().copied().collect(),
            cases: scope.cases.iter().copied().collect(),
            documents: scope.documents.iter().copied().collect(),
            owner: scope.owner,
        })
    }

    pub(super) fn covers(&self, arrival: &Arrival) -> bool {
        let in_areas = || arrival.area.as_ref().is_some_and(|area| self.areas.contains(area));
        let of_people = || {
            arrival.household.is_none() && arrival.owner_area.as_ref().is_some_and(|area| self.people_of.contains(area))
        };
        self.everything
            || in_areas()
            || of_people()
            || arrival.owner.is_some() && arrival.owner == self.owner
            || arrival.household.is_some_and(|household| self.households.contains(&household))
            || self.documents.contains(&arrival.id)
            || self.cases.contains(&arrival.id)
            || arrival.subject.is_some_and(|subject| self.cases.contains(&subject))
    }
}

fn trees(read: &dyn Read, roots: &[String]) -> Result<HashSet<String>, StoreError> {
    let mut codes = HashSet::new();
    for root in roots {
        codes.extend(read.area_subtree(root)?.into_iter().map(|area| area.code));
    }
    Ok(codes)
}
