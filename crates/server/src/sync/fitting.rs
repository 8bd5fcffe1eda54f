//! How many documents fit into one answer: always at least one, so that every answer makes progress.

use std::collections::BTreeSet;

use bytes::Bytes;
use lianxin_model::ids::{Actor, DocId};
use lianxin_model::limits;
use lianxin_sync::wire::{Delta, Snapshot, WireError};
use lianxin_sync::{Hash, pack};

/// What the feed brings for one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// The document.
    pub(super) document: DocId,
    /// What of it is sent.
    pub(super) content: Content,
    /// Who wrote what is sent.
    pub(super) authors: BTreeSet<Actor>,
    /// On which changes of what is sent no other of it builds.
    pub(super) tips: Vec<Hash>,
}

/// What is sent of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// The device lacks it, or what it lacks is larger than the whole.
    Whole(Snapshot),
    /// The device holds the rest.
    Changes(Delta),
    /// The device holds all of it: it wrote it.
    Held,
}

impl Item {
    fn delta_bytes(&self) -> usize {
        match &self.content {
            Content::Changes(delta) => delta.changes.iter().map(Bytes::len).sum(),
            _ => 0,
        }
    }

    fn snapshot_bytes(&self) -> usize {
        match &self.content {
            Content::Whole(snapshot) => snapshot.saved.len(),
            _ => 0,
        }
    }
}

/// Gathers documents in the feed's order until no more can fit.
#[derive(Debug)]
pub(super) struct Gathering {
    budget_bytes: usize,
    items: Vec<Item>,
    delta_bytes: usize,
    snapshot_bytes: usize,
}

/// Documents of one village compress to a fifth to a third together: more than six times the budget never fits.
const COMPRESSION_MAX: usize = 6;

impl Gathering {
    /// For an answer of that many bytes of documents.
    pub(super) fn new(budget_bytes: usize) -> Self {
        Self { budget_bytes, items: Vec::new(), delta_bytes: 0, snapshot_bytes: 0 }
    }

    /// Whether another document might fit.
    pub(super) fn has_room(&self) -> bool {
        let least_bytes = self.delta_bytes + self.snapshot_bytes / COMPRESSION_MAX;
        self.items.is_empty() || (least_bytes < self.budget_bytes && self.snapshot_bytes < limits::PACK_BYTES_MAX / 2)
    }

    /// Adds the next document.
    pub(super) fn add(&mut self, item: Item) {
        self.delta_bytes += item.delta_bytes();
        self.snapshot_bytes += item.snapshot_bytes();
        self.items.push(item);
    }

    /// As many of the first documents as fit, compressed.
    ///
    /// # Errors
    /// [`WireError::TooLarge`] where a single document is larger than any pack: the gate lets none grow so far.
    pub(super) fn fit(self) -> Result<Fitted, WireError> {
        let mut taken = self.within_deltas();
        loop {
            let items = self.items.get(..taken).unwrap_or_default();
            let snapshots: Vec<Snapshot> = items.iter().filter_map(whole).cloned().collect();
            let pack = if snapshots.is_empty() { Bytes::new() } else { pack::pack(&snapshots)? };
            let bytes = pack.len() + items.iter().map(Item::delta_bytes).sum::<usize>();
            if bytes <= self.budget_bytes || taken <= 1 {
                let complete = taken == self.items.len();
                let deltas = items.iter().filter_map(changes).cloned().collect();
                let authors = items.iter().flat_map(|item| &item.authors).copied().collect();
                let last = items.last().map(|item| item.document);
                let wholes = items.iter().filter(|item| whole(item).is_some());
                let parts = items.iter().filter(|item| changes(item).is_some());
                let states = wholes.chain(parts).map(|item| (item.document, item.tips.clone())).collect();
                return Ok(Fitted { taken, last, deltas, pack, states, authors, complete });
            }
            taken = self.likely(taken, pack.len()).clamp(1, taken - 1);
        }
    }

    /// How many would fit if a part compressed as well as the `taken` documents did together.
    fn likely(&self, taken: usize, pack_bytes: usize) -> usize {
        let items = self.items.get(..taken).unwrap_or_default();
        let all_bytes = items.iter().map(Item::snapshot_bytes).sum::<usize>().max(1);
        let (mut delta_bytes, mut snapshot_bytes) = (0, 0);
        let fits = items.iter().take_while(|item| {
            delta_bytes += item.delta_bytes();
            snapshot_bytes += item.snapshot_bytes();
            delta_bytes + snapshot_bytes * pack_bytes / all_bytes <= self.budget_bytes
        });
        fits.count()
    }

    fn within_deltas(&self) -> usize {
        let mut bytes = 0;
        let fits = self.items.iter().take_while(|item| {
            bytes += item.delta_bytes();
            bytes <= self.budget_bytes
        });
        fits.count().max(1).min(self.items.len())
    }
}

fn whole(item: &Item) -> Option<&Snapshot> {
    match &item.content {
        Content::Whole(snapshot) => Some(snapshot),
        _ => None,
    }
}

fn changes(item: &Item) -> Option<&Delta> {
    match &item.content {
        Content::Changes(delta) => Some(delta),
        _ => None,
    }
}

/// What goes into the answer.
#[derive(Debug)]
pub(super) struct Fitted {
    /// How many of the documents that were gathered it covers.
    pub(super) taken: usize,
    /// The last document that it covers.
    pub(super) last: Option<DocId>,
    /// Changes.
    pub(super) deltas: Vec<Delta>,
    /// The whole documents, compressed; empty for none.
    pub(super) pack: Bytes,
    /// The documents of the pack, then those of the changes, each with the tips of what is sent.
    pub(super) states: Vec<(DocId, Vec<Hash>)>,
    /// Who wrote all that.
    pub(super) authors: BTreeSet<Actor>,
    /// Whether all that was gathered fits.
    pub(super) complete: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> DocId {
        DocId::from_moment(u64::from(number), [number; 10])
    }

    fn item(number: u8, content: Content) -> Item {
        Item { document: id(number), content, authors: BTreeSet::new(), tips: Vec::new() }
    }

    fn held(number: u8) -> Item {
        item(number, Content::Held)
    }

    fn delta(number: u8, bytes: usize) -> Item {
        let changes = vec![vec![number; bytes].into()];
        item(number, Content::Changes(Delta { document: id(number), kind_number: 1, changes }))
    }

    /// Bytes that do not compress, from a fixed recurrence.
    fn snapshot(number: u8, bytes: usize) -> Item {
        let mut state = u32::from(number) + 1;
        let noise = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        });
        let saved = noise.take(bytes).collect::<Vec<u8>>().into();
        item(number, Content::Whole(Snapshot { document: id(number), kind_number: 1, saved }))
    }

    #[test]
    fn what_fits_is_sent_and_never_nothing() {
        let cases = [
            ("nothing", 1_000, vec![], None, true),
            ("all", 1_000, vec![delta(1, 300), delta(2, 300)], Some(2), true),
            ("exactly", 600, vec![delta(1, 300), delta(2, 300)], Some(2), true),
            ("some", 599, vec![delta(1, 300), delta(2, 300)], Some(1), false),
            ("one too large", 100, vec![delta(1, 300), delta(2, 300)], Some(1), false),
            ("held ones cost nothing", 300, vec![delta(1, 300), held(2), held(3)], Some(3), true),
            ("packed", 2_500, vec![snapshot(1, 1_000), snapshot(2, 1_000), snapshot(3, 1_000)], Some(2), false),
            ("mixed", 1_500, vec![snapshot(1, 1_000), delta(2, 300), snapshot(3, 1_000)], Some(2), false),
            ("one pack too large", 10, vec![snapshot(1, 1_000)], Some(1), true),
        ];
        for (name, budget_bytes, items, last, complete) in cases {
            let mut gathering = Gathering::new(budget_bytes);
            items.into_iter().for_each(|item| gathering.add(item));
            let fitted = gathering.fit().expect(name);
            assert_eq!((fitted.last, fitted.complete), (last.map(id), complete), "{name}");
        }
    }

    #[test]
    fn gathering_ends_when_nothing_more_can_fit() {
        let mut gathering = Gathering::new(1_000);
        assert!(gathering.has_room());
        gathering.add(delta(1, 900));
        assert!(gathering.has_room());
        gathering.add(snapshot(2, 600));
        assert!(!gathering.has_room());
        assert!(Gathering::new(0).has_room(), "the smallest budget brings one document");
    }
}
