//! Birth dates in the shapes in which sheets hold them.

use jiff::civil::Date;
use lianxin_model::check;

use super::cells::{Cell, date_of, date_of_serial};
use super::problem::Fault;

/// The last day count that is read as a date: 1 January 2100. Above it, whole numbers are written dates (19800501).
const SERIAL_MAX: f64 = 73_051.0;

/// The date in a cell; `None` if the cell is blank. Otherwise what is wrong, and what is written there, if anything is.
pub(super) fn read(cell: &Cell, epoch_1904: bool, today: Date) -> Result<Option<Date>, (Fault, Option<String>)> {
    let written = match cell {
        Cell::Blank => return Ok(None),
        Cell::Date(moment) => iso(date_of(moment)),
        Cell::Number(number) => of_number(*number, epoch_1904).map_err(|fault| (fault, Some(number.to_string())))?,
        Cell::Text(text) => {
            let day = without_time(text);
            match day.parse::<f64>() {
                // A comma-separated file keeps the day count of a cell that was not shown as a date.
                Ok(number) if is_plain_number(day) => {
                    of_number(number, epoch_1904).map_err(|fault| (fault, Some(text.clone())))?
                }
                _ => day.to_owned(),
            }
        }
        Cell::Failed => return Err((Fault::FormulaFailed, None)),
        Cell::TooLong => return Err((Fault::CellTooLong, None)),
    };
    check::date(&written, Some(today)).map(Some).map_err(|problem| {
        let fault = if is_incomplete(&written) { Fault::DateIncomplete } else { Fault::Kept(problem) };
        (fault, Some(written))
    })
}

/// A number in a column of dates: a day count, or a date written without marks.
fn of_number(number: f64, epoch_1904: bool) -> Result<String, Fault> {
    let is_whole = number.fract() == 0.0;
    // 1980, or 1980.5, which is May or the beginning of a lost 1980.5.1: no day either way.
    if (1900.0..2101.0).contains(&number) || (is_whole && (190_001.0..=210_012.0).contains(&number)) {
        return Err(Fault::DateIncomplete);
    }
    if (1.0..SERIAL_MAX).contains(&number) {
        return Ok(iso(date_of_serial(number, epoch_1904)));
    }
    Ok(number.to_string())
}

fn iso((year, month, day): (u16, u8, u8)) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// `1980-05-01` of `1980-05-01 00:00:00`.
fn without_time(text: &str) -> &str {
    match text.split_once([' ', 'T']) {
        Some((day, time)) if time.contains(':') => day,
        _ => text,
    }
}

fn is_plain_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// A year, or a year and a month, with any marks.
fn is_incomplete(text: &str) -> bool {
    let mut parts = text.split(|character: char| !character.is_ascii_digit()).filter(|part| !part.is_empty());
    let year = parts.next().is_some_and(|part| part.len() == 4);
    let month = parts.next().is_none_or(|part| part.len() <= 2);
    year && month && parts.next().is_none()
}
