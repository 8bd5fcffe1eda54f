//! A sync that decides by itself when: after an edit, when the network is back, else on a schedule.

use lianxin_client::desk;

use crate::records::*;

/// The background sync of a store. Ends when it is dropped, by `stop`, or with its store.
#[derive(uniffi::Object)]
pub struct BackgroundSync {
    pub(crate) background: desk::BackgroundSync,
}

#[uniffi::export]
impl BackgroundSync {
    /// A person wants a sync now, or the app came to the front.
    pub fn sync_now(&self) {
        self.background.sync_now();
    }

    /// The network came, went or changed.
    pub fn reach(&self, reach: Reach) {
        self.background.reach(reach);
    }

    /// Whether it has ended: it was stopped, or the device was shut out.
    pub fn has_ended(&self) -> bool {
        self.background.has_ended()
    }

    /// Ends it, also in the middle of a sync, and waits until its thread has ended. May be called again.
    pub fn stop(&self) {
        self.background.stop();
    }
}
