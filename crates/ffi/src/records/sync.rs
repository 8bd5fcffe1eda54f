//! What a sync tells. Made from the core's sources by `LIANXIN_UPDATE_TYPES=1 cargo test --lib records`.

use super::*;

pub(crate) type SyncReport = lianxin_core::feed::SyncReport;

/// What one round, or several, brought.
#[uniffi::remote(Record)]
pub struct SyncReport {
    /// Requests.
    pub rounds: u32,
    /// Changes that were sent, each time it was.
    pub sent: Count,
    /// Changes that the server now holds.
    pub accepted: Count,
    /// Documents that came, or of which something came.
    pub received: Count,
    /// Edits that the server refused; `status` shows them.
    pub refused: Count,
    /// Edits that were made again because something before them was refused, or because the store was restored.
    pub remade: Count,
    /// Documents that left the scope of this device.
    pub left: Count,
    /// Documents of a kind that only a newer app knows.
    pub unreadable: Count,
    /// Documents whose changes do not fit what is held; everything is asked for again.
    pub unfit: Count,
    /// This device was shut out: it handed in what it had and forgot everything.
    pub closed: bool,
    /// Another round would bring or take more.
    pub more: bool,
    /// Changes that the server may have lost, or never got, and that were offered again.
    pub offered: Count,
    /// What is held differs from what should be; the next round tries to heal it.
    pub repairing: bool,
    /// What is held differs from what should be, and could not be healed for now.
    pub differs: bool,
    /// When the server would like to hear from this device again, in seconds; 0 leaves it to the device.
    pub next_seconds: u32,
}

pub(crate) type SyncEvent = lianxin_core::schedule::SyncEvent;

/// One step of a sync loop. Codes and numbers only: nothing that somebody typed.
#[uniffi::remote(Enum)]
pub enum SyncEvent {
    /// A sync begins.
    Started,
    /// A round got through; another follows.
    Progress {
        /// Changes sent by this sync so far.
        sent: Count,
        /// Documents received by this sync so far.
        received: Count,
        /// Edits that the server does not have yet.
        waiting: u64,
    },
    /// Both sides have everything that there was when the last round was made. Never after a failure.
    Finished {
        /// What the sync brought.
        report: SyncReport,
        /// Edits written meanwhile.
        waiting: u64,
    },
    /// The sync ended early; what got through stays, the rest is sent again.
    Failed {
        /// The word for programs.
        code: String,
        /// For people, in Chinese.
        zh: String,
        /// The same in English.
        en: String,
        /// When it is tried again; none where that needs the range to come back.
        retry_in_ms: Option<u64>,
    },
    /// Nothing waits.
    Idle {
        /// When it looks for news of others; none while out of range.
        next_in_ms: Option<u64>,
    },
    /// This device was shut out: the loop has ended.
    Closed,
}

pub(crate) type Reach = lianxin_core::schedule::Reach;

/// What the device's system says of its network.
#[uniffi::remote(Enum)]
pub enum Reach {
    /// No network.
    Offline,
    /// A network whose bytes cost money.
    Metered,
    /// A network.
    Online,
}
