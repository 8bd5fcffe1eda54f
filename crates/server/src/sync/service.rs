//! What the requests of devices work with.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use lianxin_model::ids::DeviceId;
use lianxin_store::{Store, StoreError};
use lianxin_sync::wire::MemoryKey;

use super::guesses::Guesses;
use super::herd::Herd;
use super::repairing;
use super::writer::Writer;
use crate::clock::Clock;
use crate::http::error::ApiError;
use crate::state::blocking;

/// The sync of one county: its store, its writing thread.
pub struct SyncService {
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) writer: Writer,
    pub(super) guesses: Guesses,
    /// Signs answers: each is a receipt.
    pub(super) key: MemoryKey,
    herd: Mutex<Herd>,
    started: Instant,
}

impl SyncService {
    /// Starts the writing thread, for so many frames in a second at most. It ends, after what is queued is written, when the
    /// service is dropped.
    ///
    /// # Errors
    /// The system's, where it gives no thread or no random bytes; the store's.
    pub fn start(store: Arc<dyn Store>, clock: Arc<dyn Clock>, frames_per_second: u32) -> std::io::Result<Self> {
        let writer = Writer::start(store.clone(), clock.clone())?;
        Self::with(writer, store, clock, frames_per_second)
    }

    /// The same without any thread: requests work on the thread that polls them, and what they queue is written by
    /// [`SyncService::turn`]. So that a simulation decides the order of everything.
    ///
    /// # Errors
    /// As [`SyncService::start`].
    pub fn in_turns(store: Arc<dyn Store>, clock: Arc<dyn Clock>, frames_per_second: u32) -> std::io::Result<Self> {
        let writer = Writer::in_turns(store.clone(), clock.clone());
        Self::with(writer, store, clock, frames_per_second)
    }

    fn with(
        writer: Writer,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        frames_per_second: u32,
    ) -> std::io::Result<Self> {
        let key = server_key(store.as_ref())?;
        repairing::complete_items(store.as_ref()).map_err(std::io::Error::other)?;
        let herd = Mutex::new(Herd::new(frames_per_second));
        Ok(Self { store, clock, writer, guesses: Guesses::default(), key, herd, started: Instant::now() })
    }

    /// Writes what is queued, in groups as the thread does, where there is no thread.
    pub fn turn(&self) {
        self.writer.turn();
    }

    /// Does what waits for the disk or computes: off the threads that serve connections, where there are threads.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        if self.writer.has_thread() { blocking(work).await } else { work() }
    }

    /// Lets a frame in, or says in how many seconds there is a place for it.
    pub(super) fn admit(&self) -> Result<(), u32> {
        self.herd(Herd::admit)
    }

    /// In how many seconds to come again with a frame for which the queue has no place.
    pub(super) fn turn_away(&self) -> u32 {
        self.herd(Herd::turn_away)
    }

    /// When a device that has everything should look again.
    pub(super) fn next_seconds(&self, device: DeviceId) -> u32 {
        self.herd(|herd, now_ms| herd.next_seconds(now_ms, device))
    }

    /// The herd lives by time that passes, whatever the clock on the wall is set to.
    fn herd<T>(&self, ask: impl FnOnce(&mut Herd, i64) -> T) -> T {
        let now_ms = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        ask(&mut self.herd.lock().unwrap_or_else(PoisonError::into_inner), now_ms)
    }
}

/// The county's key, made at the first start. It stands in the store, so that a restored server is still known to devices.
fn server_key(store: &dyn Store) -> std::io::Result<MemoryKey> {
    let kept = |store: &dyn Store| store.read().and_then(|read| Ok(read.county()?.server_secret));
    if let Some(secret) = kept(store).map_err(std::io::Error::other)? {
        return Ok(MemoryKey::from_secret(&secret));
    }
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|_| std::io::Error::other("no random bytes"))?;
    let put = || -> Result<(), StoreError> {
        let mut write = store.write()?;
        write.put_server_secret(&secret)?;
        write.commit()
    };
    put().map_err(std::io::Error::other)?;
    // Another process may have been first.
    let secret = kept(store).map_err(std::io::Error::other)?.unwrap_or(secret);
    Ok(MemoryKey::from_secret(&secret))
}

impl std::fmt::Debug for SyncService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SyncService")
    }
}
