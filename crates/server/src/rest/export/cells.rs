//! The text of one cell.

use lianxin_model::catalogue::{self, CaseView, EVENT_KINDS, Shape};
use lianxin_model::check::amount_text;
use lianxin_model::course::{self, Status};
use lianxin_model::ids::{DocId, UserId};
use lianxin_model::value::{Choice, Type};
use lianxin_store::Row;
use serde_json::Value as Json;

use super::columns::Source;
use super::names::Names;
use crate::http::error::ApiError;
use crate::rest::record::is_late;

/// What stands in place of a value that the reader is not shown.
const HIDDEN: &str = "***";
/// What stands between the entries of a set.
const BETWEEN: &str = "、";

/// One row of a list; its record is masked already.
pub(super) struct Line<'a> {
    pub(super) row: &'a Row,
    /// Fields that hide something.
    pub(super) masked: &'a [String],
}

impl Line<'_> {
    /// What stands in a column of this row; nothing where there is nothing.
    pub(super) fn cell(&self, source: Source, names: &mut Names<'_>) -> Result<String, ApiError> {
        match source {
            Source::Field(path) => self.field(path, names),
            Source::Place(level) => {
                let area = self.row.area.as_deref();
                area.map_or_else(|| Ok(String::new()), |area| names.place(area, level))
            }
            Source::Home(path) => Ok(self.home(names)?.get(path).and_then(Json::as_str).unwrap_or_default().to_owned()),
            Source::Members => {
                let members = self.row.record.keys("members").len();
                Ok(if members == 0 { String::new() } else { members.to_string() })
            }
            Source::HeadIdNumber => self.head_id_number(names),
            Source::Relation => {
                let home = self.home(names)?;
                let relation = home.get("members").and_then(|members| members.get(self.row.id.to_string()));
                Ok(relation.and_then(Json::as_str).unwrap_or_default().to_owned())
            }
            Source::Status => Ok(self.status()),
            Source::Handed => handed(&self.row.record.view(), names),
            Source::Course => course_text(&self.row.record.view(), names),
            Source::Late => Ok(if is_late(names.read(), self.row)? { "补录".to_owned() } else { String::new() }),
        }
    }

    fn home(&self, names: &mut Names<'_>) -> Result<serde_json::Map<String, Json>, ApiError> {
        self.row.household.map_or_else(|| Ok(serde_json::Map::new()), |household| names.home(household))
    }

    fn field(&self, path: &str, names: &mut Names<'_>) -> Result<String, ApiError> {
        let Some(field) = catalogue::field(self.row.kind, path) else { return Ok(String::new()) };
        let value = self.row.record.fields.get(path).unwrap_or(&Json::Null);
        let text = match (field.shape, value) {
            (Shape::One(ty), value) => single(ty, value, names)?,
            (Shape::Text, Json::String(text)) => text.clone(),
            (Shape::Set(ty), Json::Array(keys)) => {
                let mut texts = Vec::with_capacity(keys.len());
                for key in keys {
                    texts.push(single(ty, key, names)?);
                }
                texts.retain(|text| !text.is_empty());
                texts.join(BETWEEN)
            }
            _ => String::new(),
        };
        let hides = text.is_empty() && self.masked.iter().any(|masked| masked == path);
        Ok(if hides { HIDDEN.to_owned() } else { text })
    }

    fn head_id_number(&self, names: &Names<'_>) -> Result<String, ApiError> {
        let Some(head) = self.row.record.text("head").and_then(|id| id.parse::<DocId>().ok()) else {
            return Ok(String::new());
        };
        Ok(names.show(head)?.and_then(|person| person.text("id_number").map(str::to_owned)).unwrap_or_default())
    }

    fn status(&self) -> String {
        let word = self.row.status.as_deref();
        let status = Status::ALL.into_iter().find(|status| Some(status.word()) == word);
        status.map(|status| status.zh().to_owned()).unwrap_or_default()
    }
}

fn single(ty: Type, value: &Json, names: &mut Names<'_>) -> Result<String, ApiError> {
    Ok(match (ty, value) {
        (Type::Choice(choices), Json::String(word)) => label(choices, word),
        // Without the marks between thousands: a sheet can turn the text into a number then.
        (Type::Fen, Json::Number(fen)) => amount_text(fen.as_i64().unwrap_or_default()).replace(',', ""),
        (Type::Flag, Json::Bool(flag)) => if *flag { "是" } else { "否" }.to_owned(),
        (Type::User, Json::String(id)) => {
            id.parse::<UserId>().map_or_else(|_| Ok(String::new()), |id| names.person(id))?
        }
        (Type::Document(_) | Type::AnyDocument, Json::String(id)) => {
            id.parse::<DocId>().map_or_else(|_| Ok(String::new()), |id| names.title(id))?
        }
        (_, Json::String(text)) => text.clone(),
        (_, Json::Number(number)) => number.to_string(),
        _ => String::new(),
    })
}

fn label(choices: &[Choice], word: &str) -> String {
    choices.iter().find(|choice| choice.word == word).map_or_else(|| word.to_owned(), |choice| choice.zh.to_owned())
}

/// To whom a case was handed last: an account by name, an office as it is written.
fn handed(case: &CaseView, names: &mut Names<'_>) -> Result<String, ApiError> {
    let standing = course::fold(&case.events).handed;
    let mut whom = Vec::new();
    for event in case.events.iter().filter(|event| event.id.is_some_and(|id| standing.contains(&id))) {
        whom.extend(event.to.as_deref().map(|to| to_whom(to, names)).transpose()?);
    }
    Ok(whom.join(BETWEEN))
}

fn to_whom(to: &str, names: &mut Names<'_>) -> Result<String, ApiError> {
    match lianxin_model::duty::account(to) {
        Some(user) => names.person(user),
        None => Ok(to.to_owned()),
    }
}

/// The course of a case, a line a step: `2026-11-22 交办（秦岭→水利站）尽快`.
fn course_text(case: &CaseView, names: &mut Names<'_>) -> Result<String, ApiError> {
    let mut lines = Vec::with_capacity(case.events.len());
    for event in &case.events {
        let kind = label(EVENT_KINDS, event.kind.as_deref().unwrap_or_default());
        let by = event.by.map(|by| names.person(by)).transpose()?.unwrap_or_default();
        let to = event.to.as_deref().map(|to| to_whom(to, names)).transpose()?;
        let hand = to.map_or_else(|| by.clone(), |to| format!("{by}→{to}"));
        let satisfied = match event.satisfied {
            Some(true) => "满意 ",
            Some(false) => "不满意 ",
            None => "",
        };
        let date = event.date.as_deref().unwrap_or_default();
        let text = event.text.as_deref().unwrap_or_default();
        lines.push(format!("{date} {kind}（{hand}）{satisfied}{text}").trim().to_owned());
    }
    Ok(lines.join("\n"))
}
