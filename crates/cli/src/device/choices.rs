//! The words that options take, from the catalogue.

use clap::builder::{PossibleValue, PossibleValuesParser};
use lianxin_core::model::catalogue::{ASSISTANCE_KINDS, EVENT_KINDS, LEDGERS, VISIT_KINDS};
use lianxin_core::model::value::Choice;

fn words(choices: &'static [Choice]) -> PossibleValuesParser {
    PossibleValuesParser::new(choices.iter().map(|choice| {
        // Whoever types Chinese types the label.
        PossibleValue::new(choice.word).alias(choice.zh).help(choice.zh)
    }))
}

/// Kinds of visit.
pub(super) fn visit_kinds() -> PossibleValuesParser {
    words(VISIT_KINDS)
}

/// Kinds of assistance.
pub(super) fn assistance_kinds() -> PossibleValuesParser {
    words(ASSISTANCE_KINDS)
}

/// 三本台账.
pub(super) fn ledgers() -> PossibleValuesParser {
    words(LEDGERS)
}

/// Steps in the course of a case.
pub(super) fn event_kinds() -> PossibleValuesParser {
    words(EVENT_KINDS)
}
