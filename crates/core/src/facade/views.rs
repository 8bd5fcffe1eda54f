//! What the facade returns. Accounts come with their names, so that a page needs no second look.

use std::collections::BTreeMap;

use lianxin_model::catalogue;
use lianxin_model::document::Flag;
use lianxin_model::duplicates::Reason;
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::value::Value;
use serde::Serialize;

mod desk;
mod rows;
mod today;

pub use desk::{ChoiceView, DiaryDraftView, DraftView, FormEntryView, FormFieldView, FormTypeView};
pub use rows::{AreaFacetView, CategoryFacetView, HouseholdFacetsView, HouseholdRowView, HouseholdRowsView};
pub use today::{DueCaseView, Light, LightView, NewsKind, NewsView, TodayView, UnseenView};

pub use super::standing::{DecisionView, ReceiptView, SetAsideState, SetAsideView, StatusView, UnsentView};

/// One record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RecordView<Fields> {
    /// Its id.
    pub id: DocId,
    /// The heads of this state: an edit names them as what the person saw.
    pub heads: Vec<String>,
    /// The fields of its kind.
    pub fields: Fields,
    /// Where people contradict each other.
    pub conflicts: Vec<ConflictView>,
    /// Values that were kept although their check fails.
    pub flags: Vec<Flag>,
    /// Names of the accounts in it, by id.
    pub people: BTreeMap<UserId, String>,
    /// Edits of it that the server does not have yet.
    pub waiting: usize,
    /// 补录: a visit or diary entry that was written days after its day, as its writer's clock had it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// Phone and ID numbers with their middle hidden, by path: a page shows them whole only when it is asked to.
    pub masked: BTreeMap<String, String>,
}

/// 户
pub type HouseholdView = RecordView<catalogue::HouseholdView>;
/// 人
pub type PersonView = RecordView<catalogue::PersonView>;
/// 走访记录
pub type VisitView = RecordView<catalogue::VisitView>;
/// 帮扶 / 救助
pub type AssistanceView = RecordView<catalogue::AssistanceView>;
/// 民情日记
pub type DiaryEntryView = RecordView<catalogue::DiaryEntryView>;
/// 台账事项
pub type CaseView = RecordView<catalogue::CaseView>;
/// 批示
pub type CommentView = RecordView<catalogue::CommentView>;

/// A household with what belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HouseholdPageView {
    /// The household.
    pub household: HouseholdView,
    /// Name of its area, where the device knows it.
    pub area_name: Option<String>,
    /// Its people, the head first.
    pub persons: Vec<PersonView>,
    /// Its visits, newest first.
    pub visits: Vec<VisitView>,
    /// Its cases, newest first.
    pub cases: Vec<CaseView>,
    /// What it was given, newest first.
    pub assistance: Vec<AssistanceView>,
    /// Records of the same household that were merged into it, whole: visits, cases, assistance and people above are theirs
    /// too.
    pub merged: Vec<HouseholdView>,
}

/// A household in a list of duplicates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HouseholdBriefView {
    /// Its id.
    pub id: DocId,
    /// 户编号
    pub code: Option<String>,
    /// 户主姓名
    pub head_name: Option<String>,
    /// Division code.
    pub area: Option<String>,
    /// 住址
    pub address: Option<String>,
    /// 电话
    pub phone: Option<String>,
}

/// Two records that are likely of one household.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DuplicateView {
    /// The one that would go on.
    pub survivor: HouseholdBriefView,
    /// The one that would point to it.
    pub other: HouseholdBriefView,
    /// Whether hardly anything else can be meant.
    pub certain: bool,
    /// Why, the strongest reason first.
    pub reasons: Vec<ReasonView>,
    /// Where both have a value, and not the same.
    pub differences: Vec<DifferenceView>,
}

/// Why two records are likely of one household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReasonView {
    /// The reason as a word.
    pub code: Reason,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A place in which two records of one household differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DifferenceView {
    /// Path in the catalogue.
    pub field: String,
    /// Chinese label.
    pub zh: String,
    /// English label.
    pub en: String,
    /// Key within a map.
    pub key: Option<String>,
    /// What the survivor has, and keeps unless it is chosen otherwise.
    pub survivor: Value,
    /// What the other has. It stays in the other's record.
    pub other: Value,
}

/// Two records of one household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MergedView {
    /// The one that goes on.
    pub survivor: HouseholdBriefView,
    /// The one that points to it.
    pub other: HouseholdBriefView,
}

/// A visit that was just written, with the cases that it brought.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AddedVisitView {
    /// The visit.
    pub visit: VisitView,
    /// The cases.
    pub cases: Vec<CaseView>,
}

/// One place of a record with more than one value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ConflictView {
    /// Path in the catalogue; `status` where the course of a case contradicts itself, which another step settles.
    pub field: String,
    /// Chinese label.
    pub zh: String,
    /// English label.
    pub en: String,
    /// Key within a map.
    pub key: Option<String>,
    /// The values, the one that is shown meanwhile first.
    pub rivals: Vec<RivalView>,
}

/// One of the values.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RivalView {
    /// The value.
    pub value: Value,
    /// The value as a person types it.
    pub text: String,
    /// Who set it.
    pub user: Option<UserId>,
    /// Their name.
    pub name: Option<String>,
    /// When, by the writer's clock, seconds since 1970; a step in the course of a case has only a day.
    pub time_s: Option<i64>,
    /// The day of a step.
    pub date: Option<String>,
}

/// A conflict in the list of all.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OpenConflictView {
    /// The record.
    pub document: DocId,
    /// What it is.
    pub kind: Kind,
    /// What a list shows of it.
    pub title: String,
    /// The household to which it belongs.
    pub household: Option<DocId>,
    /// The contradiction.
    #[serde(flatten)]
    pub conflict: ConflictView,
}

/// One change in the history of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HistoryEntryView {
    /// The record: of a household that others were merged into, theirs too.
    pub document: DocId,
    /// The change's hash.
    pub hash: String,
    /// Who.
    pub user: Option<UserId>,
    /// Their name.
    pub name: Option<String>,
    /// When, by the writer's clock, seconds since 1970.
    pub time_s: i64,
    /// What it did.
    pub steps: Vec<StepView>,
}

/// What one change did to one field.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct StepView {
    /// Path in the catalogue.
    pub field: String,
    /// Chinese label.
    pub zh: String,
    /// English label.
    pub en: String,
    /// Key within a set, map or log.
    pub key: Option<String>,
    /// What was replaced or taken out.
    pub from: Vec<Value>,
    /// What came.
    pub to: Option<Value>,
}

/// Something that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FoundView {
    /// The record.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// What a list shows of it.
    pub title: String,
    /// The household to which it belongs.
    pub household: Option<DocId>,
}

/// A record that was written, or left the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ChangedView {
    /// The record.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// The household to which it belongs, or belonged; a household belongs to itself.
    pub household: Option<DocId>,
}

/// 行政区划
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AreaView {
    /// Division code.
    pub code: String,
    /// Name.
    pub name: String,
    /// `county`, `township`, `village` or `group`, as the server says.
    pub level: String,
    /// Code of the area above; empty at the top.
    pub parent: String,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct UserView {
    /// Its id.
    pub id: UserId,
    /// The person's name.
    pub name: String,
    /// The word of the role.
    pub role: String,
}

/// 类别
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CategoryView {
    /// Code.
    pub code: String,
    /// Chinese name, as households hold it.
    pub name: String,
    /// English name.
    pub name_en: String,
}

/// 结对帮扶 / 挂钩联户
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AssignmentView {
    /// `contact`, `help`, `learning`, `hometown` or `lead`.
    pub kind: String,
    /// For a household.
    pub household: Option<DocId>,
    /// For an area.
    pub area: Option<String>,
}
