//! Rows of an .xlsx workbook.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Dimensions, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use jiff::civil::Date;
use lianxin_model::limits::ROSTER_COLUMNS_MAX;

use super::Sheet;
use super::cells::{Cell, RawRow};
use super::container;
use super::error::RosterError;
use super::rows::{Flow, RowReader};

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads the first visible worksheet that names the columns of a roster.
pub(super) fn read(bytes: &[u8], today: Date) -> Result<Sheet, RosterError> {
    container::check(bytes)?;
    // A broken workbook must not take the process with it, should it make the spreadsheet library panic.
    catch_unwind(AssertUnwindSafe(|| read_book(bytes, today))).unwrap_or(Err(RosterError::Damaged))
}

fn read_book(bytes: &[u8], today: Date) -> Result<Sheet, RosterError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(refusal)?;
    let sheets = book.sheets_metadata().iter();
    let names: Vec<String> = sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut refused = RosterError::NotASpreadsheet;
    for (at, name) in names.iter().enumerate() {
        match read_sheet(&mut book, name, today) {
            Ok(mut sheet) => {
                sheet.name = Some(name.clone());
                for (other_at, other) in names.iter().enumerate() {
                    if other_at != at && has_cells(&mut book, other) {
                        sheet.ignored_sheets.push(other.clone());
                    }
                }
                return Ok(sheet);
            }
            // Notes before the roster; what is nearest to a roster is what the office wants to hear of.
            Err(error @ (RosterError::Empty | RosterError::NoHeader | RosterError::MissingColumns(_))) => {
                if nearness(&error) > nearness(&refused) {
                    refused = error;
                }
            }
            Err(error) => return Err(error),
        }
    }
    Err(refused)
}

fn nearness(error: &RosterError) -> u8 {
    match error {
        RosterError::MissingColumns(_) => 3,
        RosterError::NoHeader => 2,
        RosterError::Empty => 1,
        _ => 0,
    }
}

fn has_cells(book: &mut Book<'_>, name: &str) -> bool {
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return false };
    while let Ok(Some(cell)) = cells.next_cell() {
        if *cell.get_value() != DataRef::Empty {
            return true;
        }
    }
    false
}

fn read_sheet(book: &mut Book<'_>, name: &str, today: Date) -> Result<Sheet, RosterError> {
    let mut merges = Merges::of_ranges(book.merge_cells_by_sheet_name(name).map_err(refusal)?);
    let mut rows = RowReader::new(today, book.has_1904_epoch());
    let mut cells = book.worksheet_cells_reader(name).map_err(refusal)?;
    let zero_widths: Vec<Option<usize>> = cells.styles().iter().map(zero_width).collect();
    let mut row = RawRow::default();
    loop {
        let (cell, style) = match cells.next_cell_with_style_id() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            // One odd cell (an error value newer than the library): its row is reported, the rest is read.
            Err(error) if concerns_one_cell(&error) => {
                rows.unreadable_cell_after(row.line);
                continue;
            }
            Err(error) => return Err(refusal(error)),
        };
        let ((row_at, column), value) = (cell.get_position(), cell_of(cell.get_value(), zero_widths.get(style)));
        if value.is_blank() {
            continue;
        }
        let column = column as usize;
        if column >= ROSTER_COLUMNS_MAX {
            return Err(RosterError::TooManyColumns);
        }
        let line = row_at.checked_add(1).ok_or(RosterError::Damaged)?;
        if line < row.line {
            return Err(RosterError::Damaged);
        }
        if line > row.line {
            if rows.push(merges.fill(std::mem::take(&mut row)))? == Flow::Stop {
                break;
            }
            row.line = line;
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Blank);
        }
        row.cells[column] = value;
    }
    rows.push(merges.fill(row))?;
    rows.finish()
}

fn cell_of(value: &DataRef<'_>, zero_width: Option<&Option<usize>>) -> Cell {
    match value {
        DataRef::Empty => Cell::Blank,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Int(number) => padded(*number as f64, zero_width),
        DataRef::Float(number) => padded(*number, zero_width),
        DataRef::Bool(yes) => Cell::text(if *yes { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(moment) if moment.is_duration() => Cell::Number(moment.as_f64()),
        DataRef::DateTime(moment) => Cell::Date(*moment),
        DataRef::Error(_) => Cell::Failed,
    }
}

/// The digits that a format such as `0000` asks for: the office sees 0012 where the file says 12.
fn zero_width(style: &calamine::Style) -> Option<usize> {
    let code = style.number_format.as_ref()?.format_code.as_str();
    ((2..=15).contains(&code.len()) && code.bytes().all(|byte| byte == b'0')).then_some(code.len())
}

fn padded(number: f64, zero_width: Option<&Option<usize>>) -> Cell {
    match zero_width {
        Some(Some(width)) if number.fract() == 0.0 && (0.0..1e15).contains(&number) => {
            Cell::Text(format!("{number:0width$}"))
        }
        _ => Cell::Number(number),
    }
}

/// Whether reading can go on with the next cell after this error.
fn concerns_one_cell(error: &XlsxError) -> bool {
    matches!(
        error,
        XlsxError::CellError(_)
            | XlsxError::CellTAttribute(_)
            | XlsxError::ParseFloat(_)
            | XlsxError::Unrecognized { .. }
            | XlsxError::Unexpected(_)
    )
}

fn refusal(error: XlsxError) -> RosterError {
    match error {
        XlsxError::Password => RosterError::OldOrLocked,
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound | XlsxError::NotAWorksheet(_) => {
            RosterError::NotASpreadsheet
        }
        _ => RosterError::Damaged,
    }
}

/// The ranges of a sheet that are merged over several rows.
struct Merges {
    /// By first row; what lies above the row at hand is gone.
    waiting: std::iter::Peekable<std::vec::IntoIter<Dimensions>>,
    /// By column: the line that the range reaches down to, and what stands in it.
    open: Vec<Option<(u32, Cell)>>,
}

impl Merges {
    fn of_ranges(mut ranges: Vec<Dimensions>) -> Self {
        ranges.retain(|range| range.end.0 > range.start.0 && (range.start.1 as usize) < ROSTER_COLUMNS_MAX);
        ranges.sort_by_key(|range| range.start.0);
        Self { waiting: ranges.into_iter().peekable(), open: vec![None; ROSTER_COLUMNS_MAX] }
    }

    /// Adds to a row what is merged into it from above. Rows come from top to bottom.
    fn fill(&mut self, mut row: RawRow) -> RawRow {
        for (column, open) in self.open.iter_mut().enumerate() {
            match open {
                Some((end, cell)) if *end >= row.line => row.merged.push((column, cell.clone())),
                _ => *open = None,
            }
        }
        while let Some(range) = self.waiting.next_if(|range| range.start.0 < row.line) {
            let column = range.start.1 as usize;
            if range.start.0 + 1 == row.line
                && let Some(cell) = row.cells.get(column).filter(|cell| !cell.is_blank())
            {
                self.open[column] = Some((range.end.0 + 1, cell.clone()));
            }
        }
        row
    }
}
