//! 批示: a supervisor's words on a household, visit, diary entry or case. Written once.

use serde::{Deserialize, Serialize};

use super::{Field, Shape, Write};
use crate::ids::{DocId, Kind, UserId};
use crate::value::Type;

pub(super) const FIELDS: &[Field] = &[
    Field::new("subject", "对象", "On", Shape::One(Type::AnyDocument)).write(Write::Anchor),
    Field::new("household", "户", "Household", Shape::One(Type::Document(Kind::Household))).write(Write::Anchor),
    // A diary entry belongs to no household: what is said of it goes to its author. Of a household somebody who knows it is asked.
    Field::new("addressee", "写给", "To", Shape::One(Type::User)).write(Write::Anchor),
    Field::new("author", "批示人", "Author", Shape::One(Type::User)).write(Write::Anchor),
    Field::new("date", "日期", "Date", Shape::One(Type::Date)).write(Write::Anchor),
    Field::new("text", "批示", "Text", Shape::One(Type::Prose)).personal().write(Write::Anchor),
];

/// A comment as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "CommentFields"))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CommentView {
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
