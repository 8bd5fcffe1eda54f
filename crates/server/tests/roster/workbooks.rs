//! Workbooks: merged cells, numbers, dates, formulas, sheets.

use lianxin_server::roster::{Column, RosterError, Sheet, read};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};

use crate::{TODAY, id_number, people, problems};

/// The workbook that `write` makes of one worksheet.
fn workbook(write: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    write(workbook.add_worksheet()).expect("a worksheet");
    workbook.save_to_buffer().expect("a workbook")
}

fn sheet(write: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> Sheet {
    read(&workbook(write), TODAY).expect("a sheet")
}

fn row(worksheet: &mut Worksheet, row: u32, cells: &[&str]) -> Result<(), XlsxError> {
    for (column, cell) in (0..).zip(cells) {
        if !cell.is_empty() {
            worksheet.write_string(row, column, *cell)?;
        }
    }
    Ok(())
}

#[test]
fn merged_cells_in_any_column_order() {
    let center = Format::new();
    let sheet = sheet(|sheet| {
        sheet.merge_range(0, 0, 0, 7, "大坪村农户花名册", &center)?;
        row(sheet, 2, &["姓名", "与户主关系", "类别", "住址", "户主", "组", "村", "户编号", "电话", "备注"])?;
        row(sheet, 3, &["罗守山", "户主"])?;
        row(sheet, 4, &["李秀", "妻"])?;
        row(sheet, 5, &["罗小山", "长子"])?;
        row(sheet, 6, &["王大", "户主", "", "", "王大", "", "", "H2"])?;
        sheet.merge_range(3, 2, 5, 2, "低保户", &center)?;
        sheet.merge_range(3, 3, 5, 3, "大坪村12号", &center)?;
        sheet.merge_range(3, 4, 5, 4, "罗守山", &center)?;
        sheet.merge_range(3, 5, 6, 5, "三组", &center)?;
        sheet.merge_range(3, 6, 6, 6, "大坪村", &center)?;
        sheet.merge_range(3, 7, 5, 7, "H1", &center)?;
        // One phone and one note for the household stay with its first person.
        sheet.merge_range(3, 8, 5, 8, "13900000123", &center)?;
        sheet.merge_range(3, 9, 5, 9, "易地搬迁", &center)?;
        Ok(())
    });
    assert_eq!(
        people(&sheet),
        [
            "4 H1 大坪村 三组 罗守山 罗守山 户主 - - - 13900000123 低保户 大坪村12号 易地搬迁",
            "5 H1 大坪村 三组 罗守山 李秀 妻 - - - - 低保户 大坪村12号 -",
            "6 H1 大坪村 三组 罗守山 罗小山 长子 - - - - 低保户 大坪村12号 -",
            "7 H2 大坪村 三组 王大 王大 户主 - - - - - - -",
        ]
    );
    assert_eq!(problems(&sheet), [""; 0]);
    assert_eq!(sheet.name.as_deref(), Some("Sheet1"));
}

#[test]
fn a_merged_code_longer_than_the_household_makes_no_row() {
    let sheet = sheet(|sheet| {
        row(sheet, 0, &["户编号", "姓名"])?;
        sheet.merge_range(1, 0, 3, 0, "H1", &Format::new())?;
        sheet.write_string(1, 1, "甲")?;
        sheet.write_string(2, 1, "乙")?;
        Ok(())
    });
    assert_eq!(people(&sheet), ["2 H1 - - - 甲 - - - - - - - -", "3 H1 - - - 乙 - - - - - - - -"]);
    assert_eq!(problems(&sheet), [""; 0]);
}

#[test]
fn a_header_of_two_rows() {
    let center = Format::new();
    let sheet = sheet(|sheet| {
        sheet.merge_range(0, 0, 1, 0, "户编号", &center)?;
        sheet.merge_range(0, 1, 0, 2, "家庭情况", &center)?;
        row(sheet, 1, &["", "姓名", "电话"])?;
        row(sheet, 2, &["H1", "甲", "66123"])
    });
    assert_eq!(people(&sheet), ["3 H1 - - - 甲 - - - - 66123 - - -"]);
}

#[test]
fn numbers_dates_and_formulas() {
    let date_format = Format::new().set_num_format("yyyy/m/d");
    let zeros = Format::new().set_num_format("0000");
    let id = id_number("00000019800501123");
    let sheet = sheet(|sheet| {
        row(sheet, 0, &["户编号", "姓名", "出生日期", "身份证号", "电话", "组", "住址"])?;
        // Everything a number.
        sheet.write_number(1, 0, 431_027_001.0)?;
        sheet.write_string(1, 1, "甲")?;
        let day = ExcelDateTime::from_ymd(1980, 5, 1)?;
        sheet.write_datetime_with_format(1, 2, &day, &date_format)?;
        sheet.write_number(1, 3, 800_501_123.0)?;
        sheet.write_number(1, 4, 13_900_000_123.0)?;
        sheet.write_number(1, 5, 3.0)?;
        // An ID number typed as a number keeps 15 digits; a day count without its format; a code shown as 0012.
        sheet.write_number_with_format(2, 0, 12.0, &zeros)?;
        sheet.write_string(2, 1, "乙")?;
        sheet.write_number(2, 2, 29_342.0)?;
        sheet.write_number(2, 3, 900_000_198_005_011_234.0)?;
        sheet.write_datetime_with_format(2, 5, &day, &date_format)?;
        // Formulas give what the spreadsheet last computed, never more.
        sheet.write_formula(3, 0, Formula::new("=\"H\"&3").set_result("H3"))?;
        sheet.write_formula(3, 1, Formula::new("=UPPER(\"x\")").set_result("丙"))?;
        sheet.write_number(3, 2, 19_800_501.0)?;
        sheet.write_string(3, 3, &id)?;
        sheet.write_formula(3, 4, Formula::new("=NA()").set_result("#N/A"))?;
        sheet.write_string(3, 6, "=HYPERLINK(\"http://x\")")?;
        sheet.write_number(4, 0, 4.0)?;
        sheet.write_string(4, 1, "丁")?;
        sheet.write_number(4, 2, 1980.0)?;
        sheet.write_number(4, 4, 139.5)?;
        Ok(())
    });
    assert_eq!(
        people(&sheet),
        [
            "2 431027001 - 3 - 甲 - - 1980-05-01 800501123 13900000123 - - -".to_owned(),
            "3 0012 - - - 乙 - - 1980-05-01 - - - - -".to_owned(),
            format!("4 H3 - - - 丙 - - 1980-05-01 {id} - - =HYPERLINK(\"http://x\") -"),
            "5 4 - - - 丁 - - 1980 - 139.5 - - -".to_owned(),
        ]
    );
    assert_eq!(
        problems(&sheet),
        [
            "2 身份证号 id_number_length",
            "3 组 turned_into_date",
            "3 身份证号 precision_lost",
            "4 电话 formula_failed",
            "5 出生日期 date_incomplete",
            "5 电话 phone_form",
        ]
    );
}

#[test]
fn the_first_visible_sheet_with_a_header_is_read_and_others_are_named() {
    let mut workbook = Workbook::new();
    let hidden = workbook.add_worksheet().set_name("旧").expect("a name").set_hidden(true);
    row(hidden, 0, &["户编号", "姓名"]).expect("a row");
    row(hidden, 1, &["H0", "旧"]).expect("a row");
    let notes = workbook.add_worksheet().set_name("说明").expect("a name").set_active(true);
    row(notes, 0, &["请逐户填写"]).expect("a row");
    for (name, code) in [("大坪村", "H1"), ("上坪村", "H2")] {
        let sheet = workbook.add_worksheet().set_name(name).expect("a name");
        row(sheet, 0, &["户编号", "姓名"]).expect("a row");
        row(sheet, 1, &[code, "甲"]).expect("a row");
    }
    workbook.add_worksheet().set_name("空").expect("a name");
    let sheet = read(&workbook.save_to_buffer().expect("a workbook"), TODAY).expect("a sheet");
    assert_eq!(people(&sheet), ["2 H1 - - - 甲 - - - - - - - -"]);
    assert_eq!(sheet.name.as_deref(), Some("大坪村"));
    assert_eq!(sheet.ignored_sheets, ["说明", "上坪村"]);
}

#[test]
fn workbooks_without_a_roster() {
    let cases = [
        (workbook(|_| Ok(())), RosterError::Empty),
        (workbook(|sheet| row(sheet, 0, &["甲", "乙"])), RosterError::NoHeader),
        (workbook(|sheet| row(sheet, 0, &["村", "户编号"])), RosterError::MissingColumns(vec![Column::Name])),
        (workbook(|sheet| row(sheet, 0, &["户编号", "姓名"])), RosterError::NoRows),
        (
            workbook(|sheet| {
                row(sheet, 0, &["户编号", "姓名"])?;
                sheet.write_string(1, 200, "远").map(|_| ())
            }),
            RosterError::TooManyColumns,
        ),
    ];
    for (bytes, expected) in cases {
        assert_eq!(read(&bytes, TODAY).expect_err("no roster"), expected);
    }
}
