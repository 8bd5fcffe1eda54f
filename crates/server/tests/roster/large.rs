//! The size of a large roster: 100,000 rows, as text and as a workbook.

use lianxin_model::limits::ROSTER_ROWS_MAX;
use lianxin_server::roster::{RosterError, Sheet, households, read};
use rust_xlsxwriter::Workbook;

use crate::{HEADER, TODAY, id_number};

const ROWS: u32 = 100_000;

/// Four people a household; only its first row names it.
fn cells(at: u32) -> [String; 13] {
    let first = |text: String| if at.is_multiple_of(4) { text } else { String::new() };
    let household = at / 4;
    // No ID number twice: year and sex follow `at % 90`, month, day and sequence `at / 90`.
    let (year, round) = (1930 + at % 90, at / 90);
    let (month, day, sequence) = (5 + round % 2, 1 + round / 1000, round / 2 % 500 * 2 + at % 2);
    [
        first(format!("{:08}", household)),
        first(format!("第{}村", household / 300)),
        first(format!("{}组", household / 30 % 10)),
        first(format!("户主{household}")),
        if at.is_multiple_of(4) { format!("户主{household}") } else { format!("成员{at}") },
        if at.is_multiple_of(4) { "户主".to_owned() } else { "子女".to_owned() },
        if at % 2 == 1 { "男".to_owned() } else { "女".to_owned() },
        format!("{year}-{month:02}-{day:02}"),
        id_number(&format!("000000{year}{month:02}{day:02}{sequence:03}")),
        format!("139{:08}", at),
        first("低保户、残疾".to_owned()),
        first(format!("第{}村{}组{household}号", household / 300, household / 30 % 10)),
        String::new(),
    ]
}

fn assert_whole(sheet: &Sheet) {
    assert_eq!(sheet.problems.first().map(|problem| (problem.line, problem.code())), None);
    assert_eq!(sheet.rows.len(), ROWS as usize);
    let households = households(sheet);
    assert_eq!(households.len(), ROWS as usize / 4);
    assert!(households.iter().all(|household| household.members.len() == 4 && household.village.is_some()));
}

#[test]
fn a_hundred_thousand_rows_of_text() {
    let rows: Vec<String> = (0..ROWS).map(|at| cells(at).join(",")).collect();
    let sheet = read(format!("{HEADER}\n{}\n", rows.join("\n")).as_bytes(), TODAY).expect("a sheet");
    assert_whole(&sheet);
}

#[test]
fn a_hundred_thousand_rows_of_a_workbook() {
    let mut workbook = Workbook::new();
    let worksheet = workbook.add_worksheet();
    for (column, label) in (0..).zip(HEADER.split(',')) {
        worksheet.write_string(0, column, label).expect("a cell");
    }
    for at in 0..ROWS {
        for (column, cell) in (0..).zip(cells(at)).filter(|(_, cell)| !cell.is_empty()) {
            worksheet.write_string(at + 1, column, cell).expect("a cell");
        }
    }
    let sheet = read(&workbook.save_to_buffer().expect("a workbook"), TODAY).expect("a sheet");
    assert_whole(&sheet);
}

#[test]
fn one_row_too_many() {
    let most = format!("户编号,姓名\n{}", "H1,甲\n".repeat(ROSTER_ROWS_MAX));
    assert_eq!(read(most.as_bytes(), TODAY).expect("a sheet").rows.len(), ROSTER_ROWS_MAX);
    let error = read((most + "H1,甲\n").as_bytes(), TODAY).expect_err("too many");
    assert_eq!(error, RosterError::TooManyRows);
}
