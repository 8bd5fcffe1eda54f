//! The roster as an office keeps it: a title above, cells merged over each household, numbers as text here and as numbers
//! there.

use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::{Household, Person, Township};

const COLUMNS: [&str; 13] = [
    "户编号",
    "村",
    "组",
    "户主",
    "姓名",
    "与户主关系",
    "性别",
    "出生日期",
    "身份证号",
    "电话",
    "类别",
    "住址",
    "备注",
];

/// The formats of the sheet.
struct Formats {
    title: Format,
    merged: Format,
    date: Format,
}

/// The bytes of the workbook.
pub(in super::super) fn roster(township: &Township) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats {
        title: Format::new().set_bold().set_align(FormatAlign::Center).set_font_size(16),
        merged: Format::new().set_align(FormatAlign::VerticalCenter),
        date: Format::new().set_num_format("yyyy-mm-dd"),
    };
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("花名册")?;
    sheet.merge_range(0, 0, 0, 12, "农户花名册（演示数据，人员均为虚构）", &formats.title)?;
    for (column, name) in (0..).zip(COLUMNS) {
        sheet.write(1, column, name)?;
    }
    let mut line = 2;
    for household in &township.households {
        let village = township.villages.get(household.village).map_or("", |village| village.name.as_str());
        line = write_household(sheet, &formats, line, household, village)?;
    }
    workbook.save_to_buffer()
}

/// Writes a household; the line after it.
fn write_household(
    sheet: &mut Worksheet,
    formats: &Formats,
    first: u32,
    household: &Household,
    village: &str,
) -> Result<u32, XlsxError> {
    let of_household = [(0, household.code.as_str()), (3, household.head_name()), (11, household.address.as_str())];
    let next = first + u32::try_from(household.members.len()).unwrap_or(0);
    for (column, text) in of_household {
        if next - first > 1 {
            sheet.merge_range(first, column, next - 1, column, text, &formats.merged)?;
        } else {
            sheet.write(first, column, text)?;
        }
    }
    for (line, person) in (first..).zip(&household.members) {
        // Village and group are repeated in each row, or stand in the first alone: offices do both.
        if line == first || household.village.is_multiple_of(2) {
            sheet.write(line, 1, village)?;
            sheet.write(line, 2, &household.group)?;
        }
        sheet.write(line, 4, &person.name)?;
        sheet.write(line, 5, person.relation)?;
        sheet.write(line, 6, if person.is_man { "男" } else { "女" })?;
        write_birth(sheet, formats, line, person.birth)?;
        if let Some(number) = &person.id_number {
            sheet.write(line, 8, number)?;
        }
        write_phone(sheet, line, person)?;
        sheet.write(line, 10, person.categories.join("、"))?;
        if let Some(note) = &person.note {
            sheet.write(line, 12, note)?;
        }
    }
    Ok(next)
}

/// As a date of the spreadsheet, or as text of one shape or another.
fn write_birth(sheet: &mut Worksheet, formats: &Formats, line: u32, birth: Date) -> Result<(), XlsxError> {
    match line % 3 {
        0 => {
            let day = ExcelDateTime::parse_from_str(&birth.to_string())?;
            sheet.write_with_format(line, 7, &day, &formats.date)?;
        }
        1 => {
            sheet.write(line, 7, birth.strftime("%Y.%-m.%-d").to_string())?;
        }
        _ => {
            sheet.write(line, 7, birth.to_string())?;
        }
    }
    Ok(())
}

/// As text, or typed as a number into a cell that nobody had set to text.
fn write_phone(sheet: &mut Worksheet, line: u32, person: &Person) -> Result<(), XlsxError> {
    let Some(phone) = &person.phone else { return Ok(()) };
    match phone.parse::<f64>() {
        Ok(number) if line.is_multiple_of(4) => sheet.write(line, 9, number)?,
        _ => sheet.write(line, 9, phone)?,
    };
    Ok(())
}
