//! What stands between bytes from outside and the records: one module a reader, each with what must hold of whatever comes in.
//!
//! A panic ends the run. Beside that each says more: what was read and written again is the same, what was refused changed nothing.

pub mod answer;
pub mod chunk;
pub mod enrol;
pub mod frame;
pub mod gate;
pub mod pack;
pub mod roster;
pub mod search;
pub mod sketch;
pub mod token;

/// Takes an input; panics where something does not hold.
pub type Target = fn(&[u8]);

/// Every target by its name, which its folder under `inputs` has too.
pub const TARGETS: [(&str, Target); 10] = [
    ("answer", answer::run),
    ("chunk", chunk::run),
    ("enrol", enrol::run),
    ("frame", frame::run),
    ("gate", gate::run),
    ("pack", pack::run),
    ("roster", roster::run),
    ("search", search::run),
    ("sketch", sketch::run),
    ("token", token::run),
];
