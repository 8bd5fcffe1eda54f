//! What merging two households writes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::catalogue::{self, Field, Shape, Write};
use crate::check::Problem;
use crate::document::Record;
use crate::ids::{DocId, Kind};
use crate::intention::{FieldProblem, Intention};
use crate::value::{Type, Value};

/// The field that points to the survivor.
const LINK: &str = "merged_into";

/// A place in which both have a value, and not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Difference {
    /// Path in the catalogue.
    pub field: String,
    /// Key within a map.
    pub key: Option<String>,
    /// What the survivor has, and keeps unless somebody chooses otherwise.
    pub survivor: Value,
    /// What the other has. It stays in the other's record.
    pub other: Value,
}

/// A difference in which the other's value is the right one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Choice {
    /// Path in the catalogue.
    pub field: String,
    /// Key within a map.
    #[serde(default)]
    pub key: Option<String>,
}

/// What merging writes. Both changes are ordinary edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergePlan {
    /// The record that goes on.
    pub survivor: DocId,
    /// The record that points to it from now on.
    pub other: DocId,
    /// Edits of the survivor: what only the other had, and what was chosen of it. Empty where it had nothing more.
    pub copied: Vec<Intention>,
    /// The edit of the other.
    pub link: Intention,
    /// Where both have a value and the survivor keeps its own.
    pub differences: Vec<Difference>,
}

/// Which of two households goes on: the one with an official code, else the older id. Whoever merges the same two, wherever
/// and whenever, comes to the same.
pub fn survivor(a: &Record, b: &Record) -> DocId {
    let rank = |record: &Record| (record.text("code").is_none_or(|code| code.trim().is_empty()), record.id);
    if rank(a) <= rank(b) { a.id } else { b.id }
}

/// Plans the merging of two households. Values of the other that fail their check today are not copied: they stay where they
/// are.
///
/// # Errors
/// A choice in which the two do not differ.
pub fn plan(a: &Record, b: &Record, chosen: &[Choice]) -> Result<MergePlan, Vec<FieldProblem>> {
    let (kept, other) = if survivor(a, b) == a.id { (a, b) } else { (b, a) };
    let mut copied = Vec::new();
    let mut differences = Vec::new();
    for field in catalogue::fields(Kind::Household).iter().filter(|field| mergeable(field)) {
        compare(field, kept, other, &mut copied, &mut differences);
    }
    let mut problems = Vec::new();
    for choice in chosen {
        let is_meant = |difference: &Difference| difference.field == choice.field && difference.key == choice.key;
        match differences.iter().position(is_meant) {
            Some(place) => {
                let Difference { field, key, other, .. } = differences.remove(place);
                copied.push(written(field, key, other));
            }
            None => problems.push(FieldProblem { field: choice.field.clone(), problem: Problem::Choice }),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    copied.retain(|intention| intention.clone().checked(Kind::Household, false).is_ok());
    let link = Intention::set(LINK, kept.id);
    Ok(MergePlan { survivor: kept.id, other: other.id, copied, link, differences })
}

/// What a household is and where it lies is fixed with its beginning; where it went is not a fact of it.
fn mergeable(field: &Field) -> bool {
    field.write != Write::Anchor && field.path != LINK
}

fn compare(
    field: &Field,
    kept: &Record,
    other: &Record,
    copied: &mut Vec<Intention>,
    differences: &mut Vec<Difference>,
) {
    let path = field.path;
    match field.shape {
        Shape::One(ty) => {
            let (mine, theirs) = (single(kept, path), single(other, path));
            note(path, None, (ty, mine, theirs), copied, differences);
        }
        Shape::Text => copied.extend(lines(kept, other, path)),
        Shape::Set(_) => {
            let present: BTreeSet<&str> = kept.keys(path).into_iter().collect();
            let new = other.keys(path).into_iter().filter(|key| !present.contains(key));
            copied.extend(new.map(|key| Intention::add(path, key)));
        }
        Shape::Map(_, ty) => {
            for key in other.keys(path) {
                let (mine, theirs) = (entry(kept, path, key), entry(other, path, key));
                note(path, Some(key), (ty, mine, theirs), copied, differences);
            }
        }
        // A household has no log; entries of one have ids of their own and would be copied by them.
        Shape::Log(_) => {}
    }
}

fn note(
    path: &str,
    key: Option<&str>,
    (ty, mine, theirs): (Type, Option<Value>, Option<Value>),
    copied: &mut Vec<Intention>,
    differences: &mut Vec<Difference>,
) {
    let Some(theirs) = theirs else { return };
    let key = key.map(str::to_owned);
    match mine {
        None => copied.push(written(path.to_owned(), key, theirs)),
        Some(mine) if normal(ty, &mine) == normal(ty, &theirs) => {}
        Some(mine) => differences.push(Difference { field: path.to_owned(), key, survivor: mine, other: theirs }),
    }
}

/// A value in its written form, where it has one: 0735 8612345 and 0735-8612345 are no difference.
fn normal(ty: Type, value: &Value) -> Value {
    ty.check(value).unwrap_or_else(|_| value.clone())
}

fn written(field: String, key: Option<String>, value: Value) -> Intention {
    match key {
        Some(key) => Intention::Put { field, key, value },
        None => Intention::Set { field, value: Some(value) },
    }
}

fn single(record: &Record, path: &str) -> Option<Value> {
    value(record.fields.get(path)?)
}

fn entry(record: &Record, path: &str, key: &str) -> Option<Value> {
    value(record.fields.get(path)?.get(key)?)
}

fn value(json: &serde_json::Value) -> Option<Value> {
    if json.is_null() { None } else { serde_json::from_value(json.clone()).ok() }
}

/// The lines of a text that the survivor lacks, each on a line of its own at the end.
fn lines(kept: &Record, other: &Record, path: &str) -> Option<Intention> {
    let present = kept.text(path).unwrap_or_default();
    let known: BTreeSet<&str> = present.lines().map(str::trim).collect();
    let mut taken = BTreeSet::new();
    let new = other.text(path).unwrap_or_default().lines().map(str::trim);
    let new: Vec<&str> = new.filter(|line| !line.is_empty() && !known.contains(line) && taken.insert(*line)).collect();
    if new.is_empty() {
        return None;
    }
    let gap = if present.is_empty() || present.ends_with('\n') { "" } else { "\n" };
    Some(Intention::insert(path, present.chars().count(), format!("{gap}{}\n", new.join("\n"))))
}
