//! The fields of each kind of record. Made from the core's sources by `LIANXIN_UPDATE_TYPES=1 cargo test --lib records`.

use super::*;

pub(crate) type HouseholdFields = lianxin_core::model::catalogue::HouseholdView;

/// A household as it is read.
#[uniffi::remote(Record)]
pub struct HouseholdFields {
    /// 户编号
    pub code: Option<String>,
    /// Division code of the group or village.
    pub area: Option<String>,
    /// 住址
    pub address: Option<String>,
    /// 户主
    pub head: Option<DocId>,
    /// 户主姓名
    pub head_name: Option<String>,
    /// 电话
    pub phone: Option<String>,
    /// Relation to the head, by person.
    pub members: Texts,
    /// 类别
    pub categories: Vec<String>,
    /// 住房
    pub housing: Option<String>,
    /// Yearly income in fen.
    pub income_fen: Option<i64>,
    /// 困难
    pub hardship: Option<String>,
    /// Point on the map with the name of its system.
    pub point: Option<String>,
    /// 备注
    pub notes: String,
    /// Further fields of this county.
    pub extra: Texts,
    /// 并入户: the record of the same household that goes on in place of this one.
    pub merged_into: Option<DocId>,
}

pub(crate) type PersonFields = lianxin_core::model::catalogue::PersonView;

/// A person as they are read.
#[uniffi::remote(Record)]
pub struct PersonFields {
    /// 所在户
    pub household: Option<DocId>,
    /// 姓名
    pub name: Option<String>,
    /// `male` or `female`.
    pub sex: Option<String>,
    /// 出生日期
    pub birth: Option<String>,
    /// 身份证号
    pub id_number: Option<String>,
    /// 电话
    pub phone: Option<String>,
    /// `home`, `away_work`, `away_study`, `moved_out` or `deceased`.
    pub residence: Option<String>,
    /// 外出地
    pub away_place: Option<String>,
    /// 职业
    pub occupation: Option<String>,
    /// 健康状况
    pub health: Option<String>,
    /// 类别
    pub categories: Vec<String>,
    /// 备注
    pub notes: String,
    /// Further fields of this county.
    pub extra: Texts,
}

pub(crate) type VisitFields = lianxin_core::model::catalogue::VisitView;

/// A visit as it is read.
#[uniffi::remote(Record)]
pub struct VisitFields {
    /// 走访户
    pub household: Option<DocId>,
    /// 走访人
    pub author: Option<UserId>,
    /// `home`, `phone`, `meeting`, `desk` or `reception`.
    pub kind: Option<String>,
    /// 走访日期
    pub date: Option<String>,
    /// 地点
    pub place: Option<String>,
    /// 同去
    pub participants: Vec<String>,
    /// 看到、听到的
    pub text: Option<String>,
    /// 提出的要求
    pub asked: Option<String>,
    /// 登记的诉求
    pub cases: Vec<DocId>,
}

pub(crate) type EventView = lianxin_core::model::catalogue::EventView;

/// One step in the course of a case.
#[uniffi::remote(Record)]
pub struct EventView {
    /// The step's id.
    pub id: Option<EntryId>,
    /// `registered`, `accepted`, `assigned`, `acted`, `transferred`, `resolved`, `answered`, `followed_up`, `reopened`.
    pub kind: Option<String>,
    /// What was done; for a follow-up the villager's words.
    pub text: Option<String>,
    /// 日期
    pub date: Option<String>,
    /// 经办人
    pub by: Option<UserId>,
    /// To whom or to which office it was handed.
    pub to: Option<String>,
    /// For a follow-up: whether the villager is satisfied.
    pub satisfied: Option<bool>,
    /// The visit at which it was done.
    pub visit: Option<DocId>,
    /// The steps that whoever wrote this one had seen last.
    pub after: Vec<EntryId>,
}

pub(crate) type CaseFields = lianxin_core::model::catalogue::CaseView;

/// A case as it is read.
#[uniffi::remote(Record)]
pub struct CaseFields {
    /// 户
    pub household: Option<DocId>,
    /// 登记人
    pub author: Option<UserId>,
    /// `livelihood`, `hardship` or `dispute`.
    pub ledger: Option<String>,
    /// 事项
    pub title: Option<String>,
    /// 具体情况
    pub text: Option<String>,
    /// 来源
    pub source: Option<String>,
    /// 登记日期
    pub date: Option<String>,
    /// 办理期限
    pub due: Option<String>,
    /// 包案领导
    pub lead: Option<UserId>,
    /// The course, in an order in which every step stands after those that it follows.
    pub events: Vec<EventView>,
    /// 调处涉及人
    pub mediation_people: Vec<String>,
    /// 调处涉及户
    pub mediation_households: Vec<DocId>,
    /// Amount in fen.
    pub mediation_amount_fen: Option<i64>,
    /// `spoken`, `written` or `none`.
    pub mediation_outcome: Option<String>,
    /// Folded from the course, never written.
    pub status: CaseStatus,
    /// Whether two steps taken at the same time contradict each other.
    pub status_conflict: bool,
}

pub(crate) type AssistanceFields = lianxin_core::model::catalogue::AssistanceView;

/// Assistance as it is read.
#[uniffi::remote(Record)]
pub struct AssistanceFields {
    /// 受助户
    pub household: Option<DocId>,
    /// 登记人
    pub author: Option<UserId>,
    /// `money`, `goods`, `loan` or `project`.
    pub kind: Option<String>,
    /// Amount in fen; of goods and projects what they are worth, where that is known.
    pub amount_fen: Option<i64>,
    /// 日期
    pub date: Option<String>,
    /// 资金来源
    pub source: Option<String>,
    /// 说明
    pub text: Option<String>,
}

pub(crate) type DiaryEntryFields = lianxin_core::model::catalogue::DiaryEntryView;

/// A diary entry as it is read.
#[uniffi::remote(Record)]
pub struct DiaryEntryFields {
    /// 记录人
    pub author: Option<UserId>,
    /// 日期
    pub date: Option<String>,
    /// 日记
    pub text: String,
    /// 相关户
    pub households: Vec<DocId>,
    /// 相关走访
    pub visits: Vec<DocId>,
    /// 相关事项
    pub cases: Vec<DocId>,
    /// Whether it was handed in; nobody but the author reads it before.
    pub submitted: Option<bool>,
}

pub(crate) type CommentFields = lianxin_core::model::catalogue::CommentView;

/// A comment as it is read.
#[uniffi::remote(Record)]
pub struct CommentFields {
    /// The household, visit, diary entry or case.
    pub subject: Option<DocId>,
    /// The household that is meant, or that of a visit or case.
    pub household: Option<DocId>,
    /// The author of a diary entry; who is asked about a household.
    pub addressee: Option<UserId>,
    /// 批示人
    pub author: Option<UserId>,
    /// 日期
    pub date: Option<String>,
    /// 批示
    pub text: Option<String>,
}
