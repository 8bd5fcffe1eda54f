//! A caught panic is silent; every other one is heard. Alone in its file: a panic hook belongs to the whole process.

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};

use lianxin_sync::gate::caught;

#[test]
fn only_what_is_caught_is_silent() {
    static HEARD: AtomicUsize = AtomicUsize::new(0);
    panic::set_hook(Box::new(|_| {
        HEARD.fetch_add(1, Ordering::SeqCst);
    }));
    let heard = || HEARD.load(Ordering::SeqCst);

    assert_eq!(caught(|| 7), Some(7));
    assert!(caught(|| panic!("hostile bytes")).is_none());
    assert_eq!(heard(), 0);

    let elsewhere = || std::thread::spawn(|| panic!("a bug in another thread")).join().is_err();
    assert_eq!(caught(elsewhere), Some(true));
    assert_eq!(heard(), 1, "another thread is not quiet while this one is");

    assert!(caught(|| caught(|| panic!("inner")).is_none() && caught(|| panic!("again")).is_none()).is_some());
    assert_eq!(heard(), 1, "nested");

    assert!(panic::catch_unwind(|| panic!("a bug of ours")).is_err());
    assert_eq!(heard(), 2, "quiet ends with the call");
}
