//! What a sync brought, counted.

use serde::Serialize;

/// What one round, or several, brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SyncReport {
    /// Requests.
    pub rounds: u32,
    /// Changes that were sent, each time it was.
    pub sent: usize,
    /// Changes that the server now holds.
    pub accepted: usize,
    /// Documents that came, or of which something came.
    pub received: usize,
    /// Edits that the server refused; `status` shows them.
    pub refused: usize,
    /// Edits that were made again because something before them was refused, or because the store was restored.
    pub remade: usize,
    /// Documents that left the scope of this device.
    pub left: usize,
    /// Documents of a kind that only a newer app knows.
    pub unreadable: usize,
    /// Documents whose changes do not fit what is held; everything is asked for again.
    pub unfit: usize,
    /// This device was shut out: it handed in what it had and forgot everything.
    pub closed: bool,
    /// Another round would bring or take more.
    pub more: bool,
    /// Changes that the server may have lost, or never got, and that were offered again.
    pub offered: usize,
    /// What is held differs from what should be; the next round tries to heal it.
    pub repairing: bool,
    /// What is held differs from what should be, and could not be healed for now.
    pub differs: bool,
    /// When the server would like to hear from this device again, in seconds; 0 leaves it to the device.
    pub next_seconds: u32,
}

impl SyncReport {
    /// Whether the two sides came nearer to each other. An edit that was made again has yet to be taken. A repair counts its
    /// tries by itself and ends.
    pub fn progressed(&self) -> bool {
        self.closed || self.repairing || self.accepted + self.received + self.refused + self.left + self.offered > 0
    }

    /// Adds a later round.
    pub(super) fn add(&mut self, later: &SyncReport) {
        self.rounds += later.rounds;
        self.sent += later.sent;
        self.accepted += later.accepted;
        self.received += later.received;
        self.refused += later.refused;
        self.remade += later.remade;
        self.left += later.left;
        self.unreadable += later.unreadable;
        self.unfit += later.unfit;
        self.closed = later.closed;
        self.more = later.more;
        self.offered += later.offered;
        self.repairing = later.repairing;
        self.differs = later.differs;
        self.next_seconds = later.next_seconds;
    }
}
