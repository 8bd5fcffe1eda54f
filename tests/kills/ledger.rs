//! The test's own list of what was written, and whether it was answered.

use std::collections::BTreeMap;

use crate::county::{DEVICES, Running};

/// A text that stands once in the whole county.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Marker {
    pub(crate) text: String,
}

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    count: u64,
    /// Whether it was answered.
    written: BTreeMap<Marker, bool>,
}

impl Ledger {
    /// A text for the shared notes of a household.
    pub(crate) fn note(&mut self) -> Marker {
        self.next("记")
    }

    /// A text for a visit.
    pub(crate) fn visit(&mut self) -> Marker {
        self.next("访")
    }

    fn next(&mut self, word: &str) -> Marker {
        self.count += 1;
        Marker { text: format!("{word}{:05}。", self.count) }
    }

    pub(crate) fn answered(&mut self, marker: Marker) {
        self.written.insert(marker, true);
    }

    pub(crate) fn tried(&mut self, marker: Marker) {
        self.written.insert(marker, false);
    }

    /// Compares with what everybody holds after they synced: how many answered writes are there.
    pub(crate) fn compare(&self, running: &Running) -> Result<u64, String> {
        // Twice: what the last one handed in comes to the first one then. The reader hands nothing in: it has what the server has.
        for device in DEVICES.into_iter().chain(DEVICES).chain(["reader"]) {
            running.sync(device)?;
        }
        let mut heads = Vec::new();
        for device in DEVICES.into_iter().chain(["reader"]) {
            let (there, head) = running.texts(device)?;
            for (marker, answered) in &self.written {
                let times = there.matches(&marker.text).count();
                match (times, answered) {
                    (1, _) | (0, false) => {}
                    (0, true) => return Err(format!("{} was answered and is lost on {device}", marker.text)),
                    _ => return Err(format!("{} is there {times} times on {device}", marker.text)),
                }
            }
            heads.push((head, device));
        }
        if let Some((_, device)) = heads.iter().find(|(head, _)| *head != heads[0].0) {
            return Err(format!("{device} holds another state: {heads:?}"));
        }
        Ok(self.written.values().filter(|answered| **answered).count() as u64)
    }
}
