//! What a device needs: what changed in its scope since it last asked.
//!
//! A device's scope is what the standing assignments of its user cover, with what belongs to the user and what their duties
//! bring ([`crate::duties`]). Those who lead hold their account's area in the same way. A document *enters* a scope at the number at which the earliest assignment that
//! covers it was made or duty that brings it began, its area came to lie there, or the document itself came there: what entered after a device's base is
//! sent whole, what was there before by its changes.

use lianxin_model::ids::{DocId, Kind, UserId};

use crate::Result;
use crate::accounts::User;
use crate::areas::Area;
use crate::assignments::Assignment;
use crate::categories::Category;

/// One page of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedQuery {
    /// Whose devices.
    pub user: UserId,
    /// The device holds everything up to this number.
    pub base: u64,
    /// Leaves out documents in which nothing happened from `base` to this number: they are of the next round. Documents
    /// come as they are now all the same.
    pub upto: Option<u64>,
    /// Only documents after this one in the order of kind and id.
    pub after: Option<(Kind, DocId)>,
    /// How many at most.
    pub limit: u32,
}

/// A document that a device may lack something of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The document.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// The number of its last change.
    pub head_seq: u64,
    /// Whether it entered the scope after `base`: the device lacks it, except for what it wrote itself. Otherwise the
    /// device lacks the changes after `base` at most.
    pub whole: bool,
    /// Since which number it has been in the scope without a break, however young the document: what the device itself
    /// wrote later than that, it surely holds.
    pub held_since: u64,
}

/// The documents of a scope, counted, and their items added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScopeSum {
    /// How many.
    pub documents: u64,
    /// The sum of their items, modulo 2^64.
    pub sum: u64,
    /// How many of them have no item yet.
    pub without_item: u64,
}

/// A document of a scope as a repair compares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScopeItem {
    /// The document.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// The number of its last change.
    pub head_seq: u64,
    /// Made of its id and heads; 0 where it was not computed yet.
    pub item: u64,
}

/// Rows that the server owns and devices read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reference {
    /// Places of the scope and those around them.
    pub areas: Vec<Area>,
    /// People of the same township, and those assigned to what is in the scope.
    pub users: Vec<User>,
    /// The county's list of categories.
    pub categories: Vec<Category>,
    /// The person's own assignments, ended ones too.
    pub assignments: Vec<Assignment>,
}

/// Reads the feed.
pub trait ReadFeed {
    /// Documents in scope with something newer than `base`, by kind and id. The cost follows what changed, not what is
    /// held.
    fn feed_candidates(&self, query: &FeedQuery) -> Result<Vec<Candidate>>;

    /// Documents that were in the scope at `base` and are not any more.
    fn left_since(&self, user: UserId, base: u64) -> Result<Vec<DocId>>;

    /// [`ReadFeed::scope_items`] counted and added up, at a fraction of the cost.
    fn scope_sum(&self, user: UserId) -> Result<ScopeSum>;

    /// What the devices of this person should hold: each document of the scope with its item. The cost follows what is
    /// held.
    fn scope_items(&self, user: UserId) -> Result<Vec<ScopeItem>>;

    /// Reference rows that changed or came into the scope after `base`.
    fn reference_since(&self, user: UserId, base: u64) -> Result<Reference>;
}
