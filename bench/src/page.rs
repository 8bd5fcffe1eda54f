//! The places in docs/performance.md that programs fill.

use std::path::Path;

/// Puts a text between the marks of a program of `cargo xtask bench`.
///
/// # Errors
/// When the page cannot be read or written, or has no such place.
pub(crate) fn put(page: &Path, program: &str, text: &str) -> Result<(), Box<dyn std::error::Error>> {
    let begin =
        format!("<!-- {program}: begin, written by `cargo xtask bench {program} -- --write docs/performance.md` -->");
    let end = format!("<!-- {program}: end -->");
    let old = std::fs::read_to_string(page)?;
    let (before, rest) = old.split_once(&begin).ok_or("the page has no place for the table")?;
    let (_, after) = rest.split_once(&end).ok_or("the table's place has no end")?;
    std::fs::write(page, format!("{before}{begin}\n\n{text}\n{end}{after}"))?;
    Ok(())
}
