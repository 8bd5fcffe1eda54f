//! A panic says where it was, and not what it was about: that could hold what somebody typed.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does something that may panic.
///
/// # Errors
/// The place where it did.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    // Of this library alone: the host's own Rust, if there is any, has another standard library.
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|info| {
            let place = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
            PLACE.with(|known| *known.borrow_mut() = place);
        }));
    });
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let place = PLACE.with(|known| known.borrow_mut().take());
        place.unwrap_or_else(|| "an unknown place".to_owned())
    })
}
