//! From the fields of a document to its tokens.

use std::collections::BTreeSet;

use super::normal::{Run, Spaces, folded, runs};
use super::readings::{Syllable, initials, name_syllables, spellings, syllables};
use super::simplified::simplified;
use super::{character_token, pair_token, token};
use crate::limits::{PINYIN_READINGS_MAX, SEARCH_TOKENS_MAX};

/// Spellings tried for a place: its characters are many and mostly have one reading, its name is mostly typed in Han.
const PLACE_READINGS_MAX: usize = 4;
/// A single digit finds next to everything: a number's ends begin at two.
const NUMBER_END_DIGITS_MIN: usize = 2;

/// Collects the tokens of one document. At most [`SEARCH_TOKENS_MAX`] are kept, and those that came first win: give names and
/// numbers before prose.
///
/// ```
/// use lianxin_model::search::{Keys, matches, query};
///
/// let mut keys = Keys::new();
/// keys.name("羅守山");
/// keys.number("13900000123");
/// let tokens = keys.tokens();
/// assert!(matches(&query("罗shan 0123"), &tokens));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Keys {
    tokens: BTreeSet<String>,
}

impl Keys {
    /// No tokens yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A person's name: its characters, pinyin and initials with every reading. White space within it does not count.
    pub fn name(&mut self, text: &str) -> &mut Self {
        self.spoken(text, PINYIN_READINGS_MAX, name_syllables)
    }

    /// The name of a place or an address: as [`Self::name`], with fewer readings.
    pub fn place(&mut self, text: &str) -> &mut Self {
        self.spoken(text, PLACE_READINGS_MAX, syllables)
    }

    /// A phone number or code: found by any part of two digits or more. Marks within it do not count.
    pub fn number(&mut self, text: &str) -> &mut Self {
        let mut digits = String::new();
        for run in runs(&folded(text), Spaces::End) {
            match run {
                Run::Digits(more) => digits.push_str(&more),
                other => self.written(&other),
            }
        }
        for start in 0..digits.len() {
            if self.is_full() || digits.len() - start < NUMBER_END_DIGITS_MIN {
                break;
            }
            self.add(token('d', digits.get(start..).unwrap_or_default()));
        }
        self
    }

    /// Prose: its characters, words and numbers, no pinyin.
    pub fn text(&mut self, prose: &str) -> &mut Self {
        for run in runs(&folded(prose), Spaces::End) {
            self.written(&run);
        }
        self
    }

    /// The tokens, sorted, each once.
    pub fn tokens(self) -> Vec<String> {
        let mut tokens: Vec<String> = self.tokens.into_iter().collect();
        tokens.sort_unstable();
        tokens
    }

    fn spoken(&mut self, text: &str, readings_max: usize, syllables: fn(&[char]) -> Vec<Syllable>) -> &mut Self {
        for run in runs(&folded(text), Spaces::Join) {
            self.written(&run);
            if let Run::Characters(characters) = &run {
                let full = syllables(characters);
                self.spelled('i', &initials(&full), readings_max);
                self.spelled('p', &full, readings_max);
            }
        }
        self
    }

    fn spelled(&mut self, namespace: char, syllables: &[Syllable], readings_max: usize) {
        for word in spellings(syllables, readings_max).iter().flatten() {
            self.add(token(namespace, word));
        }
    }

    fn written(&mut self, run: &Run) {
        match run {
            Run::Letters(word) => self.add(token('w', word)),
            Run::Digits(digits) => self.add(token('d', digits)),
            Run::Characters(characters) => {
                let mut before = None;
                for ch in characters.iter().copied().map(simplified) {
                    if self.is_full() {
                        break;
                    }
                    self.add(character_token(ch));
                    if let Some(before) = before {
                        self.add(pair_token(before, ch));
                    }
                    before = Some(ch);
                }
            }
        }
    }

    fn is_full(&self) -> bool {
        self.tokens.len() >= SEARCH_TOKENS_MAX
    }

    fn add(&mut self, token: String) {
        if !self.is_full() {
            self.tokens.insert(token);
        }
    }
}
