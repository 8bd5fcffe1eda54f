//! What a page may ask of the core, by name: one table, from which the TypeScript is made as well.

mod asked;
mod failure;
mod table;
#[cfg(test)]
mod typescript;

use lianxin_core::Core;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use failure::Failure;

/// Answers one call: JSON in, JSON out.
pub fn answer(core: &Core, name: &str, with: &str) -> Result<String, Failure> {
    table::answer(core, name, with)
}

/// Whether a call may write, so that what is shown must be read again and there may be something to sync.
pub fn may_write(name: &str) -> bool {
    table::WRITING.contains(&name)
}

fn read<With: DeserializeOwned>(with: &str) -> Result<With, Failure> {
    // The reason is left out: it would quote what was typed.
    serde_json::from_str(with).map_err(|_| Failure::bad_call())
}

fn written(gives: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(gives).map_err(|_| Failure::bad_call())
}
