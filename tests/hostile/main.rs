//! Attacks on the running server: each is refused with the right code, costs little, and the server goes on.

mod accounts;
mod attacker;
mod devices;
#[path = "../../crates/sync/tests/support/forge.rs"]
#[allow(dead_code, unreachable_pub)] // The gate's own tests use the rest.
mod forge;
mod others;
mod routes;
mod scene;
mod slow;
mod toll;
