//! What the core gives. Made from the core's sources by `LIANXIN_UPDATE_TYPES=1 cargo test --lib records`.

use super::*;

pub(crate) type HouseholdPageView = lianxin_core::views::HouseholdPageView;

/// A household with what belongs to it.
#[uniffi::remote(Record)]
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

pub(crate) type HouseholdBriefView = lianxin_core::views::HouseholdBriefView;

/// A household in a list of duplicates.
#[uniffi::remote(Record)]
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

pub(crate) type DuplicateView = lianxin_core::views::DuplicateView;

/// Two records that are likely of one household.
#[uniffi::remote(Record)]
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

pub(crate) type ReasonView = lianxin_core::views::ReasonView;

/// Why two records are likely of one household.
#[uniffi::remote(Record)]
pub struct ReasonView {
    /// The reason as a word.
    pub code: DuplicateReason,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

pub(crate) type DifferenceView = lianxin_core::views::DifferenceView;

/// A place in which two records of one household differ.
#[uniffi::remote(Record)]
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

pub(crate) type MergedView = lianxin_core::views::MergedView;

/// Two records of one household.
#[uniffi::remote(Record)]
pub struct MergedView {
    /// The one that goes on.
    pub survivor: HouseholdBriefView,
    /// The one that points to it.
    pub other: HouseholdBriefView,
}

pub(crate) type AddedVisitView = lianxin_core::views::AddedVisitView;

/// A visit that was just written, with the cases that it brought.
#[uniffi::remote(Record)]
pub struct AddedVisitView {
    /// The visit.
    pub visit: VisitView,
    /// The cases.
    pub cases: Vec<CaseView>,
}

pub(crate) type ConflictView = lianxin_core::views::ConflictView;

/// One place of a record with more than one value.
#[uniffi::remote(Record)]
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

pub(crate) type RivalView = lianxin_core::views::RivalView;

/// One of the values.
#[uniffi::remote(Record)]
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

pub(crate) type OpenConflictView = lianxin_core::views::OpenConflictView;

/// A conflict in the list of all.
#[uniffi::remote(Record)]
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
    pub conflict: ConflictView,
}

pub(crate) type HistoryEntryView = lianxin_core::views::HistoryEntryView;

/// One change in the history of a record.
#[uniffi::remote(Record)]
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

pub(crate) type StepView = lianxin_core::views::StepView;

/// What one change did to one field.
#[uniffi::remote(Record)]
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

pub(crate) type FoundView = lianxin_core::views::FoundView;

/// Something that a search found.
#[uniffi::remote(Record)]
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

pub(crate) type ChangedView = lianxin_core::views::ChangedView;

/// A record that was written, or left the device.
#[uniffi::remote(Record)]
pub struct ChangedView {
    /// The record.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// The household to which it belongs, or belonged; a household belongs to itself.
    pub household: Option<DocId>,
}

pub(crate) type AreaView = lianxin_core::views::AreaView;

/// 行政区划
#[uniffi::remote(Record)]
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

pub(crate) type UserView = lianxin_core::views::UserView;

/// An account.
#[uniffi::remote(Record)]
pub struct UserView {
    /// Its id.
    pub id: UserId,
    /// The person's name.
    pub name: String,
    /// The word of the role.
    pub role: String,
}

pub(crate) type CategoryView = lianxin_core::views::CategoryView;

/// 类别
#[uniffi::remote(Record)]
pub struct CategoryView {
    /// Code.
    pub code: String,
    /// Chinese name, as households hold it.
    pub name: String,
    /// English name.
    pub name_en: String,
}

pub(crate) type AssignmentView = lianxin_core::views::AssignmentView;

/// 结对帮扶 / 挂钩联户
#[uniffi::remote(Record)]
pub struct AssignmentView {
    /// `contact`, `help`, `learning`, `hometown` or `lead`.
    pub kind: String,
    /// For a household.
    pub household: Option<DocId>,
    /// For an area.
    pub area: Option<String>,
}
