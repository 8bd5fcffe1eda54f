//! Separated text: encodings, separators, row numbers, headers.

use encoding_rs::GB18030;
use lianxin_server::roster::{Column, RosterError, read};

use crate::{HEADER, TODAY, people, problems, read_text};

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(|unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

/// `text` with a comma for its separator becomes the same sheet in each encoding.
#[test]
fn every_encoding_gives_the_same_people() {
    // A rare character of GB 18030-2022 beyond the basic plane, a middle dot, traditional text.
    let text = format!(
        "{HEADER}\r\nH1,柳園鎮,三組,羅守山,𬭊𠮷,户主,男,1980-05-01,,13900000123,低保户,𬭊家湾,\r\n\
         H1,,,,买买提·吐尔逊,儿子,男,,,,,,\r\n"
    );
    let expected = [
        "2 H1 柳園鎮 三組 羅守山 𬭊𠮷 户主 male 1980-05-01 - 13900000123 低保户 𬭊家湾 -",
        "3 H1 柳園鎮 三組 羅守山 买买提·吐尔逊 儿子 male - - - - 𬭊家湾 -",
    ];
    let (gb18030, _, unmappable) = GB18030.encode(&text);
    assert!(!unmappable);
    let cases: [(&str, Vec<u8>); 8] = [
        ("UTF-8", text.clone().into_bytes()),
        ("UTF-8 with mark", format!("\u{feff}{text}").into_bytes()),
        ("GB 18030", gb18030.clone().into_owned()),
        ("GB 18030 with mark", [&[0x84, 0x31, 0x95, 0x33], &*gb18030].concat()),
        ("UTF-16 LE", utf16(&text, true)),
        ("UTF-16 BE", utf16(&text, false)),
        ("UTF-16 LE, tabulators", utf16(&text.replace(',', "\t"), true)),
        ("semicolons", text.replace(',', ";").into_bytes()),
    ];
    for (name, bytes) in cases {
        let sheet = read(&bytes, TODAY).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(people(&sheet), expected, "{name}");
        assert_eq!(problems(&sheet), [""; 0], "{name}");
    }
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_shows_them() {
    let rows = [
        "H1,,,,甲,,,,,,,,",
        "",
        "",
        "H2,,,,乙,,,,,,,\"两\n行\",",
        "H3,,,,丙,,,,,,,,",
        ",,,,,,,,,,,,",
        "H4,,,,丁,,,,,,,,",
    ];
    for ending in ["\n", "\r\n", "\r"] {
        let text = format!("{HEADER}\n{}\n", rows.join("\n")).replace('\n', ending);
        let sheet = read_text(&text).expect("a sheet");
        let lines: Vec<u32> = sheet.rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 5, 6, 8], "{ending:?}");
        assert_eq!(sheet.rows[1].address.as_deref(), Some("两 行"), "{ending:?}");
    }
}

#[test]
fn headers() {
    use Column::{HouseholdCode, Name};
    let missing = |columns: &[Column]| Err(RosterError::MissingColumns(columns.to_vec()));
    let cases: &[(&str, Result<&[&str], RosterError>)] = &[
        ("户编号,姓名\nH1,甲", Ok(&["2 H1 - - - 甲 - - - - - - - -"])),
        ("姓名,户编号\n甲,H1", Ok(&["2 H1 - - - 甲 - - - - - - - -"])),
        // Variants, marks, spaces, line breaks, brackets, full-width and traditional forms.
        (
            "户号,*姓 名,\"联系\n电话\",公民身份号码（必填）,组别：\nH1,甲,66123,,三组",
            Ok(&["2 H1 - 三组 - 甲 - - - - 66123 - - -"]),
        ),
        ("戶編號,姓名,與戶主關係,性別,備註\nH1,甲,長子,男,見附件", Ok(&["2 H1 - - - 甲 長子 male - - - - - 見附件"])),
        // A title, a date, an empty row; then the header again as on a second page.
        (
            "大坪村农户花名册,,\n填表日期：2026年,,\n\n户编号,姓名,电话\nH1,甲,66123\n户编号,姓名,电话\nH1,乙,",
            Ok(&["5 H1 - - - 甲 - - - - 66123 - - -", "7 H1 - - - 乙 - - - - - - - -"]),
        ),
        ("村,组,姓名\n大坪,三,甲", missing(&[HouseholdCode])),
        ("户编号,村,组\nH1,大坪,三", missing(&[Name])),
        ("村,组\n大坪,三", missing(&[HouseholdCode, Name])),
        ("村;组\n大坪;三", missing(&[HouseholdCode, Name])),
        ("甲,乙\n丙,丁", Err(RosterError::NoHeader)),
        ("姓名\n甲", Err(RosterError::NoHeader)),
        ("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n户编号,姓名\nH1,甲", Err(RosterError::NoHeader)),
        ("1\n2\n3\n4\n5\n6\n7\n8\n9\n户编号,姓名\nH1,甲", Ok(&["11 H1 - - - 甲 - - - - - - - -"])),
        ("户编号,姓名\n", Err(RosterError::NoRows)),
        ("户编号,姓名\n,\n,\n", Err(RosterError::NoRows)),
    ];
    for (text, expected) in cases {
        let got = read_text(text).map(|sheet| people(&sheet));
        assert_eq!(
            got,
            expected.clone().map(|people| people.iter().map(|&person| person.to_owned()).collect()),
            "{text}"
        );
    }
}

#[test]
fn columns_that_are_not_read_are_named() {
    let sheet = read_text("序号,户编号,姓名,电话,文化\n程度,手机号,\n1,H1,甲,66123,小学,,\n").expect("a sheet");
    assert_eq!(sheet.ignored_columns, ["序号", "文化"]);
    let sheet =
        read_text("序号,户编号,姓名,电话,\"文化\n程度\",手机号,\n1,H1,甲,66123,小学,66124,\n").expect("a sheet");
    assert_eq!(sheet.ignored_columns, ["序号", "文化 程度", "手机号"]);
    assert_eq!(people(&sheet), ["2 H1 - - - 甲 - - - - 66123 - - -"]);
}

#[test]
fn files_that_are_refused() {
    let long_row = format!("{HEADER}\nH1{}x\n", ",".repeat(200));
    let wide_but_blank = format!("{HEADER}\nH1,,,,甲{}\n", ",".repeat(300));
    let cases: &[(&str, &[u8], &str)] = &[
        ("nothing", b"", "roster_empty"),
        ("a mark", b"\xef\xbb\xbf", "roster_empty"),
        ("blanks", b" \r\n\t\r\n", "roster_empty"),
        ("commas", b",,,\n,,,\n", "roster_empty"),
        ("a web page", b"<html><table><tr><td>1</td></tr></table></html>", "roster_not_a_spreadsheet"),
        ("a web page after blanks", b"\xef\xbb\xbf\r\n  <!DOCTYPE html>", "roster_not_a_spreadsheet"),
        ("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "roster_not_a_spreadsheet"),
        ("an old .xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0", "roster_old_or_locked"),
        ("an empty zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "roster_not_a_spreadsheet"),
        ("NULs", &[0; 1000], "roster_not_a_spreadsheet"),
        ("neither encoding", b"\xff\x80\xff\x80,\xff\n", "roster_wrong_encoding"),
        ("half a character of UTF-16", b"\xff\xfe\x37", "roster_wrong_encoding"),
        ("half a pair of UTF-16", b"\xff\xfe\x37\xd8,\0", "roster_wrong_encoding"),
        ("too wide", long_row.as_bytes(), "roster_too_many_columns"),
    ];
    for (name, bytes, code) in cases {
        let error = read(bytes, TODAY).expect_err(name);
        assert_eq!(error.code(), *code, "{name}");
        assert!(!error.zh().is_empty() && !error.en().is_empty(), "{name}");
    }
    assert!(read(wide_but_blank.as_bytes(), TODAY).is_ok());

    let whole = format!("{HEADER}\nH1,,,,罗");
    let cut = &whole.as_bytes()[..whole.len() - 1];
    assert_eq!(read(cut, TODAY).expect_err("cut in a character"), RosterError::WrongEncoding);
}

#[test]
fn a_missing_column_is_named_to_the_office() {
    let error = read_text("村,组,户主\n").expect_err("no header");
    assert_eq!(error.zh(), "表头缺少必需的列：户编号、姓名。");
    assert_eq!(error.to_string(), "required columns are missing: 户编号、姓名");
}

#[test]
fn an_open_quote_is_named_before_it_swallows_the_rest() {
    let rows = "H1,,,,甲,,,,,,,,\nH2,,,,乙,,,,,,,\"大坪,\nH3,,,,丙,,,,,,,,\nH4,,,,丁,,,,,,,,\n";
    assert_eq!(
        read_text(&format!("{HEADER}\n{rows}")).expect_err("an open quote"),
        RosterError::UnclosedQuote { line: 3 }
    );
    // An inch mark within a value opens nothing.
    let sheet = read_text("户编号,姓名,备注\nH1,甲,5\" 管\n").expect("a sheet");
    assert_eq!(people(&sheet), ["2 H1 - - - 甲 - - - - - - - 5\" 管"]);
}
