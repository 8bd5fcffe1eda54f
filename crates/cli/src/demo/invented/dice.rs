//! Chance from a seed: the same seed gives the same county, on every machine and with every version of the `rand` crates'
//! distributions, of which nothing is used here.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// What a throw is for. Each has a stream of its own, so that a change in one leaves the others as they were.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum Purpose {
    Places = 1,
    People = 2,
    Staff = 3,
    Work = 4,
    Passwords = 5,
    Comments = 6,
}

pub(in super::super) struct Dice {
    stream: ChaCha8Rng,
}

impl Dice {
    pub(in super::super) fn new(seed: u64, purpose: Purpose) -> Self {
        let mut stream = ChaCha8Rng::seed_from_u64(seed);
        stream.set_stream(purpose as u64);
        Self { stream }
    }

    /// A number below `bound`; 0 where that is 0.
    pub(in super::super) fn below(&mut self, bound: usize) -> usize {
        // 64 bits against some thousands: what the multiplication leaves uneven is beyond notice.
        let wide = u128::from(self.stream.next_u64()) * bound as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `least` to `most`.
    pub(in super::super) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(in super::super) fn happens(&mut self, per_mille: usize) -> bool {
        self.below(1000) < per_mille
    }

    /// One of several; the lists of this module are never empty.
    pub(in super::super) fn pick<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.below(of.len())).copied()
    }

    /// One of several texts, or nothing where there is none.
    pub(in super::super) fn word(&mut self, of: &[&'static str]) -> &'static str {
        self.pick(of).unwrap_or_default()
    }

    /// The place of one of several weights.
    pub(in super::super) fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return place,
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same() {
        let throws = |seed, purpose| {
            let mut dice = Dice::new(seed, purpose);
            (0..8).map(|_| dice.below(1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(throws(1, Purpose::People), throws(1, Purpose::People));
        assert_ne!(throws(1, Purpose::People), throws(2, Purpose::People));
        assert_ne!(throws(1, Purpose::People), throws(1, Purpose::Work));
    }

    #[test]
    fn throws_keep_their_bounds() {
        let mut dice = Dice::new(3, Purpose::Work);
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.weighted(&[]), 0);
        for _ in 0..1000 {
            assert!((5..=7).contains(&dice.between(5, 7)));
            assert_eq!(dice.weighted(&[0, 3, 0]), 1);
            assert!(!dice.happens(0) && dice.happens(1000));
        }
    }
}
