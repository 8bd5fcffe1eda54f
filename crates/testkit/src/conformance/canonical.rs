//! What an answer says without what is another one in every run: ids, hashes, moments and the order that follows from them.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

/// Names for the ids that a run knows.
pub(super) type Labels = BTreeMap<String, String>;

/// The answer in its canonical form:
///
/// - an id becomes `(name)`, the name under which the scenario or the list of accounts knows it, or `(id)`;
/// - hashes, keys and signatures, which are 64 and more hexadecimal digits, become `(hash)`, addresses of the server `(url)`;
/// - moments, which are the fields that end in `_s` and `_ms`, become `(moment)`;
/// - where people contradict each other, the value that is shown meanwhile becomes `(contradicted)`: which of the rivals it is
///   follows from random keys; the rivals themselves stand beside it;
/// - lists are sorted by what is in them.
pub(super) fn canonical(value: &Json, labels: &Labels) -> Json {
    match value {
        Json::String(text) => Json::String(word(text, labels)),
        Json::Array(items) => {
            let mut items: Vec<Json> = items.iter().map(|item| canonical(item, labels)).collect();
            items.sort_by_cached_key(Json::to_string);
            Json::Array(items)
        }
        Json::Object(fields) => object(fields, labels),
        other => other.clone(),
    }
}

fn object(fields: &Map<String, Json>, labels: &Labels) -> Json {
    let contradicted = contradicted(fields);
    let of_field = |(key, value): (&String, &Json)| {
        let moment = (key.ends_with("_ms") || key.ends_with("_s")) && value.is_number();
        let value = match (moment, key.as_str(), value) {
            (true, ..) => Json::from("(moment)"),
            (_, "fields" | "masked", Json::Object(values)) if !contradicted.is_empty() => {
                let mut values = values.clone();
                for name in &contradicted {
                    values.insert(name.clone(), Json::from("(contradicted)"));
                }
                canonical(&Json::Object(values), labels)
            }
            _ => canonical(value, labels),
        };
        (word(key, labels), value)
    };
    Json::Object(fields.iter().map(of_field).collect())
}

fn contradicted(record: &Map<String, Json>) -> Vec<String> {
    let conflicts = record.get("conflicts").and_then(Json::as_array).into_iter().flatten();
    conflicts.filter_map(|conflict| conflict["field"].as_str().map(str::to_owned)).collect()
}

fn word(text: &str, labels: &Labels) -> String {
    if let Some(name) = labels.get(text) {
        format!("({name})")
    } else if let Some(place) = place_of_id(text) {
        // Keys such as the one of a step after another hold an id among other things.
        let (before, id, after) = (&text[..place], &text[place..place + ID], &text[place + ID..]);
        let name = labels.get(id).map_or("id", String::as_str);
        format!("{before}({name}){}", word(after, labels))
    } else if text.len() >= 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        "(hash)".to_owned()
    } else if text.starts_with("http://") {
        "(url)".to_owned()
    } else {
        text.to_owned()
    }
}

/// Bytes of an id as it is written.
const ID: usize = 36;

pub(super) fn is_id(text: &str) -> bool {
    text.len() == ID && place_of_id(text) == Some(0)
}

fn place_of_id(text: &str) -> Option<usize> {
    let is_digit = |(place, byte): (usize, &u8)| match place {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.as_bytes().windows(ID).position(|window| window.iter().enumerate().all(is_digit))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_from_run_to_run_is_taken_out() {
        const ID: &str = "01936f5e-7c00-7000-8000-0123456789ab";
        let labels = Labels::from([(ID.replace('0', "1"), "家".to_owned())]);
        let cases = [
            (json!(ID), json!("(id)")),
            (json!(ID.replace('0', "1")), json!("(家)")),
            (json!(format!("步骤{ID}.after")), json!("步骤(id).after")),
            (json!("ab".repeat(32)), json!("(hash)")),
            (json!("ab".repeat(31)), json!("ab".repeat(31))),
            (
                json!({ "time_s": 7, "at_ms": null, "days": 7 }),
                json!({ "time_s": "(moment)", "at_ms": null, "days": 7 }),
            ),
            (json!([2, 1, { "a": 1 }]), json!([1, 2, { "a": 1 }])),
            (json!({ ID: "x" }), json!({ "(id)": "x" })),
            (
                json!({ "fields": { "phone": "1", "code": "2" }, "conflicts": [{ "field": "phone" }] }),
                json!({ "fields": { "phone": "(contradicted)", "code": "2" }, "conflicts": [{ "field": "phone" }] }),
            ),
            (json!("13900001111"), json!("13900001111")),
        ];
        for (value, expect) in cases {
            assert_eq!(canonical(&value, &labels), expect, "{value}");
        }
    }
}
