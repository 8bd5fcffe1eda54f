//! Time and randomness of a thread that simulates: both come from the simulation, whoever asks, so that one seed is one run.
//!
//! The product takes its clock and, on a phone, its randomness as arguments. What else asks the system (the ids that the
//! server gives, the keys of hash tables, what measures how long something takes) asks these two functions of the C library,
//! which a program may bring itself. On threads that simulate nothing they ask the kernel.
#![allow(unsafe_code)]
#![deny(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

use std::cell::Cell;
use std::ffi::{c_int, c_uint, c_void};

#[derive(Clone, Copy)]
struct State {
    dice: u64,
    now_ms: i64,
}

thread_local! {
    static STATE: Cell<Option<State>> = const { Cell::new(None) };
}

/// While it lives, this thread's time and randomness are simulated.
#[derive(Debug)]
pub struct Machine(());

impl Machine {
    /// Begins with a seed, at a moment in milliseconds since 1970.
    pub fn boot(seed: u64, now_ms: i64) -> Self {
        STATE.set(Some(State { dice: seed, now_ms }));
        Self(())
    }

    /// Moves the clock; it never goes back.
    pub fn set_now_ms(&self, now_ms: i64) {
        if let Some(state) = STATE.get() {
            STATE.set(Some(State { now_ms: now_ms.max(state.now_ms), ..state }));
        }
    }

    /// As just booted; time may go back.
    pub fn begin_anew(&self, seed: u64, now_ms: i64) {
        STATE.set(Some(State { dice: seed, now_ms }));
    }

    /// A seed for something with randomness of its own.
    pub fn dice(&self) -> u64 {
        roll().unwrap_or_default()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        STATE.set(None);
    }
}

/// SplitMix64; none on a thread that simulates nothing.
fn roll() -> Option<u64> {
    let state = STATE.get()?;
    let dice = state.dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
    STATE.set(Some(State { dice, ..state }));
    Some(super::mixed(dice))
}

/// As the C library's function of that name.
///
/// # Safety
/// As there: room for so many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn getrandom(buffer: *mut c_void, length: usize, flags: c_uint) -> isize {
    if STATE.get().is_none() || length == 0 {
        // SAFETY: the caller's arguments, as they are.
        return unsafe { libc::syscall(libc::SYS_getrandom, buffer, length, flags) } as isize;
    }
    let mut written = 0;
    while written < length {
        let bytes = roll().unwrap_or_default().to_le_bytes();
        let count = bytes.len().min(length - written);
        // SAFETY: the caller gives room for `length` bytes, of which `written` are filled.
        unsafe { buffer.cast::<u8>().add(written).copy_from_nonoverlapping(bytes.as_ptr(), count) };
        written += count;
    }
    length as isize
}

/// As the C library's function of that name.
///
/// # Safety
/// As there: room for the time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clock_gettime(clock: libc::clockid_t, time: *mut libc::timespec) -> c_int {
    let Some(state) = STATE.get() else {
        // SAFETY: the caller's arguments, as they are.
        return unsafe { libc::syscall(libc::SYS_clock_gettime, clock, time) } as c_int;
    };
    let nanoseconds = state.now_ms.rem_euclid(1_000) * 1_000_000;
    // SAFETY: the caller gives room for a time.
    unsafe { time.write(libc::timespec { tv_sec: state.now_ms.div_euclid(1_000), tv_nsec: nanoseconds }) };
    0
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::{Instant, SystemTime, UNIX_EPOCH};

    use super::*;

    /// What a thread sees of time and chance from this seed.
    fn seen(seed: u64) -> (Vec<u8>, Vec<u32>, u128, u128) {
        let look = move || {
            let machine = Machine::boot(seed, 1_000_000);
            let mut bytes = vec![0; 21];
            getrandom::fill(&mut bytes).unwrap();
            let began = Instant::now();
            machine.set_now_ms(1_002_500);
            let order: Vec<u32> = (0..50).collect::<HashSet<u32>>().into_iter().collect();
            let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            (bytes, order, began.elapsed().as_millis(), wall.as_millis())
        };
        std::thread::spawn(look).join().unwrap()
    }

    #[test]
    fn one_seed_is_one_machine() {
        let first = seen(7);
        assert_eq!((first.2, first.3), (2_500, 1_002_500));
        assert_eq!(first, seen(7));
        let other = seen(8);
        assert_ne!(first.0, other.0);
        assert_ne!(first.1, other.1, "the order of a hash table");
    }

    #[test]
    fn who_simulates_nothing_asks_the_kernel() {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).unwrap();
        assert_ne!(bytes, [0; 32]);
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        assert!(wall.as_secs() > 1_700_000_000);
    }
}
