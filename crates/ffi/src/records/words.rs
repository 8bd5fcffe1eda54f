//! Values, and words that records are told in. Made from the core's sources by `LIANXIN_UPDATE_TYPES=1 cargo test --lib records`.

use super::*;

pub(crate) type Kind = lianxin_core::model::ids::Kind;

/// What a document is. The numbers are stored and sent: never reuse one.
#[uniffi::remote(Enum)]
pub enum Kind {
    /// 户: the address, the people in it, what the township knows of it.
    Household,
    /// 人: one member of a household.
    Person,
    /// 台账事项: one request, hardship or dispute.
    Case,
    /// 走访记录: one visit.
    Visit,
    /// 民情日记: a cadre's account of a day.
    DiaryEntry,
    /// 批示: a supervisor's words on a visit, diary entry or case.
    Comment,
    /// 帮扶 / 救助: what a household was given.
    Assistance,
}

pub(crate) type Value = lianxin_core::model::value::Value;

/// A value as people and programs outside see it. References are UUID texts, amounts whole fen.
#[uniffi::remote(Enum)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A whole number; amounts of money in fen.
    Whole(i64),
    /// Everything else.
    Text(String),
    /// References to several entries.
    Many(Vec<String>),
}

pub(crate) type CaseStatus = lianxin_core::model::course::Status;

/// Where a case stands. In order: later stands for further on.
#[uniffi::remote(Enum)]
pub enum CaseStatus {
    /// 已登记
    Registered,
    /// 退回重办: it was resolved and is not.
    Reopened,
    /// 已受理
    Accepted,
    /// 已交办
    Assigned,
    /// 已转办
    Transferred,
    /// 办理中
    Acting,
    /// 已办结
    Resolved,
    /// 已反馈
    Answered,
    /// 已回访, and the villager is satisfied.
    Closed,
}

pub(crate) type Intention = lianxin_core::model::intention::Intention;

/// One thing that a person does to one field.
#[uniffi::remote(Enum)]
pub enum Intention {
    /// Sets a single value, or clears it. Also settles a conflict.
    Set {
        /// Path in the catalogue.
        field: String,
        /// The new value; `None` clears.
        value: Option<Value>,
    },
    /// Removes and inserts in a free text.
    Splice {
        /// Path in the catalogue.
        field: String,
        /// Where, in code points.
        index: Count,
        /// How many code points go.
        delete: Count,
        /// What comes.
        insert: String,
    },
    /// Adds a key to a set.
    Add {
        /// Path in the catalogue.
        field: String,
        /// The key.
        key: String,
    },
    /// Sets the value of a key in a map.
    Put {
        /// Path in the catalogue.
        field: String,
        /// The key.
        key: String,
        /// The value.
        value: Value,
    },
    /// Takes a key out of a set or map.
    Remove {
        /// Path in the catalogue.
        field: String,
        /// The key.
        key: String,
    },
    /// Writes an entry into a log, once. Writing an entry whose id is there already does nothing.
    Append {
        /// Path in the catalogue.
        field: String,
        /// The entry's id.
        entry: EntryId,
        /// Its values by key.
        values: Values,
    },
}

pub(crate) type Flag = lianxin_core::model::document::Flag;

/// A value that was kept although its check fails.
#[uniffi::remote(Record)]
pub struct Flag {
    /// Path in the catalogue.
    pub field: String,
    /// What is wrong with it: the code of a [`Problem`].
    pub code: String,
}

pub(crate) type DuplicateReason = lianxin_core::model::duplicates::Reason;

/// Something that two households have in common.
#[uniffi::remote(Enum)]
pub enum DuplicateReason {
    /// The heads have the same ID number.
    HeadIdNumber,
    /// Somebody belongs to both.
    SameMember,
    /// The heads have the same name, in whatever characters.
    HeadName,
    /// The heads' names sound the same.
    HeadNameSound,
    /// The same mobile number.
    Phone,
    /// The same fixed or short number.
    Landline,
    /// The same address in the same village.
    Address,
    /// The same village, or the same group of it.
    Area,
}

pub(crate) type Sensitivity = lianxin_core::model::catalogue::Sensitivity;

/// How carefully a field is shown (个人信息保护法: sensitive personal information is masked unless a duty calls for it).
#[uniffi::remote(Enum)]
pub enum Sensitivity {
    /// Not about a person.
    Plain,
    /// About a person, ordinary.
    Personal,
    /// ID numbers, health, hardship.
    Sensitive,
}

pub(crate) type Write = lianxin_core::model::catalogue::Write;

/// Who may write a field of a document that they may write at all.
#[uniffi::remote(Enum)]
pub enum Write {
    /// Set by the first change of the document, never again: it decides to whom the document belongs.
    Anchor,
    /// Everybody who holds the document.
    Holder,
    /// Only the document's author.
    Author,
    /// Only those who lead: supervisors and administrators.
    Leader,
}
