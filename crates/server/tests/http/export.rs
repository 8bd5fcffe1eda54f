//! `/v1/…/export.xlsx`: whose, which columns, nothing becomes a formula, every file is in the access log.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_server::roster;
use lianxin_store::{AccessQuery, Store as _};
use serde_json::json;
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, COLLECTOR, NOW_S, QIN, SONG, Town, VILLAGE_1, WU, ZHOU, user_id};

const LISTS: [&str; 6] = ["households", "persons", "visits", "diary-entries", "cases", "assistance"];

/// A file as it was answered, or the code of an error.
async fn export(town: &Town, token: &str, path: &str) -> Result<(String, Vec<u8>), String> {
    let request = town.request("POST", path).bearer_auth(token).json(&json!({"reason": "迎接检查"}));
    let response = request.send().await.expect("an answer");
    let name = response.headers().get("content-disposition").map(|name| name.to_str().expect("ascii").to_owned());
    let bytes = response.bytes().await.expect("a body").to_vec();
    match name {
        Some(name) => Ok((name, bytes)),
        None => {
            let body: serde_json::Value = serde_json::from_slice(&bytes).expect("an error");
            Err(body["error"]["code"].as_str().expect("a code").to_owned())
        }
    }
}

/// The sheets of a file: every cell is a text or nothing.
fn sheets(bytes: &[u8]) -> Vec<(String, Vec<Vec<String>>)> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    let mut sheets = Vec::new();
    for name in names {
        let formulas = book.worksheet_formula(&name).expect("formulas");
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{name}");
        let range = book.worksheet_range(&name).expect("a sheet");
        let text = |cell: &Data| match cell {
            Data::String(text) => text.clone(),
            Data::Empty => String::new(),
            other => panic!("{name}: {other:?} is no text"),
        };
        let rows = range.rows().map(|row| row.iter().map(text).collect()).collect();
        sheets.push((name.clone(), rows));
    }
    sheets
}

/// The rows of the list in a file, without those of its head.
async fn rows(town: &Town, token: &str, path: &str) -> Vec<Vec<String>> {
    let (_, bytes) = export(town, token, path).await.unwrap_or_else(|code| panic!("{path}: {code}"));
    sheets(&bytes).swap_remove(0).1.split_off(1)
}

#[tokio::test]
async fn who_takes_out_which() {
    let town = Town::start().await;
    town.with_records();
    for list in LISTS {
        let path = format!("/v1/{list}/export.xlsx");
        for login in [ZHOU, WU, AUDITOR, COLLECTOR] {
            let token = town.token(login).await;
            assert_eq!(export(&town, &token, &path).await.err().as_deref(), Some("forbidden"), "{login} {list}");
        }
        let counts = if list == "assistance" { [0, 0, 0] } else { [2, 1, 1] };
        for (login, count) in [ADMIN, QIN, SONG].into_iter().zip(counts) {
            assert_eq!(rows(&town, &town.token(login).await, &path).await.len(), count, "{login} {list}");
        }
        assert_eq!(
            town.send(town.request("POST", &path).json(&json!({"reason": "随便看看"}))).await.code(),
            "token_missing"
        );
    }
}

#[tokio::test]
async fn what_stands_in_which_column() {
    let town = Town::start().await;
    let records = town.with_records();
    let mut household = crate::households::reload(&town, &records);
    town.write(
        &mut household,
        ZHOU,
        NOW_S,
        &[
            Intention::set("head", records.ids["person_1"]),
            Intention::put("members", records.id("person_1"), "户主"),
            Intention::set("income_fen", 1_234_567),
        ],
    );
    let token = town.token(QIN).await;
    let cases: [(&str, &[(&str, &str)]); 5] = [
        (
            "households",
            &[
                ("户编号", "H0001"),
                ("乡镇", "东乡"),
                ("村", "东村"),
                ("户主姓名", "户一"),
                ("户主身份证号", "000000********1234"),
                ("电话", "13800000000"),
                ("家庭人口", "1"),
                ("类别", "低保户"),
                ("年收入（元）", "12345.67"),
                ("困难", "***"),
            ],
        ),
        (
            "persons",
            &[
                ("户编号", "H0001"),
                ("村", "东村"),
                ("户主姓名", "户一"),
                ("姓名", "户一"),
                ("与户主关系", "户主"),
                ("身份证号", "000000********1234"),
                ("健康状况", "***"),
                ("职业", ""),
            ],
        ),
        (
            "visits",
            &[
                ("走访日期", "2026-11-11"),
                ("走访方式", "入户"),
                ("村", "东村"),
                ("户主姓名", "户一"),
                ("走访人", "周田"),
                ("看到、听到的", "户一家收成好"),
                ("提出的要求", ""),
            ],
        ),
        ("diary-entries", &[("日期", "2026-11-11"), ("记录人", "周田"), ("日记", "户一的一天")]),
        (
            "cases",
            &[
                ("台账", "困难"),
                ("事项", "修屋顶"),
                ("村", "东村"),
                ("户主姓名", "户一"),
                ("登记人", "周田"),
                ("办理状态", "已登记"),
                ("办理过程", "2026-11-12 登记（周田）"),
            ],
        ),
    ];
    for (list, cells) in cases {
        let (_, bytes) = export(&town, &token, &format!("/v1/{list}/export.xlsx")).await.expect("a file");
        let table = sheets(&bytes).swap_remove(0).1;
        for (title, expected) in cells {
            let place = table[0].iter().position(|head| head == title).unwrap_or_else(|| panic!("{list}: no {title}"));
            assert_eq!(table[1][place], *expected, "{list} {title}");
        }
    }
}

#[tokio::test]
async fn nothing_becomes_a_formula() {
    let town = Town::start().await;
    town.with_records();
    let hostile = [
        "=1+1",
        "=HYPERLINK(\"http://x.invalid\",\"看\")",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "＝1＋1",
        "＋1",
        "－1",
        "＠A1",
        "\t=1",
        " =1",
        "_x0041_",
        "<b>&amp;</b>",
        "'=1",
    ];
    for (number, text) in (900..).zip(hostile) {
        let mut visit = Document::new(Kind::Visit, DocId(Uuid::from_u128(number)));
        town.write(
            &mut visit,
            ZHOU,
            NOW_S,
            &[
                Intention::set("household", DocId(Uuid::from_u128(100))),
                Intention::set("author", user_id(ZHOU)),
                Intention::set("date", "2026-11-20"),
                Intention::set("text", text),
            ],
        );
    }
    let token = town.token(QIN).await;
    let (_, bytes) = export(&town, &token, "/v1/visits/export.xlsx?date_from=2026-11-20").await.expect("a file");
    let table = sheets(&bytes).swap_remove(0).1;
    let place = table[0].iter().position(|head| head == "看到、听到的").expect("the column");
    let mut found: Vec<&str> = table[1..].iter().map(|row| row[place].as_str()).collect();
    let mut expected = hostile.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
    let part = |name: &str| {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes.clone())).expect("a zip");
        let mut text = String::new();
        archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
        text
    };
    let (sheet, styles) = (part("xl/worksheets/sheet1.xml"), part("xl/styles.xml"));
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "no formula");
    // The style of cells that begin like a formula is the one with the prefix.
    let formats = styles.split("<cellXfs").nth(1).expect("formats");
    let place = formats.split("<xf ").skip(1).position(|xf| xf.contains("quotePrefix=\"1\"")).expect("one is quoted");
    let marked = sheet.matches(&format!(" s=\"{place}\" t=\"inlineStr\"")).count();
    assert_eq!(marked, hostile.len() - 2, "all but the two that begin otherwise");
    assert!(sheet.contains("<pane ySplit=\"1\"") && sheet.contains("<cols>") && sheet.contains("oddFooter"), "{sheet}");
}

#[tokio::test]
async fn every_file_says_who_and_why_and_is_in_the_log() {
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(QIN).await;
    let path = format!("/v1/cases/export.xlsx?ledger=hardship&area={VILLAGE_1}&q=屋顶");
    let (name, bytes) = export(&town, &token, &path).await.expect("a file");
    let encoded = "filename*=UTF-8''%E4%B8%9C%E4%B9%A1%E4%B8%9C%E6%9D%91%E5%8F%B0%E8%B4%A62026%E5%B9%B411%E6%9C%88";
    assert!(name.starts_with("attachment; filename=\"lianxin-cases-2026-11-1") && name.contains(encoded), "{name}");
    let (last, note) = sheets(&bytes).pop().expect("sheets");
    assert_eq!(last, "说明");
    let says: Vec<&str> = note.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(
        (says[0], says[2], says[3], says[4], says[5]),
        ("秦岭", "东乡东村", "台账：困难；关键词：屋顶", "1", "迎接检查")
    );
    assert!(says[1].starts_with("2026-11-1"), "{says:?}");
    let logged = town.store.read().expect("reads").accesses(&AccessQuery { limit: 10, ..AccessQuery::default() });
    let logged = logged.expect("the log");
    let kept = &logged[0].what;
    assert_eq!((logged.len(), kept.user, kept.list.as_deref(), kept.rows), (1, user_id(QIN), Some("cases"), Some(1)));
    assert_eq!((kept.reason.as_str(), kept.area.as_deref()), ("迎接检查", Some(VILLAGE_1)));
    let query = kept.query.as_deref().expect("the filters");
    assert!(query.contains("hardship") && !query.contains("屋顶"), "{query}");
    drop(records);
}

#[tokio::test]
async fn what_is_not_taken() {
    let town = Town::start().await;
    town.with_records();
    let token = town.token(QIN).await;
    let long = "长".repeat(501);
    for (query, body, field) in [
        ("limit=1", json!({"reason": "随便看看"}), "limit"),
        ("cursor=x", json!({"reason": "随便看看"}), "cursor"),
        ("count=true", json!({"reason": "随便看看"}), "count"),
        ("ledger=hardship", json!({"reason": "随便看看"}), "ledger"),
        ("", json!({"reason": " "}), "reason"),
        ("", json!({"reason": long}), "reason"),
    ] {
        let request = town.request("POST", &format!("/v1/visits/export.xlsx?{query}")).bearer_auth(&token).json(&body);
        let answer = town.send(request).await;
        assert_eq!(answer.body["error"]["fields"][0]["field"], field, "{query} {body}");
    }
    let log = town.store.read().expect("reads").accesses(&AccessQuery { limit: 10, ..AccessQuery::default() });
    assert_eq!(log.expect("the log"), [], "what was not taken out is not logged");
}

/// A list of people goes back into the import; what is masked in it leaves what is recorded.
#[tokio::test]
async fn a_list_of_people_can_be_imported() {
    let town = Town::start().await;
    town.with_records();
    let token = town.token(ADMIN).await;
    let (_, bytes) = export(&town, &token, "/v1/persons/export.xlsx").await.expect("a file");
    let sheet = roster::read(&bytes, jiff::civil::date(2026, 11, 22)).expect("a roster");
    let mut people: Vec<_> = sheet.rows.iter().map(|row| (row.household_code.as_str(), row.name.as_str())).collect();
    people.sort_unstable();
    assert_eq!(people, [("H0001", "户一"), ("H0002", "户二")]);
    assert!(sheet.rows.iter().all(|row| row.id_number.is_none()));
    let codes: Vec<&str> = sheet.problems.iter().map(|problem| problem.code()).collect();
    assert_eq!(codes, ["masked", "masked"]);
}
