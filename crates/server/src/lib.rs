//! The county's server: HTTP, accounts and tokens, what supervisors read, the built apps as files. Knows nothing of SQL.

pub mod admin;
pub mod apps;
pub mod auth;
pub mod clock;
mod health;
pub mod http;
mod live;
mod openapi;
mod rest;
pub mod roster;
mod router;
mod state;
pub mod sync;

pub use router::{document, router};
pub use state::{AppState, Config, ServeError, runtime, serve};
