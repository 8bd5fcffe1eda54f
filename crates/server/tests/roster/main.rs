//! The roster reader at its boundary: files as offices make them go in, people and problems come out.
//! All people are invented; their ID numbers begin with 000000, which is nowhere.

mod hostile;
mod households;
mod large;
mod text_files;
mod values;
mod workbooks;

use jiff::civil::{Date, date};
use lianxin_model::check::check_digit;
use lianxin_server::roster::{RosterError, Row, Severity, Sheet, read};

/// Bounds the birth dates of all tests.
const TODAY: Date = date(2026, 11, 22);

/// The first line of most sheets here.
const HEADER: &str = "户编号,村,组,户主,姓名,与户主关系,性别,出生日期,身份证号,电话,类别,住址,备注";

fn read_text(text: &str) -> Result<Sheet, RosterError> {
    read(text.as_bytes(), TODAY)
}

/// A sheet under [`HEADER`]; its first row is row 2.
fn sheet(rows: &[&str]) -> Sheet {
    read_text(&format!("{HEADER}\n{}\n", rows.join("\n"))).expect("a sheet")
}

/// An ID number of its first 17 digits.
fn id_number(first_17: &str) -> String {
    format!("{first_17}{}", check_digit(first_17).expect("17 digits"))
}

/// Each person on a line, in the order of [`HEADER`], `-` for what is not given.
fn people(sheet: &Sheet) -> Vec<String> {
    sheet.rows.iter().map(person).collect()
}

fn person(row: &Row) -> String {
    fn or_dash(value: &Option<String>) -> &str {
        value.as_deref().unwrap_or("-")
    }
    fn all_or_dash<'a>(values: impl Iterator<Item = &'a String>) -> String {
        let joined = values.map(String::as_str).collect::<Vec<_>>().join("+");
        if joined.is_empty() { "-".to_owned() } else { joined }
    }
    let fields: [&str; 14] = [
        &row.line.to_string(),
        &row.household_code,
        or_dash(&row.village),
        or_dash(&row.group),
        or_dash(&row.head_name),
        &row.name,
        or_dash(&row.relation),
        row.sex.map_or("-", |sex| sex.word()),
        or_dash(&row.birth),
        or_dash(&row.id_number),
        &all_or_dash(row.phone.iter().chain(&row.further_phones)),
        &all_or_dash(row.categories.iter()),
        or_dash(&row.address),
        or_dash(&row.note),
    ];
    fields.join(" ")
}

/// Each problem as row, column, code, with `!` where the row is left out.
fn problems(sheet: &Sheet) -> Vec<String> {
    let one = |problem: &lianxin_server::roster::RowProblem| {
        let column = problem.column.map_or("-", |column| column.label());
        let mark = if problem.severity() == Severity::Error { "!" } else { "" };
        format!("{} {column} {}{mark}", problem.line, problem.code())
    };
    sheet.problems.iter().map(one).collect()
}
