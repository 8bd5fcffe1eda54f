//! Counts the threads that have the store's file open, so that closing can wait for them.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How many threads run.
#[derive(Debug, Default)]
pub(super) struct Running {
    count: Mutex<usize>,
    fewer: Condvar,
}

/// One of them. Dropped as the last thing that its thread does.
#[derive(Debug)]
pub(super) struct Runner(Arc<Running>);

impl Running {
    /// One more.
    pub(super) fn begin(self: &Arc<Self>) -> Runner {
        *self.count() += 1;
        Runner(Arc::clone(self))
    }

    /// Waits until none is left.
    pub(super) fn wait(&self) {
        let mut count = self.count();
        while *count > 0 {
            count = self.fewer.wait(count).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whether none runs.
    #[cfg(test)]
    pub(super) fn is_idle(&self) -> bool {
        *self.count() == 0
    }

    fn count(&self) -> MutexGuard<'_, usize> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        *self.0.count() -= 1;
        self.0.fewer.notify_all();
    }
}
