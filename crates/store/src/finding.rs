//! One search over everything.

use lianxin_model::ids::Kind;
use lianxin_model::search::Term;

use crate::Result;
use crate::projections::Row;
use crate::scope::Scope;

/// What is sought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FindQuery {
    /// What the reader may see; drafts only of `scope.owner`.
    pub scope: Scope,
    /// Only in this area and what lies in it.
    pub area: Option<String>,
    /// Every term must be found; without terms nothing is.
    pub terms: Vec<Term>,
    /// What was typed: a title that holds it as it is comes first.
    pub typed: String,
    /// Rows of each kind, at most.
    pub each: u32,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// By kind; kinds of which nothing was found are left out.
    pub kinds: Vec<FoundOfKind>,
    /// So much was found that not all of it was looked at.
    pub cut: bool,
}

/// What was found of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundOfKind {
    /// The kind.
    pub kind: Kind,
    /// The likeliest first: those whose title holds what was typed, then the newest.
    pub rows: Vec<Row>,
    /// Whether there are more.
    pub more: bool,
}

/// Searches.
pub trait ReadFinding {
    /// Records of every kind in which every term is found; of merged households the one that goes on. The cost is bounded: of
    /// words that stand in very many records, the first and the last records are looked at.
    fn find(&self, query: &FindQuery) -> Result<Found>;
}
