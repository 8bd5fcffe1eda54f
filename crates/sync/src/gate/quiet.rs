//! Panics of the library below are an answer here, not an accident: caught, and kept out of the log.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// Runs what may panic on hostile bytes; `None` if it did. Only this thread is quiet, and only meanwhile: the hook that
/// was there before still hears every other panic. A program that sets its own hook does so before the first call.
pub fn caught<T>(run: impl FnOnce() -> T) -> Option<T> {
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    let outer = QUIET.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(run)).ok();
    QUIET.set(outer);
    outcome
}
