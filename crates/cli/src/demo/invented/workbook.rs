//! The roster as an office keeps it: a title above, cells merged over each household, numbers as text here and as numbers
//! there.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::{Household, Township};

const COLUMNS: [&str; 13] = [
    "户编号", "村", "组", "户主", "姓名", "与户主关系", "性别", "出生日期", "身份证号", "电话", "类别", "住址", "备注",
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
        if line == first || household.village % 2 == 0 {
            sheet.write(line, 1, village)?;
            sheet.write(line, 2, &household.group)?;
        }
        sheet.write(line, 4, &person.name)?;
        sheet.write(line, 5, person.relation)?;
        sheet.write(line, 6, if person.is_man { "男" } else { "女" })?;
        match i32::try_from(line % 3) {
            Ok(0) => {
                sheet.write_with_format(line, 7, person.birth, &formats.date)?;
            }
            Ok(1) => {
                sheet.write(line, 7, person.birth.strftime("%Y.%-m.%-d").to_string())?;
            }
            _ => {
                sheet.write(line, 7, person.birth.to_string())?;
            }
        }
        if let Some(number) = &person.id_number {
            sheet.write(line, 8, number)?;
        }
        match &person.phone {
            // Typed into a cell that was not set to text.
            Some(phone) if line % 4 == 0 => match phone.parse::<f64>() {
                Ok(number) => sheet.write(line, 9, number)?,
                Err(_) => sheet.write(line, 9, phone)?,
            },
            Some(phone) => sheet.write(line, 9, phone)?,
            None => sheet,
        };
        sheet.write(line, 10, person.categories.join("、"))?;
        if let Some(note) = &person.note {
            sheet.write(line, 12, note)?;
        }
    }
    Ok(next)
}
