//! Lists, filters and searches.

use std::ops::ControlFlow;

use lianxin_model::deadline::Bound;
use lianxin_model::document::Record;
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::search::Term;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::facts::Facts;
use crate::scope::Scope;

/// The order of a list. Every order ends with the id, so that it is total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// By day, the newest first; what has none comes last.
    #[default]
    Newest,
    /// By household code.
    Code,
    /// By title (code points, not pinyin).
    Title,
    /// By last change, the newest first.
    Changed,
    /// Households by the day of their last home visit: those that never had one first, then the longest unseen.
    Unseen,
    /// Cases: what stands longest where it stands first; what has no day comes before all.
    Waiting,
}

/// The place after which a page begins. Holds for the same query only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageCursor {
    /// The sort key of the last row.
    pub key: String,
    /// The id of the last row.
    pub id: DocId,
}

/// What is asked for. Every part that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListQuery {
    /// What the reader may see; drafts only of `scope.owner`.
    pub scope: Scope,
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only this document.
    pub id: Option<DocId>,
    /// Only in this area and what lies in it.
    pub area: Option<String>,
    /// Only of this household, with what hangs on records that were merged with it; diary entries that tell of it.
    pub household: Option<DocId>,
    /// Only by this person.
    pub author: Option<UserId>,
    /// Only what belongs to this person.
    pub owner: Option<UserId>,
    /// Only what hangs on this document.
    pub subject: Option<DocId>,
    /// Only with this household code.
    pub code: Option<String>,
    /// Only this kind of visit, this ledger.
    pub class: Option<String>,
    /// Only in this status.
    pub status: Option<String>,
    /// Only in one of these statuses; in any where none is named.
    pub statuses: Vec<String>,
    /// Only cases that are over their time.
    pub overdue: Option<Overdue>,
    /// Only cases that this person leads.
    pub lead: Option<UserId>,
    /// Only cases that are not closed and were assigned to this person last.
    pub assigned: Option<UserId>,
    /// Only cases from this source.
    pub source: Option<String>,
    /// Only with this category (类别).
    pub category: Option<String>,
    /// From this day on, `YYYY-MM-DD`.
    pub date_from: Option<String>,
    /// To this day, inclusive.
    pub date_to: Option<String>,
    /// Only where people contradict each other.
    pub conflicts_only: bool,
    /// Only households without a home visit after this day, `YYYY-MM-DD`.
    pub unseen_since: Option<String>,
    /// Only households without a contact cadre ([`crate::facts`]).
    pub no_contact: bool,
    /// Only households with open cases.
    pub open_cases: bool,
    /// Only where every term is found ([`lianxin_model::search::query`]).
    pub terms: Vec<Term>,
    /// In which order.
    pub sort: Sort,
    /// After which row.
    pub after: Option<PageCursor>,
    /// How many rows at most.
    pub limit: u32,
}

/// Which cases are over their time: those with a day of their own that has passed while they are open, and of the others those
/// that stand where they stand for longer than the rules allow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overdue {
    /// The day on which that is asked.
    pub today: String,
    /// The rules, as of that day.
    pub bounds: Vec<Bound>,
}

/// What is shown of a household beside what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: DocId,
    /// What a list shows first: the head's name.
    pub title: String,
    /// 户编号
    pub code: Option<String>,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The document.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// The household that it belongs to.
    pub household: Option<DocId>,
    /// The area that it lies in: its household's.
    pub area: Option<String>,
    /// The account that it belongs to, for what belongs to no household.
    pub owner: Option<UserId>,
    /// Who wrote it, where that matters.
    pub author: Option<UserId>,
    /// What it hangs on.
    pub subject: Option<DocId>,
    /// What a list shows first.
    pub title: String,
    /// Its day.
    pub date: Option<String>,
    /// Status of a case, `draft` or `submitted`, residence of a person.
    pub status: Option<String>,
    /// Whether only its owner sees it.
    pub private: bool,
    /// The number of its last change.
    pub head_seq: u64,
    /// What hangs on a household; none for other kinds.
    pub facts: Option<Facts>,
    /// The document as it is read.
    pub record: Record,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// Where the next page begins; `None` where there is none.
    pub next: Option<PageCursor>,
}

/// Reads lists.
pub trait ReadProjections {
    /// One page. Of households that were merged, the one that stands for them, also where it is found by what stands in
    /// another; the others only where it is not in scope. A row that is there throughout appears exactly once in the pages that follow each other, whatever is
    /// added in between.
    fn list(&self, query: &ListQuery) -> Result<Page>;

    /// Hands every row in its order to `each`, at most `limit` of them, until it breaks: one at a time, whatever their number.
    fn walk(&self, query: &ListQuery, each: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<()>;

    /// How many rows there are in all pages; `after` and `limit` do not count.
    fn count(&self, query: &ListQuery) -> Result<u64>;

    /// Everything that is one household with this record: the one that stands for it, then the others by id.
    fn one_household(&self, household: DocId) -> Result<Vec<DocId>>;

    /// What these documents are called; those that have not arrived are left out. Asks for no scope: it is for what stands
    /// beside a record that the reader sees.
    fn named(&self, documents: &[DocId]) -> Result<Vec<Named>>;

    /// One document, if it is in scope.
    fn show(&self, id: DocId, scope: &Scope) -> Result<Option<Row>>;
}
