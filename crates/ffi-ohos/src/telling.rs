//! Callbacks into JavaScript. They run on its own thread, when it has time; what they throw is taken from them, so that it ends nothing.

use lianxin_client::desk::{NotTaken, Observer};
use lianxin_client::schedule::SyncEvent;
use lianxin_core::views::ChangedView;
use serde::Serialize;
use serde_json::json;

use crate::engine::Status;
use crate::engine::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode, UnknownReturnValue};

/// A function that gets JSON. Nothing waits for it, and it keeps no program from ending.
pub(crate) type Told = ThreadsafeFunction<String, UnknownReturnValue, String, Status, false, true>;

/// Tells it.
pub(crate) fn tell(told: &Told, what: &impl Serialize) -> Result<(), NotTaken> {
    let json = serde_json::to_string(what).map_err(|_| NotTaken)?;
    let taken = told.call_with_return_value(json, ThreadsafeFunctionCallMode::NonBlocking, |_, _| Ok(()));
    if taken == Status::Ok { Ok(()) } else { Err(NotTaken) }
}

/// Who watches a store.
pub(crate) struct Watcher(pub(crate) Told);

impl Observer for Watcher {
    fn changed(&self, records: Vec<ChangedView>) -> Result<(), NotTaken> {
        tell(&self.0, &json!({ "changed": records }))
    }

    fn sync(&self, event: SyncEvent) -> Result<(), NotTaken> {
        tell(&self.0, &json!({ "sync": event }))
    }

    fn conflicts(&self, count: u64) -> Result<(), NotTaken> {
        tell(&self.0, &json!({ "conflicts": count }))
    }
}
