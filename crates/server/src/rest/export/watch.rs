//! Whether somebody still waits for an answer: work on another thread ends by it, a dropped future alone does not end it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Lives as long as the request is waited for.
pub(super) struct Watch(Arc<AtomicBool>);

/// What the work looks at.
pub(super) struct Left(Arc<AtomicBool>);

impl Watch {
    pub(super) fn new() -> Self {
        Self(Arc::new(AtomicBool::new(false)))
    }

    pub(super) fn left(&self) -> Left {
        Left(Arc::clone(&self.0))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Left {
    /// Whether nobody waits any more.
    pub(super) fn is_gone(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
