//! What a phone runs: the records in one SQLite file, a facade with one object per kind, and the device's side of the
//! change feed. Knows no network, no clock and no platform: bytes go in and out, time and randomness come through
//! [`Platform`].
//!
//! - [`Core`] opens a store; `core.households()`, `.persons()`, `.visits()`, `.diary()`, `.cases()`, `.comments()` are
//!   the facade, one object per kind; `.conflicts()`, `.search()`, `.history()`, `.status()`, `.reference()` go across
//!   kinds.
//! - What is returned ends in `View`, what is asked in `Request`.
//! - Every edit is on the disk when its call returns: change, intention, row and search keys in one transaction.
//! - [`schedule`] decides when to sync.
//! - [`feed`] exchanges with the server: `enrol_begin`, `enrol_finish`, `sync_begin`, `sync_finish`, and a loop over any
//!   [`feed::Transport`].

mod core;
mod error;
pub mod export;
pub mod facade;
pub mod feed;
pub mod pin;
mod platform;
pub mod schedule;
mod storage;
mod writing;

pub use crate::core::Core;
pub use error::CoreError;
pub use facade::{changes, requests, views};
pub use lianxin_model as model;
pub use platform::Platform;
#[cfg(feature = "native")]
pub use platform::SystemPlatform;
pub use storage::StoreKey;
