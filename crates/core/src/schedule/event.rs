//! What a sync loop tells whoever shows it.

use serde::Serialize;

use crate::feed::SyncReport;

/// One step of a sync loop. Codes and numbers only: nothing that somebody typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SyncEvent {
    /// A sync begins.
    Started,
    /// A round got through; another follows.
    Progress {
        /// Changes sent by this sync so far.
        sent: usize,
        /// Documents received by this sync so far.
        received: usize,
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
