//! Which column of a sheet holds what, by the names that offices give them.

use lianxin_model::search::normalize;
use serde::Serialize;

use super::cells::Cell;

/// What a column of a roster holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// 户编号
    HouseholdCode,
    /// 村
    Village,
    /// 组
    Group,
    /// 户主
    HeadName,
    /// 姓名
    Name,
    /// 与户主关系
    Relation,
    /// 性别
    Sex,
    /// 出生日期
    Birth,
    /// 身份证号
    IdNumber,
    /// 电话
    Phone,
    /// 类别
    Category,
    /// 住址
    Address,
    /// 备注
    Note,
}

impl Column {
    /// How many there are.
    pub const COUNT: usize = 13;

    /// Every column, in the order in which offices print them.
    pub const ALL: [Column; Self::COUNT] = [
        Column::HouseholdCode,
        Column::Village,
        Column::Group,
        Column::HeadName,
        Column::Name,
        Column::Relation,
        Column::Sex,
        Column::Birth,
        Column::IdNumber,
        Column::Phone,
        Column::Category,
        Column::Address,
        Column::Note,
    ];

    /// Without these no row can be used.
    pub const REQUIRED: [Column; 2] = [Column::HouseholdCode, Column::Name];

    /// The name on a printed form.
    pub fn label(self) -> &'static str {
        self.names()[0]
    }

    /// The column that a cell of a header names.
    pub(crate) fn of_label(label: &str) -> Option<Column> {
        Column::of_name(&bare(label))
    }

    /// Whether a cell that is merged over several rows speaks for each of them.
    pub(super) fn is_filled_down(self) -> bool {
        self.is_of_household() || self == Column::Category
    }

    /// Whether the column describes the household, not one person in it.
    pub(super) fn is_of_household(self) -> bool {
        matches!(self, Column::HouseholdCode | Column::Village | Column::Group | Column::HeadName | Column::Address)
    }

    /// The names that offices use, the printed form's first.
    fn names(self) -> &'static [&'static str] {
        match self {
            Column::HouseholdCode => {
                &["户编号", "户号", "户编码", "家庭编号", "家庭编码", "家庭户编号", "住户编号", "农户编号"]
            }
            Column::Village => {
                &["村", "村名", "村名称", "行政村", "行政村名称", "所在村", "村委会", "村社区", "村/社区", "社区"]
            }
            Column::Group => &["组", "组别", "组名", "组名称", "所在组", "小组", "村小组", "村民小组", "自然村组"],
            Column::HeadName => &["户主", "户主姓名", "户主名", "户主名字"],
            Column::Name => &["姓名", "名字", "成员姓名", "人员姓名", "家庭成员", "家庭成员姓名", "居民姓名"],
            Column::Relation => &["与户主关系", "与户主的关系", "与户主之关系", "户主关系", "家庭关系", "关系"],
            Column::Sex => &["性别"],
            Column::Birth => &["出生日期", "出生年月日", "出生年月", "出生时间", "生日"],
            Column::IdNumber => &[
                "身份证号",
                "身份证号码",
                "身份证",
                "身份号码",
                "公民身份号码",
                "公民身份证号",
                "公民身份证号码",
                "居民身份证号",
                "居民身份证号码",
                "证件号码",
                "证件号",
            ],
            Column::Phone => {
                &["电话", "联系电话", "电话号码", "联系电话号码", "联系方式", "手机", "手机号", "手机号码", "本人电话"]
            }
            Column::Category => {
                &["类别", "人员类别", "人员类型", "户类别", "户类型", "家庭类别", "农户类型", "对象类别"]
            }
            Column::Address => {
                &["住址", "家庭住址", "现住址", "详细住址", "居住地址", "地址", "家庭地址", "详细地址", "现居住地址"]
            }
            Column::Note => &["备注", "备考", "说明", "附注"],
        }
    }

    fn of_name(name: &str) -> Option<Column> {
        Column::ALL.into_iter().find(|column| column.names().contains(&name))
    }
}

/// Where each column stands in one sheet.
#[derive(Debug, Clone)]
pub(super) struct Header {
    places: [Option<usize>; Column::COUNT],
    /// Names that nothing here reads, and second columns for what is read already.
    pub(super) ignored: Vec<String>,
}

/// Code points kept of the name of a column that is not read.
const IGNORED_CHARS_MAX: usize = 40;

impl Header {
    /// The columns that a row names, as far as it names any.
    pub(super) fn of_row<'a>(cells: impl Iterator<Item = &'a Cell>) -> Self {
        let mut header = Self { places: [None; Column::COUNT], ignored: Vec::new() };
        for (place, cell) in cells.enumerate() {
            let Cell::Text(label) = cell else { continue };
            match Column::of_label(label) {
                Some(column) if header.place(column).is_none() => header.places[column as usize] = Some(place),
                _ => header.ignored.push(one_line(label)),
            }
        }
        header
    }

    /// The place of a column, counted from 0.
    pub(super) fn place(&self, column: Column) -> Option<usize> {
        self.places[column as usize]
    }

    /// How many columns were recognised.
    pub(super) fn recognised(&self) -> usize {
        self.places.iter().flatten().count()
    }

    /// Required columns that are not there.
    pub(super) fn missing(&self) -> Vec<Column> {
        Column::REQUIRED.into_iter().filter(|column| self.place(*column).is_none()).collect()
    }
}

/// A label without what offices write around it: spaces to spread two characters, stars on what must be filled in,
/// explanations in brackets, full-width and traditional forms.
fn bare(label: &str) -> String {
    let mut depth = 0_usize;
    let mut name = String::new();
    for character in normalize(label).chars() {
        match character {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            '*' | ':' | '★' | '※' | '\u{feff}' => {}
            character if depth > 0 || character.is_whitespace() => {}
            character => name.push(character),
        }
    }
    name
}

fn one_line(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(IGNORED_CHARS_MAX).collect()
}
