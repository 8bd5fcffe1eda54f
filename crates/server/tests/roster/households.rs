//! Which household each row belongs to, and what is refused rather than guessed.

use lianxin_server::roster::households;

use crate::{id_number, people, problems, sheet};

#[test]
fn blank_household_cells_inherit_from_above() {
    let sheet = sheet(&[
        "H1,大坪村,三组,罗守山,罗守山,户主,,,,,,大坪村12号,",
        ",,,,李秀,妻,,,,,,,",
        "H1,,,,罗小山,长子,,,,,,,",
        "H2,大坪村,四组,,王大,户主,,,,,,,",
        ",,,,王二,之弟,,,,,,,",
        "H1,大坪,三,罗守山,罗小梅,女儿,,,,,,,",
    ]);
    assert_eq!(
        people(&sheet),
        [
            "2 H1 大坪村 三组 罗守山 罗守山 户主 - - - - - 大坪村12号 -",
            "3 H1 大坪村 三组 罗守山 李秀 妻 - - - - - 大坪村12号 -",
            "4 H1 大坪村 三组 罗守山 罗小山 长子 - - - - - 大坪村12号 -",
            "5 H2 大坪村 四组 王大 王大 户主 - - - - - - -",
            "6 H2 大坪村 四组 王大 王二 之弟 - - - - - - -",
            "7 H1 大坪村 三组 罗守山 罗小梅 女儿 - - - - - 大坪村12号 -",
        ]
    );
    assert_eq!(problems(&sheet), [""; 0]);
    let grouped: Vec<(String, Vec<u32>)> = households(&sheet)
        .iter()
        .map(|h| {
            let facts = [h.village, h.group, h.head_name, h.address].map(|fact| fact.unwrap_or("-"));
            (format!("{} {}", h.code, facts.join(" ")), h.members.iter().map(|row| row.line).collect())
        })
        .collect();
    assert_eq!(
        grouped,
        [
            ("H1 大坪村 三组 罗守山 大坪村12号".to_owned(), vec![2, 3, 4, 7]),
            ("H2 大坪村 四组 王大 -".to_owned(), vec![5, 6]),
        ]
    );
}

#[test]
fn facts_come_from_the_first_row_that_has_them() {
    let sheet = sheet(&["H1,,,,甲,,,,,,,,", "H1,大坪,三,丙,乙,,,,,,,12号,", "H1,,,,丙,户主,,,,,,13号,"]);
    assert_eq!(problems(&sheet), ["2 村 no_village", "4 住址 address_differs"]);
    assert_eq!(sheet.rows[0].village, None);
    assert_eq!(sheet.rows[2].address.as_deref(), Some("13号"));
    let grouped = households(&sheet);
    let household = &grouped[0];
    assert_eq!(
        (household.village, household.group, household.head_name, household.address),
        (Some("大坪"), Some("三"), Some("丙"), Some("12号"))
    );
}

/// Rows, the names that are read, the problems.
type Case<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str]);

#[test]
fn what_is_refused() {
    let cases: &[Case<'_>] = &[
        (
            "the same code in another village, and those below that would inherit it",
            &["H1,大坪,三,,甲,户主,,,,,,,", "H1,上坪,三,,乙,户主,,,,,,,", ",,,,丙,妻,,,,,,,", "H2,上坪,,,丁,,,,,,,,"],
            &["甲", "丁"],
            &["3 户编号 duplicate_household_code!", "4 户编号 household_refused!"],
        ),
        (
            "the same code in another group",
            &["H1,大坪,三,,甲,,,,,,,,", "H1,大坪,四,,乙,,,,,,,,"],
            &["甲"],
            &["3 户编号 duplicate_household_code!"],
        ),
        (
            "the same code with another head",
            &["H1,大坪,三,甲,甲,,,,,,,,", "H2,大坪,三,乙,乙,,,,,,,,", "H1,大坪,三,丙,丙,,,,,,,,"],
            &["甲", "乙"],
            &["4 户编号 duplicate_household_code!"],
        ),
        (
            "two heads by relation",
            &["H1,大坪,,,甲,户主,,,,,,,", "H1,大坪,,,乙,妻,,,,,,,", "H1,大坪,,,丙,户主,,,,,,,"],
            &["甲", "乙"],
            &["4 户编号 duplicate_household_code!"],
        ),
        (
            "a household whose code was forgotten does not fall to the one above",
            &["H1,大坪,,,甲,户主,,,,,,,", ",,,,乙,户主,,,,,,,", ",,,,丙,妻,,,,,,,", "H3,大坪,,,丁,户主,,,,,,,"],
            &["甲", "丁"],
            &["3 户编号 no_household_code!", "4 户编号 household_refused!"],
        ),
        (
            "nothing above",
            &[",大坪,,,甲,,,,,,,,", ",,,,乙,,,,,,,,", "H1,大坪,,,丙,,,,,,,,"],
            &["丙"],
            &["2 户编号 no_household_code!", "3 户编号 no_household_code!"],
        ),
        (
            "a code that the spreadsheet rounded",
            &["H1,大坪,,,甲,,,,,,,,", "4.3E+17,大坪,,,乙,,,,,,,,", ",,,,丙,,,,,,,,"],
            &["甲"],
            &["3 户编号 precision_lost", "3 户编号 no_household_code!", "4 户编号 household_refused!"],
        ),
        (
            "a row without a name still begins its household",
            &["H1,大坪,,,甲,,,,,,,,", "H2,大坪,三,,,,,,,,,,", ",,,,丙,,,,,,,,"],
            &["甲", "丙"],
            &["3 姓名 no_name!"],
        ),
    ];
    for (name, rows, names, expected) in cases {
        let sheet = sheet(rows);
        let got: Vec<&str> = sheet.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(got, *names, "{name}");
        assert_eq!(problems(&sheet), *expected, "{name}");
        assert_eq!(sheet.rows_refused, rows.len() - names.len(), "{name}");
    }
}

#[test]
fn the_same_person_twice() {
    let id = id_number("00000019800501123");
    let failing = "000000198005011230";
    let sheet = sheet(&[
        &format!("H1,大坪,,,甲,,,,{id},,,,"),
        &format!("H2,大坪,,,甲,,,,{id},,,,"),
        &format!("H3,大坪,,,乙,,,,{failing},,,,"),
        &format!("H4,大坪,,,丙,,,,{failing},,,,"),
    ]);
    assert_eq!(
        problems(&sheet),
        [
            "3 身份证号 duplicate_person!",
            "4 身份证号 id_number_check_digit",
            "5 身份证号 id_number_check_digit",
            "5 身份证号 same_failing_number",
        ]
    );
    let lines: Vec<u32> = sheet.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [2, 4, 5]);
    assert_eq!(sheet.problems[0].zh(), "身份证号与第 2 行相同");
}

#[test]
fn problems_serialise_flat_and_without_content() {
    let sheet = sheet(&["H1,大坪,,,甲某某,,,,0000001980,,,,"]);
    let json = serde_json::to_string(&sheet.problems).expect("json");
    assert_eq!(
        json,
        r#"[{"line":2,"column":"id_number","severity":"warning","code":"id_number_length","zh":"身份证号应为18位（旧号15位），请核对位数","en":"an ID number has 18 characters (old ones 15)"}]"#
    );
    assert!(!format!("{sheet:?}").contains("甲某某"));
}
