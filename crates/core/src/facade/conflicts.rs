//! Where people contradict each other, and how somebody who knows settles it.

use lianxin_model::catalogue::{self, Shape};
use lianxin_model::check::Problem;
use lianxin_model::ids::DocId;
use lianxin_model::intention::Intention;
use lianxin_model::value::Value;

use super::changes::problem;
use super::read;
use super::views::{ConflictView, OpenConflictView};
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::rows::{self, Selection};

/// Conflicts of all records.
#[derive(Debug, Clone, Copy)]
pub struct Conflicts<'a> {
    pub(crate) core: &'a Core,
}

impl Conflicts<'_> {
    /// Every conflict on this device.
    ///
    /// # Errors
    /// Storage.
    pub fn list(&self) -> Result<Vec<OpenConflictView>, CoreError> {
        let selection = contradicted("row.kind, row.title, row.id");
        let mut open = Vec::new();
        for row in rows::list(&self.core.db, &selection)? {
            for conflict in read::conflicts(&self.core.db, &row.record)? {
                let (document, kind, household, title) = (row.id, row.kind, row.household, row.title.clone());
                open.push(OpenConflictView { document, kind, title, household, conflict });
            }
        }
        Ok(open)
    }

    /// How many records people contradict each other in.
    ///
    /// # Errors
    /// Storage.
    pub fn count(&self) -> Result<u64, CoreError> {
        rows::count(&self.core.db, &contradicted("row.number"))
    }

    /// Settles a conflict: the value is set over all that are there; they stay in the history. `key` names the entry of
    /// a map. An empty value clears.
    ///
    /// # Errors
    /// `fields`, `unknown_record`, `not_allowed`, `not_enrolled`.
    pub fn settle(
        &self,
        document: DocId,
        field: &str,
        key: Option<&str>,
        value: &str,
    ) -> Result<Vec<ConflictView>, CoreError> {
        self.core.write(|writing| {
            let kind = rows::get(writing.db, document)?.ok_or(CoreError::UnknownRecord)?.kind;
            let intention = intention(kind, field, key, value)?;
            writing.edit(kind, document, None, &[intention])
        })?;
        let row = rows::get(&self.core.db, document)?.ok_or(CoreError::UnknownRecord)?;
        read::conflicts(&self.core.db, &row.record)
    }
}

fn contradicted(order: &'static str) -> Selection {
    let mut selection = Selection::of_all(order);
    selection.and("row.conflicts > 0", []);
    selection
}

fn intention(
    kind: lianxin_model::ids::Kind,
    field: &str,
    key: Option<&str>,
    value: &str,
) -> Result<Intention, CoreError> {
    let wrong = |what| CoreError::Fields(vec![problem(field, what)]);
    let known = catalogue::field(kind, field).ok_or_else(|| wrong(Problem::UnknownField))?;
    match (known.shape, key) {
        (Shape::One(_), None) if value.trim().is_empty() => Ok(Intention::clear(field)),
        (Shape::One(_), None) => Ok(Intention::set(field, Value::from(value))),
        (Shape::Map(..), Some(key)) if value.trim().is_empty() => Ok(Intention::remove(field, key)),
        (Shape::Map(..), Some(key)) => Ok(Intention::put(field, key, value)),
        _ => Err(wrong(Problem::Kind)),
    }
}
