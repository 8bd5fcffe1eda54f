//! Values of single cells: what is normalised, kept and flagged, left out.

use crate::{HEADER, id_number, people, problems, sheet};

/// Reads one value in one column of a row that is otherwise in order; gives the row and its problems.
fn one(column: &str, value: &str) -> (String, Vec<String>) {
    let at = HEADER.split(',').position(|label| label == column).expect("a column");
    let mut cells = [""; 13].map(str::to_owned);
    (cells[0], cells[4]) = ("H1".into(), "甲".into());
    cells[1] = "大坪".into();
    cells[at] = format!("\"{}\"", value.replace('"', "\"\""));
    let sheet = sheet(&[&cells.join(",")]);
    let got = people(&sheet).into_iter().next().unwrap_or_default();
    // The place of the column among the person's fields: after the row's number.
    let field = got.split(' ').skip(at + 1).collect::<Vec<_>>();
    let last = 12 - at;
    let value = field[..field.len().saturating_sub(last)].join(" ");
    let problems = problems(&sheet).into_iter().map(|problem| problem.splitn(3, ' ').nth(2).unwrap_or("").to_owned());
    (value, problems.collect())
}

fn check(column: &str, cases: &[(&str, &str, &[&str])]) {
    for (value, expected, problems) in cases {
        let (got, found) = one(column, value);
        assert_eq!(
            (got.as_str(), found),
            (*expected, problems.iter().map(|&p| p.to_owned()).collect()),
            "{column}: {value:?}"
        );
    }
}

#[test]
fn id_numbers() {
    let id = id_number("00000019800501123");
    let with_x = (100..999).map(|n| id_number(&format!("00000019800501{n}"))).find(|n| n.ends_with('X')).expect("one");
    check(
        "身份证号",
        &[
            (&id, &id, &[]),
            (&with_x.to_lowercase(), &with_x, &[]),
            (&format!("'{id}"), &id, &[]),
            (&format!("=\"{id}\""), &id, &[]),
            (&format!("{} {}\t", &id[..6], &id[6..]), &id, &[]),
            ("000000800501123", "000000800501123", &[]),
            ("000000800501123.0", "000000800501123", &[]),
            ("无", "-", &[]),
            ("", "-", &[]),
            // Kept as they are written, and flagged.
            ("00000019800501", "00000019800501", &["id_number_length"]),
            ("00000019801301123X", "00000019801301123X", &["id_number_birth"]),
            ("000000198005011230", "000000198005011230", &["id_number_check_digit"]),
            // Spoiled by a spreadsheet.
            ("4.31027E+17", "-", &["precision_lost"]),
            ("4.31027198005011E+17", "-", &["precision_lost"]),
            ("000000198005011000", "000000198005011000", &["ends_in_zeros"]),
            // Exported with its ends shown.
            ("000000********1230", "-", &["masked"]),
            ("甲\u{202e}乙", "-", &["id_number_length", "direction_override"]),
        ],
    );
}

#[test]
fn phones() {
    check(
        "电话",
        &[
            ("13900000123", "13900000123", &[]),
            ("139 0000 0123", "13900000123", &[]),
            ("１３９００００0123", "13900000123", &[]),
            ("+86-139-0000-0123", "13900000123", &[]),
            ("13900000123.0", "13900000123", &[]),
            ("1.3900000123E+10", "13900000123", &[]),
            ("1.39E+10", "-", &["precision_lost"]),
            ("0735-8612345", "0735-8612345", &[]),
            ("66123", "66123", &[]),
            ("13900000123/13900000456", "13900000123+13900000456", &[]),
            ("13900000123、0735-8612345", "13900000123+0735-8612345", &[]),
            ("13900000123 13900000456", "13900000123+13900000456", &[]),
            ("13900000123\n13900000123", "13900000123", &[]),
            ("无", "-", &[]),
            ("139000001234", "139000001234", &["phone_form"]),
            ("13900000123/打不通", "13900000123+打不通", &["phone_form"]),
        ],
    );
}

#[test]
fn births() {
    check(
        "出生日期",
        &[
            ("1980-05-01", "1980-05-01", &[]),
            ("1980/5/1", "1980-05-01", &[]),
            ("1980.5.1", "1980-05-01", &[]),
            ("1980年5月1日", "1980-05-01", &[]),
            ("19800501", "1980-05-01", &[]),
            ("1980-05-01 00:00:00", "1980-05-01", &[]),
            ("1980-05-01T00:00:00", "1980-05-01", &[]),
            ("1980/5/1 0:00", "1980-05-01", &[]),
            ("29342", "1980-05-01", &[]),
            ("29342.0", "1980-05-01", &[]),
            ("不详", "不详", &["date_form"]),
            ("1980", "1980", &["date_incomplete"]),
            ("1980.05", "1980.05", &["date_incomplete"]),
            ("198005", "198005", &["date_incomplete"]),
            ("1980年5月", "1980年5月", &["date_incomplete"]),
            ("1980-5", "1980-5", &["date_incomplete"]),
            ("1980-02-30", "1980-02-30", &["date_unreal"]),
            ("1899-12-31", "1899-12-31", &["date_early"]),
            ("2026-11-23", "2026-11-23", &["date_late"]),
            ("5/1/1980", "5/1/1980", &["date_form"]),
            ("80.5.1", "80.5.1", &["date_form"]),
            ("60", "1900-02-29", &["date_unreal"]),
            ("无", "-", &[]),
        ],
    );
}

#[test]
fn other_columns() {
    check("性别", &[("男", "male", &[]), ("女 ", "female", &[]), ("2", "female", &[]), ("南", "-", &["unknown_sex"])]);
    let many =
        (0..21).map(|n| char::from_u32(0x4e00 + n).expect("a character").to_string()).collect::<Vec<_>>().join("、");
    check(
        "类别",
        &[
            ("低保户、残疾", "低保户+残疾", &[]),
            ("低保户,残疾，低保户 大病；", "低保户+残疾+大病", &[]),
            ("无", "-", &[]),
            ("—", "-", &[]),
            (&many, &many.replace('、', "+")[..20 * 4 - 1], &["too_many_in_cell"]),
        ],
    );
    check("与户主关系", &[("长子", "长子", &[]), ("\u{3000}之 妻 ", "之 妻", &[])]);
    let long = "大".repeat(201);
    let longer = "大".repeat(4_001);
    check(
        "住址",
        &[
            ("大坪村\n三组", "大坪村 三组", &[]),
            ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", &[]),
            ("@SUM(A1)", "@SUM(A1)", &[]),
            ("三\0组", "-", &["control_character"]),
            ("三\u{202e}组", "-", &["direction_override"]),
            (&long, "-", &["line_length"]),
            (&longer, "-", &["cell_too_long"]),
        ],
    );
    check("备注", &[("一行\r\n二行", "一行\n二行", &[]), ("三\u{1b}组", "-", &["control_character"])]);
}

#[test]
fn names() {
    check(
        "姓名",
        &[
            ("罗守山", "罗守山", &[]),
            ("罗\u{3000}山", "罗山", &[]),
            ("罗  山", "罗山", &[]),
            ("买买提·吐尔逊", "买买提·吐尔逊", &[]),
            ("Anna  Li", "Anna Li", &[]),
            ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", &[]),
            ("", "", &["no_name!"]),
            ("无", "", &["no_name!"]),
            ("罗\0山", "", &["control_character!", "no_name!"]),
        ],
    );
}

#[test]
fn codes() {
    check(
        "户编号",
        &[
            ("0012", "0012", &[]),
            ("'0012", "0012", &[]),
            ("=\"0012\"", "0012", &[]),
            ("=A1", "=A1", &[]),
            ("12.0", "12", &[]),
            ("4.31E+11", "", &["precision_lost", "no_household_code!"]),
            ("", "", &["no_household_code!"]),
            ("H\u{7f}1", "", &["control_character!", "no_household_code!"]),
        ],
    );
}

#[test]
fn what_contradicts_the_id_number_is_flagged() {
    let man = id_number("00000019800501123");
    let woman = id_number("00000019800501124");
    let old_woman = "000000800501124";
    let cases: &[(&str, &str, &str, &[&str])] = &[
        ("男", "1980-05-01", &man, &[]),
        ("女", "1980-05-01", &woman, &[]),
        ("女", "1980-05-01", old_woman, &[]),
        ("", "", &man, &[]),
        ("女", "1980-05-01", &man, &["2 性别 sex_differs"]),
        ("男", "1980-05-01", old_woman, &["2 性别 sex_differs"]),
        ("男", "1980-05-02", &man, &["2 出生日期 birth_differs"]),
        ("男", "1980-13-02", &man, &["2 出生日期 date_unreal"]),
        ("女", "1980-05-02", "123", &["2 身份证号 id_number_length"]),
    ];
    for (sex, birth, id, expected) in cases {
        let sheet = sheet(&[&format!("H1,大坪,,,甲,,{sex},{birth},{id},,,,")]);
        assert_eq!(problems(&sheet), *expected, "{sex} {birth}");
        assert_eq!(sheet.rows.len(), 1);
        assert_eq!(sheet.rows[0].id_number_valid, id.len() != 3);
    }
}
