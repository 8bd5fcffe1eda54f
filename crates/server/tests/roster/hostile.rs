//! Files that are made, or broken, to do harm: each gives an error, none takes the process along.

use std::io::{Cursor, Write};

use lianxin_model::limits::{ROSTER_BYTES_MAX, ROSTER_UNPACKED_BYTES_MAX};
use lianxin_server::roster::{RosterError, read};
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::{TODAY, people, problems};

const CONTENT_TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const HEADER_ROW: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>户编号</t></is></c><c r="B1" t="inlineStr"><is><t>姓名</t></is></c></row>"#;

/// A workbook of a sheet's rows, what follows them in the sheet, and further parts.
fn container(rows: &str, after: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{HEADER_ROW}{rows}</sheetData>{after}</worksheet>"#
    );
    let own: [(&str, &[u8]); 5] = [
        ("[Content_Types].xml", CONTENT_TYPES.as_bytes()),
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    for (name, bytes) in own.iter().chain(parts) {
        zip.start_file(*name, options).expect("a part");
        zip.write_all(bytes).expect("a part");
    }
    zip.finish().expect("a container").into_inner()
}

const ROW: &str =
    r#"<row r="2"><c r="A2" t="inlineStr"><is><t>H1</t></is></c><c r="B2" t="inlineStr"><is><t>甲</t></is></c></row>"#;

#[test]
fn the_container_itself_is_read() {
    let sheet = read(&container(ROW, "", &[]), TODAY).expect("a sheet");
    assert_eq!(people(&sheet), ["2 H1 - - - 甲 - - - - - - - -"]);
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let strings = |attributes: &str, content: &str| format!("<sst {attributes}>{content}</sst>");
    let styles = |element: &str, count: usize| format!("<styleSheet>{}</styleSheet>", element.repeat(count));
    let hidden_claim = "é".repeat(40_000) + r#"<sst a="><" uniqueCount="99999999999">"#;
    let cases: Vec<(&str, &str, String)> = vec![
        ("a claim of strings", "xl/sharedStrings.xml", strings(r#"uniqueCount="99999999999999""#, "")),
        (
            "a claim behind a quoted bracket",
            "xl/sharedStrings.xml",
            strings(r#"a=">" uniqueCount="99999999999999""#, ""),
        ),
        ("a claim behind a quoted tag", "xl/sharedStrings.xml", hidden_claim),
        ("a claim in other letters", "xl/SharedStrings.XML", strings(r#"uniqueCount = '4000001'"#, "")),
        ("empty strings", "xl/sharedStrings.xml", strings("", &"<si/>".repeat(4_000_001))),
        ("empty strings with a prefix", "xl/sharedStrings.xml", strings("", &"<x:si/>".repeat(4_000_001))),
        ("styles", "xl/styles.xml", styles("<xf/>", 70_001)),
        ("fonts", "xl/styles.xml", styles("<font></font>", 70_001)),
        (
            "a name that each format copies",
            "xl/styles.xml",
            styles(&format!(r#"<name val="{}"/>"#, "x".repeat(3_000)), 1),
        ),
        ("one endless text", "xl/sharedStrings.xml", strings("", &"x".repeat(1_100_000))),
    ];
    for (name, part, content) in cases {
        let bytes = container(ROW, "", &[(part, content.as_bytes())]);
        assert_eq!(read(&bytes, TODAY).expect_err(name), RosterError::UnpacksTooLarge, "{name}");
    }
    let wide: Vec<u8> = "<\0s\0s\0t\0".bytes().collect();
    let bytes = container(ROW, "", &[("xl/sharedStrings.xml", &wide)]);
    assert_eq!(read(&bytes, TODAY).expect_err("UTF-16"), RosterError::Damaged);
}

/// Half a megabyte that unpacks to more than the limit, with its size as it is and with a size that lies.
#[test]
fn a_zip_bomb_is_refused_whatever_size_it_claims() {
    let piece = vec![b' '; 1024 * 1024];
    let mut zip = ZipWriter::new_append(Cursor::new(container(ROW, "", &[]))).expect("a container");
    zip.start_file("xl/media/image1.png", SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))
        .expect("a part");
    let pieces = ROSTER_UNPACKED_BYTES_MAX / piece.len() as u64 + 1;
    for _ in 0..pieces {
        zip.write_all(&piece).expect("a part");
    }
    let honest = zip.finish().expect("a container").into_inner();
    assert!(honest.len() < 1024 * 1024, "{}", honest.len());
    assert_eq!(read(&honest, TODAY).expect_err("a bomb"), RosterError::UnpacksTooLarge);

    let mut lying = honest;
    let size = u32::try_from(pieces * piece.len() as u64).expect("below 4 GB").to_le_bytes();
    let places: Vec<usize> = (0..lying.len() - 4).filter(|&at| lying[at..at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    }
    let error = read(&lying, TODAY).expect_err("a bomb");
    assert!(matches!(error, RosterError::UnpacksTooLarge | RosterError::Damaged), "{error:?}");
}

#[test]
fn a_workbook_cut_or_changed_anywhere_is_an_error_or_a_sheet() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, label) in (0..).zip(["户编号", "姓名", "电话"]) {
        sheet.write_string(0, column, label).expect("a cell");
        sheet.write_string(1, column, "66123").expect("a cell");
    }
    let whole = workbook.save_to_buffer().expect("a workbook");
    assert!(read(&whole, TODAY).is_ok());
    for length in (4..whole.len()).step_by(97) {
        assert_eq!(read(&whole[..length], TODAY).expect_err("cut"), RosterError::Damaged, "{length}");
    }
    for at in (4..whole.len()).step_by(31) {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        if let Err(error) = read(&changed, TODAY) {
            assert!(!error.zh().is_empty(), "{at}");
        }
    }
}

/// A text is written once, in 12 kB, and shown in every row.
#[test]
fn one_text_in_every_row_is_refused_before_it_fills_memory() {
    let header = r#"<row r="1"><c r="C1" t="s"><v>2</v></c></row>"#;
    let rows: String = (2..40_000)
        .map(|r| format!(r#"<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}" t="s"><v>1</v></c><c r="C{r}" t="s"><v>3</v></c></row>"#))
        .collect();
    let long = "大".repeat(4_000);
    let strings = ["户编号", "姓名", "备注", &long].map(|text| format!("<si><t>{text}</t></si>")).concat();
    let bytes = container(
        &(header.to_owned() + &rows),
        "",
        &[("xl/sharedStrings.xml", format!("<sst>{strings}</sst>").as_bytes())],
    );
    assert!(bytes.len() < 1024 * 1024);
    assert_eq!(read(&bytes, TODAY).expect_err("too much text"), RosterError::UnpacksTooLarge);
}

#[test]
fn odd_sheets() {
    let cell = |kind: &str, value: &str| {
        format!(
            r#"<row r="2"><c r="A2" t="inlineStr"><is><t>H1</t></is></c><c r="B2" t="inlineStr"><is><t>甲</t></is></c><c r="C2" t="{kind}"><v>{value}</v></c></row>"#
        )
    };
    let third = r#"<row r="3"><c r="A3" t="inlineStr"><is><t>H2</t></is></c><c r="B3" t="inlineStr"><is><t>乙</t></is></c></row>"#;
    // An error value newer than the library, a string that is not there, a number that is none: one cell, not the sheet.
    for (kind, value) in [("e", "#SPILL!"), ("s", "77"), ("n", "seven"), ("b", "perhaps"), ("zz", "1")] {
        let sheet = read(&container(&(cell(kind, value) + third), "", &[]), TODAY).expect(kind);
        assert_eq!(people(&sheet).len(), 2, "{kind}");
        assert_eq!(problems(&sheet), ["2 - unreadable_cell"], "{kind}");
    }
    let cases: [(&str, String, &str, Option<RosterError>); 6] = [
        ("rows that go upwards", format!("{third}{ROW}"), "", Some(RosterError::Damaged)),
        (
            "a merged range that ends before it begins",
            ROW.into(),
            r#"<mergeCells><mergeCell ref="B9:A1"/></mergeCells>"#,
            Some(RosterError::Damaged),
        ),
        (
            "a merged range of the whole sheet",
            ROW.into(),
            r#"<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>"#,
            None,
        ),
        (
            "a range that is none",
            ROW.into(),
            r#"<mergeCells><mergeCell ref="::"/></mergeCells>"#,
            Some(RosterError::Damaged),
        ),
        (
            "a row beyond any sheet",
            r#"<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>"#.into(),
            "",
            Some(RosterError::Damaged),
        ),
        (
            "an entity that is its own",
            r#"<row r="2"><c r="A2" t="str"><v>&lol;</v></c></row>"#.into(),
            "",
            Some(RosterError::Damaged),
        ),
    ];
    for (name, rows, after, expected) in cases {
        let got = read(&container(&rows, after, &[]), TODAY);
        assert_eq!(got.as_ref().err(), expected.as_ref(), "{name}");
    }
}

#[test]
fn a_file_over_the_limit_is_not_looked_at() {
    let bytes = vec![b'x'; ROSTER_BYTES_MAX + 1];
    assert_eq!(read(&bytes, TODAY).expect_err("too large"), RosterError::TooLarge);
}

#[test]
fn other_containers_are_no_spreadsheet() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("photo.txt", SimpleFileOptions::default()).expect("a part");
    zip.write_all(b"hello").expect("a part");
    let bytes = zip.finish().expect("a container").into_inner();
    assert_eq!(read(&bytes, TODAY).expect_err("a zip"), RosterError::NotASpreadsheet);
    let html = b"<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table></table></html>";
    assert_eq!(read(html, TODAY).expect_err("a web page"), RosterError::NotASpreadsheet);
}
