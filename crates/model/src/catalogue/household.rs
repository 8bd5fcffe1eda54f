//! 户: where it is, who heads it, what the township knows of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Field, Shape, Write};
use crate::ids::{DocId, Kind};
use crate::value::Type;

pub(super) const FIELDS: &[Field] = &[
    Field::new("code", "户编号", "Household code", Shape::One(Type::Line)).write(Write::Anchor),
    Field::new("area", "所在组", "Area", Shape::One(Type::Division)).write(Write::Anchor),
    Field::new("address", "住址", "Address", Shape::One(Type::Line)).personal(),
    Field::new("head", "户主", "Head of household", Shape::One(Type::Document(Kind::Person))).personal(),
    Field::new("head_name", "户主姓名", "Name of the head", Shape::One(Type::Line)).personal(),
    Field::new("phone", "电话", "Phone", Shape::One(Type::Phone)).personal(),
    Field::new("members", "家庭成员", "Members", Shape::Map(Type::Document(Kind::Person), Type::Line)).personal(),
    Field::new("categories", "类别", "Categories", Shape::Set(Type::Line)).sensitive(),
    Field::new("housing", "住房", "Housing", Shape::One(Type::Line)).personal(),
    Field::new("income_fen", "年收入", "Yearly income", Shape::One(Type::Fen)).personal(),
    Field::new("hardship", "困难", "Hardship", Shape::One(Type::Prose)).sensitive(),
    Field::new("point", "位置", "Point on the map", Shape::One(Type::Point)).personal(),
    Field::new("notes", "备注", "Notes", Shape::Text).personal(),
    // A county's own fields. The first documents did not have it: see document::genesis on how a schema grows.
    Field::new("extra", "补充信息", "Further fields", Shape::Map(Type::Line, Type::Prose)).personal().since(2),
    // The same household under another id: see duplicates. A single value needs no container, so that version 3 brings no
    // genesis change of its own.
    Field::new("merged_into", "并入户", "Merged into", Shape::One(Type::Document(Kind::Household))).since(3),
];

/// A household as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "HouseholdFields"))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct HouseholdView {
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
    pub members: BTreeMap<String, String>,
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
    pub extra: BTreeMap<String, String>,
    /// 并入户: the record of the same household that goes on in place of this one.
    pub merged_into: Option<DocId>,
}
