//! What a run was.

use std::collections::BTreeMap;

use super::plan::Fault;

/// Counts of one run, or of several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Syncs that began.
    pub sessions: u64,
    /// Requests.
    pub exchanges: u64,
    /// Edits that somebody made.
    pub edits: u64,
    /// Acts of the office that changed something.
    pub acts: u64,
    /// Documents compared at the end.
    pub compared: u64,
    /// Times that a machine whose power went, or whose processes were killed, at a call of its disk started again.
    pub restarts: u64,
    /// Faults that happened.
    pub faults: BTreeMap<Fault, u64>,
    /// How syncs ended that did not end well, by the word for it.
    pub troubles: BTreeMap<String, u64>,
    /// What somebody wrote or the office did, by a word, and how often it went through.
    pub deeds: BTreeMap<String, u64>,
    /// Rounds that the phase without faults took, at most.
    pub healing_rounds: u64,
}

impl Figures {
    /// Adds another run.
    pub fn add(&mut self, other: &Figures) {
        self.sessions += other.sessions;
        self.exchanges += other.exchanges;
        self.edits += other.edits;
        self.acts += other.acts;
        self.compared += other.compared;
        self.restarts += other.restarts;
        self.healing_rounds = self.healing_rounds.max(other.healing_rounds);
        for (fault, count) in &other.faults {
            *self.faults.entry(*fault).or_default() += count;
        }
        let words = [(&mut self.troubles, &other.troubles), (&mut self.deeds, &other.deeds)];
        for (own, others) in words {
            for (word, count) in others {
                *own.entry(word.clone()).or_default() += count;
            }
        }
    }
}
