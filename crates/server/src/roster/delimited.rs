//! Rows of a text file with separated values.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};
use jiff::civil::Date;
use lianxin_model::limits::{ROSTER_COLUMNS_MAX, ROSTER_UNPACKED_BYTES_MAX};

use super::Sheet;
use super::cells::{Cell, RawRow};
use super::error::RosterError;
use super::rows::{Flow, RowReader};

/// What separates values: a comma, or a tabulator where a spreadsheet saved "Unicode text", or a semicolon where a system
/// was set to a comma within numbers.
const SEPARATORS: [u8; 3] = [b',', b'\t', b';'];

/// Reads text in UTF-8, UTF-16 with a byte order mark, or GB 18030.
pub(super) fn read(bytes: &[u8], today: Date) -> Result<Sheet, RosterError> {
    let text = decoded(bytes)?;
    let text = text.trim_start_matches('\u{feff}');
    match text.trim_start().chars().next() {
        None => return Err(RosterError::Empty),
        // Web pages under the name of a spreadsheet are what many office systems call an export.
        Some('<') => return Err(RosterError::NotASpreadsheet),
        Some(_) => {}
    }
    // Files of old Macintoshes end lines with a carriage return alone.
    let text = if text.contains('\n') { Cow::Borrowed(text) } else { Cow::Owned(text.replace('\r', "\n")) };
    let mut refused = RosterError::NoHeader;
    for separator in SEPARATORS {
        match read_separated(&text, separator, today) {
            Err(RosterError::NoHeader) => {}
            Err(error @ RosterError::MissingColumns(_)) => refused = error,
            result => return result,
        }
    }
    // Nothing of a table, and bytes that no text has: a picture, a program, UTF-16 without its mark.
    let is_binary = text.contains('\0') && refused == RosterError::NoHeader;
    Err(if is_binary { RosterError::NotASpreadsheet } else { refused })
}

fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, RosterError> {
    if let Some((encoding, mark_bytes)) = Encoding::for_bom(bytes)
        && (encoding == UTF_16LE || encoding == UTF_16BE)
    {
        return decoded_as(encoding, &bytes[mark_bytes..]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        // The text ends within a character: UTF-8 that was cut, not another encoding.
        Err(error) if error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii() => {
            Err(RosterError::WrongEncoding)
        }
        Err(_) => decoded_as(GB18030, bytes),
    }
}

fn decoded_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, RosterError> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or(RosterError::WrongEncoding)?;
    if text.len() as u64 > ROSTER_UNPACKED_BYTES_MAX { Err(RosterError::UnpacksTooLarge) } else { Ok(text) }
}

fn read_separated(text: &str, separator: u8, today: Date) -> Result<Sheet, RosterError> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = RowReader::new(today, false);
    let mut record = csv::StringRecord::new();
    let mut line = 0_u32;
    loop {
        let start = usize::try_from(reader.position().byte()).map_err(|_| RosterError::Damaged)?;
        if !reader.read_record(&mut record).map_err(|_| RosterError::Damaged)? {
            break;
        }
        if record.len() > ROSTER_COLUMNS_MAX && record.iter().skip(ROSTER_COLUMNS_MAX).any(|cell| !cell.is_empty()) {
            return Err(RosterError::TooManyColumns);
        }
        // The reader passes over empty lines, and a value may hold line breaks: a spreadsheet counts the first and
        // not the second.
        line = line.saturating_add(empty_lines(text, start)).saturating_add(1);
        let is_last = reader.position().byte() as usize >= text.len();
        if is_last && swallows_rows(text, &record) {
            return Err(RosterError::UnclosedQuote { line });
        }
        let cells = record.iter().take(ROSTER_COLUMNS_MAX).map(Cell::text).collect();
        if rows.push(RawRow { line, cells, merged: Vec::new() })? == Flow::Stop {
            break;
        }
    }
    rows.finish()
}

/// Empty lines between the end of one row and the next value.
fn empty_lines(text: &str, start: usize) -> u32 {
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    // The reader stops within the carriage return and line feed that end a row.
    let is_within_break = start > 0 && text.as_bytes().get(start - 1) == Some(&b'\r');
    let rest = rest.strip_prefix(b"\n").filter(|_| is_within_break).unwrap_or(rest);
    let breaks = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    u32::try_from(breaks).unwrap_or(u32::MAX)
}

/// Whether the last row goes over several lines and the file's quotation marks are not in pairs.
fn swallows_rows(text: &str, last: &csv::StringRecord) -> bool {
    last.iter().any(|cell| cell.contains('\n')) && text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
}
