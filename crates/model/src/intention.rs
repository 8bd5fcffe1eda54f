//! What a person means to change. Intentions are kept beside the change chunks that they made, so that an edit that
//! the server sets aside can be made again on the server's state.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalogue::{self, Field, Shape};
use crate::check::Problem;
use crate::ids::{EntryId, Kind};
use crate::value::Value;

/// One thing that a person does to one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Intention {
    /// Sets a single value, or clears it. Also settles a conflict.
    Set {
        /// Path in the catalogue.
        field: String,
        /// The new value; `None` clears.
        value: Option<Value>,
    },
    /// Removes and inserts in a free text.
    Splice {
        /// Path in the catalogue.
        field: String,
        /// Where, in code points.
        index: usize,
        /// How many code points go.
        delete: usize,
        /// What comes.
        insert: String,
    },
    /// Adds a key to a set.
    Add {
        /// Path in the catalogue.
        field: String,
        /// The key.
        key: String,
    },
    /// Sets the value of a key in a map.
    Put {
        /// Path in the catalogue.
        field: String,
        /// The key.
        key: String,
        /// The value.
        value: Value,
    },
    /// Takes a key out of a set or map.
    Remove {
        /// Path in the catalogue.
        field: String,
        /// The key.
        key: String,
    },
    /// Writes an entry into a log, once. Writing an entry whose id is there already does nothing.
    Append {
        /// Path in the catalogue.
        field: String,
        /// The entry's id.
        entry: EntryId,
        /// Its values by key.
        values: BTreeMap<String, Value>,
    },
}

/// What is wrong with one field of an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FieldProblem {
    /// Path in the catalogue, as given.
    pub field: String,
    /// What is wrong.
    pub problem: Problem,
}

impl Intention {
    /// Sets a single value.
    pub fn set(field: &str, value: impl Into<Value>) -> Self {
        Intention::Set { field: field.to_owned(), value: Some(value.into()) }
    }

    /// Clears a single value.
    pub fn clear(field: &str) -> Self {
        Intention::Set { field: field.to_owned(), value: None }
    }

    /// Adds a key to a set.
    pub fn add(field: &str, key: impl Into<String>) -> Self {
        Intention::Add { field: field.to_owned(), key: key.into() }
    }

    /// Sets the value of a key in a map.
    pub fn put(field: &str, key: impl Into<String>, value: impl Into<Value>) -> Self {
        Intention::Put { field: field.to_owned(), key: key.into(), value: value.into() }
    }

    /// Takes a key out of a set or map.
    pub fn remove(field: &str, key: impl Into<String>) -> Self {
        Intention::Remove { field: field.to_owned(), key: key.into() }
    }

    /// Inserts text at a place counted in code points.
    pub fn insert(field: &str, index: usize, text: impl Into<String>) -> Self {
        Intention::Splice { field: field.to_owned(), index, delete: 0, insert: text.into() }
    }

    /// The path of the field that it touches.
    pub fn field(&self) -> &str {
        match self {
            Intention::Set { field, .. }
            | Intention::Splice { field, .. }
            | Intention::Add { field, .. }
            | Intention::Put { field, .. }
            | Intention::Remove { field, .. }
            | Intention::Append { field, .. } => field,
        }
    }

    /// Checks it against the catalogue and brings its values into their written form.
    ///
    /// With `lenient`, a value that fails its check is kept as it is (an old sheet's phone number) as long as a document
    /// can hold it; it is flagged whenever the document is read.
    ///
    /// # Errors
    /// The field and what is wrong with it.
    pub fn checked(self, kind: Kind, lenient: bool) -> Result<(Self, &'static Field), FieldProblem> {
        let path = self.field().to_owned();
        let wrong = |problem| FieldProblem { field: path.clone(), problem };
        let field = catalogue::field(kind, &path).ok_or_else(|| wrong(Problem::UnknownField))?;
        let check = |ty: crate::value::Type, value: Value| match ty.check(&value) {
            Ok(normal) => Ok(normal),
            Err(_) if lenient && ty.store(&value).is_ok() => Ok(value),
            Err(problem) => Err(wrong(problem)),
        };
        let checked = match (field.shape, self) {
            (Shape::One(ty), Intention::Set { field, value }) => {
                Intention::Set { field, value: value.map(|value| check(ty, value)).transpose()? }
            }
            (Shape::Text, Intention::Splice { field, index, delete, insert }) => {
                crate::check::prose(&insert).map_err(&wrong)?;
                Intention::Splice { field, index, delete, insert }
            }
            (Shape::Set(ty), Intention::Add { field, key }) => {
                Intention::Add { field, key: check_key(ty, key, lenient).map_err(&wrong)? }
            }
            (Shape::Map(key_ty, ty), Intention::Put { field, key, value }) => {
                let key = check_key(key_ty, key, lenient).map_err(&wrong)?;
                Intention::Put { field, key, value: check(ty, value)? }
            }
            (Shape::Set(ty) | Shape::Map(ty, _), Intention::Remove { field, key }) => {
                ty.store_key(&key).map_err(&wrong)?;
                Intention::Remove { field, key }
            }
            (Shape::Log(keys), Intention::Append { field, entry, values }) => {
                let mut normal = BTreeMap::new();
                for (key, value) in values {
                    let known = keys.iter().find(|known| known.key == key);
                    let known = known.ok_or_else(|| wrong(Problem::UnknownField))?;
                    normal.insert(key, check(known.value, value)?);
                }
                Intention::Append { field, entry, values: normal }
            }
            _ => return Err(wrong(Problem::Kind)),
        };
        Ok((checked, field))
    }
}

fn check_key(ty: crate::value::Type, key: String, lenient: bool) -> Result<String, Problem> {
    let checked = match ty.check(&Value::Text(key.clone())) {
        Ok(Value::Text(text)) => text,
        Ok(_) => return Err(Problem::Kind),
        Err(_) if lenient => key,
        Err(problem) => return Err(problem),
    };
    ty.store_key(&checked)?;
    Ok(checked)
}
