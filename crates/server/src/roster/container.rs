//! What is checked of a workbook's zip container before the spreadsheet library may unpack it.
//!
//! That library trusts the container: it inflates whole parts, reserves memory for as many shared strings as the part
//! claims (`uniqueCount`, up to an abort of the process that nothing can catch), and makes an object of hundreds of bytes
//! from a style of five. So each part is first inflated in small pieces, counted, and thrown away.

use std::io::{Cursor, Read};

use lianxin_model::limits::ROSTER_UNPACKED_BYTES_MAX;
use memchr::{memchr, memchr_iter, memmem};
use zip::ZipArchive;

use super::error::RosterError;

/// Parts in one container: sheets, styles, pictures.
const PARTS_MAX: usize = 10_000;
/// Bytes between two `<`: a tag, or the text after it. The longest text of a cell is 32,767 characters.
const TOKEN_BYTES_MAX: usize = 1024 * 1024;
/// The same in a table of styles, whose every format gets copies of the texts that it refers to. Spreadsheet programs write
/// at most 255 characters.
const STYLE_TOKEN_BYTES_MAX: usize = 2 * 1024;
/// Shared strings: every cell of a full roster another text.
const STRINGS_MAX: u64 = 4_000_000;
/// Elements that become objects in memory, by local name, and how many of each one part may hold. Spreadsheet programs
/// themselves write at most 65,490 cell formats.
const ELEMENTS_MAX: [(&[u8], u64); 10] = [
    (b"si", STRINGS_MAX),
    (b"mergeCell", 1_000_000),
    (b"xf", 70_000),
    (b"font", 70_000),
    (b"fill", 70_000),
    (b"border", 70_000),
    (b"numFmt", 70_000),
    (b"Relationship", 70_000),
    (b"definedName", 70_000),
    (b"sheet", 1_000),
];

/// Refuses a container that would unpack to more than the limits, whatever sizes it claims.
pub(super) fn check(bytes: &[u8]) -> Result<(), RosterError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| RosterError::Damaged)?;
    // Unknown where a program wrote the sizes after the parts; what counts is counted below.
    let claimed = archive.decompressed_size().unwrap_or(0);
    if archive.len() > PARTS_MAX || claimed > u128::from(ROSTER_UNPACKED_BYTES_MAX) {
        return Err(RosterError::UnpacksTooLarge);
    }
    let mut left = ROSTER_UNPACKED_BYTES_MAX;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|_| RosterError::Damaged)?;
        let name = part.name_raw().to_ascii_lowercase();
        let mut elements = Elements::of_part(&name);
        left -= scan(&mut part, elements.as_mut(), left)?;
    }
    Ok(())
}

/// Inflates one part, counts its elements if it is markup, and returns its length in bytes.
fn scan(part: &mut impl Read, mut elements: Option<&mut Elements>, bytes_max: u64) -> Result<u64, RosterError> {
    let mut buffer = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        let read = part.read(&mut buffer).map_err(|_| RosterError::Damaged)?;
        let piece = buffer.get(..read).unwrap_or_default();
        if piece.is_empty() {
            elements.map_or(Ok(()), Elements::end)?;
            return Ok(bytes);
        }
        bytes += piece.len() as u64;
        if bytes > bytes_max {
            return Err(RosterError::UnpacksTooLarge);
        }
        if let Some(elements) = &mut elements {
            // UTF-16 would hide tags from the count below; spreadsheet programs write UTF-8.
            if memchr(0, piece).is_some() {
                return Err(RosterError::Damaged);
            }
            elements.take(piece)?;
        }
    }
}

/// Counts tags in markup that comes in pieces.
struct Elements {
    token_bytes_max: usize,
    counts: [u64; ELEMENTS_MAX.len()],
    /// What came since the last `<`, where a piece ended in between.
    token: Vec<u8>,
}

impl Elements {
    /// `None` for a part that is no markup. Names come in lower case, as the library compares them.
    fn of_part(name: &[u8]) -> Option<Self> {
        let is_markup = name.ends_with(b".xml") || name.ends_with(b".rels");
        let token_bytes_max = if name.ends_with(b"styles.xml") { STYLE_TOKEN_BYTES_MAX } else { TOKEN_BYTES_MAX };
        is_markup.then(|| Self { token_bytes_max, counts: [0; ELEMENTS_MAX.len()], token: Vec::new() })
    }

    fn take(&mut self, piece: &[u8]) -> Result<(), RosterError> {
        let mut from = 0;
        for at in memchr_iter(b'<', piece) {
            let mut token = std::mem::take(&mut self.token);
            if token.is_empty() {
                self.count(&piece[from..at])?;
            } else {
                token.extend_from_slice(&piece[from..at]);
                self.count(&token)?;
                token.clear();
                self.token = token;
            }
            from = at + 1;
        }
        self.token.extend_from_slice(&piece[from..]);
        self.within(self.token.len())
    }

    /// The markup is over, perhaps within a tag.
    fn end(&mut self) -> Result<(), RosterError> {
        let token = std::mem::take(&mut self.token);
        self.count(&token)
    }

    /// Counts what lies between one `<` and the next: a tag and the text after it.
    fn count(&mut self, token: &[u8]) -> Result<(), RosterError> {
        self.within(token.len())?;
        // Looked for in every token: a `<` or `>` within an attribute's quotes must not hide the claim.
        if memmem::find(token, b"uniqueCount").is_some_and(|at| claims_too_many(&token[at..])) {
            return Err(RosterError::UnpacksTooLarge);
        }
        let ends_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let name = &token[..token.iter().position(ends_name).unwrap_or(token.len())];
        let local = memchr(b':', name).map_or(name, |colon| &name[colon + 1..]);
        for ((element, max), count) in ELEMENTS_MAX.iter().zip(&mut self.counts) {
            if *element == local {
                *count += 1;
                if *count > *max {
                    return Err(RosterError::UnpacksTooLarge);
                }
            }
        }
        Ok(())
    }

    fn within(&self, token_bytes: usize) -> Result<(), RosterError> {
        if token_bytes > self.token_bytes_max { Err(RosterError::UnpacksTooLarge) } else { Ok(()) }
    }
}

/// Whether any number in these attributes is beyond [`STRINGS_MAX`].
fn claims_too_many(attributes: &[u8]) -> bool {
    let number = |digits: &[u8]| digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    attributes.split(|byte| !byte.is_ascii_digit()).any(|digits| digits.len() > 9 || number(digits) > STRINGS_MAX)
}
