//! The county's server.

pub mod auth;
pub mod clock;
pub mod http;
