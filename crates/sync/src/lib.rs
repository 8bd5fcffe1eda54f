//! The change feed between devices and a server, without sockets, clocks, storage or randomness.
//!
//! - [`wire`]: the messages, their limits, signatures and seals.
//! - [`compact`]: changes without what the receiver knows already.
//! - [`pack`], [`overview`]: documents for a cold start, compressed together, and what can be shown before them.
//! - [`repair`]: whether both sides hold the same, and where not.
//! - [`voucher`]: by what a county that lost something knows it again.
//! - [`gate`]: what stands between bytes from a device and a document.
//! - [`server`]: one frame in, a receipt out; the server that runs it answers through [`server::Desk`].
//! - [`device`]: composes frames and turns answers into effects.
//!
//! Nothing here knows what a household is: the rules of a kind come in as a check on the decoded change.

pub mod compact;
pub mod device;
pub mod gate;
pub mod overview;
pub mod pack;
pub mod repair;
pub mod server;
pub mod voucher;
pub mod wire;

mod code;

pub use code::Code;

/// SHA-256 of a change as Automerge counts it, or of an encoded frame.
pub type Hash = [u8; 32];
