//! What a sync that was asked for tells while it is under way.

use std::sync::Arc;

use lianxin_client::desk;

use crate::host::HostError;
use crate::records::*;

/// How far a sync is.
#[uniffi::export(with_foreign)]
pub trait SyncProgress: Send + Sync {
    /// What the rounds brought so far; the last one has nothing more to come.
    fn progress(&self, so_far: SyncReport) -> Result<(), HostError>;
}

/// As the engine tells it.
pub(crate) fn told(progress: Arc<dyn SyncProgress>) -> desk::Progress {
    Arc::new(move |so_far| Ok(progress.progress(so_far)?))
}
