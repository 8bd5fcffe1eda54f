//! Who watches the store, and what they are told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use lianxin_core::schedule::SyncEvent;
use lianxin_core::{Core, CoreError};

use super::host::{LogLevel, NotTaken, Observer};
use super::teller::Teller;

/// All who watch one store.
pub(super) struct Observers {
    teller: Teller,
    watching: Mutex<Watching>,
}

#[derive(Default)]
struct Watching {
    number: u64,
    observers: BTreeMap<u64, Arc<dyn Observer>>,
    conflicts: Option<u64>,
}

impl Observers {
    pub(super) fn new(teller: Teller) -> Self {
        Self { teller, watching: Mutex::default() }
    }

    pub(super) fn add(self: &Arc<Self>, observer: Arc<dyn Observer>) -> Subscription {
        let mut watching = self.watching();
        watching.number += 1;
        let number = watching.number;
        watching.observers.insert(number, observer);
        Subscription { observers: Arc::downgrade(self), number }
    }

    /// Lets all go: a host's observer may hold the store that holds it.
    pub(super) fn clear(&self) {
        // Dropped outside the lock: the host may run code of its own with it.
        let _gone = std::mem::take(&mut self.watching().observers);
    }

    /// Tells what changed through this connection since the last time; true if there was something.
    pub(super) fn look(self: &Arc<Self>, core: &Core) -> bool {
        let looked = core.changed().and_then(|records| {
            let conflicts = if records.is_empty() { None } else { Some(core.conflicts().count()?) };
            Ok::<_, CoreError>((records, conflicts))
        });
        let (records, conflicts) = match looked {
            Ok((records, Some(conflicts))) => (records, conflicts),
            Ok((_, None)) => return false,
            Err(error) => {
                self.teller.log(LogLevel::Warning, "not_told", error.code().to_owned());
                return false;
            }
        };
        let changes = self.watching().conflicts.replace(conflicts) != Some(conflicts);
        self.tell("changed", move |observer| observer.changed(records.clone()));
        if changes {
            self.tell("conflicts", move |observer| observer.conflicts(conflicts));
        }
        true
    }

    /// Remembers how many conflicts there are before anything changes.
    pub(super) fn begin(&self, core: &Core) -> Result<(), CoreError> {
        core.watch()?;
        let count = core.conflicts().count()?;
        self.watching().conflicts.get_or_insert(count);
        Ok(())
    }

    pub(super) fn sync(self: &Arc<Self>, event: SyncEvent) {
        self.tell("sync", move |observer| observer.sync(event.clone()));
    }

    fn tell(
        self: &Arc<Self>,
        what: &'static str,
        call: impl Fn(&dyn Observer) -> Result<(), NotTaken> + Clone + Send + 'static,
    ) {
        let numbers: Vec<u64> = self.watching().observers.keys().copied().collect();
        for number in numbers {
            let (all, call) = (Arc::downgrade(self), call.clone());
            self.teller.tell(what, move || {
                // Whoever went meanwhile is told nothing more.
                let observer = all.upgrade().and_then(|all| all.watching().observers.get(&number).cloned());
                observer.map_or(Ok(()), |observer| call(observer.as_ref()))
            });
        }
    }

    fn watching(&self) -> MutexGuard<'_, Watching> {
        self.watching.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One who watches. Ends when it is dropped, or by `cancel`; a callback that runs at that moment may end later.
#[derive(Debug)]
pub struct Subscription {
    observers: Weak<Observers>,
    number: u64,
}

impl Subscription {
    /// Tells nothing more. May be called again.
    pub fn cancel(&self) {
        // Dropped outside the lock: the host may run code of its own with it.
        let _gone = self.observers.upgrade().and_then(|all| all.watching().observers.remove(&self.number));
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.cancel();
    }
}
