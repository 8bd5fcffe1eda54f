//! Words that do not belong: names that say nothing, work put off, quarrels of a merge, people's ID numbers, and files too
//! long to read.

use super::File;

/// Names of modules and folders that say nothing of what is in them.
const EMPTY_NAMES: [&str; 6] = ["common", "helper", "helpers", "misc", "util", "utils"];
/// In two halves, so that this file passes its own check.
const PUT_OFF: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];
const QUARRELS: [&str; 2] = [concat!("<<<<", "<<< "), concat!(">>>>", ">>> ")];
/// A longer Rust file says why, in a line that begins with [`REASON`].
const LINES_MAX: usize = 400;
const REASON: &str = "// Long because ";

/// What is wrong with one file.
pub(super) fn faults(file: &File) -> Vec<String> {
    let mut faults = Vec::new();
    let empty_name = file.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
    faults.extend(empty_name.filter(|name| EMPTY_NAMES.contains(name)).map(|name| format!("`{name}` names nothing")));
    let lines = file.text.lines().count();
    if file.path.ends_with(".rs") && lines > LINES_MAX && !file.text.contains(REASON) {
        faults.push(format!("{lines} lines; divide it, or say `{REASON}…`"));
    }
    for (index, line) in file.text.lines().enumerate() {
        let at = index + 1;
        if let Some(word) = PUT_OFF.iter().find(|word| words(line).any(|it| it == **word)) {
            faults.push(format!("line {at}: {word}: do it, or open an issue"));
        }
        if QUARRELS.iter().any(|mark| line.starts_with(mark)) {
            faults.push(format!("line {at}: an unsettled merge"));
        }
        if words(line).any(may_be_a_persons) {
            faults.push(format!("line {at}: an ID number that somebody may have; invented ones begin with 000000"));
        }
    }
    faults.into_iter().map(|fault| format!("{}: {fault}", file.path)).collect()
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

/// Whether a number of 18 characters is one that GB 11643 could have given: a date of birth at its place, the right check
/// digit, and an area; none begins with 000000.
fn may_be_a_persons(word: &str) -> bool {
    let Some((digits, check)) = word.split_at_checked(17) else { return false };
    if word.len() != 18 || !digits.bytes().all(|byte| byte.is_ascii_digit()) || word.starts_with("000000") {
        return false;
    }
    let is_within = |from: usize, to: usize, low: u32, high: u32| {
        word[from..to].parse().is_ok_and(|number: u32| (low..=high).contains(&number))
    };
    is_within(6, 10, 1900, 2099)
        && is_within(10, 12, 1, 12)
        && is_within(12, 14, 1, 31)
        && check.eq_ignore_ascii_case(check_digit(digits))
}

/// MOD 11-2 over 17 digits.
fn check_digit(digits: &str) -> &'static str {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number with a true check digit, put together here so that it stands in no file.
    fn number(area: &str) -> String {
        let digits = format!("{area}19491231002");
        let check = check_digit(&digits);
        digits + check
    }

    #[test]
    fn words_that_do_not_belong_are_found() {
        let person = number("110105");
        assert!(person.ends_with('X'), "the example of GB 11643");
        let cases = [
            ("crates/a/src/visit.rs", String::from("fn visit() {}"), 0),
            ("crates/a/src/utils.rs", String::new(), 1),
            ("crates/common/src/lib.rs", String::new(), 1),
            ("crates/a/src/uncommon.rs", String::new(), 0),
            ("a.rs", format!("// {}: later", PUT_OFF[0]), 1),
            ("a.rs", format!("let {}S = 1;", PUT_OFF[0]), 0),
            ("a.rs", format!("{}HEAD", QUARRELS[0]), 1),
            ("a.rs", "\n".repeat(LINES_MAX), 0),
            ("a.rs", "\n".repeat(LINES_MAX + 1), 1),
            ("a.rs", format!("{REASON}of a table.{}", "\n".repeat(LINES_MAX + 1)), 0),
            ("a.csv", "\n".repeat(LINES_MAX + 1), 0),
            ("a.csv", format!("张三,{person}"), 1),
            ("a.csv", format!("张三{}", person.to_lowercase()), 1),
            ("a.csv", format!("{}1", &person[..17]), 0),
            ("a.csv", format!("1{person}"), 0),
            ("a.csv", number("000000"), 0),
            ("a.csv", person.replacen("19491231", "19491331", 1), 0),
        ];
        for (path, text, count) in cases {
            let file = File { path: path.to_owned(), text };
            assert_eq!(faults(&file).len(), count, "{path}: {:?}", faults(&file));
        }
    }
}
