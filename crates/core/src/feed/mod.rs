//! The device's side of the change feed, without a network: bytes go out, bytes come in.

mod enrol;
mod reply;

pub use enrol::parse_enrol_text;
pub use reply::{Reply, ServerError};
