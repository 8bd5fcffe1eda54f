//! Values as people read them, by their type in the catalogue.

use std::collections::BTreeMap;

use lianxin_core::model::catalogue::{self, EntryField, Shape};
use lianxin_core::model::check::{Problem, amount_text, mask_id_number};
use lianxin_core::model::ids::{Kind, UserId};
use lianxin_core::model::value::{Choice, Type};
use serde_json::Value as Json;

use super::names::Names;
use crate::lang::Lang;
use crate::table::printable;

/// What a text needs besides the value itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) lang: Lang,
    /// Names of accounts.
    pub(super) people: &'a BTreeMap<UserId, String>,
    /// Names of other records by id, of areas by code.
    pub(super) records: &'a Names,
    /// Whether ID numbers are shown whole.
    pub(super) unmasked: bool,
}

impl Reader<'_> {
    /// A single value; nothing for one that is not set.
    pub(super) fn value(&self, ty: Type, value: &Json) -> String {
        match (ty, value) {
            (_, Json::Null) => String::new(),
            (Type::Choice(choices), Json::String(word)) => choice(choices, word, self.lang).to_owned(),
            (Type::Fen, Json::Number(fen)) => amount(fen.as_i64().unwrap_or_default(), self.lang),
            (_, Json::Bool(flag)) => self.lang.pick(["否", "是"], ["no", "yes"])[usize::from(*flag)].to_owned(),
            (Type::User, Json::String(id)) => {
                let name = id.parse().ok().and_then(|id: UserId| self.people.get(&id));
                name.map_or_else(|| id.clone(), |name| printable(name))
            }
            (Type::Document(_) | Type::AnyDocument, Json::String(id)) => {
                self.records.get(id).map_or_else(|| id.clone(), |name| printable(name))
            }
            (Type::Division, Json::String(code)) => match self.records.get(code).filter(|name| !name.is_empty()) {
                Some(name) => {
                    self.lang.pick(format!("{}（{code}）", printable(name)), format!("{} ({code})", printable(name)))
                }
                None => printable(code),
            },
            (Type::IdNumber, Json::String(number)) if !self.unmasked => mask_id_number(number),
            (_, Json::String(text)) => printable(text),
            (_, other) => other.to_string(),
        }
    }

    /// The value of a field of any shape but a log.
    pub(super) fn field(&self, shape: Shape, value: &Json) -> String {
        let separator = self.lang.pick("、", ", ");
        match (shape, value) {
            (Shape::One(ty), value) => self.value(ty, value),
            (Shape::Set(ty), Json::Array(keys)) => {
                keys.iter().map(|key| self.value(ty, key)).collect::<Vec<_>>().join(separator)
            }
            (Shape::Map(key_ty, ty), Json::Object(map)) => {
                let entry = |(key, value): (&String, &Json)| {
                    let key = self.value(key_ty, &Json::String(key.clone()));
                    let colon = self.lang.pick("：", ": ");
                    format!("{key}{colon}{}", self.value(ty, value))
                };
                map.iter().map(entry).collect::<Vec<_>>().join(separator)
            }
            (Shape::Text, Json::String(text)) => printable(text),
            _ => String::new(),
        }
    }

    /// One value of the history: the type comes from the field, and in a log from the key `ENTRY.KEY`.
    pub(super) fn step(&self, kind: Kind, field: &str, key: Option<&str>, value: &Json) -> String {
        let ty = match catalogue::field(kind, field).map(|field| field.shape) {
            Some(Shape::One(ty) | Shape::Map(_, ty)) => ty,
            Some(Shape::Log(keys)) => entry_field(keys, key).map_or(Type::Line, |known| known.value),
            // A key of a set is there or not.
            Some(Shape::Set(_)) => return String::new(),
            Some(Shape::Text) | None => Type::Prose,
        };
        self.value(ty, value)
    }
}

/// The value of an entry that a history key `ENTRY.KEY` names.
pub(super) fn entry_field(keys: &'static [EntryField], key: Option<&str>) -> Option<&'static EntryField> {
    let (_, word) = key?.split_once('.')?;
    keys.iter().find(|known| known.key == word)
}

/// The label of a chosen word; the word itself where the catalogue does not know it.
pub(super) fn choice<'a>(choices: &[Choice], word: &'a str, lang: Lang) -> &'a str {
    choices.iter().find(|choice| choice.word == word).map_or(word, |choice| lang.pick(choice.zh, choice.en))
}

/// Why a value that was kept fails its check.
pub(super) fn flag(code: &str, lang: Lang) -> &str {
    let problem = Problem::ALL.iter().find(|problem| problem.code() == code);
    problem.map_or(code, |problem| lang.pick(problem.zh(), problem.en()))
}

/// An amount of money in yuan.
pub(super) fn amount(fen: i64, lang: Lang) -> String {
    let yuan = amount_text(fen);
    lang.pick(format!("{yuan} 元"), format!("{yuan} yuan"))
}

#[cfg(test)]
mod tests {
    use lianxin_core::model::catalogue::VISIT_KINDS;
    use serde_json::json;

    use super::*;

    #[test]
    fn values_by_type() {
        let people = BTreeMap::new();
        let records = BTreeMap::from(
            [("x", "张三"), ("431027100201", "增口村")].map(|(id, name)| (id.to_owned(), name.to_owned())),
        );
        let zh = Reader { lang: Lang::Zh, people: &people, records: &records, unmasked: false };
        let en = Reader { lang: Lang::En, unmasked: true, ..zh };
        let number = "000000199001011232";
        let cases = [
            (Type::Line, json!(null), "", ""),
            (Type::Choice(VISIT_KINDS), json!("home"), "入户", "home visit"),
            (Type::Choice(VISIT_KINDS), json!("drone"), "drone", "drone"),
            (Type::Fen, json!(120_050), "1,200.50 元", "1,200.50 yuan"),
            (Type::Flag, json!(true), "是", "yes"),
            (Type::Document(Kind::Person), json!("x"), "张三", "张三"),
            (Type::Document(Kind::Person), json!("y"), "y", "y"),
            (Type::Division, json!("431027100201"), "增口村（431027100201）", "增口村 (431027100201)"),
            (Type::Division, json!("431027100202"), "431027100202", "431027100202"),
            (Type::IdNumber, json!(number), "000000********1232", number),
            (Type::Prose, json!("a\u{1b}[2J"), "a[2J", "a[2J"),
        ];
        for (ty, value, in_zh, in_en) in cases {
            assert_eq!(zh.value(ty, &value), in_zh, "{value}");
            assert_eq!(en.value(ty, &value), in_en, "{value}");
        }
    }
}
