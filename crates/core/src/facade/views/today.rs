//! What is due and what is new, and whether all is safe.

use lianxin_model::course::Status;
use lianxin_model::ids::{DocId, Kind};
use serde::Serialize;

use super::rows::HouseholdRowView;

/// The page of the day: what waits, never how diligent somebody was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TodayView {
    /// Today in China.
    pub day: String,
    /// 该回访: resolved or answered, and the villager has not said yet that it is settled. The most urgent first.
    pub follow_ups: Vec<DueCaseView>,
    /// Open cases that wait on this person, the most urgent first.
    pub waiting: Vec<DueCaseView>,
    /// 很久没去
    pub unseen: UnseenView,
    /// What came and was not marked as seen, the newest first.
    pub news: Vec<NewsView>,
}

/// A case that somebody has to do something about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DueCaseView {
    /// The case.
    pub id: DocId,
    /// Its household; where that was merged, the one that goes on.
    pub household: Option<DocId>,
    /// Name of the household's head.
    pub household_name: Option<String>,
    /// 事项
    pub title: String,
    /// `livelihood`, `hardship` or `dispute`.
    pub ledger: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// Since when it stands there.
    pub since: Option<String>,
    /// Until when it should be done.
    pub due: Option<String>,
    /// Days until then; negative once they are over.
    pub days_left: Option<i32>,
}

/// Households of this person that nobody visited at home for long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct UnseenView {
    /// How many.
    pub count: u32,
    /// After how many days an ordinary household is one of them; for some categories it is sooner.
    pub days: i32,
    /// Those whose last visit is longest ago, or never was, first; a page of them.
    pub households: Vec<HouseholdRowView>,
}

/// What a piece of news is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NewsKind {
    /// A household or area that this person answers for from now on.
    Assignment,
    /// Somebody commented on a record of this person.
    Comment,
    /// A case was handed to this person, or is led by them.
    Case,
    /// Somebody decided on an edit of this device that had been set aside.
    Decision,
}

/// Something that came from others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct NewsView {
    /// By it, it is marked as seen.
    pub id: String,
    /// What it is.
    pub kind: NewsKind,
    /// The record; none for an area.
    pub document: Option<DocId>,
    /// What the record is.
    pub document_kind: Option<Kind>,
    /// The household that it belongs to.
    pub household: Option<DocId>,
    /// What a list shows of the record, or the area's name.
    pub title: String,
    /// The words of a comment or hand-over; for an assignment the word of its kind, for a decision `accepted` or `declined`.
    pub text: String,
    /// From whom, where this device knows the name.
    pub from_name: Option<String>,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
}

/// The one light that people must be able to trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Everything that was written is with the server: this phone could be lost.
    Safe,
    /// Something is only here; it goes by itself.
    Unsent,
    /// Something needs a person.
    Look,
}

/// The light and its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LightView {
    /// What it shows.
    pub state: Light,
    /// Edits that the server does not have.
    pub unsent: u32,
    /// Things that a person should look at.
    pub look: u32,
    /// Drafts on this device, which are sent to nobody.
    pub drafts: u32,
    /// Everything written until then is with the server, milliseconds since 1970.
    pub safe_since_ms: Option<i64>,
}
