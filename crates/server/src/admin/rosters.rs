//! A roster as an administrator sees it before and after it is imported.

use jiff::civil::Date;
use jiff::tz::Offset;
use lianxin_model::{check, limits};
use lianxin_store::Store;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::hand::Deed;
use super::{AdminError, Hand};
use crate::roster::{self, ApplyError, Column, Import, Outcome, Row, RowProblem, Severity, Sex, Sheet, Tally};

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RosterColumn {
    /// The word for programs.
    pub column: String,
    /// What offices call it.
    pub label: &'static str,
    /// Whether the sheet has it.
    pub found: bool,
    /// Whether no row can be used without it.
    pub required: bool,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RosterProblem {
    /// The row's number as the office sees it, counted from 1.
    pub line: u32,
    /// The column's name, where one is at fault.
    pub column: Option<&'static str>,
    /// Whether the row is left out.
    pub left_out: bool,
    /// The word for programs.
    pub code: &'static str,
    /// What to tell the office.
    pub message: String,
    /// The same in English.
    pub message_en: String,
}

/// What became of the records of one kind, or would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct RosterTally {
    /// Registered by the import.
    pub new: usize,
    /// Changed by it.
    pub changed: usize,
    /// As they were.
    pub unchanged: usize,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RosterCounts {
    /// 户
    pub households: RosterTally,
    /// 人
    pub persons: RosterTally,
    /// Groups (村民小组) that are made.
    pub groups_new: usize,
    /// Records in which the import stands beside what somebody else wrote.
    pub conflicts_new: usize,
    /// Rows that are left out.
    pub rows_refused: usize,
    /// Problems for which a row is left out.
    pub errors: usize,
    /// Problems with which a row is read all the same.
    pub warnings: usize,
}

/// A row as it was read, to see whether the columns were understood. Numbers are masked, notes and health stay in the file.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RosterSample {
    /// The row's number as the office sees it.
    pub line: u32,
    /// 户编号
    pub household_code: String,
    /// 村
    pub village: Option<String>,
    /// 组
    pub group: Option<String>,
    /// 户主
    pub head_name: Option<String>,
    /// 姓名
    pub name: String,
    /// 与户主关系
    pub relation: Option<String>,
    /// `male` or `female`
    pub sex: Option<&'static str>,
    /// 出生日期
    pub birth: Option<String>,
    /// 身份证号, masked.
    pub id_number: Option<String>,
    /// 电话, masked.
    pub phone: Option<String>,
    /// 类别
    pub categories: Vec<String>,
    /// 住址
    pub address: Option<String>,
}

/// What importing a file would do.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RosterPreview {
    /// SHA-256 of the file, hexadecimal: importing it names this file and no other.
    pub digest: String,
    /// The worksheet that is read; none for separated text.
    pub sheet: Option<String>,
    /// Rows that hold people.
    pub rows: usize,
    /// The columns that there may be.
    pub columns: Vec<RosterColumn>,
    /// Names of columns that are not read, as they stand there.
    pub ignored_columns: Vec<String>,
    /// Other worksheets with something in them.
    pub ignored_sheets: Vec<String>,
    /// What would be done.
    pub counts: RosterCounts,
    /// What is wrong with which row: rows that are left out first, and at most 500.
    pub problems: Vec<RosterProblem>,
    /// The first rows.
    pub sample: Vec<RosterSample>,
}

/// What importing a file did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RosterApplied {
    /// SHA-256 of the file, hexadecimal.
    pub digest: String,
    /// What was done.
    pub counts: RosterCounts,
    /// What is wrong with which row: rows that were left out first, and at most 500.
    pub problems: Vec<RosterProblem>,
}

/// Says what importing a file would do, and does nothing.
///
/// # Errors
/// [`AdminError::Roster`], the store's.
pub fn preview_roster(store: &dyn Store, hand: &Hand, bytes: &[u8]) -> Result<RosterPreview, AdminError> {
    let (sheet, outcome) = import(store, hand, bytes, true)?;
    let columns = Column::ALL.into_iter().map(|column| RosterColumn {
        column: word(column),
        label: column.label(),
        found: sheet.columns.contains(&column),
        required: Column::REQUIRED.contains(&column),
    });
    Ok(RosterPreview {
        digest: digest(bytes),
        rows: sheet.rows.len(),
        columns: columns.collect(),
        counts: counts(&outcome),
        problems: problems(&outcome.problems),
        sample: sheet.rows.iter().take(limits::ROSTER_ROWS_SHOWN_MAX).map(sample).collect(),
        sheet: sheet.name,
        ignored_columns: sheet.ignored_columns,
        ignored_sheets: sheet.ignored_sheets,
    })
}

/// Imports the file that was previewed, and no other.
///
/// # Errors
/// [`AdminError::OtherFile`], [`AdminError::Roster`], the store's.
pub fn apply_roster(
    store: &dyn Store,
    hand: &Hand,
    bytes: &[u8],
    previewed: &str,
) -> Result<RosterApplied, AdminError> {
    let digest = digest(bytes);
    if digest != previewed {
        return Err(AdminError::OtherFile);
    }
    let (_, outcome) = import(store, hand, bytes, false)?;
    let counts = counts(&outcome);
    // The import is durable by now, household by household: its trace follows it.
    hand.act(store, |_| {
        let detail = json!({ "file": digest, "counts": counts });
        Ok(((), Some(Deed { act: "import_roster", detail })))
    })?;
    Ok(RosterApplied { digest, problems: problems(&outcome.problems), counts })
}

fn import(store: &dyn Store, hand: &Hand, bytes: &[u8], dry_run: bool) -> Result<(Sheet, Outcome), AdminError> {
    let user = hand.by().ok_or(AdminError::NoAdministrator)?;
    let sheet = roster::read(bytes, today(hand.now_ms()))?;
    let import = Import { user, dry_run, now_s: hand.now_s() };
    let outcome = roster::apply(store, &sheet, &import, |_| {}).map_err(|error| match error {
        ApplyError::NotAllowed => AdminError::NotAnAdministrator,
        ApplyError::Store(error) => error.into(),
    })?;
    Ok((sheet, outcome))
}

/// Birth dates lie before today, which is China's.
fn today(now_ms: i64) -> Date {
    Offset::constant(8).to_datetime(jiff::Timestamp::from_millisecond(now_ms).unwrap_or_default()).date()
}

fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn word(column: Column) -> String {
    serde_json::to_value(column).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn counts(outcome: &Outcome) -> RosterCounts {
    let tally = |of: Tally| RosterTally { new: of.new, changed: of.changed, unchanged: of.unchanged };
    let errors = outcome.problems.iter().filter(|problem| problem.severity() == Severity::Error).count();
    RosterCounts {
        households: tally(outcome.households),
        persons: tally(outcome.persons),
        groups_new: outcome.groups_new,
        conflicts_new: outcome.conflicts_new,
        rows_refused: outcome.rows_refused,
        errors,
        warnings: outcome.problems.len() - errors,
    }
}

fn problems(problems: &[RowProblem]) -> Vec<RosterProblem> {
    let (errors, warnings): (Vec<_>, Vec<_>) =
        problems.iter().partition(|problem| problem.severity() == Severity::Error);
    let shown = errors.into_iter().chain(warnings).take(limits::ROSTER_PROBLEMS_SHOWN_MAX);
    let view = |problem: &RowProblem| RosterProblem {
        line: problem.line,
        column: problem.column.map(Column::label),
        left_out: problem.severity() == Severity::Error,
        code: problem.code(),
        message: problem.zh().into_owned(),
        message_en: problem.en().into_owned(),
    };
    shown.map(view).collect()
}

fn sample(row: &Row) -> RosterSample {
    RosterSample {
        line: row.line,
        household_code: row.household_code.clone(),
        village: row.village.clone(),
        group: row.group.clone(),
        head_name: row.head_name.clone(),
        name: row.name.clone(),
        relation: row.relation.clone(),
        sex: row.sex.map(|sex| match sex {
            Sex::Male => "male",
            Sex::Female => "female",
        }),
        birth: row.birth.clone(),
        id_number: row.id_number.as_deref().map(check::mask_id_number),
        phone: row.phone.as_deref().map(masked_phone),
        categories: row.categories.clone(),
        address: row.address.clone(),
    }
}

/// The first three and the last four of a phone number.
fn masked_phone(number: &str) -> String {
    const FIRST: usize = 3;
    const LAST: usize = 4;
    let chars: Vec<char> = number.chars().collect();
    let hidden = |place: usize| chars.len() < FIRST + LAST || (FIRST..chars.len() - LAST).contains(&place);
    chars.iter().enumerate().map(|(place, ch)| if hidden(place) { '*' } else { *ch }).collect()
}

/// An empty workbook with the columns' names, every cell of it text: no number is rounded and no code becomes a date.
///
/// # Errors
/// The writer's.
pub fn roster_template() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let text = Format::new().set_num_format("@");
    let head = Format::new().set_num_format("@").set_bold();
    let sheet = workbook.add_worksheet().set_name("花名册")?;
    for (place, column) in (0u16..).zip(Column::ALL) {
        sheet.set_column_format(place, &text)?;
        let width = if matches!(column, Column::IdNumber | Column::Address | Column::Note) { 24.0 } else { 12.0 };
        sheet.set_column_width(place, width)?;
        sheet.write_string_with_format(0, place, column.label(), &head)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}
