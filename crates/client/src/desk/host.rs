//! What a desk says to its host.

use std::sync::Arc;

use lianxin_core::feed::SyncReport;
use lianxin_core::schedule::SyncEvent;
use lianxin_core::views::ChangedView;

/// The host could not take it. Why is the host's own affair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotTaken;

/// Watches a store. Told on a thread of the desk's own, one thing after the other; may call the store. What it does not take is
/// logged.
pub trait Observer: Send + Sync {
    /// Records were written, here or by others, or left the device.
    ///
    /// # Errors
    /// [`NotTaken`].
    fn changed(&self, records: Vec<ChangedView>) -> Result<(), NotTaken>;

    /// A sync of this store took a step.
    ///
    /// # Errors
    /// [`NotTaken`].
    fn sync(&self, event: SyncEvent) -> Result<(), NotTaken>;

    /// In so many records people contradict each other now; told where that changes.
    ///
    /// # Errors
    /// [`NotTaken`].
    fn conflicts(&self, count: u64) -> Result<(), NotTaken>;
}

/// How much a line of the log matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// A defect of this library, or of a callback.
    Error,
    /// Worth a look if it goes on.
    Warning,
}

/// Where lines go: level, code, text. Codes and places in the source, nothing that somebody typed.
pub type Log = Arc<dyn Fn(LogLevel, &str, &str) + Send + Sync>;

/// Told after each round what the rounds of a sync brought so far.
pub type Progress = Arc<dyn Fn(SyncReport) -> Result<(), NotTaken> + Send + Sync>;
