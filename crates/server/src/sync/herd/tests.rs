//! Evenings on virtual time.

use std::collections::{BTreeMap, VecDeque};

use super::*;

/// 18:00 in China on 2026-11-22.
const EVENING_MS: i64 = 1_795_341_600_000;
const DEVICES: u32 = 5_000;
const MINUTE_MS: i64 = 60_000;

fn device(number: u32) -> DeviceId {
    DeviceId::from_moment(EVENING_MS.unsigned_abs() + u64::from(number), [(number % 251) as u8; 10])
}

/// SplitMix64: an evening can be played again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        i64::try_from(mixed >> 33).unwrap() % end
    }
}

/// What an evening was like.
#[derive(Debug, Default)]
struct Evening {
    /// Frames let in, by second.
    served: BTreeMap<i64, u32>,
    turned_away: u32,
    /// How long the last device waited.
    longest_ms: i64,
    /// How many were in, each once.
    done: u32,
}

/// Everybody comes within `rush_ms`, and follows what they are told, with a second or two of network between. The writer takes
/// `works` frames a second from a queue like the server's.
fn evening(most_per_second: u32, works: i64, rush_ms: i64, seed: u64) -> Evening {
    const QUEUE: usize = 512;
    println!("seed {seed}");
    let mut dice = Dice(seed);
    let mut herd = Herd::new(most_per_second);
    let mut coming: BTreeMap<(i64, u32), i64> = BTreeMap::new();
    for number in 0..DEVICES {
        let at_ms = EVENING_MS + dice.below(rush_ms);
        coming.insert((at_ms, number), at_ms);
    }
    let mut evening = Evening::default();
    let mut queue: VecDeque<i64> = VecDeque::new();
    while let Some(((now_ms, number), began_ms)) = coming.pop_first() {
        while queue.front().is_some_and(|ready_ms| *ready_ms <= now_ms) {
            queue.pop_front();
        }
        let seconds = match herd.admit(now_ms) {
            Ok(()) if queue.len() < QUEUE => {
                let ready_ms = queue.back().copied().unwrap_or(now_ms).max(now_ms) + 1_000 / works;
                queue.push_back(ready_ms);
                *evening.served.entry(now_ms.div_euclid(1_000)).or_default() += 1;
                evening.longest_ms = evening.longest_ms.max(ready_ms - began_ms);
                evening.done += 1;
                continue;
            }
            Ok(()) => herd.turn_away(now_ms),
            Err(seconds) => seconds,
        };
        evening.turned_away += 1;
        let back_ms = now_ms + i64::from(seconds) * 1_000 + dice.below(2_000);
        coming.insert((back_ms, number), began_ms);
    }
    evening
}

#[test]
fn everybody_gets_in_and_never_too_many_at_once() {
    // Most in a second, what the writer does, within which time all come, within which time all must be in, times that a device
    // is turned away on average, in percent.
    let cases = [
        ("a good server", 500, 1_000, 10_000, MINUTE_MS, 150),
        ("all in the same second", 500, 1_000, 1_000, MINUTE_MS, 200),
        ("a slow writer", 500, 80, 10_000, 3 * MINUTE_MS, 400),
        ("a slow server", 50, 1_000, 10_000, 5 * MINUTE_MS, 250),
        ("nobody in a hurry", 500, 1_000, 15 * MINUTE_MS, MINUTE_MS, 0),
    ];
    for (name, most, works, rush_ms, within_ms, percent) in cases {
        for seed in [1, 20_261_122] {
            let evening = evening(most, works, rush_ms, seed);
            let peak = evening.served.values().max().copied().unwrap();
            let turned_away = evening.turned_away * 100 / DEVICES;
            println!("{name}: peak {peak}, longest {} ms, turned away {turned_away} %", evening.longest_ms);
            assert_eq!(evening.done, DEVICES, "{name}");
            assert!(peak <= most, "{name}: {peak} in a second");
            assert!(evening.longest_ms <= within_ms, "{name}: {} ms", evening.longest_ms);
            assert!(turned_away <= percent, "{name}: turned away {turned_away} %");
        }
    }
}

#[test]
fn those_who_have_everything_come_again_spread_over_the_time() {
    let mut herd = Herd::new(500);
    let mut seconds: BTreeMap<u32, u32> = BTreeMap::new();
    for number in 0..DEVICES {
        let next = herd.next_seconds(EVENING_MS, device(number));
        assert_eq!(next, herd.next_seconds(EVENING_MS, device(number)), "the same device, the same moment");
        assert!((BASE_SECONDS..=2 * BASE_SECONDS).contains(&next), "{next}");
        *seconds.entry(next).or_default() += 1;
    }
    let peak = seconds.values().max().copied().unwrap();
    assert!(peak < 30, "{peak} of {DEVICES} in the same second; evenly spread it is 8");
    assert!(seconds.len() > 550, "{} of {BASE_SECONDS} seconds are used", seconds.len());
}

#[test]
fn a_busy_server_is_asked_less_often() {
    let quiet = Herd::new(500).next_seconds(EVENING_MS, device(7));
    let mut herd = Herd::new(500);
    for second in 0..120 {
        for _ in 0..500 {
            let _ = herd.admit(EVENING_MS + second * 1_000);
        }
    }
    let busy = herd.next_seconds(EVENING_MS + 120_000, device(7));
    assert!(busy > quiet * 3 / 2, "{quiet} s, then {busy} s");
    let later = herd.next_seconds(EVENING_MS + 120_000 + 3_600_000, device(7));
    assert_eq!(later, quiet, "an hour later nothing of it is left");
}

#[test]
fn a_clock_that_jumps_shuts_nobody_out() {
    for jump_ms in [-86_400_000, -1_000, 1_000, 86_400_000, i64::MAX / 2] {
        let mut herd = Herd::new(2);
        let full: Vec<_> = (0..5).map(|_| herd.admit(EVENING_MS)).collect();
        assert_eq!(full, [Ok(()), Ok(()), Err(1), Err(2), Err(3)]);
        assert_eq!(herd.admit(EVENING_MS + jump_ms), Ok(()), "{jump_ms}");
    }
}

#[test]
fn promises_have_a_horizon() {
    let mut herd = Herd::new(1);
    let _ = herd.admit(EVENING_MS);
    let farthest = (0..10_000).filter_map(|_| herd.admit(EVENING_MS).err()).max();
    assert_eq!(farthest, Some(limits::RETRY_AFTER_SECONDS_MAX));
}
