//! What the core is asked. Made from the core's sources by `LIANXIN_UPDATE_TYPES=1 cargo test --lib records`.

use super::*;

pub(crate) type AddHouseholdRequest = lianxin_core::requests::AddHouseholdRequest;

/// A household to be registered.
#[uniffi::remote(Record)]
pub struct AddHouseholdRequest {
    /// 户编号. With it, two devices that register the same household offline make one record.
    #[uniffi(default)]
    pub code: Option<String>,
    /// Division code of the group or village.
    #[uniffi(default)]
    pub area: String,
    /// 住址
    #[uniffi(default)]
    pub address: Option<String>,
    /// 户主姓名
    #[uniffi(default)]
    pub head_name: Option<String>,
    /// Everything else.
    #[uniffi(default)]
    pub fields: Vec<FieldChange>,
}

pub(crate) type AddPersonRequest = lianxin_core::requests::AddPersonRequest;

/// A person to be registered in a household.
#[uniffi::remote(Record)]
pub struct AddPersonRequest {
    /// 姓名
    #[uniffi(default)]
    pub name: String,
    /// 与户主关系
    #[uniffi(default)]
    pub relation: String,
    /// 身份证号. With it, two devices that register the same person offline make one record.
    #[uniffi(default)]
    pub id_number: Option<String>,
    /// Everything else.
    #[uniffi(default)]
    pub fields: Vec<FieldChange>,
}

pub(crate) type AddVisitRequest = lianxin_core::requests::AddVisitRequest;

/// A visit to be written down.
#[uniffi::remote(Record)]
pub struct AddVisitRequest {
    /// `home`, `phone`, `meeting`, `desk`, `reception`, or the Chinese word.
    #[uniffi(default)]
    pub kind: String,
    /// What was seen and heard.
    #[uniffi(default)]
    pub text: String,
    /// Today where none is given.
    #[uniffi(default)]
    pub date: Option<String>,
    /// 地点
    #[uniffi(default)]
    pub place: Option<String>,
    /// 同去
    #[uniffi(default)]
    pub participants: Vec<String>,
    /// What was asked for.
    #[uniffi(default)]
    pub asked: Option<String>,
    /// What becomes a case at once.
    #[uniffi(default)]
    pub cases: Vec<OpenCaseRequest>,
}

pub(crate) type AddAssistanceRequest = lianxin_core::requests::AddAssistanceRequest;

/// Assistance to be recorded.
#[uniffi::remote(Record)]
pub struct AddAssistanceRequest {
    /// `money`, `goods`, `loan`, `project`, or the Chinese word.
    #[uniffi(default)]
    pub kind: String,
    /// As it is typed: `300`, `300元`, `1.2万元`.
    #[uniffi(default)]
    pub amount: Option<String>,
    /// Today where none is given.
    #[uniffi(default)]
    pub date: Option<String>,
    /// 资金来源
    #[uniffi(default)]
    pub source: Option<String>,
    /// What was given, and why.
    #[uniffi(default)]
    pub text: Option<String>,
}

pub(crate) type RecordVisitRequest = lianxin_core::requests::RecordVisitRequest;

/// A visit with everything that it brought, to be recorded once.
#[uniffi::remote(Record)]
pub struct RecordVisitRequest {
    /// The key of the draft that it was written in.
    #[uniffi(default)]
    pub draft: Option<String>,
    /// The household's id or official code.
    #[uniffi(default)]
    pub household: String,
    /// The visit.
    #[uniffi(default)]
    pub visit: AddVisitRequest,
    /// What turned out to be otherwise in the household's record.
    #[uniffi(default)]
    pub corrections: Vec<FieldChange>,
    /// The heads of the household's record that the person saw.
    #[uniffi(default)]
    pub seen_heads: Option<Vec<String>>,
}

pub(crate) type SaveDraftRequest = lianxin_core::requests::SaveDraftRequest;

/// What a person is writing.
#[uniffi::remote(Record)]
pub struct SaveDraftRequest {
    /// The page's name for it.
    pub key: String,
    /// `visit`, `case`, `diary`, …, as the page likes.
    pub kind: String,
    /// The household that it is about.
    #[uniffi(default)]
    pub household: Option<DocId>,
    /// Anything that the page needs to go on writing.
    pub body: Json,
}

pub(crate) type OpenCaseRequest = lianxin_core::requests::OpenCaseRequest;

/// A matter to be registered.
#[uniffi::remote(Record)]
pub struct OpenCaseRequest {
    /// `livelihood`, `hardship`, `dispute`, or the Chinese word.
    #[uniffi(default)]
    pub ledger: String,
    /// 事项
    #[uniffi(default)]
    pub title: String,
    /// 具体情况
    #[uniffi(default)]
    pub text: String,
    /// Where it came from; `visit` for one that a visit brings.
    #[uniffi(default)]
    pub source: Option<String>,
    /// Today where none is given.
    #[uniffi(default)]
    pub date: Option<String>,
    /// Everything else, such as the people in a mediation.
    #[uniffi(default)]
    pub fields: Vec<FieldChange>,
}

pub(crate) type CaseEventRequest = lianxin_core::requests::CaseEventRequest;

/// A step in the course of a case.
#[uniffi::remote(Record)]
pub struct CaseEventRequest {
    /// `accepted`, `assigned`, `acted`, `transferred`, `resolved`, `answered`, `followed_up`, `reopened`, or the
    /// Chinese word.
    #[uniffi(default)]
    pub kind: String,
    /// What was done; for a follow-up the villager's words.
    #[uniffi(default)]
    pub text: Option<String>,
    /// Today where none is given.
    #[uniffi(default)]
    pub date: Option<String>,
    /// To whom or to which office it is handed.
    #[uniffi(default)]
    pub to: Option<String>,
    /// For a follow-up: whether the villager is satisfied.
    #[uniffi(default)]
    pub satisfied: Option<bool>,
    /// The visit at which it was done.
    #[uniffi(default)]
    pub visit: Option<DocId>,
}

pub(crate) type AddDiaryEntryRequest = lianxin_core::requests::AddDiaryEntryRequest;

/// A diary entry to be begun.
#[uniffi::remote(Record)]
pub struct AddDiaryEntryRequest {
    /// Today where none is given.
    #[uniffi(default)]
    pub date: Option<String>,
    /// 日记
    #[uniffi(default)]
    pub text: String,
    /// 相关户
    #[uniffi(default)]
    pub households: Vec<DocId>,
    /// 相关走访
    #[uniffi(default)]
    pub visits: Vec<DocId>,
    /// 相关事项
    #[uniffi(default)]
    pub cases: Vec<DocId>,
}

pub(crate) type ListFilter = lianxin_core::requests::ListFilter;

/// Which records of a list. Conditions that a kind does not have select nothing of it.
#[uniffi::remote(Record)]
pub struct ListFilter {
    /// Of this household.
    #[uniffi(default)]
    pub household: Option<DocId>,
    /// In this area or below it, by division code.
    #[uniffi(default)]
    pub area: Option<String>,
    /// With this 类别.
    #[uniffi(default)]
    pub category: Option<String>,
    /// Kind of a visit or assistance, ledger of a case.
    #[uniffi(default)]
    pub class: Option<String>,
    /// Status of a case; `draft` or `submitted` for a diary entry.
    #[uniffi(default)]
    pub status: Option<String>,
    /// Cases that still wait (or no longer).
    #[uniffi(default)]
    pub open: Option<bool>,
    /// Written by this account.
    #[uniffi(default)]
    pub author: Option<UserId>,
    /// On this day or later.
    #[uniffi(default)]
    pub date_from: Option<String>,
    /// On this day or earlier.
    #[uniffi(default)]
    pub date_to: Option<String>,
    /// Only where people contradict each other.
    #[uniffi(default)]
    pub contradicted: bool,
    /// Only what a search for this finds.
    #[uniffi(default)]
    pub text: Option<String>,
    /// At most so many; all where none is given.
    #[uniffi(default)]
    pub limit: Option<u32>,
    /// After so many.
    #[uniffi(default)]
    pub offset: u32,
}

pub(crate) type RowsFilter = lianxin_core::requests::RowsFilter;

/// Which households of the list, light.
#[uniffi::remote(Record)]
pub struct RowsFilter {
    /// In this area or below it, by division code.
    #[uniffi(default)]
    pub area: Option<String>,
    /// With this 类别.
    #[uniffi(default)]
    pub category: Option<String>,
    /// Only what a search for this finds: a name of the head or of a member, pinyin or its initials, part of a phone or
    /// code, the address, the group, a category.
    #[uniffi(default)]
    pub text: Option<String>,
    /// In which order.
    pub order: RowsOrder,
    /// At most so many.
    #[uniffi(default)]
    pub limit: Option<u32>,
    /// After so many.
    #[uniffi(default)]
    pub offset: u32,
}

pub(crate) type RowsOrder = lianxin_core::requests::RowsOrder;

/// The order of a list of households.
#[uniffi::remote(Enum)]
pub enum RowsOrder {
    /// By area and code.
    Area,
    /// Those first that were not visited at home for the longest time, or never.
    Unseen,
}

pub(crate) type FieldChange = lianxin_core::changes::FieldChange;

/// A change to one field, driven by the catalogue.
///
/// | text | means |
/// | --- | --- |
/// | `phone=13800000000` | sets a value |
/// | `phone=` | clears it |
/// | `categories+=低保户`, `categories-=低保户` | adds to or removes from a set |
/// | `categories=低保户、残疾` | makes the set exactly that |
/// | `extra.电表号=12` , `extra.电表号=` | sets or removes one entry of a map |
/// | `notes=…` | rewrites a text, keeping what stays the same |
/// | `notes+=…` | adds a line to a text |
#[uniffi::remote(Record)]
pub struct FieldChange {
    /// Path in the catalogue.
    pub field: String,
    /// Key within a map.
    #[uniffi(default)]
    pub key: Option<String>,
    /// What is done to it.
    pub change: Change,
}

pub(crate) type Change = lianxin_core::changes::Change;

/// What is done to a field.
#[uniffi::remote(Enum)]
pub enum Change {
    /// The field becomes this; nothing clears it.
    Set(String),
    /// This is added to a set or text.
    Add(String),
    /// This is taken out of a set or map.
    Remove(String),
}

pub(crate) type Place = lianxin_core::changes::Place;

/// Where a sentence goes in a text.
#[uniffi::remote(Enum)]
pub enum Place {
    /// Before everything.
    Start,
    /// After everything.
    End,
}

pub(crate) type ChosenDifference = lianxin_core::model::duplicates::Choice;

/// A difference in which the other's value is the right one.
#[uniffi::remote(Record)]
pub struct ChosenDifference {
    /// Path in the catalogue.
    pub field: String,
    /// Key within a map.
    #[uniffi(default)]
    pub key: Option<String>,
}
