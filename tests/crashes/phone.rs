//! A clock and numbers that are the same at each run.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use lianxin_core::{CoreError, Platform};
use lianxin_server::clock::Clock;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// 2026-11-22 09:00 in China.
pub(crate) const MORNING_MS: i64 = 1_795_309_200_000;

/// What a phone has of the world. Set before each act, so that an act that is done again does the same.
#[derive(Clone)]
pub(crate) struct Machine {
    now_ms: Rc<Cell<i64>>,
    rng: Rc<Cell<u64>>,
    who: u64,
}

impl Machine {
    pub(crate) fn new(who: u64) -> Self {
        Self { now_ms: Rc::new(Cell::new(MORNING_MS)), rng: Rc::new(Cell::new(who << 32)), who }
    }

    /// The moment of an act.
    pub(crate) fn at(&self, act: usize) {
        self.now_ms.set(MORNING_MS + 1_000 * act as i64);
        self.rng.set((self.who << 32) + ((act as u64) << 12));
    }
}

impl Platform for Machine {
    fn now_ms(&self) -> i64 {
        self.now_ms.get()
    }

    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), CoreError> {
        self.rng.set(self.rng.get() + 1);
        ChaCha8Rng::seed_from_u64(self.rng.get()).fill_bytes(bytes);
        Ok(())
    }
}

/// The server's clock.
#[derive(Clone)]
pub(crate) struct Wall(Arc<AtomicI64>);

impl Wall {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(MORNING_MS)))
    }

    pub(crate) fn at(&self, act: usize) {
        self.0.store(MORNING_MS + 1_000 * act as i64, Ordering::SeqCst);
    }
}

impl Clock for Wall {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}
