//! From rows to views: names resolved, conflicts labelled.

use std::collections::BTreeMap;

use lianxin_model::catalogue::{self, CaseView, Shape};
use lianxin_model::check::{mask_id_number, mask_phone};
use lianxin_model::course;
use lianxin_model::document::{Conflict, Record, Rival};
use lianxin_model::duplicates::Links;
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::search::{self, Term};
use lianxin_model::value::{Type, Value};
use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::requests::ListFilter;
use super::views::{ConflictView, RecordView, RivalView};
use crate::error::CoreError;
use crate::storage::outbox;
use crate::storage::reference::{actor_user, user_name};
use crate::storage::rows::{self, Row, Selection};

/// One record of a kind.
pub(super) fn show<Fields: DeserializeOwned + Default>(
    db: &Connection,
    kind: Kind,
    id: DocId,
) -> Result<RecordView<Fields>, CoreError> {
    let row = rows::get(db, id)?.filter(|row| row.kind == kind).ok_or(CoreError::UnknownRecord)?;
    view(db, row)
}

/// The records of a kind that a filter selects.
pub(super) fn list<Fields: DeserializeOwned + Default>(
    db: &Connection,
    kind: Kind,
    filter: &ListFilter,
) -> Result<Vec<RecordView<Fields>>, CoreError> {
    rows(db, kind, filter)?.into_iter().map(|row| view(db, row)).collect()
}

/// The rows of a kind that a filter selects.
pub(super) fn rows(db: &Connection, kind: Kind, filter: &ListFilter) -> Result<Vec<Row>, CoreError> {
    rows::list(db, &selection(db, kind, filter)?)
}

/// How many records of a kind a filter selects, whatever its limit.
pub(super) fn count(db: &Connection, kind: Kind, filter: &ListFilter) -> Result<u64, CoreError> {
    rows::count(db, &selection(db, kind, filter)?)
}

fn selection(db: &Connection, kind: Kind, filter: &ListFilter) -> Result<Selection, CoreError> {
    let mut selection = Selection::of(kind, order(kind));
    let links = rows::links(db)?;
    if let Some(household) = filter.household {
        selection.and_among("household", true, &links.household(household));
    }
    let yielded: Vec<DocId> = links.yielded().map(|(id, _)| id).collect();
    if kind == Kind::Household && !yielded.is_empty() {
        selection.and_among("id", false, &yielded);
    }
    selection.and_id("row.author = ?", filter.author.as_ref().map(UserId::as_bytes));
    if let Some(area) = &filter.area {
        let (low, high) = area_range(area);
        // By the tree too: a village that became part of another keeps its codes.
        selection.and(
            "row.household IN (SELECT id FROM row WHERE kind = 1 AND (area >= ? AND area < ? OR area IN (
                WITH RECURSIVE within(code) AS (
                    SELECT ? UNION SELECT area.code FROM area JOIN within ON area.parent = within.code
                )
                SELECT code FROM within)))",
            [Sql::Text(low), Sql::Text(high), Sql::Text(area.trim().to_owned())],
        );
    }
    selection
        .and_text("row.number IN (SELECT number FROM row_category WHERE category = ?)", filter.category.as_deref());
    selection.and_text("row.class = ?", filter.class.as_deref());
    selection.and_text("row.status = ?", filter.status.as_deref());
    if let Some(open) = filter.open {
        let done = "row.status IN ('resolved', 'answered', 'closed')";
        selection.and(&if open { format!("NOT {done}") } else { done.to_owned() }, []);
    }
    selection.and_text("row.date >= ?", filter.date_from.as_deref());
    selection.and_text("row.date <= ?", filter.date_to.as_deref());
    if filter.contradicted {
        selection.and("row.conflicts > 0", []);
    }
    if let Some(text) = &filter.text {
        let terms = search::query(text);
        selection.and_found_or(&terms, &found_by_others(db, kind, &links, &terms)?);
    }
    selection.limit = filter.limit;
    selection.offset = filter.offset;
    Ok(selection)
}

/// Households that are found by what stands in a record that was merged into them.
fn found_by_others(db: &Connection, kind: Kind, links: &Links, terms: &[Term]) -> Result<Vec<DocId>, CoreError> {
    let yielded: Vec<DocId> = links.yielded().map(|(id, _)| id).collect();
    if kind != Kind::Household || yielded.is_empty() || terms.is_empty() {
        return Ok(Vec::new());
    }
    let mut others = Selection::of(kind, "row.number");
    others.and_among("id", true, &yielded);
    others.and_found(terms);
    Ok(rows::list(db, &others)?.into_iter().map(|row| links.survivor(row.id)).collect())
}

fn order(kind: Kind) -> &'static str {
    match kind {
        Kind::Household => "row.area, row.code, row.id",
        Kind::Person => "row.household, row.id",
        Kind::Case | Kind::Visit | Kind::DiaryEntry | Kind::Comment | Kind::Assistance => "row.date DESC, row.id DESC",
    }
}

/// The codes of an area and of all below it: levels that are not given are zeros (GB/T 10114: 6 + 3 + 3 digits, and 3
/// for a group).
pub(super) fn area_range(code: &str) -> (String, String) {
    const COUNTY_DIGITS: usize = 6;
    const LEVEL_DIGITS: usize = 3;
    let mut stem = code.trim();
    while stem.len() > COUNTY_DIGITS && stem.ends_with("000") && stem.is_ascii() {
        stem = stem.get(..stem.len() - LEVEL_DIGITS).unwrap_or_default();
    }
    // ':' follows '9'.
    (stem.to_owned(), format!("{stem}:"))
}

/// The view of a row.
pub(super) fn view<Fields: DeserializeOwned + Default>(
    db: &Connection,
    row: Row,
) -> Result<RecordView<Fields>, CoreError> {
    Ok(RecordView {
        id: row.id,
        conflicts: conflicts(db, &row.record)?,
        people: people(db, &row.record)?,
        late: row.record.is_late(),
        masked: masked(&row.record),
        waiting: outbox::waiting_hashes(db, row.id)?.len(),
        fields: row.record.view(),
        heads: row.record.heads,
        flags: row.record.flags,
    })
}

/// Numbers that another must not read over the shoulder.
fn masked(record: &Record) -> BTreeMap<String, String> {
    let mask = |field: &catalogue::Field| {
        let number = record.text(field.path)?;
        let shown = match field.shape {
            Shape::One(Type::Phone) => mask_phone(number),
            Shape::One(Type::IdNumber) => mask_id_number(number),
            _ => return None,
        };
        Some((field.path.to_owned(), shown))
    };
    catalogue::fields(record.kind).iter().filter_map(mask).collect()
}

/// The contradictions of a record, with who and when.
pub(super) fn conflicts(db: &Connection, record: &Record) -> Result<Vec<ConflictView>, CoreError> {
    let mut views = Vec::with_capacity(record.conflicts.len());
    for conflict in &record.conflicts {
        views.push(conflict_view(db, record.kind, conflict)?);
    }
    if record.kind == Kind::Case {
        views.extend(course_conflict(db, record)?);
    }
    Ok(views)
}

fn conflict_view(db: &Connection, kind: Kind, conflict: &Conflict) -> Result<ConflictView, CoreError> {
    let field = catalogue::field(kind, &conflict.field);
    let ty = field.and_then(|field| match field.shape {
        Shape::One(ty) | Shape::Map(_, ty) => Some(ty),
        _ => None,
    });
    let mut rivals = Vec::with_capacity(conflict.rivals.len());
    for rival in &conflict.rivals {
        rivals.push(rival_view(db, ty, rival)?);
    }
    let (zh, en) = labels(kind, &conflict.field);
    Ok(ConflictView { field: conflict.field.clone(), zh, en, key: conflict.key.clone(), rivals })
}

fn rival_view(db: &Connection, ty: Option<Type>, rival: &Rival) -> Result<RivalView, CoreError> {
    let (user, name) = who(db, &rival.actor)?;
    let text = typed(ty, &rival.value);
    Ok(RivalView { value: rival.value.clone(), text, user, name, time_s: Some(rival.time_s), date: None })
}

/// Steps that were taken at the same time and contradict each other.
fn course_conflict(db: &Connection, record: &Record) -> Result<Option<ConflictView>, CoreError> {
    let case: CaseView = record.view();
    let course = course::fold(&case.events);
    if !course.contradicted {
        return Ok(None);
    }
    let mut rivals = Vec::new();
    for event in case.events.iter().filter(|event| event.id.is_some_and(|id| course.frontier.contains(&id))) {
        let name = event.by.map(|user| user_name(db, user)).transpose()?.flatten();
        let kind = event.kind.clone().unwrap_or_default();
        let text = [Some(kind.as_str()), event.to.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let (value, date) = (Value::Text(kind), event.date.clone());
        rivals.push(RivalView { value, text, user: event.by, name, time_s: None, date });
    }
    let (field, zh, en) = ("status".to_owned(), "办理状态".to_owned(), "Status".to_owned());
    Ok(Some(ConflictView { field, zh, en, key: None, rivals }))
}

/// The labels of a field.
pub(super) fn labels(kind: Kind, path: &str) -> (String, String) {
    let field = catalogue::field(kind, path);
    field.map_or_else(|| (path.to_owned(), path.to_owned()), |field| (field.zh.to_owned(), field.en.to_owned()))
}

/// The person behind an actor.
pub(super) fn who(db: &Connection, actor: &str) -> Result<(Option<UserId>, Option<String>), CoreError> {
    let user = actor_user(db, actor)?;
    let name = user.map(|user| user_name(db, user)).transpose()?.flatten();
    Ok((user, name))
}

/// A value as a person would type it.
fn typed(ty: Option<Type>, value: &Value) -> String {
    match (ty, value) {
        (Some(Type::Fen), Value::Whole(fen)) => lianxin_model::check::amount_text(*fen),
        (_, Value::Text(text)) => text.clone(),
        (_, Value::Whole(whole)) => whole.to_string(),
        (_, Value::Flag(flag)) => flag.to_string(),
        (_, Value::Many(ids)) => ids.join(","),
    }
}

/// Names of all accounts that a record names.
fn people(db: &Connection, record: &Record) -> Result<BTreeMap<UserId, String>, CoreError> {
    let mut named = BTreeMap::new();
    let mut name = |value: Option<&Json>| -> Result<(), CoreError> {
        let Some(user) = value.and_then(Json::as_str).and_then(|id| id.parse::<UserId>().ok()) else { return Ok(()) };
        if let Some(name) = user_name(db, user)? {
            named.insert(user, name);
        }
        Ok(())
    };
    for field in catalogue::fields(record.kind) {
        let value = record.fields.get(field.path);
        match field.shape {
            Shape::One(Type::User) => name(value)?,
            Shape::Log(keys) => {
                let users: Vec<&str> = keys.iter().filter(|key| key.value == Type::User).map(|key| key.key).collect();
                for entry in value.and_then(Json::as_array).into_iter().flatten() {
                    users.iter().try_for_each(|key| name(entry.get(key)))?;
                }
            }
            _ => {}
        }
    }
    Ok(named)
}

#[cfg(test)]
mod tests {
    use super::area_range;

    #[test]
    fn an_area_holds_what_lies_below_it() {
        let cases = [
            ("431027000000", "431027"),
            ("431027203000", "431027203"),
            ("431027203201", "431027203201"),
            ("431027203201000", "431027203201"),
            ("431027203201005", "431027203201005"),
            ("430000000000", "430000"),
        ];
        for (code, stem) in cases {
            assert_eq!(area_range(code), (stem.to_owned(), format!("{stem}:")), "{code}");
        }
    }
}
