//! 人: one member of a household. The ID number stands here and not in the household, so that it can be erased alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Field, Shape, Write};
use crate::ids::{DocId, Kind};
use crate::value::{Choice, Type};

const SEXES: &[Choice] =
    &[Choice { word: "male", zh: "男", en: "male" }, Choice { word: "female", zh: "女", en: "female" }];

const RESIDENCES: &[Choice] = &[
    Choice { word: "home", zh: "在家", en: "at home" },
    Choice { word: "away_work", zh: "外出务工", en: "away for work" },
    Choice { word: "away_study", zh: "外出上学", en: "away for study" },
    Choice { word: "moved_out", zh: "迁出", en: "moved out" },
    Choice { word: "deceased", zh: "去世", en: "deceased" },
];

pub(super) const FIELDS: &[Field] = &[
    Field::new("household", "所在户", "Household", Shape::One(Type::Document(Kind::Household))).write(Write::Anchor),
    Field::new("name", "姓名", "Name", Shape::One(Type::Line)).personal(),
    Field::new("sex", "性别", "Sex", Shape::One(Type::Choice(SEXES))).personal(),
    Field::new("birth", "出生日期", "Date of birth", Shape::One(Type::Date)).personal(),
    Field::new("id_number", "身份证号", "ID number", Shape::One(Type::IdNumber)).sensitive(),
    Field::new("phone", "电话", "Phone", Shape::One(Type::Phone)).personal(),
    Field::new("residence", "在家情况", "Residence", Shape::One(Type::Choice(RESIDENCES))).personal(),
    Field::new("away_place", "外出地", "Place away", Shape::One(Type::Line)).personal(),
    Field::new("occupation", "职业", "Occupation", Shape::One(Type::Line)).personal(),
    Field::new("health", "健康状况", "Health", Shape::One(Type::Prose)).sensitive(),
    Field::new("categories", "类别", "Categories", Shape::Set(Type::Line)).sensitive(),
    Field::new("notes", "备注", "Notes", Shape::Text).personal(),
    Field::new("extra", "补充信息", "Further fields", Shape::Map(Type::Line, Type::Prose)).personal(),
];

/// A person as they are read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PersonFields"))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PersonView {
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
    pub extra: BTreeMap<String, String>,
}
