//! Documents that stay loaded between frames: loading costs 160 µs, cloning 4 µs.
//!
//! An entry is believed only where its number is the store's own: another process may write to the same store at any
//! moment. And nothing that was not committed stays: what a frame makes is kept apart until the commit is through.

use std::collections::HashMap;
use std::num::NonZeroUsize;

use lianxin_model::document::Document;
use lianxin_model::ids::DocId;
use lru::LruCache;

/// About 18 kB each in memory: 18 MB. What a frame brings is of few documents, mostly each other's neighbours.
const DOCUMENTS_MAX: NonZeroUsize = NonZeroUsize::new(1_024).unwrap();

/// A document with what the gate needs to know of it.
#[derive(Debug, Clone)]
pub(super) struct Held {
    /// The document.
    pub(super) document: Document,
    /// The number of its last change.
    pub(super) head_seq: u64,
    /// An upper bound of its size saved without compression, in bytes.
    pub(super) bytes: usize,
}

/// Documents by id.
pub(super) type Documents = HashMap<DocId, Held>;

/// The documents that were written last.
pub(super) struct Hot {
    epoch: u64,
    committed: LruCache<DocId, Held>,
    /// As the frames of the transaction under way left them.
    written: Documents,
}

impl Hot {
    pub(super) fn new() -> Self {
        Self { epoch: 0, committed: LruCache::new(DOCUMENTS_MAX), written: HashMap::new() }
    }

    /// A transaction begins. In another life of the data the same numbers mean other changes.
    pub(super) fn begin(&mut self, epoch: u64) {
        self.written.clear();
        if self.epoch != epoch {
            self.committed.clear();
            self.epoch = epoch;
        }
    }

    /// The document, if it is held as it is at this number.
    pub(super) fn get(&mut self, id: DocId, head_seq: u64) -> Option<&Held> {
        let held = match self.written.get(&id) {
            Some(written) => Some(written),
            None => self.committed.get(&id),
        };
        held.filter(|held| held.head_seq == head_seq)
    }

    /// Keeps what was loaded: no frame of this transaction wrote it, or it would have been here.
    pub(super) fn loaded(&mut self, id: DocId, held: Held) {
        self.committed.put(id, held);
    }

    /// A frame is done; what it wrote is committed with the transaction.
    pub(super) fn wrote(&mut self, documents: Documents) {
        self.written.extend(documents);
    }

    /// The transaction is committed.
    pub(super) fn commit(&mut self) {
        for (id, held) in self.written.drain() {
            self.committed.put(id, held);
        }
    }
}

#[cfg(test)]
mod tests {
    use lianxin_model::ids::Kind;

    use super::*;

    fn held(number: u8, head_seq: u64) -> (DocId, Held) {
        let id = DocId::from_moment(u64::from(number), [number; 10]);
        (id, Held { document: Document::new(Kind::Visit, id), head_seq, bytes: 500 })
    }

    #[test]
    fn only_what_was_committed_stays_and_only_at_its_number() {
        let mut hot = Hot::new();
        hot.begin(1);
        let (first, document) = held(1, 10);
        hot.wrote([(first, document)].into());
        assert!(hot.get(first, 10).is_some(), "later frames of the transaction see it");
        hot.begin(1);
        assert!(hot.get(first, 10).is_none(), "the transaction was given up");

        let (second, document) = held(2, 11);
        hot.wrote([(second, document)].into());
        hot.commit();
        hot.begin(1);
        assert!(hot.get(second, 11).is_some());
        assert!(hot.get(second, 12).is_none(), "another process wrote");
        hot.begin(2);
        assert!(hot.get(second, 11).is_none(), "the store was restored");
    }
}
