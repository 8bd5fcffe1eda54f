//! The first encrypted stores of a process are opened by several threads at once: each time in a process of its own, since there is
//! only one first time in each.
#![cfg(feature = "sealed")]

mod support;

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};

use lianxin_core::{Core, StoreKey};
use support::Machine;

/// More than there are processors: a thread that is stopped at the wrong moment is what it takes.
const PROCESSES: usize = 8;
const ROUNDS: usize = 10;
const THREADS: u8 = 8;
const IS_ONE: &str = "LIANXIN_OPENS_AT_ONCE";

#[test]
fn the_first_stores_open_at_once() {
    if std::env::var_os(IS_ONE).is_some() {
        return open_at_once();
    }
    for _ in 0..ROUNDS {
        let start = || Command::new(std::env::current_exe().unwrap()).env(IS_ONE, "1").stdout(Stdio::piped()).spawn();
        let processes: Vec<_> = (0..PROCESSES).map(|_| start().unwrap()).collect();
        for process in processes {
            let ended = process.wait_with_output().unwrap();
            assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
        }
    }
}

fn open_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let ready = AtomicU8::new(0);
    let open = |number: u8| {
        let path = folder.path().join(number.to_string());
        ready.fetch_add(1, Ordering::SeqCst);
        while ready.load(Ordering::SeqCst) < THREADS {
            std::thread::yield_now();
        }
        Core::open_encrypted(&path, &StoreKey::new([number; 32]), Machine::new(1)).map(drop)
    };
    let opened: Vec<_> = std::thread::scope(|threads| {
        let open = &open;
        let all: Vec<_> = (0..THREADS).map(|number| threads.spawn(move || open(number))).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for (number, opened) in opened.into_iter().enumerate() {
        assert!(opened.is_ok(), "{number}: {opened:?}");
    }
}
