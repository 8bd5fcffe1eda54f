//! lianxin

pub mod roster;
