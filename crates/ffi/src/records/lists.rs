//! Lists, and what is due. Made from the core's sources by `LIANXIN_UPDATE_TYPES=1 cargo test --lib records`.

use super::*;

pub(crate) type HouseholdRowView = lianxin_core::views::HouseholdRowView;

/// A household in a list: light, thousands of them cost nothing.
#[uniffi::remote(Record)]
pub struct HouseholdRowView {
    /// Its id.
    pub id: DocId,
    /// 户编号
    pub code: Option<String>,
    /// 户主姓名; empty where nobody knows it.
    pub head_name: String,
    /// Division code.
    pub area: Option<String>,
    /// Name of its area, where the device knows it.
    pub area_name: Option<String>,
    /// 住址
    pub address: Option<String>,
    /// 电话
    pub phone: Option<String>,
    /// 类别
    pub categories: Vec<String>,
    /// People of it, without those who moved out or died.
    pub persons: u32,
    /// Cases that still wait.
    pub open_cases: u32,
    /// The day of the last home visit (入户), whoever made it.
    pub last_visit: Option<String>,
    /// Whether people contradict each other about it.
    pub contradicted: bool,
    /// Whether something of it, a visit or a case too, is not with the server yet.
    pub waiting: bool,
    /// Whether its record is still on its way: it can be shown and not edited.
    pub provisional: bool,
}

pub(crate) type HouseholdRowsView = lianxin_core::views::HouseholdRowsView;

/// A page of households.
#[uniffi::remote(Record)]
pub struct HouseholdRowsView {
    /// How many there are without limit and offset.
    pub total: u32,
    /// The page.
    pub rows: Vec<HouseholdRowView>,
}

pub(crate) type HouseholdFacetsView = lianxin_core::views::HouseholdFacetsView;

/// By what a list of households can be narrowed.
#[uniffi::remote(Record)]
pub struct HouseholdFacetsView {
    /// The areas that have households, with all above them, by code.
    pub areas: Vec<AreaFacetView>,
    /// The categories that there are, the most frequent first.
    pub categories: Vec<CategoryFacetView>,
}

pub(crate) type AreaFacetView = lianxin_core::views::AreaFacetView;

/// An area that has households.
#[uniffi::remote(Record)]
pub struct AreaFacetView {
    /// Division code.
    pub code: String,
    /// Its name; the code again where the device does not know it.
    pub name: String,
    /// `county`, `township`, `village` or `group`; empty where the device does not know it.
    pub level: String,
    /// Households in it and below it.
    pub count: u32,
}

pub(crate) type CategoryFacetView = lianxin_core::views::CategoryFacetView;

/// A category that households have.
#[uniffi::remote(Record)]
pub struct CategoryFacetView {
    /// 类别
    pub name: String,
    /// Households with it.
    pub count: u32,
}

pub(crate) type TodayView = lianxin_core::views::TodayView;

/// The page of the day: what waits, never how diligent somebody was.
#[uniffi::remote(Record)]
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

pub(crate) type DueCaseView = lianxin_core::views::DueCaseView;

/// A case that somebody has to do something about.
#[uniffi::remote(Record)]
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
    pub status: CaseStatus,
    /// Since when it stands there.
    pub since: Option<String>,
    /// Until when it should be done.
    pub due: Option<String>,
    /// Days until then; negative once they are over.
    pub days_left: Option<i32>,
}

pub(crate) type UnseenView = lianxin_core::views::UnseenView;

/// Households of this person that nobody visited at home for long.
#[uniffi::remote(Record)]
pub struct UnseenView {
    /// How many.
    pub count: u32,
    /// After how many days an ordinary household is one of them; for some categories it is sooner.
    pub days: i32,
    /// Those whose last visit is longest ago, or never was, first; a page of them.
    pub households: Vec<HouseholdRowView>,
}

pub(crate) type NewsKind = lianxin_core::views::NewsKind;

/// What a piece of news is about.
#[uniffi::remote(Enum)]
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

pub(crate) type NewsView = lianxin_core::views::NewsView;

/// Something that came from others.
#[uniffi::remote(Record)]
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

pub(crate) type Light = lianxin_core::views::Light;

/// The one light that people must be able to trust.
#[uniffi::remote(Enum)]
pub enum Light {
    /// Everything that was written is with the server: this phone could be lost.
    Safe,
    /// Something is only here; it goes by itself.
    Unsent,
    /// Something needs a person.
    Look,
}

pub(crate) type LightView = lianxin_core::views::LightView;

/// The light and its numbers.
#[uniffi::remote(Record)]
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
