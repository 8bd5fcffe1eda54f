//! Who watches the store, and what they are told.

use std::sync::Arc;

use lianxin_client::desk::{self, NotTaken};

use crate::host::HostError;
use crate::records::*;

/// Watches a store. Told on a thread of the library's own, one thing after the other; may call the store. What it throws is
/// logged.
#[uniffi::export(with_foreign)]
pub trait Observer: Send + Sync {
    /// Records were written, here or by others, or left the device.
    fn changed(&self, records: Vec<ChangedView>) -> Result<(), HostError>;

    /// A sync of this store took a step.
    fn sync(&self, event: SyncEvent) -> Result<(), HostError>;

    /// In so many records people contradict each other now; told where that changes.
    fn conflicts(&self, count: u64) -> Result<(), HostError>;
}

/// One of the host's who watches.
pub(crate) struct Watcher(pub(crate) Arc<dyn Observer>);

impl desk::Observer for Watcher {
    fn changed(&self, records: Vec<ChangedView>) -> Result<(), NotTaken> {
        Ok(self.0.changed(records)?)
    }

    fn sync(&self, event: SyncEvent) -> Result<(), NotTaken> {
        Ok(self.0.sync(event)?)
    }

    fn conflicts(&self, count: u64) -> Result<(), NotTaken> {
        Ok(self.0.conflicts(count)?)
    }
}

/// One who watches. Ends when it is dropped, or by `cancel`; a callback that runs at that moment may end later.
#[derive(uniffi::Object)]
pub struct Subscription {
    pub(crate) subscription: desk::Subscription,
}

#[uniffi::export]
impl Subscription {
    /// Tells nothing more. May be called again.
    pub fn cancel(&self) {
        self.subscription.cancel();
    }
}
