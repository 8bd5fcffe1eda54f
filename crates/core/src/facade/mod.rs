//! One object per kind of record, and a few across kinds. Requests come in, views go out.

mod assistance;
mod cases;
pub mod changes;
mod comments;
mod conflicts;
mod diary;
mod diary_draft;
mod drafts;
mod duplicates;
mod forms;
mod history;
mod households;
mod persons;
mod read;
mod reference;
pub mod requests;
mod rows;
mod search;
mod set_aside;
mod standing;
mod status;
mod today;
pub mod views;
mod visits;

pub use assistance::Assistance;
pub use cases::Cases;
pub use comments::Comments;
pub use conflicts::Conflicts;
pub use diary::Diary;
pub use drafts::Drafts;
pub use duplicates::Duplicates;
pub use forms::{Catalogue, Phrases};
pub use households::Households;
pub use persons::Persons;
pub use reference::ReferenceRows;
pub use set_aside::SetAside;
pub use today::Today;
pub use visits::Visits;

pub(crate) use drafts::views as draft_views;

use automerge::ChangeHash;
use lianxin_model::ids::{DocId, Kind};

use crate::core::Core;
use crate::error::CoreError;
use crate::writing::{Writing, parse_heads, record_at};
use changes::FieldChange;

/// Changes fields of a record as the person saw it.
fn set(
    core: &Core,
    kind: Kind,
    id: DocId,
    changes: &[FieldChange],
    seen_heads: Option<&[String]>,
) -> Result<(), CoreError> {
    let seen = parse_heads(seen_heads)?;
    core.write(|writing| change(writing, kind, id, changes, seen.as_deref()))
}

/// The same within an edit.
fn change(
    writing: &Writing<'_>,
    kind: Kind,
    id: DocId,
    changes: &[FieldChange],
    seen: Option<&[ChangeHash]>,
) -> Result<(), CoreError> {
    let record = record_at(&writing.open(kind, id)?, seen)?;
    let intentions = changes::intentions(kind, &record, changes)?;
    writing.edit(kind, id, seen, &intentions)
}
