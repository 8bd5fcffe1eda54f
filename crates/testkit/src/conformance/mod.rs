//! One scenario for every language that the core is called from: two devices, a real server, the same calls, the same end.
//!
//! `tests/conformance/scenario.json` has the steps and `tests/conformance/golden.txt` what there must be to see in them.
//! docs/conformance.md tells what is compared. A language's part is a [`Host`]: it does one thing at a time as it is asked.

mod canonical;
mod expect;
mod host;
mod look;
mod office;
mod run;

use std::path::Path;

use serde_json::Value as Json;

pub use host::{Answer, Ask, Host, Piped};
pub use run::run;

const SCENARIO: &str = include_str!("../../../../tests/conformance/scenario.json");
const GOLDEN: &str = include_str!("../../../../tests/conformance/golden.txt");
/// Where the golden file is written anew; see [`check`].
const GOLDEN_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/conformance/golden.txt");

/// Runs the scenario and compares what it showed with the golden file, byte by byte. `apps` are served where they are given.
///
/// # Errors
/// What was otherwise than the scenario and the golden file say, with the step.
pub fn check(host: &mut dyn Host, apps: Option<&Path>) -> Result<(), String> {
    let scenario: Json = serde_json::from_str(SCENARIO).map_err(|error| format!("scenario.json: {error}"))?;
    let shown = pretty(&run(&scenario, host, apps)?);
    if shown == GOLDEN {
        return Ok(());
    }
    Err(difference(&shown, GOLDEN))
}

/// The first line in which they differ, from a little before the difference on.
fn difference(shown: &str, golden: &str) -> String {
    let same = shown.lines().zip(golden.lines()).take_while(|(now, then)| now == then).count();
    let [now, then] = [shown, golden].map(|text| text.lines().nth(same).unwrap_or("the end"));
    let equal = now.chars().zip(then.chars()).take_while(|(one, other)| one == other).count();
    let from = |text: &str| text.chars().skip(equal.saturating_sub(80)).take(240).collect::<String>();
    let place: String = now.chars().take(60).collect();
    format!("golden.txt, line {}: {place}\n  shows …{}\n  golden …{}", same + 1, from(now), from(then))
}

/// Writes the golden file anew, from what the scenario shows now: for who changed the scenario or a view on purpose, and reads
/// the difference.
///
/// # Errors
/// As [`check`]; the disk's.
pub fn renew(host: &mut dyn Host) -> Result<(), String> {
    let scenario: Json = serde_json::from_str(SCENARIO).map_err(|error| format!("scenario.json: {error}"))?;
    let shown = pretty(&run(&scenario, host, None)?);
    std::fs::write(GOLDEN_FILE, shown).map_err(|error| format!("{GOLDEN_FILE}: {error}"))
}

/// A line a record, so that a difference is one of lines.
fn pretty(looks: &Json) -> String {
    let mut text = String::new();
    for (look, devices) in looks.as_object().into_iter().flatten() {
        for (device, lists) in devices.as_object().into_iter().flatten() {
            for (list, shown) in lists.as_object().into_iter().flatten() {
                let alone = std::slice::from_ref(shown);
                for item in shown.as_array().map_or(alone, Vec::as_slice) {
                    text += &format!("{look} | {device} | {list} | {item}\n");
                }
            }
        }
    }
    text
}
