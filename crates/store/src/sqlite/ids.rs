//! Ids, keys and numbers as they stand in columns.

use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::role::{AssignmentKind, Role};
use rusqlite::Row;
use uuid::Uuid;

use crate::{Hash, Result, StoreError};

type Id = [u8; 16];

pub(super) fn uuid(row: &Row<'_>, column: &str) -> Result<Uuid> {
    Ok(Uuid::from_bytes(row.get::<_, Id>(column)?))
}

pub(super) fn uuid_or_none(row: &Row<'_>, column: &str) -> Result<Option<Uuid>> {
    Ok(row.get::<_, Option<Id>>(column)?.map(Uuid::from_bytes))
}

pub(super) fn document(row: &Row<'_>, column: &str) -> Result<DocId> {
    uuid(row, column).map(DocId)
}

pub(super) fn hash(row: &Row<'_>, column: &str) -> Result<Hash> {
    Ok(row.get(column)?)
}

pub(super) fn kind(row: &Row<'_>, column: &str) -> Result<Kind> {
    Kind::from_number(row.get(column)?).ok_or(StoreError::Corrupt("kind"))
}

pub(super) fn role(row: &Row<'_>, column: &str) -> Result<Role> {
    Role::from_word(&row.get::<_, String>(column)?).ok_or(StoreError::Corrupt("role"))
}

pub(super) fn assignment_kind(row: &Row<'_>, column: &str) -> Result<AssignmentKind> {
    AssignmentKind::from_word(&row.get::<_, String>(column)?).ok_or(StoreError::Corrupt("assignment"))
}

pub(super) fn of_document(id: Option<DocId>) -> Option<Id> {
    id.map(|id| *id.as_bytes())
}

pub(super) fn of_user(id: Option<UserId>) -> Option<Id> {
    id.map(|id| *id.as_bytes())
}

/// A number of the sequence, or a base that a device named, which may be anything: beyond SQLite's range nothing lies.
pub(super) fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
