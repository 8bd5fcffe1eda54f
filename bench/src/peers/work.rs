//! The documents and edits that every peer gets: households as a cadre keeps them, one field changed at a time, all of it a
//! function of numbers, so that what must be there in the end can be computed. `bench/peers/work.mjs` says the same.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The fields of a document, in the order in which they are compared.
pub(crate) const FIELDS: [&str; 8] =
    ["code", "area", "head_name", "address", "phone", "housing", "hardship", "income_fen"];
/// A village of the project's own list of areas.
pub(crate) const AREA: &str = "431027100001";
const SURNAMES: [&str; 6] = ["罗", "田", "郭", "邓", "黄", "李"];

/// A field's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Whole(i64),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Whole(whole) => write!(f, "{whole}"),
        }
    }
}

/// A document as it is registered.
pub(crate) fn fresh(number: usize) -> Vec<(&'static str, String)> {
    let given = |salt: usize| char::from_u32(0x4e00 + ((number * 7 + salt * 131) % 5_000) as u32).unwrap_or('山');
    vec![
        ("code", format!("{number:05}")),
        ("area", AREA.to_owned()),
        ("head_name", format!("{}{}{}", SURNAMES[number % 6], given(1), given(2))),
        ("address", format!("上坪{number}号")),
        ("phone", format!("139{:08}", number * 37)),
    ]
}

/// What an edit sets.
pub(crate) fn edit(number: usize, round: usize) -> (&'static str, Value) {
    match round % 5 {
        0 => ("phone", Value::Text(format!("138{:08}", number * 50 + round))),
        1 => ("address", Value::Text(format!("上坪{number}号第{round}次"))),
        2 => ("housing", Value::Text(format!("砖房{round}间"))),
        3 => ("hardship", Value::Text(format!("第{round}次走访：老人一人在家，屋顶漏雨，要买药"))),
        _ => ("income_fen", Value::Whole((number * 100 + round) as i64)),
    }
}

/// Count and SHA-256 of documents, each given by its fields in the order of [`FIELDS`], empty where there is none.
pub(crate) fn digest(documents: impl IntoIterator<Item = [String; 8]>) -> (usize, String) {
    let mut lines: Vec<String> = documents.into_iter().map(|fields| fields.join("|")).collect();
    lines.sort_unstable();
    let mut hex = String::new();
    for byte in Sha256::digest(lines.join("\n")) {
        let _written = write!(hex, "{byte:02x}");
    }
    (lines.len(), hex)
}
