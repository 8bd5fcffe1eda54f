//! Reading the sheets that offices keep: one row a person, in .xlsx or separated text. Bytes go in; people and problems
//! come out. [`apply()`] writes them into the county's records; nothing else here stores anything.
//!
//! What is sure is read, what is doubtful is reported: a row that cannot be used is left out with its number and the
//! reason, and does not stop the others; a value that fails its check is kept and flagged, since old records do fail; a
//! value that the spreadsheet itself has spoiled is left out and flagged.

mod apply;
mod birth;
mod cells;
mod columns;
mod container;
mod delimited;
mod error;
mod grouping;
mod households;
mod problem;
mod rows;
mod values;
mod workbook;

use std::fmt;

use jiff::civil::Date;
use lianxin_model::limits::ROSTER_BYTES_MAX;

pub use apply::{ApplyError, ApplyFault, Import, Outcome, Progress, Tally, apply};
pub use columns::Column;
pub use error::RosterError;
pub use grouping::{HouseholdRows, households};
pub use problem::{Fault, RowProblem, Severity};
pub use values::Sex;

/// What was read from a roster.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The worksheet that was read; `None` for separated text.
    pub name: Option<String>,
    /// The columns that were recognised, in the order in which offices print them.
    pub columns: Vec<Column>,
    /// People, from top to bottom.
    pub rows: Vec<Row>,
    /// Rows with something in them that were left out; each has a problem of [`Severity::Error`].
    pub rows_refused: usize,
    /// What is wrong, from top to bottom.
    pub problems: Vec<RowProblem>,
    /// Names of columns that were not read, as they stand there.
    pub ignored_columns: Vec<String>,
    /// Other visible worksheets with something in them.
    pub ignored_sheets: Vec<String>,
}

/// One person.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// The row's number as the office sees it, counted from 1.
    pub line: u32,
    /// 户编号, the row's own or the one above.
    pub household_code: String,
    /// 村, the household's.
    pub village: Option<String>,
    /// 组, the household's.
    pub group: Option<String>,
    /// 户主, the household's: from its column, or who is the head by relation.
    pub head_name: Option<String>,
    /// 姓名
    pub name: String,
    /// 与户主关系, as it is written.
    pub relation: Option<String>,
    /// 性别
    pub sex: Option<Sex>,
    /// 出生日期: `1980-05-01`, or as it is written if it failed its check.
    pub birth: Option<String>,
    /// 身份证号, normalised, or as it is written if it failed its check.
    pub id_number: Option<String>,
    /// Whether the ID number passed its check (GB 11643).
    pub id_number_valid: bool,
    /// The first number under 电话, normalised, or as it is written if it failed its check.
    pub phone: Option<String>,
    /// Further numbers in the same cell.
    pub further_phones: Vec<String>,
    /// 类别
    pub categories: Vec<String>,
    /// 住址, the row's own or the household's.
    pub address: Option<String>,
    /// 备注
    pub note: Option<String>,
}

/// Without the person: a log line or a failed assertion is no place for one.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("line", &self.line).finish_non_exhaustive()
    }
}

/// Reads a roster from a file's bytes; its content tells what kind of file it is. `today` bounds birth dates.
///
/// # Errors
/// A [`RosterError`] if the file as a whole cannot be read; what is wrong with single rows is in the sheet.
pub fn read(bytes: &[u8], today: Date) -> Result<Sheet, RosterError> {
    /// The first bytes of a zip container, and of one without parts.
    const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
    /// A compound file: .xls, and .xlsx behind a password.
    const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    /// Documents and pictures that are sent by mistake.
    const OTHERS: [&[u8]; 5] = [b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf"];

    if bytes.len() > ROSTER_BYTES_MAX {
        return Err(RosterError::TooLarge);
    }
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    if ZIP.into_iter().any(begins) {
        workbook::read(bytes, today)
    } else if begins(COMPOUND) {
        Err(RosterError::OldOrLocked)
    } else if OTHERS.into_iter().any(begins) {
        Err(RosterError::NotASpreadsheet)
    } else {
        delimited::read(bytes, today)
    }
}
