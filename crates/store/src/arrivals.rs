//! What came lately, for whoever watches.

use lianxin_model::ids::{DocId, Kind, UserId};

use crate::Result;

/// A document that came or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The number of its last change.
    pub seq: u64,
    /// The document.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// Whether it came into being after the number that was asked for.
    pub is_new: bool,
    /// The household that it belongs to.
    pub household: Option<DocId>,
    /// The name of that household's head.
    pub household_title: Option<String>,
    /// The area that it lies in: its household's.
    pub area: Option<String>,
    /// That area's name.
    pub area_name: Option<String>,
    /// The account that it belongs to, for what belongs to no household.
    pub owner: Option<UserId>,
    /// The area of that account.
    pub owner_area: Option<String>,
    /// Who wrote it, where that matters.
    pub author: Option<UserId>,
    /// The author's name.
    pub author_name: Option<String>,
    /// What it hangs on.
    pub subject: Option<DocId>,
    /// What a list shows first.
    pub title: String,
    /// Kind of a visit, ledger of a case.
    pub class: Option<String>,
    /// Status of a case.
    pub status: Option<String>,
    /// Its day.
    pub date: Option<String>,
}

/// Reads what came lately.
pub trait ReadArrivals {
    /// Documents that changed after this number, the last changed first, without what only its owner sees.
    fn arrivals_since(&self, base: u64, limit: u32) -> Result<Vec<Arrival>>;
}
