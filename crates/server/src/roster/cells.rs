//! One cell, whatever kind of file it stood in, and what can be read from it without guessing.

use calamine::{ExcelDateTime, ExcelDateTimeType};
use lianxin_model::limits::ROSTER_CELL_CHARS_MAX;

/// What stood in a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Cell {
    /// Nothing, or nothing but blanks.
    #[default]
    Blank,
    /// Text, without blanks around it. Text that looks like a formula is text.
    Text(String),
    /// A number, as binary floating point: what spreadsheets compute with.
    Number(f64),
    /// A number that the sheet shows as a date.
    Date(ExcelDateTime),
    /// `#N/A`, `#REF!` and their like: what a formula that failed left behind.
    Failed,
    /// Text beyond [`ROSTER_CELL_CHARS_MAX`], not kept.
    TooLong,
}

/// One row of a sheet as it stands there.
#[derive(Debug, Clone, Default)]
pub(super) struct RawRow {
    /// The row's number as the office sees it, counted from 1.
    pub(super) line: u32,
    /// Its cells from the first column on.
    pub(super) cells: Vec<Cell>,
    /// Cells merged with one above: the column, counted from 0, and what stands in the merged cell.
    pub(super) merged: Vec<(usize, Cell)>,
}

/// Why a cell cannot be read as what its column asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// A number of more digits than a spreadsheet keeps, or one shown as 1.39E+10.
    PrecisionLost,
    /// The spreadsheet took the text for a date, so what was typed is gone.
    TurnedIntoDate,
    /// See [`Cell::Failed`].
    Failed,
    /// See [`Cell::TooLong`].
    TooLong,
}

/// Numbers from here on have more than the 15 digits that spreadsheets keep.
const EXACT_BELOW: f64 = 1e15;

impl Cell {
    /// A cell of text.
    pub(super) fn text(text: &str) -> Self {
        let text = text.trim_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
        // A character is at most four bytes: short text needs no counting.
        if text.is_empty() {
            Self::Blank
        } else if text.len() > ROSTER_CELL_CHARS_MAX && text.chars().count() > ROSTER_CELL_CHARS_MAX {
            Self::TooLong
        } else {
            Self::Text(text.to_owned())
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        matches!(self, Self::Blank)
    }

    /// Bytes that the cell takes as text.
    pub(super) fn text_bytes(&self) -> usize {
        if let Self::Text(text) = self { text.len() } else { 0 }
    }

    /// The text of the cell; numbers in their shortest form, whole numbers without a point.
    pub(super) fn as_text(&self) -> Result<Option<String>, Unreadable> {
        match self {
            Self::Blank => Ok(None),
            Self::Text(text) => Ok(Some(text.clone())),
            Self::Number(number) if !number.is_finite() || number.abs() >= EXACT_BELOW => {
                Err(Unreadable::PrecisionLost)
            }
            Self::Number(number) => Ok(Some(number.to_string())),
            Self::Date(_) => Err(Unreadable::TurnedIntoDate),
            Self::Failed => Err(Unreadable::Failed),
            Self::TooLong => Err(Unreadable::TooLong),
        }
    }

    /// The text of a cell that holds a code: a household's, an ID number, a phone. Undoes what spreadsheets and export
    /// programs wrap around digits, and refuses digits that they have rounded away.
    pub(super) fn as_code(&self) -> Result<Option<String>, Unreadable> {
        let Some(text) = self.as_text()? else { return Ok(None) };
        let bare = unwrapped(&text);
        if let Some((mantissa, exponent)) = scientific(bare) {
            return exact(&mantissa, exponent).map(Some).ok_or(Unreadable::PrecisionLost);
        }
        // Data-frame programs write whole numbers of a column with gaps as 13900000000.0.
        let whole = bare.strip_suffix(".0").filter(|whole| is_digits(whole)).unwrap_or(bare);
        Ok((!whole.is_empty()).then(|| whole.to_owned()))
    }
}

/// `="0012"` and `'0012`, which keep a spreadsheet from reading a code as a number; the first is unwrapped, never computed.
fn unwrapped(text: &str) -> &str {
    let quoted = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let bare = quoted.filter(|inner| inner.chars().all(|character| character.is_ascii_alphanumeric()));
    bare.or_else(|| text.strip_prefix('\'')).unwrap_or(text).trim()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `1.39E+10` as its digits `139` and its exponent; `None` for what is not written so.
fn scientific(text: &str) -> Option<(String, usize)> {
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let exponent = exponent.strip_prefix('+')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let well_formed = whole.len() == 1
        && is_digits(whole)
        && (fraction.is_empty() || is_digits(fraction))
        && is_digits(exponent)
        && exponent.len() <= 3;
    well_formed.then(|| Some((format!("{whole}{fraction}"), exponent.parse().ok()?))).flatten()
}

/// The whole number, if the mantissa shows each of its digits. Zeros that are not shown may have been anything.
fn exact(mantissa: &str, exponent: usize) -> Option<String> {
    (mantissa.len() == exponent + 1 && mantissa.len() <= 15).then(|| mantissa.to_owned())
}

/// The date of a day count as spreadsheets keep it: year, month, day. Day 60 of the 1900 system, the 29 February 1900
/// that never was, comes out as such and is no date.
pub(super) fn date_of_serial(serial: f64, epoch_1904: bool) -> (u16, u8, u8) {
    date_of(&ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, epoch_1904))
}

/// Year, month, day of a cell that the sheet shows as a date.
pub(super) fn date_of(moment: &ExcelDateTime) -> (u16, u8, u8) {
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    (year, month, day)
}
