//! Why a whole file is refused.

use lianxin_model::limits::{ROSTER_BYTES_MAX, ROSTER_COLUMNS_MAX, ROSTER_ROWS_MAX};

use super::columns::Column;

/// Why a roster file is refused as a whole. Names no cell's content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.en())]
pub enum RosterError {
    /// No bytes, or nothing but blanks.
    Empty,
    /// More bytes than [`ROSTER_BYTES_MAX`].
    TooLarge,
    /// The workbook unpacks to more than a server should hold: a zip bomb, or a sheet with far too much in it.
    UnpacksTooLarge,
    /// Web page, PDF, picture, other archive: no worksheet in it.
    NotASpreadsheet,
    /// The format of before 2007 (.xls), or a workbook behind a password: both begin alike.
    OldOrLocked,
    /// Cut short or broken.
    Damaged,
    /// Text in no encoding that offices use, or text that breaks off within a character.
    WrongEncoding,
    /// None of the first rows names the columns.
    NoHeader,
    /// The row that names the columns lacks some without which no row can be used.
    MissingColumns(Vec<Column>),
    /// The columns are named and nothing follows.
    NoRows,
    /// More rows than [`ROSTER_ROWS_MAX`].
    TooManyRows,
    /// A cell beyond [`ROSTER_COLUMNS_MAX`] columns.
    TooManyColumns,
    /// A quotation mark opened in this row is never closed, and swallows all rows below.
    UnclosedQuote {
        /// The row, counted from 1.
        line: u32,
    },
}

impl RosterError {
    /// The word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "roster_empty",
            Self::TooLarge => "roster_too_large",
            Self::UnpacksTooLarge => "roster_unpacks_too_large",
            Self::NotASpreadsheet => "roster_not_a_spreadsheet",
            Self::OldOrLocked => "roster_old_or_locked",
            Self::Damaged => "roster_damaged",
            Self::WrongEncoding => "roster_wrong_encoding",
            Self::NoHeader => "roster_no_header",
            Self::MissingColumns(_) => "roster_missing_columns",
            Self::NoRows => "roster_no_rows",
            Self::TooManyRows => "roster_too_many_rows",
            Self::TooManyColumns => "roster_too_many_columns",
            Self::UnclosedQuote { .. } => "roster_unclosed_quote",
        }
    }

    /// What to tell the person who chose the file.
    pub fn zh(&self) -> String {
        match self {
            Self::Empty => "文件是空的。".into(),
            Self::TooLarge => format!("文件超过 {} MB，请分成几份再导入。", ROSTER_BYTES_MAX >> 20),
            Self::UnpacksTooLarge => "表格解压后过大，已拒绝读取。请把户籍名册复制到新的表格，另存为 .xlsx。".into(),
            Self::NotASpreadsheet => "这不是可以读取的表格，请用 .xlsx 或 .csv 文件。".into(),
            Self::OldOrLocked => "这是旧版 .xls 表格或加了密码的表格，请取消密码并另存为 .xlsx。".into(),
            Self::Damaged => "表格文件已损坏或不完整，请重新保存后再导入。".into(),
            Self::WrongEncoding => {
                "文字编码无法识别，请把 .csv 存为 UTF-8 或 GB 18030（简体中文），或改用 .xlsx。".into()
            }
            Self::NoHeader => "前几行里没有找到表头，表头至少要有“户编号”和“姓名”。".into(),
            Self::MissingColumns(columns) => format!("表头缺少必需的列：{}。", labels(columns)),
            Self::NoRows => "只有表头，没有人员。".into(),
            Self::TooManyRows => format!("超过 {ROSTER_ROWS_MAX} 行，请分成几份再导入。"),
            Self::TooManyColumns => format!("超过 {ROSTER_COLUMNS_MAX} 列，请删去多余的列。"),
            Self::UnclosedQuote { line } => format!("第 {line} 行的引号没有成对，其后各行无法读取。"),
        }
    }

    /// The same in English.
    pub fn en(&self) -> String {
        match self {
            Self::Empty => "the file is empty".into(),
            Self::TooLarge => format!("the file is larger than {} MB; split it", ROSTER_BYTES_MAX >> 20),
            Self::UnpacksTooLarge => "the workbook unpacks to too much; copy the roster to a new workbook".into(),
            Self::NotASpreadsheet => "not a spreadsheet; use .xlsx or .csv".into(),
            Self::OldOrLocked => "an old .xls file or a workbook with a password; save it as .xlsx without one".into(),
            Self::Damaged => "the spreadsheet is damaged or cut short; save it again".into(),
            Self::WrongEncoding => "the text is neither UTF-8, UTF-16 nor GB 18030".into(),
            Self::NoHeader => "none of the first rows names the columns (at least 户编号 and 姓名)".into(),
            Self::MissingColumns(columns) => format!("required columns are missing: {}", labels(columns)),
            Self::NoRows => "the sheet names its columns and holds no person".into(),
            Self::TooManyRows => format!("more than {ROSTER_ROWS_MAX} rows; split the file"),
            Self::TooManyColumns => format!("more than {ROSTER_COLUMNS_MAX} columns"),
            Self::UnclosedQuote { line } => format!("a quotation mark in row {line} is never closed"),
        }
    }
}

fn labels(columns: &[Column]) -> String {
    columns.iter().map(|column| column.label()).collect::<Vec<_>>().join("、")
}
