//! The core in a browser: one store in the origin's private file system, encrypted as a whole, and the table of calls.
//! Thin: what a call does is in the core.

#[cfg(target_family = "wasm")]
pub mod files;
#[cfg(target_family = "wasm")]
pub mod platform;
#[cfg(target_family = "wasm")]
pub mod store;
