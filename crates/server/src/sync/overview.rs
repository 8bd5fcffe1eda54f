//! Facts before histories: what a new phone shows of each household while the documents are still on their way.

use bytes::Bytes;
use lianxin_model::document::Record;
use lianxin_model::ids::{Kind, UserId};
use lianxin_store::{Read, Scope, StoreError};
use lianxin_sync::overview::{OverviewRow, pack_overview};

use super::answer::AnswerError;

/// The households of a person's scope as they are read, as many as the budget holds.
pub(super) fn compose(read: &dyn Read, user: UserId, budget_bytes: usize) -> Result<Bytes, AnswerError> {
    let mut households: Vec<_> =
        read.scope_items(user)?.into_iter().filter(|item| item.kind == Kind::Household).collect();
    households.sort_unstable_by_key(|item| item.id);
    let mut rows = Vec::with_capacity(households.len());
    for household in households {
        let Some(mut row) = read.show(household.id, &Scope::all())? else { continue };
        // Nothing can be edited on them before the document is there.
        row.record.heads.clear();
        rows.push(OverviewRow {
            document: household.id,
            kind_number: household.kind.number().into(),
            record: json(&row.record)?,
        });
    }
    loop {
        let packed = pack_overview(&rows)?;
        if packed.len() <= budget_bytes || rows.is_empty() {
            return Ok(packed);
        }
        rows.truncate((rows.len() * budget_bytes / packed.len()).min(rows.len() - 1));
    }
}

fn json(record: &Record) -> Result<String, AnswerError> {
    serde_json::to_string(record).map_err(|_| AnswerError::Store(StoreError::Corrupt("record")))
}
