//! Single values: what a field may hold, how it is stored in a document and how it is shown.

use automerge::ScalarValue;
use serde::{Deserialize, Serialize};

use crate::check::{self, Problem};
use crate::ids::{DocId, EntryId, Kind, UserId};
use crate::limits;

/// A value as people and programs outside see it. References are UUID texts, amounts whole fen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A whole number; amounts of money in fen.
    Whole(i64),
    /// Everything else.
    Text(String),
    /// References to several entries.
    Many(Vec<String>),
}

impl Value {
    /// The text, for a value that is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Value::Flag(flag)
    }
}

impl From<i64> for Value {
    fn from(whole: i64) -> Self {
        Value::Whole(whole)
    }
}

impl From<DocId> for Value {
    fn from(id: DocId) -> Self {
        Value::Text(id.to_string())
    }
}

impl From<UserId> for Value {
    fn from(id: UserId) -> Self {
        Value::Text(id.to_string())
    }
}

/// One of the words that a choice allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Choice {
    /// The stored word.
    pub word: &'static str,
    /// Its Chinese label.
    pub zh: &'static str,
    /// Its English label.
    pub en: &'static str,
}

/// The type of a single value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// One line of text.
    Line,
    /// Several lines of text, written as a whole.
    Prose,
    /// A whole number.
    Whole,
    /// An amount of money in fen.
    Fen,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A telephone number.
    Phone,
    /// A number of an identity card (GB 11643).
    IdNumber,
    /// A division code (GB/T 2260, GB/T 10114), or a group's below it.
    Division,
    /// A point on the map: latitude, longitude and the name of their system, `25.8231,113.9448 CGCS2000`.
    Point,
    /// Yes or no.
    Flag,
    /// One of some words.
    Choice(&'static [Choice]),
    /// Another document of this kind.
    Document(Kind),
    /// Another document of any kind.
    AnyDocument,
    /// An account.
    User,
    /// Entries of the same log.
    Entries,
}

impl Type {
    /// Checks a value that somebody typed and brings it into its written form (full-width digits, spaces, separators).
    ///
    /// # Errors
    /// The problem, as the person is told. Values that [`Type::admits`] would take can still be kept as they are.
    pub fn check(self, value: &Value) -> Result<Value, Problem> {
        let normal = match (self, value) {
            (Type::Line, Value::Text(text)) => check::line(text)?.to_owned(),
            (Type::Prose, Value::Text(text)) => check::prose(text)?.to_owned(),
            (Type::Date, Value::Text(text)) => check::date(text, None)?.to_string(),
            (Type::Phone, Value::Text(text)) => check::phone(text)?.number,
            (Type::IdNumber, Value::Text(text)) => check::id_number_undated(text)?.number,
            (Type::Division, Value::Text(text)) => check::division(text)?.code().to_owned(),
            (Type::Point, Value::Text(text)) => check::point(text)?,
            (Type::Choice(choices), Value::Text(text)) => {
                let choice = choices.iter().find(|choice| choice.word == text || choice.zh == text);
                choice.ok_or(Problem::Choice)?.word.to_owned()
            }
            (Type::Document(_) | Type::AnyDocument, Value::Text(text)) => reference::<DocId>(text)?,
            (Type::User, Value::Text(text)) => reference::<UserId>(text)?,
            (Type::Fen, Value::Text(text)) => return check::amount(text).map(Value::Whole),
            (Type::Fen, Value::Whole(fen)) if (0..=check::AMOUNT_FEN_MAX).contains(fen) => return Ok(value.clone()),
            (Type::Fen, Value::Whole(_)) => return Err(Problem::AmountRange),
            (Type::Whole, Value::Text(text)) => {
                return text.trim().parse().map(Value::Whole).map_err(|_| Problem::Number);
            }
            (Type::Whole, Value::Whole(_)) | (Type::Flag, Value::Flag(_)) => return Ok(value.clone()),
            (Type::Flag, Value::Text(text)) => match text.trim() {
                "true" | "yes" | "是" => return Ok(Value::Flag(true)),
                "false" | "no" | "否" => return Ok(Value::Flag(false)),
                _ => return Err(Problem::Choice),
            },
            (Type::Entries, Value::Many(ids)) => {
                for id in ids {
                    reference::<EntryId>(id)?;
                }
                return Ok(value.clone());
            }
            _ => return Err(Problem::Kind),
        };
        Ok(Value::Text(normal))
    }

    /// How a value is written into a document.
    ///
    /// # Errors
    /// [`Problem::Kind`] for a value of another kind, [`Problem::TooLong`] for one that no document may hold. A value
    /// that only fails its check (an old sheet's phone number) is stored and flagged when it is read.
    pub fn store(self, value: &Value) -> Result<ScalarValue, Problem> {
        let stored = match (self, value) {
            (Type::Document(_) | Type::AnyDocument | Type::User, Value::Text(text)) => {
                let id: DocId = text.parse().map_err(|_| Problem::Reference)?;
                ScalarValue::Str(id.short().into())
            }
            (Type::Entries, Value::Many(ids)) => {
                let mut bytes = Vec::with_capacity(ids.len() * 16);
                for id in ids {
                    let id: EntryId = id.parse().map_err(|_| Problem::Reference)?;
                    bytes.extend_from_slice(id.as_bytes());
                }
                ScalarValue::Bytes(bytes)
            }
            (Type::Whole | Type::Fen, Value::Whole(whole)) => ScalarValue::Int(*whole),
            (Type::Flag, Value::Flag(flag)) => ScalarValue::Boolean(*flag),
            (Type::Whole | Type::Fen | Type::Flag | Type::Entries, _) => return Err(Problem::Kind),
            (_, Value::Text(text)) => ScalarValue::Str(text.as_str().into()),
            _ => return Err(Problem::Kind),
        };
        if self.admits(&stored) { Ok(stored) } else { Err(Problem::TooLong) }
    }

    /// Whether a document may hold this stored value: its kind and its size, not its truth.
    pub fn admits(self, stored: &ScalarValue) -> bool {
        match (self, stored) {
            (Type::Whole | Type::Fen, ScalarValue::Int(_)) | (Type::Flag, ScalarValue::Boolean(_)) => true,
            (Type::Document(_) | Type::AnyDocument | Type::User, ScalarValue::Str(text)) => {
                DocId::from_short(text).is_ok()
            }
            (Type::Entries, ScalarValue::Bytes(bytes)) => bytes.len() % 16 == 0 && bytes.len() <= 16 * 64,
            (Type::Choice(choices), ScalarValue::Str(text)) => choices.iter().any(|choice| choice.word == text),
            (Type::Prose, ScalarValue::Str(text)) => fits(text, limits::PROSE_CHARS_MAX),
            (Type::Whole | Type::Fen | Type::Flag | Type::Entries, _) => false,
            (_, ScalarValue::Str(text)) => fits(text, limits::LINE_CHARS_MAX),
            _ => false,
        }
    }

    /// How a stored value is shown; `None` for one that does not belong here.
    pub fn read(self, stored: &ScalarValue) -> Option<Value> {
        Some(match (self, stored) {
            (Type::Document(_) | Type::AnyDocument | Type::User, ScalarValue::Str(text)) => {
                Value::Text(DocId::from_short(text).ok()?.to_string())
            }
            (Type::Entries, ScalarValue::Bytes(bytes)) => Value::Many(
                bytes.chunks_exact(16).filter_map(|id| Some(EntryId::from_slice(id).ok()?.to_string())).collect(),
            ),
            (Type::Whole | Type::Fen, ScalarValue::Int(whole)) => Value::Whole(*whole),
            (Type::Flag, ScalarValue::Boolean(flag)) => Value::Flag(*flag),
            (Type::Whole | Type::Fen | Type::Flag | Type::Entries, _) => return None,
            (_, ScalarValue::Str(text)) => Value::Text(text.to_string()),
            _ => return None,
        })
    }

    /// How a value is written as the key of a set or map.
    ///
    /// # Errors
    /// As [`Type::store`].
    pub fn store_key(self, key: &str) -> Result<String, Problem> {
        match self.store(&Value::from(key))? {
            ScalarValue::Str(text) if !text.is_empty() && text.len() <= limits::KEY_BYTES_MAX => Ok(text.to_string()),
            ScalarValue::Str(_) => Err(Problem::TooLong),
            _ => Err(Problem::Kind),
        }
    }

    /// How the key of a set or map is shown; `None` for one that does not belong here.
    pub fn read_key(self, key: &str) -> Option<String> {
        if key.is_empty() || key.len() > limits::KEY_BYTES_MAX {
            return None;
        }
        match self.read(&ScalarValue::Str(key.into()))? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

fn fits(text: &str, chars_max: usize) -> bool {
    text.len() <= chars_max || text.len() <= chars_max * 4 && text.chars().count() <= chars_max
}

fn reference<T: std::str::FromStr + ToString>(text: &str) -> Result<String, Problem> {
    text.parse::<T>().map(|id| id.to_string()).map_err(|_| Problem::Reference)
}
