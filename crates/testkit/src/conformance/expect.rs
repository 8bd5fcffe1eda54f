//! What a step remembers and expects: places in an answer, and values with remembered ones in them.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

/// Remembered values, by name.
#[derive(Debug, Default, Clone)]
pub(super) struct Names(BTreeMap<String, Json>);

impl Names {
    pub(super) fn remember(&mut self, name: &str, value: Json) {
        self.0.insert(name.to_owned(), value);
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// A path whose parts may be names, such as `reviews/$first/accept` or `/rows/?document=$first/seq`.
    pub(super) fn path(&self, path: &str) -> Result<String, String> {
        let parts = path.split('/').map(|part| {
            let Some((before, name)) = part.split_once('$') else { return Ok(part.to_owned()) };
            let value = self.0.get(name).ok_or_else(|| format!("nothing is remembered as ${name}"))?;
            Ok(before.to_owned() + &value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        });
        Ok(parts.collect::<Result<Vec<String>, String>>()?.join("/"))
    }

    /// The same with every `"$name"` replaced by what is remembered under it.
    pub(super) fn fill(&self, value: &Json) -> Result<Json, String> {
        Ok(match value {
            Json::String(text) => match text.strip_prefix('$') {
                Some(name) => self.0.get(name).cloned().ok_or_else(|| format!("nothing is remembered as ${name}"))?,
                None => value.clone(),
            },
            Json::Array(items) => Json::Array(items.iter().map(|item| self.fill(item)).collect::<Result<_, _>>()?),
            Json::Object(fields) => {
                let filled = fields.iter().map(|(key, value)| {
                    // What an expectation says about a place begins with a dollar too, and stays.
                    Ok((key.clone(), self.fill(value)?))
                });
                Json::Object(filled.collect::<Result<Map<_, _>, String>>()?)
            }
            other => other.clone(),
        })
    }
}

/// What is at a place: a JSON pointer in which `*` stands for every item of a list, and `?key=text` for the first item of which
/// that is true.
pub(super) fn at(value: &Json, pointer: &str) -> Option<Json> {
    if let Some((before, after)) = pointer.split_once("/?") {
        let (condition, after) = after.find('/').map_or((after, ""), |slash| after.split_at(slash));
        let (key, text) = condition.split_once('=')?;
        let item = value.pointer(before)?.as_array()?.iter().find(|item| item[key] == text)?;
        return at(item, after);
    }
    let Some((before, after)) = pointer.split_once("/*") else { return value.pointer(pointer).cloned() };
    let items = value.pointer(before)?.as_array()?;
    items.iter().map(|item| at(item, after)).collect::<Option<Vec<_>>>().map(Json::Array)
}

/// Why what is at a place is not what was expected; `None` if it is.
///
/// | expected | holds if the place |
/// | --- | --- |
/// | `{"is": "absent"}` | is not there, or null |
/// | `{"count": 3}` | is a list of so many |
/// | `{"set": [..]}` | is a list of these, in whatever order |
/// | `{"holds": ".."}` | is a text with this in it |
/// | anything else | is exactly this |
pub(super) fn differs(found: Option<&Json>, expected: &Json) -> Option<String> {
    let shown = || found.map_or_else(|| "nothing".to_owned(), Json::to_string);
    let fits = match condition(expected) {
        Some(("is", Json::String(word))) if word == "absent" => found.is_none_or(Json::is_null),
        Some(("count", count)) => found.and_then(Json::as_array).map(|list| list.len() as u64) == count.as_u64(),
        Some(("set", Json::Array(items))) => {
            found.and_then(Json::as_array).is_some_and(|list| sorted(list) == sorted(items))
        }
        Some(("holds", Json::String(part))) => found.and_then(Json::as_str).is_some_and(|text| text.contains(part)),
        _ => found == Some(expected),
    };
    (!fits).then(|| format!("expected {expected}, found {}", shown()))
}

fn condition(expected: &Json) -> Option<(&str, &Json)> {
    let fields = expected.as_object().filter(|fields| fields.len() == 1)?;
    fields.iter().next().map(|(word, value)| (word.as_str(), value))
}

fn sorted(list: &[Json]) -> Vec<String> {
    let mut texts: Vec<String> = list.iter().map(Json::to_string).collect();
    texts.sort();
    texts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn places_and_what_is_expected_there() {
        let answer = json!({ "list": [{ "text": "b" }, { "text": "a" }], "notes": "山高路远", "none": null });
        let cases = [
            ("/notes", json!("山高路远"), true),
            ("/notes", json!("山高"), false),
            ("/notes", json!({ "holds": "路" }), true),
            ("/notes", json!({ "holds": "水" }), false),
            ("/list", json!({ "count": 2 }), true),
            ("/list", json!({ "count": 3 }), false),
            ("/notes", json!({ "count": 0 }), false),
            ("/list/*/text", json!(["b", "a"]), true),
            ("/list/*/text", json!(["a", "b"]), false),
            ("/list/*/text", json!({ "set": ["a", "b"] }), true),
            ("/list/*/text", json!({ "set": ["a"] }), false),
            ("/list/?text=a/text", json!("a"), true),
            ("/list/?text=c/text", json!({ "is": "absent" }), true),
            ("/list/*/none", json!({ "set": [] }), false),
            ("/none", json!({ "is": "absent" }), true),
            ("/nowhere", json!({ "is": "absent" }), true),
            ("/notes", json!({ "is": "absent" }), false),
            ("/nowhere", json!(null), false),
            ("/list/0", json!({ "text": "b" }), true),
        ];
        for (pointer, expected, fits) in cases {
            let difference = differs(at(&answer, pointer).as_ref(), &expected);
            assert_eq!(difference.is_none(), fits, "{pointer} {expected}: {difference:?}");
        }
    }

    #[test]
    fn what_is_remembered_takes_its_name_s_place() {
        let mut names = Names::default();
        names.remember("heads", json!(["ab"]));
        assert_eq!(names.fill(&json!({ "seen": "$heads", "x": ["y"] })), Ok(json!({ "seen": ["ab"], "x": ["y"] })));
        assert!(names.fill(&json!(["$other"])).is_err());
        names.remember("first", json!("x-1"));
        names.remember("number", json!(7));
        assert_eq!(names.path("reviews/$number/accept").as_deref(), Ok("reviews/7/accept"));
        assert_eq!(names.path("/rows/?document=$first/seq").as_deref(), Ok("/rows/?document=x-1/seq"));
        assert!(names.path("reviews/$other").is_err());
    }
}
