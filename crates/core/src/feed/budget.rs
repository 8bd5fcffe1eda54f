//! How much one round may carry: small enough for the forty seconds that a weak cell gives, larger where the way has proven
//! good.

use lianxin_model::limits;

/// What one round may carry, in both directions. Begins small, doubles while rounds pass quickly, halves when one is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncBudget {
    /// Bytes of changes in a request.
    pub up_bytes: usize,
    /// Bytes of documents in an answer.
    pub down_bytes: usize,
}

/// How a round went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// Its answer came.
    Through {
        /// More waited than the request could hold.
        full_up: bool,
        /// The server had more than the answer could hold.
        full_down: bool,
        /// From the first byte out to the last byte in.
        took_ms: u64,
    },
    /// No answer came, or not all of it.
    Cut,
}

impl Default for SyncBudget {
    fn default() -> Self {
        Self { up_bytes: limits::SYNC_UP_BYTES_DEFAULT, down_bytes: limits::SYNC_DOWN_BYTES_DEFAULT }
    }
}

impl SyncBudget {
    /// The budget of the next round.
    ///
    /// A direction doubles only where the round was full: quick empty rounds say nothing of the way. Twice the bytes take up
    /// to twice the time, so it doubles only while that would still pass well within the window.
    pub fn after(self, passage: Passage) -> Self {
        match passage {
            Passage::Through { took_ms, .. } if took_ms > limits::SYNC_WINDOW_MS => self.halved(),
            Passage::Through { full_up, full_down, took_ms } if took_ms <= limits::SYNC_WINDOW_MS / 4 => Self {
                up_bytes: grown(self.up_bytes, full_up, limits::SYNC_BATCH_BYTES_MAX),
                down_bytes: grown(self.down_bytes, full_down, limits::SYNC_BUDGET_BYTES_MAX),
            },
            Passage::Through { .. } => self,
            Passage::Cut => self.halved(),
        }
    }

    fn halved(self) -> Self {
        Self {
            up_bytes: (self.up_bytes / 2).max(limits::SYNC_FRAME_BYTES_MIN),
            down_bytes: (self.down_bytes / 2).max(limits::SYNC_FRAME_BYTES_MIN),
        }
    }
}

fn grown(budget_bytes: usize, full: bool, most_bytes: usize) -> usize {
    if full { (budget_bytes * 2).min(most_bytes) } else { budget_bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KB: usize = 1024;

    fn budget(up_kb: usize, down_kb: usize) -> SyncBudget {
        SyncBudget { up_bytes: up_kb * KB, down_bytes: down_kb * KB }
    }

    #[test]
    fn a_budget_follows_the_way() {
        let went = |full_up, full_down, took_ms| Passage::Through { full_up, full_down, took_ms };
        let cases = [
            ("quick and full", budget(32, 48), went(true, true, 900), budget(64, 96)),
            ("quick and empty", budget(32, 48), went(false, false, 300), budget(32, 48)),
            ("only up", budget(32, 48), went(true, false, 5_000), budget(64, 48)),
            ("only down", budget(32, 48), went(false, true, 5_000), budget(32, 96)),
            ("as slow as 20 kbit/s", budget(32, 48), went(true, true, 33_000), budget(32, 48)),
            ("a quarter of the window", budget(32, 48), went(true, true, 10_000), budget(64, 96)),
            ("a little more", budget(32, 48), went(true, true, 10_001), budget(32, 48)),
            ("slower than the window", budget(32, 48), went(false, true, 40_001), budget(16, 24)),
            ("cut", budget(32, 48), Passage::Cut, budget(16, 24)),
            ("cut at the least", budget(4, 4), Passage::Cut, budget(4, 4)),
            ("cut a little above the least", budget(6, 5), Passage::Cut, budget(4, 4)),
            ("at the most", budget(512, 4096), went(true, true, 900), budget(512, 4096)),
            ("near the most", budget(300, 3000), went(true, true, 900), budget(512, 4096)),
        ];
        for (name, before, passage, expected) in cases {
            assert_eq!(before.after(passage), expected, "{name}");
        }
    }

    /// What the limits promise: the first frame up and its answer pass a window of the weakest cell, with a fifth of it left
    /// for connecting and headers.
    #[test]
    fn the_first_round_fits_into_the_window() {
        const BYTES_PER_SECOND: usize = 20_000 / 8;
        let SyncBudget { up_bytes, down_bytes } = SyncBudget::default();
        let needs_ms = (up_bytes + down_bytes) * 1_000 / BYTES_PER_SECOND;
        assert!(needs_ms as u64 <= limits::SYNC_WINDOW_MS * 5 / 6, "{needs_ms} ms");
    }

    #[test]
    fn a_good_way_is_used_after_few_rounds_and_a_bad_one_found_again_after_few_cuts() {
        let full = Passage::Through { full_up: true, full_down: true, took_ms: 800 };
        let mut good = std::iter::successors(Some(SyncBudget::default()), |budget| Some(budget.after(full)));
        let rounds = good.clone().take_while(|budget| budget.down_bytes < limits::SYNC_BUDGET_BYTES_MAX).count();
        assert_eq!(rounds, 7);
        let budget = good.nth(rounds);
        let cuts = std::iter::successors(budget, |budget| Some(budget.after(Passage::Cut)));
        assert_eq!(cuts.take_while(|budget| budget.down_bytes > limits::SYNC_DOWN_BYTES_DEFAULT).count(), 7);
    }
}
