//! What a person types for a field, and what they mean by it.

use std::str::FromStr;

use lianxin_model::catalogue::{self, Shape};
use lianxin_model::check::Problem;
use lianxin_model::document::Record;
use lianxin_model::ids::Kind;
use lianxin_model::intention::{FieldProblem, Intention};
use lianxin_model::value::Value;
use serde::{Deserialize, Serialize};

use crate::error::CoreError;

/// A change to one field, driven by the catalogue.
///
/// | text | means |
/// | --- | --- |
/// | `phone=13800000000` | sets a value |
/// | `phone=` | clears it |
/// | `categories+=低保户`, `categories-=低保户` | adds to or removes from a set |
/// | `categories=低保户、残疾` | makes the set exactly that |
/// | `extra.电表号=12` , `extra.电表号=` | sets or removes one entry of a map |
/// | `notes=…` | rewrites a text, keeping what stays the same |
/// | `notes+=…` | adds a line to a text |
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct FieldChange {
    /// Path in the catalogue.
    pub field: String,
    /// Key within a map.
    #[serde(default)]
    pub key: Option<String>,
    /// What is done to it.
    pub change: Change,
}

/// What is done to a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The field becomes this; nothing clears it.
    Set(String),
    /// This is added to a set or text.
    Add(String),
    /// This is taken out of a set or map.
    Remove(String),
}

impl FieldChange {
    /// Sets a value.
    pub fn set(field: &str, value: impl Into<String>) -> Self {
        Self { field: field.to_owned(), key: None, change: Change::Set(value.into()) }
    }

    /// Adds to a set or text.
    pub fn add(field: &str, value: impl Into<String>) -> Self {
        Self { field: field.to_owned(), key: None, change: Change::Add(value.into()) }
    }

    /// Removes from a set or map.
    pub fn remove(field: &str, value: impl Into<String>) -> Self {
        Self { field: field.to_owned(), key: None, change: Change::Remove(value.into()) }
    }
}

impl FromStr for FieldChange {
    type Err = CoreError;

    fn from_str(text: &str) -> Result<Self, CoreError> {
        let wrong = || CoreError::Fields(vec![problem(text.split('=').next().unwrap_or_default(), Problem::Kind)]);
        let (left, value) = text.split_once('=').ok_or_else(wrong)?;
        let value = value.to_owned();
        let (path, change) = match (left.strip_suffix('+'), left.strip_suffix('-')) {
            (Some(path), _) => (path, Change::Add(value)),
            (_, Some(path)) => (path, Change::Remove(value)),
            _ => (left, Change::Set(value)),
        };
        let (field, key) = match path.trim().split_once('.') {
            Some((field, key)) => (field, Some(key.to_owned())),
            None => (path.trim(), None),
        };
        if field.is_empty() { Err(wrong()) } else { Ok(Self { field: field.to_owned(), key, change }) }
    }
}

/// The intentions of those changes to a record as the person sees it.
pub(crate) fn intentions(kind: Kind, seen: &Record, changes: &[FieldChange]) -> Result<Vec<Intention>, CoreError> {
    let (mut intended, mut problems) = (Vec::new(), Vec::new());
    for change in changes {
        match one(kind, seen, change) {
            Ok(several) => {
                // Already here, so that a form hears of all its problems at once.
                let checks = several.iter().map(|intention| intention.clone().checked(kind, false));
                problems.extend(checks.filter_map(Result::err));
                intended.extend(several);
            }
            Err(what) => problems.push(problem(&change.field, what)),
        }
    }
    if problems.is_empty() { Ok(intended) } else { Err(CoreError::Fields(problems)) }
}

fn one(kind: Kind, seen: &Record, change: &FieldChange) -> Result<Vec<Intention>, Problem> {
    let path = change.field.as_str();
    let field = catalogue::field(kind, path).ok_or(Problem::UnknownField)?;
    match (field.shape, change.key.as_deref(), &change.change) {
        (Shape::One(_), None, Change::Set(value)) => Ok(vec![set_or_clear(path, value)]),
        (Shape::Text, None, Change::Set(text)) => Ok(rewrite(path, seen.text(path).unwrap_or_default(), text)),
        (Shape::Text, None, Change::Add(text)) => {
            Ok(vec![add_line(path, seen.text(path).unwrap_or_default(), text, Place::End)])
        }
        (Shape::Set(_), None, Change::Add(keys)) => Ok(several(keys).map(|key| Intention::add(path, key)).collect()),
        (Shape::Set(_), None, Change::Remove(keys)) => {
            Ok(several(keys).map(|key| Intention::remove(path, key)).collect())
        }
        (Shape::Set(_), None, Change::Set(keys)) => Ok(become_set(path, &seen.keys(path), keys)),
        (Shape::Map(..), Some(key), Change::Set(value)) if value.trim().is_empty() => {
            Ok(vec![Intention::remove(path, key)])
        }
        (Shape::Map(..), Some(key), Change::Set(value)) => Ok(vec![Intention::put(path, key, value.as_str())]),
        (Shape::Map(..), None, Change::Remove(key)) => Ok(vec![Intention::remove(path, key.trim())]),
        _ => Err(Problem::Kind),
    }
}

fn set_or_clear(path: &str, value: &str) -> Intention {
    if value.trim().is_empty() { Intention::clear(path) } else { Intention::set(path, Value::from(value)) }
}

/// Keys as people list them: 低保户、残疾.
fn several(keys: &str) -> impl Iterator<Item = &str> {
    keys.split(['、', ',', '，', ';', '；']).map(str::trim).filter(|key| !key.is_empty())
}

fn become_set(path: &str, present: &[&str], keys: &str) -> Vec<Intention> {
    let wanted: Vec<&str> = several(keys).collect();
    let gone = present.iter().filter(|key| !wanted.contains(key)).map(|key| Intention::remove(path, *key));
    let new = wanted.iter().filter(|key| !present.contains(key)).map(|key| Intention::add(path, *key));
    gone.chain(new).collect()
}

/// Turns one text into another by one splice of what differs, so that what others write elsewhere in it stays.
pub(crate) fn rewrite(path: &str, old: &str, new: &str) -> Vec<Intention> {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let delete = old_rest.len() - end;
    let insert: String = new_rest.iter().take(new_rest.len() - end).collect();
    if delete == 0 && insert.is_empty() {
        return Vec::new();
    }
    vec![Intention::Splice { field: path.to_owned(), index: start, delete, insert }]
}

/// Where a sentence goes in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Before everything.
    Start,
    /// After everything.
    End,
}

/// Puts a sentence on a line of its own. Every line brings its own end: two that are added at the same time, even to empty
/// notes, stay two lines.
pub(crate) fn add_line(path: &str, present: &str, line: &str, place: Place) -> Intention {
    let line = line.trim();
    match place {
        Place::Start => Intention::insert(path, 0, format!("{line}\n")),
        Place::End => {
            let gap = if present.is_empty() || present.ends_with('\n') { "" } else { "\n" };
            Intention::insert(path, present.chars().count(), format!("{gap}{line}\n"))
        }
    }
}

pub(crate) fn problem(field: &str, problem: Problem) -> FieldProblem {
    FieldProblem { field: field.to_owned(), problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_their_changes() {
        let keyed = |change| FieldChange { field: "extra".into(), key: Some("电表号".into()), change };
        let cases = [
            ("phone=1380000", Some(FieldChange::set("phone", "1380000"))),
            ("phone=", Some(FieldChange::set("phone", ""))),
            ("notes=a=b", Some(FieldChange::set("notes", "a=b"))),
            ("categories+=低保户", Some(FieldChange::add("categories", "低保户"))),
            ("categories-=低保户", Some(FieldChange::remove("categories", "低保户"))),
            ("extra.电表号=12", Some(keyed(Change::Set("12".into())))),
            ("phone", None),
            ("=1", None),
            ("+=1", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse::<FieldChange>().ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_rewrite_touches_only_what_differs() {
        let splice = |index, delete, insert: &str| {
            vec![Intention::Splice { field: "notes".into(), index, delete, insert: insert.into() }]
        };
        let cases = [
            ("", "", vec![]),
            ("山高", "山高", vec![]),
            ("", "山高", splice(0, 0, "山高")),
            ("山高", "", splice(0, 2, "")),
            ("山高路远", "山高水长路远", splice(2, 0, "水长")),
            ("山高路远", "山路远", splice(1, 1, "")),
            ("aa", "aaa", splice(2, 0, "a")),
            ("一二三", "一二四", splice(2, 1, "四")),
        ];
        for (old, new, expected) in cases {
            assert_eq!(rewrite("notes", old, new), expected, "{old} → {new}");
        }
    }
}
