//! What forms are drawn from: the field catalogue with its labels, types and choices, and a person's quick phrases.

use std::collections::BTreeMap;

use lianxin_model::catalogue::{self, EntryField, Field, Shape};
use lianxin_model::check::Problem;
use lianxin_model::course::Status;
use lianxin_model::ids::Kind;
use lianxin_model::intention::FieldProblem;
use lianxin_model::limits;
use lianxin_model::value::{Choice, Type, Value};

use super::views::{ChoiceView, FormEntryView, FormFieldView, FormTypeView};
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::meta::{self, name};

/// Until a person makes their own.
const PHRASES: &[&str] = &[
    "老人安好",
    "家中无人",
    "要买药",
    "缺水",
    "屋顶漏雨",
    "路不好走",
    "外出务工未归",
    "孩子在校",
    "补贴已到账",
    "提醒用火用电安全",
];

/// The field catalogue, for forms.
#[derive(Debug, Clone, Copy)]
pub struct Catalogue;

impl Catalogue {
    /// The fields of a kind of record, in the order in which forms show them.
    pub fn fields(self, kind: Kind) -> Vec<FormFieldView> {
        catalogue::fields(kind).iter().map(field_view).collect()
    }

    /// Every choice that there is, by kind and path: `visit.kind`, `case.ledger`, `case.events.kind`, …; `case.status` for
    /// what is folded from a course.
    pub fn choices(self) -> BTreeMap<String, Vec<ChoiceView>> {
        let mut all = BTreeMap::new();
        for kind in Kind::ALL {
            for field in catalogue::fields(kind) {
                let path = format!("{}.{}", kind.word(), field.path);
                match field.shape {
                    Shape::One(Type::Choice(choices)) | Shape::Set(Type::Choice(choices)) => {
                        all.insert(path, choice_views(choices));
                    }
                    Shape::Log(keys) => all.extend(keys.iter().filter_map(|key| match key.value {
                        Type::Choice(choices) => Some((format!("{path}.{}", key.key), choice_views(choices))),
                        _ => None,
                    })),
                    _ => {}
                }
            }
        }
        let statuses = Status::ALL.map(|status| choice_view(status.word(), status.zh(), status.en()));
        all.insert("case.status".to_owned(), statuses.to_vec());
        all
    }
}

/// What a person often writes at a visit.
#[derive(Debug, Clone, Copy)]
pub struct Phrases<'a> {
    pub(crate) core: &'a Core,
}

impl Phrases<'_> {
    /// The phrases, in the person's order.
    ///
    /// # Errors
    /// Storage.
    pub fn list(&self) -> Result<Vec<String>, CoreError> {
        match meta::get::<String>(&self.core.db, name::PHRASES)? {
            Some(json) => Ok(serde_json::from_str(&json)?),
            None => Ok(PHRASES.iter().map(|phrase| (*phrase).to_owned()).collect()),
        }
    }

    /// Writes the phrases. Blank ones and repetitions are left out; none at all brings the first ones back.
    ///
    /// # Errors
    /// `fields` for one that is too long or has several lines, `too_large` for too many.
    pub fn set(&self, phrases: &[String]) -> Result<Vec<String>, CoreError> {
        let mut kept: Vec<String> = Vec::new();
        for phrase in phrases.iter().map(|phrase| phrase.trim()).filter(|phrase| !phrase.is_empty()) {
            let wrong = |problem| CoreError::Fields(vec![FieldProblem { field: "phrases".to_owned(), problem }]);
            let Value::Text(phrase) = Type::Line.check(&Value::from(phrase)).map_err(wrong)? else { continue };
            if phrase.chars().count() > limits::PHRASE_CHARS_MAX {
                return Err(wrong(Problem::TooLong));
            }
            if !kept.contains(&phrase) {
                kept.push(phrase);
            }
        }
        if kept.len() > limits::PHRASES_MAX {
            return Err(CoreError::TooLarge);
        }
        self.core.transact(|db, _| match kept.is_empty() {
            true => meta::forget(db, name::PHRASES),
            false => meta::put(db, name::PHRASES, serde_json::to_string(&kept)?),
        })?;
        self.list()
    }
}

fn field_view(field: &Field) -> FormFieldView {
    let (shape, value, mapped) = match field.shape {
        Shape::One(value) => ("one", Some(value), None),
        Shape::Text => ("text", None, None),
        Shape::Set(value) => ("set", Some(value), None),
        Shape::Map(key, value) => ("map", Some(key), Some(value)),
        Shape::Log(_) => ("log", None, None),
    };
    let keys: &[EntryField] = match field.shape {
        Shape::Log(keys) => keys,
        _ => &[],
    };
    let entry = |key: &EntryField| FormEntryView {
        key: key.key.to_owned(),
        zh: key.zh.to_owned(),
        en: key.en.to_owned(),
        value: type_view(key.value),
    };
    FormFieldView {
        path: field.path.to_owned(),
        zh: field.zh.to_owned(),
        en: field.en.to_owned(),
        shape: shape.to_owned(),
        value: value.map(type_view),
        mapped: mapped.map(type_view),
        entry: keys.iter().map(entry).collect(),
        sensitivity: field.sensitivity,
        write: field.write,
    }
}

fn type_view(value: Type) -> FormTypeView {
    let (name, choices, document): (_, &[Choice], _) = match value {
        Type::Line => ("line", &[], None),
        Type::Prose => ("prose", &[], None),
        Type::Whole => ("whole", &[], None),
        Type::Fen => ("fen", &[], None),
        Type::Date => ("date", &[], None),
        Type::Phone => ("phone", &[], None),
        Type::IdNumber => ("id_number", &[], None),
        Type::Division => ("division", &[], None),
        Type::Point => ("point", &[], None),
        Type::Flag => ("flag", &[], None),
        Type::Choice(choices) => ("choice", choices, None),
        Type::Document(kind) => ("document", &[], Some(kind)),
        Type::AnyDocument => ("document", &[], None),
        Type::User => ("user", &[], None),
        Type::Entries => ("entries", &[], None),
    };
    let chars_max = match value {
        Type::Line => Some(limits::LINE_CHARS_MAX),
        Type::Prose => Some(limits::PROSE_CHARS_MAX),
        _ => None,
    };
    let chars_max = chars_max.and_then(|chars| u32::try_from(chars).ok());
    FormTypeView { name: name.to_owned(), choices: choice_views(choices), document, chars_max }
}

fn choice_views(choices: &[Choice]) -> Vec<ChoiceView> {
    choices.iter().map(|choice| choice_view(choice.word, choice.zh, choice.en)).collect()
}

fn choice_view(word: &str, zh: &str, en: &str) -> ChoiceView {
    ChoiceView { word: word.to_owned(), zh: zh.to_owned(), en: en.to_owned() }
}
