//! The core for Kotlin, Swift and Python, by UniFFI: one open store, and the core's facade as it is. Thin: what a call does is
//! in the core.
//!
//! - [`store::Store`] is a handle. The threads below it are `lianxin_client::desk`: one owns the core and answers from whatever thread
//!   it is called; a second one tells the host, so that a callback may call the store again, be slow, or throw.
//! - Calls answer from the device at once; `enrol` and `sync` go to the server.
//! - After `close` every call answers `Closed`. A panic is answered as `Internal`, and the store goes on whole.

pub mod background;
mod desk;
pub mod error;
pub mod facade;
pub mod host;
mod keys;
pub mod observers;
pub mod passphrase;
mod records;
pub mod store;
pub mod telling;
#[cfg(test)]
mod tests;
pub mod text;

uniffi::setup_scaffolding!("lianxin");
