//! What administrators write into records: changes of the server's own actor for them, which reach devices as anybody's do.

use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DocId, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::projection::Projection;
use lianxin_store::{NewChange, Read, StoreError, Write};

use super::{AdminError, Hand};
use crate::sync::opening;

/// The hand of one administrator in records.
pub(super) struct Pen {
    pub(super) user: UserId,
    actor: Actor,
    now_s: i64,
}

impl Pen {
    /// # Errors
    /// [`AdminError::NoAdministrator`]: a change has an author.
    pub(super) fn of(write: &mut dyn Write, hand: &Hand) -> Result<Self, AdminError> {
        let user = hand.by().ok_or(AdminError::NoAdministrator)?.id;
        let county = write.county()?;
        let actor = Actor::of_user_since(county.tenant, county.epoch, user);
        write.put_actor(actor, user, None)?;
        Ok(Self { user, actor, now_s: hand.now_s() })
    }

    /// Edits a document that is kept, as it is now.
    pub(super) fn edit(
        &self,
        write: &mut dyn Write,
        document: &mut Document,
        intentions: &[Intention],
    ) -> Result<(), AdminError> {
        let edit = Edit { actor: self.actor, at: None, time_s: self.now_s, intentions, lenient: true };
        // What is written comes from the county's own tables: a document that does not take it is damaged.
        let written = document.edit(&edit).map_err(|_| StoreError::Corrupt("document"))?;
        if let Some(written) = written {
            let change = NewChange { hash: written.hash.0, actor: self.actor, handed_in: None, bytes: &written.chunk };
            write.append(&Projection::of(document), &[change])?;
        }
        Ok(())
    }
}

/// A document as the store has it.
pub(super) fn open(read: &(impl Read + ?Sized), id: DocId) -> Result<Document, AdminError> {
    let loaded = read.load(id)?.ok_or(StoreError::Missing("document"))?;
    Ok(opening::document(id, &loaded)?)
}
