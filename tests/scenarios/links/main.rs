//! Links that cut, double, delay, replace and lie: whatever happens between a phone and the server, every edit arrives, once.
//! Real server program, real sockets; the phones' cores run in the test, so that thousands of syncs take seconds.
#![allow(missing_docs)]

mod bytes;
mod messages;
mod village;
mod watching;
mod windows;
