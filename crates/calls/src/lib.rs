//! The facade by name: one table of calls, JSON in and JSON out, for hosts that have no typed binding of it – the browser's
//! worker, Node, HarmonyOS, C. The TypeScript of these hosts is made from the same table.

mod asked;
mod failure;
mod table;
#[cfg(test)]
mod typescript;

use lianxin_core::{Core, CoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use failure::{Failure, Field};

/// Answers one call: JSON in, JSON out.
///
/// # Errors
/// What the core answers; `bad_call` for a name that the table does not have, and for something else than it takes.
pub fn answer(core: &Core, name: &str, with: &str) -> Result<String, Failure> {
    Ok(ask(core, name, with)?)
}

/// Why a call was not answered, for a host that has errors of its own.
#[derive(Debug)]
pub enum Unanswered {
    /// A name that the table does not have, or something else than it takes: a mistake of the host.
    BadCall,
    /// The core could not.
    Core(CoreError),
}

impl From<CoreError> for Unanswered {
    fn from(error: CoreError) -> Self {
        Unanswered::Core(error)
    }
}

impl From<Unanswered> for Failure {
    fn from(why: Unanswered) -> Self {
        match why {
            Unanswered::BadCall => Failure::bad_call(),
            Unanswered::Core(error) => error.into(),
        }
    }
}

/// The same as [`answer`], for a host that has errors of its own.
///
/// # Errors
/// As [`answer`].
pub fn ask(core: &Core, name: &str, with: &str) -> Result<String, Unanswered> {
    table::answer(core, name, with)
}

/// Whether a call may write, so that what is shown must be read again and there may be something to sync.
pub fn may_write(name: &str) -> bool {
    table::WRITING.contains(&name)
}

fn read<With: DeserializeOwned>(with: &str) -> Result<With, Unanswered> {
    // The reason is left out: it would quote what was typed.
    serde_json::from_str(with).map_err(|_| Unanswered::BadCall)
}

fn written(gives: &impl Serialize) -> Result<String, Unanswered> {
    serde_json::to_string(gives).map_err(|_| Unanswered::BadCall)
}

#[cfg(test)]
mod tests {
    use lianxin_core::SystemPlatform;

    use super::*;

    /// Nobody's ID number, in everything that is no call.
    const TYPED: &str = "000000194910010012";

    #[test]
    fn nonsense_is_refused_without_a_word_of_it() {
        let core = Core::open_in_memory(SystemPlatform).unwrap();
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let field = format!(r#"{{"id":"{TYPED}","household":[],"date":7,"changes":"{TYPED}","key":{{}}}}"#);
        let nonsense = ["", "{", "null\0", "\"\\ud800\"", "[{}]", &deep, &field];
        for name in table::NAMES {
            for with in nonsense {
                // What takes nothing overlooks what it is given.
                let Err(failure) = answer(&core, name, with) else {
                    assert_eq!(with, field, "{name}");
                    continue;
                };
                assert!(failure.code == "bad_call" || with == field, "{name}: {failure:?}");
                assert!(!serde_json::to_string(&failure).unwrap().contains(TYPED), "{name}: {failure:?}");
            }
        }
        for name in ["", "households", "households.list ", "Households.list", TYPED] {
            assert_eq!(answer(&core, name, "{}"), Err(Failure::bad_call()), "{name}");
        }
    }

    #[test]
    fn a_failure_of_the_core_keeps_its_code_and_names_the_fields() {
        let core = Core::open_in_memory(SystemPlatform).unwrap();
        let failure = answer(&core, "households.add", r#"{"area":"431027203201"}"#).unwrap_err();
        assert_eq!((failure.code.as_str(), failure.fields.len()), ("not_enrolled", 0));
        assert!(may_write("households.add") && !may_write("drafts.save") && !may_write("households.list"));
    }
}
