//! Who answers for a case until it is closed: its lead, and to whom it was assigned last.

use std::collections::BTreeSet;

use crate::catalogue::CaseView;
use crate::course::{self, Status};
use crate::document::Record;
use crate::ids::UserId;

/// Everybody who answers for a case.
pub fn of_case(record: &Record, view: &CaseView) -> Vec<UserId> {
    if view.status == Status::Closed {
        return Vec::new();
    }
    let duties: BTreeSet<UserId> = leads(record, view).into_iter().chain(assignees(view)).collect();
    duties.into_iter().collect()
}

/// The leads of a case. Of several who were named at the same time, each leads until somebody settles it.
pub fn leads(record: &Record, view: &CaseView) -> BTreeSet<UserId> {
    let conflicts = record.conflicts.iter().filter(|conflict| conflict.field == "lead");
    let rivals = conflicts.flat_map(|conflict| &conflict.rivals);
    rivals.filter_map(|rival| rival.value.text()?.parse().ok()).chain(view.lead).collect()
}

/// The accounts to which a case was assigned last. An office that it was handed to is no account and answers outside of
/// this record; so does whoever it was transferred to.
pub fn assignees(view: &CaseView) -> BTreeSet<UserId> {
    let handed = course::fold(&view.events).handed;
    let last = view.events.iter().filter(|event| event.id.is_some_and(|id| handed.contains(&id)));
    let assigned = last.filter(|event| event.kind.as_deref() == Some("assigned"));
    assigned.filter_map(|event| account(event.to.as_deref()?)).collect()
}

/// The account that a hand-over names: by the id that documents use, or as people copy it.
pub fn account(to: &str) -> Option<UserId> {
    UserId::from_short(to.trim()).or_else(|_| to.trim().parse()).ok()
}
