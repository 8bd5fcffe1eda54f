//! One watcher for all listeners. It asks the store, and not the writers of this process: another process may write too.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lianxin_model::ids::UserId;
use lianxin_model::limits;
use lianxin_store::{Arrival, Store, StoreError};
use tokio::sync::{broadcast, watch};

/// How often the county's sequence is looked at while somebody listens.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// Batches that a listener may be behind before it is told to read anew.
const BATCHES_MAX: usize = 64;

/// What arrived between two looks.
#[derive(Debug)]
pub(super) struct Batch {
    /// The county's number at the later look.
    pub(super) seq: u64,
    /// The last changed first.
    pub(super) arrivals: Vec<Arrival>,
    /// More arrived than is told of one by one.
    pub(super) cut: bool,
}

/// Who listens, and the way to them.
pub(crate) struct Live {
    store: Arc<dyn Store>,
    listeners: Mutex<Listeners>,
    batches: broadcast::Sender<Arc<Batch>>,
    ends: watch::Sender<bool>,
}

#[derive(Default)]
struct Listeners {
    of_users: HashMap<UserId, usize>,
    all: usize,
    watched: bool,
}

/// A listener's place, given back when it is dropped.
pub(super) struct Place {
    live: Arc<Live>,
    user: UserId,
}

impl Live {
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        let (batches, _) = broadcast::channel(BATCHES_MAX);
        Self { store, listeners: Mutex::default(), batches, ends: watch::Sender::new(false) }
    }

    /// Ends every stream: the server is about to.
    pub(crate) fn end(&self) {
        self.ends.send_replace(true);
    }

    /// Turns to true when the server is about to end.
    pub(super) fn ending(&self) -> watch::Receiver<bool> {
        self.ends.subscribe()
    }

    /// A place among the listeners; none where there are too many, in all or of this person. The first listener starts the
    /// watcher.
    pub(super) fn listen(self: &Arc<Self>, user: UserId) -> Option<(Place, broadcast::Receiver<Arc<Batch>>)> {
        let mut listeners = self.listeners();
        let own = listeners.of_users.get(&user).copied().unwrap_or(0);
        if *self.ends.borrow() || listeners.all >= limits::LIVE_STREAMS_MAX || own >= limits::LIVE_STREAMS_OF_ONE_MAX {
            return None;
        }
        listeners.all += 1;
        listeners.of_users.insert(user, own + 1);
        let receiver = self.batches.subscribe();
        if !std::mem::replace(&mut listeners.watched, true) {
            tokio::spawn(watch(Arc::clone(self)));
        }
        Some((Place { live: Arc::clone(self), user }, receiver))
    }

    fn listeners(&self) -> MutexGuard<'_, Listeners> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is still somebody to watch for; if not, the next listener starts another watcher.
    fn still_wanted(&self) -> bool {
        let mut listeners = self.listeners();
        listeners.watched = listeners.all > 0 && !*self.ends.borrow();
        listeners.watched
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut listeners = self.live.listeners();
        listeners.all = listeners.all.saturating_sub(1);
        let left = listeners.of_users.get(&self.user).map_or(0, |own| own.saturating_sub(1));
        if left == 0 {
            listeners.of_users.remove(&self.user);
        } else {
            listeners.of_users.insert(self.user, left);
        }
    }
}

/// What changed after a number, as far as it is told one by one; none where nothing did.
pub(super) fn since(store: &dyn Store, base: u64) -> Result<Option<Batch>, StoreError> {
    let read = store.read()?;
    let seq = read.county()?.seq;
    if seq == base {
        return Ok(None);
    }
    let limit = limits::LIVE_ARRIVALS_MAX;
    let mut arrivals = read.arrivals_since(base, limit + 1)?;
    let cut = arrivals.len() > limit as usize;
    arrivals.truncate(limit as usize);
    Ok(Some(Batch { seq, arrivals, cut }))
}

async fn watch(live: Arc<Live>) {
    let mut known: Option<u64> = None;
    while live.still_wanted() {
        let store = Arc::clone(&live.store);
        let looked = tokio::task::spawn_blocking(move || match known {
            // A listener reads what came before by itself.
            None => Ok(Err(store.read()?.county()?.seq)),
            Some(base) => since(store.as_ref(), base).map(Ok),
        });
        match looked.await {
            Ok(Ok(Err(seq))) => known = Some(seq),
            Ok(Ok(Ok(Some(batch)))) => {
                known = Some(batch.seq);
                // Nobody listens any more: the loop ends with its next look.
                let _ = live.batches.send(Arc::new(batch));
            }
            Ok(Ok(Ok(None))) => {}
            Ok(Err(error)) => tracing::warn!(code = error.code(), "what arrives could not be read"),
            Err(_) => tracing::error!("the watcher's look broke"),
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
