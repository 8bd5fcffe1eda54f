//! 帮扶 / 救助: money, goods, a loan or a project that a household was given.

use serde::{Deserialize, Serialize};

use super::{Field, Shape, Write};
use crate::ids::{DocId, Kind, UserId};
use crate::value::{Choice, Type};

/// The kinds of assistance.
pub const ASSISTANCE_KINDS: &[Choice] = &[
    Choice { word: "money", zh: "资金", en: "money" },
    Choice { word: "goods", zh: "物资", en: "goods" },
    Choice { word: "loan", zh: "贷款", en: "loan" },
    Choice { word: "project", zh: "项目", en: "project" },
];

pub(super) const FIELDS: &[Field] = &[
    Field::new("household", "受助户", "Household", Shape::One(Type::Document(Kind::Household))).write(Write::Anchor),
    Field::new("author", "登记人", "Recorded by", Shape::One(Type::User)).write(Write::Anchor),
    Field::new("kind", "帮扶方式", "Kind of assistance", Shape::One(Type::Choice(ASSISTANCE_KINDS)))
        .write(Write::Author),
    Field::new("amount_fen", "金额", "Amount", Shape::One(Type::Fen)).personal().write(Write::Author),
    Field::new("date", "日期", "Date", Shape::One(Type::Date)).write(Write::Author),
    // A fund mostly, at times a giver's name.
    Field::new("source", "资金来源", "Source of funds", Shape::One(Type::Line)).personal().write(Write::Author),
    Field::new("text", "说明", "What was given, and why", Shape::One(Type::Prose)).personal().write(Write::Author),
];

/// Assistance as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "AssistanceFields"))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AssistanceView {
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
