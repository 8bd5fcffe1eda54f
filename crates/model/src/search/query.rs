//! From what somebody typed to terms, and what it means that they match.

use super::normal::{Run, Spaces, folded, runs};
use super::simplified::simplified;
use super::{character_token, pair_token, token};
use crate::limits::{QUERY_CHARS_MAX, QUERY_TERMS_MAX};

/// One thing that must be found: any of its patterns will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The alternatives; never empty.
    pub any: Vec<Pattern>,
}

/// A token to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Lower-case ASCII letters and digits.
    pub token: String,
    /// Whether a token that only begins with it will do.
    pub prefix: bool,
}

impl Pattern {
    fn whole(token: String) -> Self {
        Self { token, prefix: false }
    }

    fn beginning(token: String) -> Self {
        Self { token, prefix: true }
    }

    /// Whether a document's token is the one sought.
    pub fn matches(&self, token: &str) -> bool {
        if self.prefix { token.starts_with(&self.token) } else { token == self.token }
    }
}

/// The terms of a query, in the order typed, each once. Han is sought as it stands, Latin letters as the beginning of a
/// pinyin, of initials or of a word, digits as any part of a number.
///
/// Reads [`QUERY_CHARS_MAX`] code points and gives [`QUERY_TERMS_MAX`] terms at most; what lies beyond is left out, which
/// finds more rather than less. A query of marks alone has no terms, and no terms match every document.
pub fn query(text: &str) -> Vec<Term> {
    let typed: String = text.chars().take(QUERY_CHARS_MAX).collect();
    let mut terms: Vec<Term> = Vec::new();
    for term in runs(&folded(&typed), Spaces::End).iter().flat_map(terms_of) {
        if terms.len() == QUERY_TERMS_MAX {
            break;
        }
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

/// The definition that every store's full-text search must equal: each term has a pattern that some token matches.
pub fn matches(terms: &[Term], tokens: &[String]) -> bool {
    terms.iter().all(|term| term.any.iter().any(|pattern| tokens.iter().any(|token| pattern.matches(token))))
}

fn terms_of(run: &Run) -> Vec<Term> {
    match run {
        Run::Digits(digits) => vec![Term { any: vec![Pattern::beginning(token('d', digits))] }],
        Run::Letters(letters) => {
            vec![Term { any: ['p', 'i', 'w'].map(|namespace| Pattern::beginning(token(namespace, letters))).to_vec() }]
        }
        Run::Characters(characters) => {
            let simple: Vec<char> = characters.iter().copied().map(simplified).collect();
            match simple.as_slice() {
                [ch] => vec![Term { any: vec![Pattern::whole(character_token(*ch))] }],
                several => several
                    .iter()
                    .zip(several.iter().skip(1))
                    .map(|(first, second)| Term { any: vec![Pattern::whole(pair_token(*first, *second))] })
                    .collect(),
            }
        }
    }
}
