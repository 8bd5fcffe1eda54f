//! Which suite is to notice which mistake, and how it says so.

use serde_json::Value as Json;

/// A suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Suite {
    /// Seeds of the simulator.
    Simulator,
    /// A program of `tests/`, and which tests of it.
    Test(&'static str, &'static str),
}

const CRASHED_DEVICE: Suite = Suite::Test("crashes", "a_crash_at_any_write_of_a_device");
const CRASHED_SERVER: Suite = Suite::Test("crashes", "a_crash_at_any_write_of_the_server");
const GATE: Suite = Suite::Test("gate_honest", "");
const HOSTILE_DEVICES: Suite = Suite::Test("hostile", "devices::");
const CORE: Suite = Suite::Test("facade", "");

/// Every mistake that the product can be made to make.
pub(super) const MISTAKES: &[(&str, Suite)] = &[
    ("answers-before-commit", Suite::Simulator),
    ("keeps-no-refusal", Suite::Simulator),
    ("tells-no-refusal", Suite::Simulator),
    ("tells-no-decision", Suite::Simulator),
    ("tells-nothing-left", Suite::Simulator),
    ("refuses-what-it-has", GATE),
    ("takes-frames-again", HOSTILE_DEVICES),
    ("trusts-any-actor", HOSTILE_DEVICES),
    ("skips-the-rules", HOSTILE_DEVICES),
    ("writes-beyond-scope", HOSTILE_DEVICES),
    ("merges-from-the-shut-out", HOSTILE_DEVICES),
    ("believes-any-voucher", HOSTILE_DEVICES),
    ("recalls-any-device", HOSTILE_DEVICES),
    ("keeps-no-voucher", Suite::Simulator),
    ("leaves-reviews-forgotten", Suite::Simulator),
    ("forgets-what-only-it-holds", Suite::Simulator),
    ("reads-after-the-end", Suite::Simulator),
    ("leaves-members-behind", Suite::Simulator),
    ("forgets-where-it-was", Suite::Simulator),
    ("row-stays", Suite::Simulator),
    ("search-forgets", Suite::Simulator),
    ("cursor-skips", Suite::Simulator),
    ("drops-the-last", Suite::Simulator),
    ("server-syncs-seldom", CRASHED_SERVER),
    ("forgets-what-it-sends", Suite::Simulator),
    ("takes-any-answer", Suite::Simulator),
    ("takes-forks", HOSTILE_DEVICES),
    ("counts-in-memory", Suite::Simulator),
    ("drops-the-refused", Suite::Simulator),
    ("leaves-too-soon", Suite::Simulator),
    ("phone-row-stays", Suite::Simulator),
    ("whole-forgets-waiting", Suite::Simulator),
    ("loses-the-released", Suite::Simulator),
    ("never-forgets", Suite::Simulator),
    ("journal-remembers", CRASHED_DEVICE),
    ("edit-in-two", CRASHED_DEVICE),
    ("device-syncs-seldom", CRASHED_DEVICE),
    ("writes-over", CORE),
];

impl Suite {
    /// The test program, where it is one.
    pub(super) fn program(self) -> Option<&'static str> {
        match self {
            Suite::Simulator => None,
            Suite::Test(name, _) => Some(name),
        }
    }
}

impl std::fmt::Display for Suite {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Suite::Simulator => to.write_str("sim"),
            Suite::Test(name, "") => to.write_str(name),
            Suite::Test(name, test) => write!(to, "{name} {test}"),
        }
    }
}

/// The first thing of which a suite said that it is wrong; empty where it said so of nothing.
pub(super) fn first_fault(suite: Suite, text: &str) -> String {
    match suite {
        Suite::Simulator => {
            let told = text.lines().filter_map(|line| serde_json::from_str::<Json>(line).ok());
            let mut broken = told.filter(|told| told.get("promise").is_some());
            broken.next().map_or_else(String::new, |told| {
                format!("seed {}: {}", told["seed"], told["promise"].as_str().unwrap_or_default())
            })
        }
        Suite::Test(..) => {
            let mut lines = text.lines().skip_while(|line| !line.contains("panicked at"));
            let place = lines.next().unwrap_or_default();
            let test = place.split('\'').nth(1).unwrap_or_default();
            let said: String = lines.next().unwrap_or_default().chars().take(SAID_CHARS_MAX).collect();
            if test.is_empty() { said } else { format!("{test}: {said}") }
        }
    }
}

/// So much of what a test says is told.
const SAID_CHARS_MAX: usize = 160;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_suite_says_is_told_short() {
        let simulated = "{\"seeds\":1}\n{\"seed\":4,\"promise\":\"a receipt is true\",\"seen\":\"…\"}\n{\"seeds\":2}\n";
        assert_eq!(first_fault(Suite::Simulator, simulated), "seed 4: a receipt is true");
        assert_eq!(first_fault(Suite::Simulator, "{\"seeds\":2}\n"), "");
        let tested = "running 1 test\n\nthread 'devices::frames' (12) panicked at tests/x.rs:3:4:\nthe frame was taken\nnote: …\n";
        assert_eq!(first_fault(HOSTILE_DEVICES, tested), "devices::frames: the frame was taken");
        assert_eq!(first_fault(HOSTILE_DEVICES, "running 1 test\ntest result: ok\n"), "");
    }

    #[test]
    fn no_mistake_is_listed_twice() {
        let mut words: Vec<_> = MISTAKES.iter().map(|(word, _)| word).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), MISTAKES.len());
    }
}
