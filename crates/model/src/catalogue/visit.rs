//! 走访记录: when, where, who, what was seen, what was asked for.

use serde::{Deserialize, Serialize};

use super::{Field, Shape, Write};
use crate::ids::{DocId, Kind, UserId};
use crate::value::{Choice, Type};

/// The kinds of visit.
pub const VISIT_KINDS: &[Choice] = &[
    Choice { word: "home", zh: "入户", en: "home visit" },
    Choice { word: "phone", zh: "电话", en: "phone call" },
    Choice { word: "meeting", zh: "座谈会", en: "meeting" },
    Choice { word: "desk", zh: "田埂办公桌", en: "field desk" },
    Choice { word: "reception", zh: "接待日", en: "reception day" },
];

pub(super) const FIELDS: &[Field] = &[
    Field::new("household", "走访户", "Household", Shape::One(Type::Document(Kind::Household))).write(Write::Anchor),
    Field::new("author", "走访人", "Visited by", Shape::One(Type::User)).write(Write::Anchor),
    Field::new("kind", "走访方式", "Kind of visit", Shape::One(Type::Choice(VISIT_KINDS))).write(Write::Author),
    Field::new("date", "走访日期", "Date", Shape::One(Type::Date)).write(Write::Author),
    Field::new("place", "地点", "Place", Shape::One(Type::Line)).write(Write::Author),
    Field::new("participants", "同去", "Participants", Shape::Set(Type::Line)).write(Write::Author),
    Field::new("text", "看到、听到的", "What was seen and heard", Shape::One(Type::Prose))
        .personal()
        .write(Write::Author),
    Field::new("asked", "提出的要求", "What was asked for", Shape::One(Type::Prose)).personal().write(Write::Author),
    Field::new("cases", "登记的诉求", "Cases registered", Shape::Set(Type::Document(Kind::Case))),
];

/// A visit as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "VisitFields"))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct VisitView {
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
