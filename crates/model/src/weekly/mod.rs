//! 每周一报: what happened in one area and ISO week, and the words that are drafted from it. It tells of matters that came, were
//! settled and wait; whose they are to do it does not count.

mod draft;
mod week;

use serde::{Deserialize, Serialize};

pub use draft::{en, zh};
pub use week::Week;

use crate::course::Status;
use crate::ids::DocId;

/// The figures of one area and week.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = WeekFigures))]
pub struct Figures {
    /// Visits by kind, in the order of the kinds; those that there were none of too.
    pub visits: Vec<VisitFigure>,
    /// Households with a visit of any kind in the week.
    pub households_reached: u64,
    /// The three ledgers, in their order.
    pub ledgers: Vec<LedgerFigure>,
    /// Records in which people contradict each other now.
    pub conflicts: u64,
}

/// How many visits of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitFigure {
    /// `home`, `phone`, `meeting`, `desk` or `reception`.
    pub kind: String,
    /// How many.
    pub visits: u64,
}

/// What became of the cases of one ledger.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LedgerFigure {
    /// `livelihood`, `hardship` or `dispute`.
    pub ledger: String,
    /// Registered in the week.
    pub registered: u64,
    /// Resolved in the week.
    pub settled: u64,
    /// Open now.
    pub open: u64,
    /// Open now and beyond their time.
    pub overdue: u64,
}

/// A case that a report names: by its title and place, not by people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Matter {
    /// The case.
    pub id: DocId,
    /// Its title.
    pub title: String,
    /// Its ledger.
    pub ledger: String,
    /// Where it stands.
    pub status: Status,
    /// The name of the village that it lies in.
    pub place: String,
    /// The day on which it was registered.
    pub date: Option<String>,
    /// Until when it is to be done.
    pub due: Option<String>,
    /// Whether it is open and beyond its time.
    pub overdue: bool,
}

/// Matters of a report, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Matters {
    /// The first of them.
    pub rows: Vec<Matter>,
    /// All of them.
    pub total: u64,
}

/// What a report is drafted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data<'a> {
    /// The name of the area.
    pub area: &'a str,
    /// The week.
    pub week: Week,
    /// Its figures.
    pub figures: &'a Figures,
    /// Registered in the week.
    pub registered: &'a Matters,
    /// Resolved in the week.
    pub settled: &'a Matters,
    /// Open and beyond their time, the longest first.
    pub overdue: &'a Matters,
}
