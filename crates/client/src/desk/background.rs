//! A sync that decides by itself when: after an edit, when the network is back, else on a schedule.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Desk;
use super::error::DeskError;
use crate::background::{Background, Handle};
use crate::schedule::{Pace, Reach};

/// The background sync of a store. Ends when it is dropped, by `stop`, or with its store.
pub struct BackgroundSync {
    handle: Handle,
    desk: Arc<Desk>,
    number: u64,
}

/// Where a desk keeps the one that runs.
#[derive(Default)]
pub(super) struct Slot(Mutex<Running>);

#[derive(Default)]
struct Running {
    number: u64,
    background: Option<Background>,
}

impl Slot {
    /// Tells the one that runs, if one does, that something was written.
    pub(super) fn edited(&self) {
        if let Some(background) = &self.running().background {
            background.handle().edited();
        }
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// Begins to sync by itself, with the network as it is; there is one background sync at a time.
    ///
    /// # Errors
    /// [`DeskError::BackgroundRuns`], [`DeskError::Closed`], those of opening the store.
    pub fn start_background(self: &Arc<Self>, reach: Reach) -> Result<BackgroundSync, DeskError> {
        let mut slot = self.background.running();
        if *self.closing.borrow() {
            return Err(DeskError::Closed);
        }
        if slot.background.as_ref().is_some_and(|background| !background.has_ended()) {
            return Err(DeskError::BackgroundRuns);
        }
        let (opener, observers, watched) =
            (Arc::clone(&self.opener), Arc::clone(&self.observers), Arc::clone(&self.observers));
        let open = move || {
            let core = opener()?;
            watched.begin(&core)?;
            Ok(core)
        };
        let observer = move |core: &lianxin_core::Core, event| {
            observers.look(core);
            observers.sync(event);
        };
        let background = Background::start(open, reach, Pace::default(), self.turns.clone(), observer)?;
        let handle = background.handle().clone();
        slot.number += 1;
        let number = slot.number;
        slot.background = Some(background);
        Ok(BackgroundSync { handle, desk: Arc::clone(self), number })
    }

    /// Ends the one that runs and waits for its thread.
    pub(super) fn stop_background(&self, number: Option<u64>) {
        let mut slot = self.background.running();
        if number.is_none_or(|number| number == slot.number) {
            let running = slot.background.take();
            // The loop's thread waits for nobody who needs the slot.
            drop(slot);
            drop(running);
        }
    }
}

impl BackgroundSync {
    /// A person wants a sync now, or the app came to the front.
    pub fn sync_now(&self) {
        self.handle.sync_now();
    }

    /// The network came, went or changed.
    pub fn reach(&self, reach: Reach) {
        self.handle.reach(reach);
    }

    /// Whether it has ended: it was stopped, or the device was shut out.
    pub fn has_ended(&self) -> bool {
        let slot = self.desk.background.running();
        slot.number != self.number || slot.background.as_ref().is_none_or(Background::has_ended)
    }

    /// Ends it, also in the middle of a sync, and waits until its thread has ended. May be called again.
    pub fn stop(&self) {
        self.desk.stop_background(Some(self.number));
    }
}

impl Drop for BackgroundSync {
    fn drop(&mut self) {
        self.stop();
    }
}
