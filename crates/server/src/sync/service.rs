//! What the requests of devices work with.

use std::sync::Arc;

use lianxin_store::Store;

use super::guesses::Guesses;
use super::writer::Writer;
use crate::clock::Clock;

/// The sync of one county: its store, its writing thread.
pub struct SyncService {
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) writer: Writer,
    pub(super) guesses: Guesses,
}

impl SyncService {
    /// Starts the writing thread. It ends, after what is queued is written, when the service is dropped.
    ///
    /// # Errors
    /// The system's, where it gives no thread.
    pub fn start(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> std::io::Result<Self> {
        let writer = Writer::start(store.clone(), clock.clone())?;
        Ok(Self { store, clock, writer, guesses: Guesses::default() })
    }
}

impl std::fmt::Debug for SyncService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SyncService")
    }
}
