//! The workbook: every cell a text that nothing turns into a formula, and on a sheet of its own who took it out, when and why.

use lianxin_model::moment;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// The longest text of a cell, in UTF-16 units: a limit of the file format.
const CELL_UNITS_MAX: usize = 32_767;
/// What stands at the end of a text that was longer.
const CUT: &str = "……（内容过长，未完）";
/// With these a text begins that a sheet could take for a formula, once it is edited or goes through a .csv: also the
/// full-width ones, which some programs fold.
const FORMULA_MARKS: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];
/// Code points of one part of a footer, which takes 255 in all.
const FOOTER_CHARS_MAX: usize = 60;
const A4: u8 = 9;

/// Who takes what out, when and why: it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rest) struct Mark {
    pub(in crate::rest) who: String,
    pub(in crate::rest) at_ms: i64,
    pub(in crate::rest) scope: String,
    pub(in crate::rest) filter: String,
    pub(in crate::rest) rows: Option<u64>,
    pub(in crate::rest) reason: String,
}

/// Whether a text must be kept from being taken for a formula.
fn is_hostile(text: &str) -> bool {
    let visible = text.trim_start_matches([' ', '\u{3000}', '\u{feff}', '\n', '\'']);
    text.starts_with(FORMULA_MARKS) || visible.starts_with(FORMULA_MARKS)
}

/// A text as a cell can hold it.
fn fitting(text: &str) -> String {
    if text.encode_utf16().count() <= CELL_UNITS_MAX {
        return text.to_owned();
    }
    let mut units = CUT.encode_utf16().count();
    let mut kept: String = text
        .chars()
        .take_while(|character| {
            units += character.len_utf16();
            units <= CELL_UNITS_MAX
        })
        .collect();
    kept.push_str(CUT);
    kept
}

struct Formats {
    head: Format,
    text: Format,
    quoted: Format,
}

impl Formats {
    fn new() -> Self {
        let text = Format::new().set_num_format("@").set_align(FormatAlign::Top).set_text_wrap();
        let head = Format::new().set_num_format("@").set_bold().set_border_bottom(FormatBorder::Thin);
        Self { head: head.set_align(FormatAlign::VerticalCenter), quoted: text.clone().set_quote_prefix(), text }
    }

    fn of(&self, text: &str) -> &Format {
        if is_hostile(text) { &self.quoted } else { &self.text }
    }

    fn put(&self, sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        if !text.is_empty() {
            sheet.write_string_with_format(row, column, fitting(text), self.of(text))?;
        }
        Ok(())
    }
}

/// A workbook under way. Rows go to nameless files as they come, so that memory does not grow with them.
pub(in crate::rest) struct Pages {
    workbook: Workbook,
    formats: Formats,
}

impl Pages {
    /// Without a sheet yet.
    pub(in crate::rest) fn begin(title: &str, mark: &Mark) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let created = ExcelDateTime::from_timestamp(mark.at_ms.div_euclid(1_000))?;
        let properties = DocProperties::new().set_title(title).set_author(&mark.who);
        workbook.set_properties(&properties.set_creation_datetime(&created));
        Ok(Self { workbook, formats: Formats::new() })
    }

    /// A sheet of these columns (title, width) and rows.
    pub(in crate::rest) fn sheet(
        &mut self,
        name: &str,
        columns: &[(&str, u8)],
        rows: impl IntoIterator<Item = Vec<String>>,
        mark: &Mark,
    ) -> Result<(), XlsxError> {
        let mut sheet = self.head(name, columns, mark)?;
        rows.into_iter().try_for_each(|cells| sheet.push(&cells))
    }

    /// A sheet of these columns, to which rows are added.
    pub(super) fn head(&mut self, name: &str, columns: &[(&str, u8)], mark: &Mark) -> Result<Sheet<'_>, XlsxError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        lay_out(sheet, mark);
        for (place, (title, width)) in (0_u16..).zip(columns) {
            sheet.set_column_width(place, f64::from(*width))?;
            sheet.write_string_with_format(0, place, *title, &self.formats.head)?;
        }
        Ok(Sheet { sheet, formats: &self.formats, row: 0 })
    }

    /// The bytes of the file, with a last sheet that says who took it out, when and why.
    pub(in crate::rest) fn finish(mut self, mark: &Mark) -> Result<Vec<u8>, XlsxError> {
        let rows = mark.rows.map(|rows| rows.to_string()).unwrap_or_default();
        let when = moment::minute_in_china(mark.at_ms);
        let lines = [
            ("导出人", mark.who.as_str()),
            ("导出时间", when.as_str()),
            ("范围", mark.scope.as_str()),
            ("筛选条件", mark.filter.as_str()),
            ("条数", rows.as_str()),
            ("用途", mark.reason.as_str()),
            (
                "提示",
                "本表含个人信息，仅限上述用途，用后妥善保管或销毁；遮盖的内容（*）未导出。本次导出已记入访问日志。",
            ),
        ];
        let sheet = self.workbook.add_worksheet();
        sheet.set_name("说明")?;
        sheet.set_column_width(0, 12)?.set_column_width(1, 80)?;
        lay_out(sheet, mark);
        for (row, (label, text)) in (0_u32..).zip(lines) {
            sheet.write_string_with_format(row, 0, label, &self.formats.head)?;
            self.formats.put(sheet, row, 1, text)?;
        }
        self.workbook.save_to_buffer()
    }
}

/// One sheet under way.
pub(super) struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    formats: &'a Formats,
    row: u32,
}

impl Sheet<'_> {
    /// One row more.
    pub(super) fn push(&mut self, cells: &[String]) -> Result<(), XlsxError> {
        self.row += 1;
        for (place, text) in (0_u16..).zip(cells) {
            self.formats.put(self.sheet, self.row, place, text)?;
        }
        Ok(())
    }
}

/// For paper: across, as wide as the page, who and when at the foot of each.
fn lay_out(sheet: &mut Worksheet, mark: &Mark) {
    let part = |text: &str| text.chars().take(FOOTER_CHARS_MAX).collect::<String>().replace('&', "&&");
    let (who, when, scope) = (part(&mark.who), moment::minute_in_china(mark.at_ms), part(&mark.scope));
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_footer(format!("&L{who} {when} 导出&C第 &P 页 共 &N 页&R{scope}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_become_a_formula_is_quoted() {
        let cases = [
            ("=1+1", true),
            ("+86", true),
            ("-1", true),
            ("@SUM(A1)", true),
            ("＝1", true),
            ("＋1", true),
            ("－1", true),
            ("＠A1", true),
            ("\t=1", true),
            ("\r=1", true),
            (" =1", true),
            ("\u{3000}＝1", true),
            ("\n=1", true),
            ("'=1", true),
            ("1=1", false),
            ("修水渠", false),
            ("", false),
        ];
        for (text, hostile) in cases {
            assert_eq!(is_hostile(text), hostile, "{text:?}");
        }
    }

    #[test]
    fn a_text_beyond_a_cell_says_that_it_goes_on() {
        for text in ["修".repeat(CELL_UNITS_MAX), "𬭊".repeat(CELL_UNITS_MAX / 2)] {
            assert_eq!(fitting(&text), text);
            let longer = fitting(&format!("{text}长𬭊"));
            let units = longer.encode_utf16().count();
            assert!(longer.ends_with(CUT) && (CELL_UNITS_MAX - 1..=CELL_UNITS_MAX).contains(&units), "{units}");
        }
    }
}
