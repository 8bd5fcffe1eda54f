//! A roster as an office sends it: separated text in whatever encoding, or a workbook.

use lianxin_server::roster::{households, read};

/// One file.
pub fn run(bytes: &[u8]) {
    let Ok(sheet) = read(bytes, jiff::civil::date(2026, 11, 28)) else { return };
    let grouped: usize = households(&sheet).iter().map(|household| household.members.len()).sum();
    assert_eq!(grouped, sheet.rows.len(), "every person is in one household");
    let mut lines = sheet.rows.iter().map(|row| row.line);
    assert!(lines.clone().zip(lines.by_ref().skip(1)).all(|(above, below)| above < below), "from top to bottom");
}
