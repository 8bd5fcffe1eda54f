//! 民情日记: a cadre's own account of a day. Private until it is handed in.

use serde::{Deserialize, Serialize};

use super::{Field, Shape, Write};
use crate::ids::{DocId, Kind, UserId};
use crate::value::Type;

pub(super) const FIELDS: &[Field] = &[
    Field::new("author", "记录人", "Author", Shape::One(Type::User)).write(Write::Anchor),
    Field::new("date", "日期", "Date", Shape::One(Type::Date)).write(Write::Author),
    Field::new("text", "日记", "Text", Shape::Text).personal().write(Write::Author),
    Field::new("households", "相关户", "Households", Shape::Set(Type::Document(Kind::Household))).write(Write::Author),
    Field::new("visits", "相关走访", "Visits", Shape::Set(Type::Document(Kind::Visit))).write(Write::Author),
    Field::new("cases", "相关事项", "Cases", Shape::Set(Type::Document(Kind::Case))).write(Write::Author),
    Field::new("submitted", "已上交", "Handed in", Shape::One(Type::Flag)).write(Write::Author),
];

/// A diary entry as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "DiaryEntryFields"))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct DiaryEntryView {
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
