//! 台账事项: one request, hardship or dispute, from its registration to its closing.

use serde::{Deserialize, Serialize};

use super::{EntryField, Field, Shape, Write};
use crate::course::Status;
use crate::ids::{DocId, EntryId, Kind, UserId};
use crate::value::{Choice, Type};

/// 三本台账.
pub const LEDGERS: &[Choice] = &[
    Choice { word: "livelihood", zh: "民生", en: "livelihood" },
    Choice { word: "hardship", zh: "困难", en: "hardship" },
    Choice { word: "dispute", zh: "稳定", en: "disputes and safety" },
];

/// Where a matter comes from.
pub const SOURCES: &[Choice] = &[
    Choice { word: "visit", zh: "走访", en: "visit" },
    Choice { word: "diary", zh: "日记", en: "diary" },
    Choice { word: "reception", zh: "接待日", en: "reception day" },
    Choice { word: "box", zh: "意见箱", en: "suggestion box" },
    Choice { word: "phone", zh: "电话", en: "phone" },
    Choice { word: "questionnaire", zh: "征求意见表", en: "questionnaire" },
    Choice { word: "collector", zh: "民情搜集员", en: "collector" },
    Choice { word: "online", zh: "网上", en: "online form" },
];

/// The steps in the course of a case.
pub const EVENT_KINDS: &[Choice] = &[
    Choice { word: "registered", zh: "登记", en: "registered" },
    Choice { word: "accepted", zh: "受理", en: "accepted" },
    Choice { word: "assigned", zh: "交办", en: "assigned" },
    Choice { word: "acted", zh: "办理", en: "acted" },
    Choice { word: "transferred", zh: "转办", en: "transferred" },
    Choice { word: "resolved", zh: "办结", en: "resolved" },
    Choice { word: "answered", zh: "反馈", en: "answered" },
    Choice { word: "followed_up", zh: "回访", en: "followed up" },
    Choice { word: "reopened", zh: "退回重办", en: "reopened" },
];

const OUTCOMES: &[Choice] = &[
    Choice { word: "spoken", zh: "口头协议", en: "spoken agreement" },
    Choice { word: "written", zh: "书面协议", en: "written agreement" },
    Choice { word: "none", zh: "未达成", en: "none" },
];

const EVENT: &[EntryField] = &[
    EntryField { key: "kind", zh: "环节", en: "Step", value: Type::Choice(EVENT_KINDS) },
    EntryField { key: "text", zh: "内容", en: "What was done", value: Type::Prose },
    EntryField { key: "date", zh: "日期", en: "Date", value: Type::Date },
    EntryField { key: "by", zh: "经办人", en: "By", value: Type::User },
    EntryField { key: "to", zh: "承办", en: "Handed to", value: Type::Line },
    EntryField { key: "satisfied", zh: "是否满意", en: "Satisfied", value: Type::Flag },
    EntryField { key: "visit", zh: "相关走访", en: "Visit", value: Type::Document(Kind::Visit) },
    EntryField { key: "after", zh: "接续", en: "Follows", value: Type::Entries },
];

pub(super) const FIELDS: &[Field] = &[
    Field::new("household", "户", "Household", Shape::One(Type::Document(Kind::Household))).write(Write::Anchor),
    Field::new("author", "登记人", "Registered by", Shape::One(Type::User)).write(Write::Anchor),
    Field::new("ledger", "台账", "Ledger", Shape::One(Type::Choice(LEDGERS))),
    Field::new("title", "事项", "Title", Shape::One(Type::Line)).personal(),
    Field::new("text", "具体情况", "What is asked for", Shape::One(Type::Prose)).personal(),
    Field::new("source", "来源", "Source", Shape::One(Type::Choice(SOURCES))),
    Field::new("date", "登记日期", "Registered on", Shape::One(Type::Date)),
    Field::new("due", "办理期限", "Due", Shape::One(Type::Date)).write(Write::Leader),
    Field::new("lead", "包案领导", "Case lead", Shape::One(Type::User)).write(Write::Leader),
    Field::new("events", "办理过程", "Course", Shape::Log(EVENT)).personal(),
    Field::new("mediation_people", "调处涉及人", "People in mediation", Shape::Set(Type::Line)).sensitive(),
    Field::new(
        "mediation_households",
        "调处涉及户",
        "Households in mediation",
        Shape::Set(Type::Document(Kind::Household)),
    )
    .personal(),
    Field::new("mediation_amount_fen", "调处金额", "Amount in mediation", Shape::One(Type::Fen)),
    Field::new("mediation_outcome", "调处结果", "Outcome of mediation", Shape::One(Type::Choice(OUTCOMES))),
];

/// One step in the course of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
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

/// A case as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "CaseFields"))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CaseView {
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
    pub status: Status,
    /// Whether two steps taken at the same time contradict each other.
    pub status_conflict: bool,
}
