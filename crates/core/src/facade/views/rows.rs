//! Households as a list shows them.

use lianxin_model::ids::DocId;
use serde::Serialize;

/// A household in a list: light, thousands of them cost nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HouseholdRowView {
    /// Its id.
    pub id: DocId,
    /// 户编号
    pub code: Option<String>,
    /// 户主姓名; empty where nobody knows it.
    pub head_name: String,
    /// Division code.
    pub area: Option<String>,
    /// Name of its area, where the device knows it.
    pub area_name: Option<String>,
    /// 住址
    pub address: Option<String>,
    /// 电话
    pub phone: Option<String>,
    /// 类别
    pub categories: Vec<String>,
    /// People of it, without those who moved out or died.
    pub persons: u32,
    /// Cases that still wait.
    pub open_cases: u32,
    /// The day of the last home visit (入户), whoever made it.
    pub last_visit: Option<String>,
    /// Whether people contradict each other about it.
    pub contradicted: bool,
    /// Whether something of it, a visit or a case too, is not with the server yet.
    pub waiting: bool,
    /// Whether its record is still on its way: it can be shown and not edited.
    pub provisional: bool,
}

/// A page of households.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HouseholdRowsView {
    /// How many there are without limit and offset.
    pub total: u32,
    /// The page.
    pub rows: Vec<HouseholdRowView>,
}

/// By what a list of households can be narrowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HouseholdFacetsView {
    /// The areas that have households, with all above them, by code.
    pub areas: Vec<AreaFacetView>,
    /// The categories that there are, the most frequent first.
    pub categories: Vec<CategoryFacetView>,
}

/// An area that has households.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AreaFacetView {
    /// Division code.
    pub code: String,
    /// Its name; the code again where the device does not know it.
    pub name: String,
    /// `county`, `township`, `village` or `group`; empty where the device does not know it.
    pub level: String,
    /// Households in it and below it.
    pub count: u32,
}

/// A category that households have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CategoryFacetView {
    /// 类别
    pub name: String,
    /// Households with it.
    pub count: u32,
}
