//! What is wrong with single rows.

use std::borrow::Cow;

use lianxin_model::check;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::apply::ApplyFault;
use super::cells::Unreadable;
use super::columns::Column;

/// Whether a row can be used in spite of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The row is left out.
    Error,
    /// The row is read. The value is kept as it is written, unless the problem says that it is gone.
    Warning,
}

/// What is wrong with a row or with one of its cells. Holds no cell's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No household code, and none above that the row could belong to.
    NoHouseholdCode,
    /// No name.
    NoName,
    /// The code stood above with another village, group or head.
    DuplicateHouseholdCode {
        /// Where it stood first.
        first_line: u32,
    },
    /// Without a code of its own below a row whose household was refused.
    HouseholdRefused,
    /// The same ID number stood above.
    DuplicatePerson {
        /// Where it stood first.
        first_line: u32,
    },
    /// An ID number that fails its check stood above too.
    SameFailingNumber {
        /// Where it stood first.
        first_line: u32,
    },
    /// The spreadsheet rounded the digits away; the value is gone.
    PrecisionLost,
    /// An ID number that ends in 000 and fails its check: what remains of one that was rounded.
    EndsInZeros,
    /// An ID number with stars in it, from a list in which it was masked: no number, left out.
    Masked,
    /// The spreadsheet took the text for a date; the value is gone.
    TurnedIntoDate,
    /// A formula that failed; no value.
    FormulaFailed,
    /// Longer than a cell of a roster may be; the value is left out.
    CellTooLong,
    /// More categories or phones in one cell than anybody has; those beyond are left out.
    TooManyInCell,
    /// A cell near this row is of a kind that cannot be read; left out.
    UnreadableCell,
    /// A year, or a year and a month.
    DateIncomplete,
    /// Neither 男 nor 女; left out.
    UnknownSex,
    /// The birth date is not the one in the ID number.
    BirthDiffers,
    /// The sex is not the one in the ID number.
    SexDiffers,
    /// Not the address that the household has above.
    AddressDiffers,
    /// The household's first row leaves the village open.
    NoVillage,
    /// The value fails its check and is kept as it is written.
    Kept(check::Problem),
    /// The value fails its check and cannot be kept.
    Dropped(check::Problem),
    /// The name or household code fails its check, which leaves the row without one.
    Refused(check::Problem),
    /// The row does not fit the county's places and records, see [`super::apply()`].
    Applying(ApplyFault),
}

impl From<Unreadable> for Fault {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::PrecisionLost => Self::PrecisionLost,
            Unreadable::TurnedIntoDate => Self::TurnedIntoDate,
            Unreadable::Failed => Self::FormulaFailed,
            Unreadable::TooLong => Self::CellTooLong,
        }
    }
}

impl Fault {
    /// Whether the row can be used, where the fault alone decides.
    fn severity(self) -> Severity {
        match self {
            Self::NoHouseholdCode
            | Self::NoName
            | Self::DuplicateHouseholdCode { .. }
            | Self::HouseholdRefused
            | Self::DuplicatePerson { .. }
            | Self::Refused(_) => Severity::Error,
            Self::Applying(fault) => fault.severity(),
            _ => Severity::Warning,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::NoHouseholdCode => "no_household_code",
            Self::NoName => "no_name",
            Self::DuplicateHouseholdCode { .. } => "duplicate_household_code",
            Self::HouseholdRefused => "household_refused",
            Self::DuplicatePerson { .. } => "duplicate_person",
            Self::SameFailingNumber { .. } => "same_failing_number",
            Self::PrecisionLost => "precision_lost",
            Self::EndsInZeros => "ends_in_zeros",
            Self::Masked => "masked",
            Self::TurnedIntoDate => "turned_into_date",
            Self::FormulaFailed => "formula_failed",
            Self::CellTooLong => "cell_too_long",
            Self::TooManyInCell => "too_many_in_cell",
            Self::UnreadableCell => "unreadable_cell",
            Self::DateIncomplete => "date_incomplete",
            Self::UnknownSex => "unknown_sex",
            Self::BirthDiffers => "birth_differs",
            Self::SexDiffers => "sex_differs",
            Self::AddressDiffers => "address_differs",
            Self::NoVillage => "no_village",
            Self::Kept(problem) | Self::Dropped(problem) | Self::Refused(problem) => problem.code(),
            Self::Applying(fault) => fault.code(),
        }
    }

    fn zh(self) -> Cow<'static, str> {
        let fixed = match self {
            Self::NoHouseholdCode => "没有户编号，上面也没有可归入的户",
            Self::NoName => "没有姓名",
            Self::DuplicateHouseholdCode { first_line } => {
                return format!("户编号与第 {first_line} 行相同，但村、组或户主不同").into();
            }
            Self::HouseholdRefused => "没有户编号，而上一户没有读入",
            Self::DuplicatePerson { first_line } => return format!("身份证号与第 {first_line} 行相同").into(),
            Self::SameFailingNumber { first_line } => {
                return format!("身份证号未通过校验，且与第 {first_line} 行相同").into();
            }
            Self::PrecisionLost => "数字太长，表格软件已改掉后几位，请把这一列设为文本后重新填写；此值未读入",
            Self::EndsInZeros => "身份证号末尾是 000 且校验不通过，可能被表格软件改掉了后几位，请核对",
            Self::Masked => "身份证号被遮盖（*），未读入；原有的号码不变",
            Self::TurnedIntoDate => "表格软件把内容变成了日期，请把这一列设为文本后重新填写；此值未读入",
            Self::FormulaFailed => "单元格里的公式出错，没有值",
            Self::CellTooLong => "单元格内容太长，未读入",
            Self::TooManyInCell => "一格里的项目太多，后面的未读入",
            Self::UnreadableCell => "这一行附近有一个单元格无法读取",
            Self::DateIncomplete => "出生日期不完整，请写出年月日",
            Self::UnknownSex => "性别应为“男”或“女”；此值未读入",
            Self::BirthDiffers => "出生日期与身份证号不一致",
            Self::SexDiffers => "性别与身份证号不一致",
            Self::AddressDiffers => "住址与本户上面各行不同",
            Self::NoVillage => "本户第一行没有填村",
            Self::Kept(problem) => problem.zh(),
            Self::Refused(problem) => problem.zh(),
            Self::Dropped(problem) => return format!("{}；此值未读入", problem.zh()).into(),
            Self::Applying(fault) => return fault.zh(),
        };
        fixed.into()
    }

    fn en(self) -> Cow<'static, str> {
        let fixed = match self {
            Self::NoHouseholdCode => "no household code, and no household above to belong to",
            Self::NoName => "no name",
            Self::DuplicateHouseholdCode { first_line } => {
                return format!("the household code of row {first_line} with another village, group or head").into();
            }
            Self::HouseholdRefused => "no household code, and the household above was not read",
            Self::DuplicatePerson { first_line } => return format!("the ID number of row {first_line}").into(),
            Self::SameFailingNumber { first_line } => {
                return format!("an ID number that fails its check, the same as in row {first_line}").into();
            }
            Self::PrecisionLost => "the spreadsheet rounded this number; format the column as text; not read",
            Self::EndsInZeros => "the ID number ends in 000 and fails its check: rounded by a spreadsheet?",
            Self::Masked => "the ID number is masked (*): not read, the recorded one stays",
            Self::TurnedIntoDate => "the spreadsheet turned this into a date; format the column as text; not read",
            Self::FormulaFailed => "the formula in this cell failed: no value",
            Self::CellTooLong => "the cell is too long; not read",
            Self::TooManyInCell => "too many entries in one cell; the last are not read",
            Self::UnreadableCell => "a cell near this row cannot be read",
            Self::DateIncomplete => "the birth date lacks its day or month",
            Self::UnknownSex => "the sex is neither 男 nor 女; not read",
            Self::BirthDiffers => "the birth date differs from the ID number",
            Self::SexDiffers => "the sex differs from the ID number",
            Self::AddressDiffers => "the address differs from the household's rows above",
            Self::NoVillage => "the household's first row names no village",
            Self::Kept(problem) => problem.en(),
            Self::Refused(problem) => problem.en(),
            Self::Dropped(problem) => return format!("{}; not read", problem.en()).into(),
            Self::Applying(fault) => return fault.en(),
        };
        fixed.into()
    }
}

/// A fault, and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowProblem {
    /// The row's number as the office sees it, counted from 1.
    pub line: u32,
    /// The column, where one is at fault.
    pub column: Option<Column>,
    /// What is wrong.
    pub fault: Fault,
}

impl RowProblem {
    /// Whether the row is left out.
    pub fn severity(&self) -> Severity {
        self.fault.severity()
    }

    /// The word for programs.
    pub fn code(&self) -> &'static str {
        self.fault.code()
    }

    /// What to tell the office.
    pub fn zh(&self) -> Cow<'static, str> {
        self.fault.zh()
    }

    /// The same in English.
    pub fn en(&self) -> Cow<'static, str> {
        self.fault.en()
    }
}

/// `{ line, column, severity, code, zh, en }`: kept as a fault in memory, since a bad sheet has a hundred thousand of them.
impl Serialize for RowProblem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("RowProblem", 6)?;
        fields.serialize_field("line", &self.line)?;
        fields.serialize_field("column", &self.column)?;
        fields.serialize_field("severity", &self.severity())?;
        fields.serialize_field("code", self.code())?;
        fields.serialize_field("zh", &self.zh())?;
        fields.serialize_field("en", &self.en())?;
        fields.end()
    }
}
