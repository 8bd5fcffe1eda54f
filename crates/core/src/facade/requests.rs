//! What is asked of the facade. Texts are as people type them; the catalogue checks them.

use lianxin_model::ids::{DocId, UserId};
use serde::{Deserialize, Serialize};

use super::changes::FieldChange;

/// A household to be registered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(default)]
pub struct AddHouseholdRequest {
    /// 户编号. With it, two devices that register the same household offline make one record.
    pub code: Option<String>,
    /// Division code of the group or village.
    pub area: String,
    /// 住址
    pub address: Option<String>,
    /// 户主姓名
    pub head_name: Option<String>,
    /// Everything else.
    pub fields: Vec<FieldChange>,
}

/// A person to be registered in a household.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(default)]
pub struct AddPersonRequest {
    /// 姓名
    pub name: String,
    /// 与户主关系
    pub relation: String,
    /// 身份证号. With it, two devices that register the same person offline make one record.
    pub id_number: Option<String>,
    /// Everything else.
    pub fields: Vec<FieldChange>,
}

/// A visit to be written down.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(default)]
pub struct AddVisitRequest {
    /// `home`, `phone`, `meeting`, `desk`, `reception`, or the Chinese word.
    pub kind: String,
    /// What was seen and heard.
    pub text: String,
    /// Today where none is given.
    pub date: Option<String>,
    /// 地点
    pub place: Option<String>,
    /// 同去
    pub participants: Vec<String>,
    /// What was asked for.
    pub asked: Option<String>,
    /// What becomes a case at once.
    pub cases: Vec<OpenCaseRequest>,
}

/// Assistance to be recorded.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(default)]
pub struct AddAssistanceRequest {
    /// `money`, `goods`, `loan`, `project`, or the Chinese word.
    pub kind: String,
    /// As it is typed: `300`, `300元`, `1.2万元`.
    pub amount: Option<String>,
    /// Today where none is given.
    pub date: Option<String>,
    /// 资金来源
    pub source: Option<String>,
    /// What was given, and why.
    pub text: Option<String>,
}

/// A visit with everything that it brought, to be recorded once.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(default)]
pub struct RecordVisitRequest {
    /// The key of the draft that it was written in.
    pub draft: Option<String>,
    /// The household's id or official code.
    pub household: String,
    /// The visit.
    #[serde(rename = "request")]
    pub visit: AddVisitRequest,
    /// What turned out to be otherwise in the household's record.
    #[cfg_attr(feature = "types", ts(optional, as = "Option<Vec<FieldChange>>"))]
    pub corrections: Vec<FieldChange>,
    /// The heads of the household's record that the person saw.
    pub seen_heads: Option<Vec<String>>,
}

/// What a person is writing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct SaveDraftRequest {
    /// The page's name for it.
    pub key: String,
    /// `visit`, `case`, `diary`, …, as the page likes.
    pub kind: String,
    /// The household that it is about.
    pub household: Option<DocId>,
    /// Anything that the page needs to go on writing.
    #[cfg_attr(feature = "types", ts(type = "unknown"))]
    pub body: serde_json::Value,
}

/// A matter to be registered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(default)]
pub struct OpenCaseRequest {
    /// `livelihood`, `hardship`, `dispute`, or the Chinese word.
    pub ledger: String,
    /// 事项
    pub title: String,
    /// 具体情况
    pub text: String,
    /// Where it came from; `visit` for one that a visit brings.
    pub source: Option<String>,
    /// Today where none is given.
    pub date: Option<String>,
    /// Everything else, such as the people in a mediation.
    pub fields: Vec<FieldChange>,
}

/// A step in the course of a case.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(default)]
pub struct CaseEventRequest {
    /// `accepted`, `assigned`, `acted`, `transferred`, `resolved`, `answered`, `followed_up`, `reopened`, or the
    /// Chinese word.
    pub kind: String,
    /// What was done; for a follow-up the villager's words.
    pub text: Option<String>,
    /// Today where none is given.
    pub date: Option<String>,
    /// To whom or to which office it is handed.
    pub to: Option<String>,
    /// For a follow-up: whether the villager is satisfied.
    pub satisfied: Option<bool>,
    /// The visit at which it was done.
    pub visit: Option<DocId>,
}

/// A diary entry to be begun.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(default)]
pub struct AddDiaryEntryRequest {
    /// Today where none is given.
    pub date: Option<String>,
    /// 日记
    pub text: String,
    /// 相关户
    pub households: Vec<DocId>,
    /// 相关走访
    pub visits: Vec<DocId>,
    /// 相关事项
    pub cases: Vec<DocId>,
}

/// Which records of a list. Conditions that a kind does not have select nothing of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(default)]
pub struct ListFilter {
    /// Of this household.
    pub household: Option<DocId>,
    /// In this area or below it, by division code.
    pub area: Option<String>,
    /// With this 类别.
    pub category: Option<String>,
    /// Kind of a visit or assistance, ledger of a case.
    pub class: Option<String>,
    /// Status of a case; `draft` or `submitted` for a diary entry.
    pub status: Option<String>,
    /// Cases that still wait (or no longer).
    pub open: Option<bool>,
    /// Written by this account.
    pub author: Option<UserId>,
    /// On this day or later.
    pub date_from: Option<String>,
    /// On this day or earlier.
    pub date_to: Option<String>,
    /// Only where people contradict each other.
    #[cfg_attr(feature = "types", ts(optional, as = "Option<bool>"))]
    pub contradicted: bool,
    /// Only what a search for this finds.
    pub text: Option<String>,
    /// At most so many; all where none is given.
    pub limit: Option<u32>,
    /// After so many.
    #[cfg_attr(feature = "types", ts(optional, as = "Option<u32>"))]
    pub offset: u32,
}

/// Which households of the list, light.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(default)]
pub struct RowsFilter {
    /// In this area or below it, by division code.
    pub area: Option<String>,
    /// With this 类别.
    pub category: Option<String>,
    /// Only what a search for this finds: a name of the head or of a member, pinyin or its initials, part of a phone or
    /// code, the address, the group, a category.
    pub text: Option<String>,
    /// In which order.
    #[cfg_attr(feature = "types", ts(optional, as = "Option<RowsOrder>"))]
    pub order: RowsOrder,
    /// At most so many.
    pub limit: Option<u32>,
    /// After so many.
    #[cfg_attr(feature = "types", ts(optional, as = "Option<u32>"))]
    pub offset: u32,
}

/// The order of a list of households.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RowsOrder {
    /// By area and code.
    #[default]
    Area,
    /// Those first that were not visited at home for the longest time, or never.
    Unseen,
}
