//! Which record stands for which, whatever people merged at the same time.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::DocId;
use crate::limits::MERGED_LINKS_MAX;

/// The record that stands for this one: links are followed to their end. Where they lead in a circle (two people merged in
/// opposite directions at the same time) the smallest id of the circle stands for all of it. `next` gives a record's link, as
/// far as its target is held: a record never gives way to one that cannot be read.
pub fn resolve(id: DocId, next: impl Fn(DocId) -> Option<DocId>) -> DocId {
    let mut way = vec![id];
    let mut seen = BTreeSet::from([id]);
    let mut at = id;
    while let Some(to) = next(at).filter(|_| way.len() <= MERGED_LINKS_MAX) {
        if !seen.insert(to) {
            let circle = way.iter().skip_while(|passed| **passed != to);
            return circle.min().copied().unwrap_or(id);
        }
        way.push(to);
        at = to;
    }
    at
}

/// The links among the households that are held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    next: BTreeMap<DocId, DocId>,
}

impl Links {
    /// From each record that was merged and the one that it points to; both must be held.
    pub fn new(links: impl IntoIterator<Item = (DocId, DocId)>) -> Self {
        Self { next: links.into_iter().collect() }
    }

    /// The record that stands for this one; itself where it was not merged.
    pub fn survivor(&self, id: DocId) -> DocId {
        resolve(id, |id| self.next.get(&id).copied())
    }

    /// Everything that is one household with this record: the survivor, then the others by id.
    pub fn household(&self, id: DocId) -> Vec<DocId> {
        let survivor = self.survivor(id);
        let others = self.next.keys().copied().filter(|other| *other != survivor && self.survivor(*other) == survivor);
        std::iter::once(survivor).chain(others).collect()
    }

    /// The records for which another stands, with that other.
    pub fn yielded(&self) -> impl Iterator<Item = (DocId, DocId)> + '_ {
        let each = self.next.keys().map(|id| (*id, self.survivor(*id)));
        each.filter(|(id, survivor)| id != survivor)
    }
}
