//! One object per kind of record, and a few across kinds. Requests come in, views go out.

mod assistance;
mod cases;
pub mod changes;
mod comments;
mod conflicts;
mod diary;
mod duplicates;
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
pub mod views;
mod visits;

pub use assistance::Assistance;
pub use cases::Cases;
pub use comments::Comments;
pub use conflicts::Conflicts;
pub use diary::Diary;
pub use duplicates::Duplicates;
pub use households::Households;
pub use persons::Persons;
pub use reference::ReferenceRows;
pub use set_aside::SetAside;
pub use visits::Visits;

use lianxin_model::ids::{DocId, Kind};

use crate::core::Core;
use crate::error::CoreError;
use crate::writing::{parse_heads, record_at};
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
    core.write(|writing| {
        let document = writing.open(kind, id)?;
        let record = record_at(&document, seen.as_deref())?;
        let intentions = changes::intentions(kind, &record, changes)?;
        writing.edit(kind, id, seen.as_deref(), &intentions)
    })
}
