//! Where this device stands: what is safe, what waits, what was refused.

use lianxin_model::moment::is_clock_off;

use super::set_aside;
use super::views::{SetAsideState, StatusView, UnsentView};
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::meta::{self, name};
use crate::storage::{documents, outbox, reference};

impl Core {
    /// Where this device stands.
    ///
    /// # Errors
    /// Storage.
    pub fn status(&self) -> Result<StatusView, CoreError> {
        let db = &self.db;
        let me = meta::me(db)?;
        let user = me.map(|me| me.user);
        let (unsent, unsent_since_s) = outbox::waiting_count(db)?;
        let kinds = outbox::waiting_kinds(db)?.into_iter();
        let set_aside = set_aside::views(db)?;
        let stand = |state| set_aside.iter().filter(|edit| edit.state == state).count() as u64;
        Ok(StatusView {
            enrolled: me.is_some(),
            server_url: meta::get(db, name::SERVER_URL)?,
            device: me.map(|me| me.device),
            user,
            user_name: user.map(|user| reference::user_name(db, user)).transpose()?.flatten(),
            role: user.map(|user| reference::role(db, user)).transpose()?.flatten().map(|role| role.word().to_owned()),
            documents: documents::count(db)?,
            unsent,
            unsent_since_s,
            unsent_kinds: kinds.map(|(kind, count)| UnsentView { kind, count }).collect(),
            refused: stand(SetAsideState::Refused),
            in_review: stand(SetAsideState::Review),
            declined: stand(SetAsideState::Declined),
            set_aside,
            decisions: set_aside::decisions(db)?,
            conflicts: self.conflicts().count()?,
            last_contact_ms: meta::get(db, name::LAST_CONTACT_MS)?,
            safe_since_ms: meta::get(db, name::SAFE_SINCE_MS)?,
            receipt: meta::get::<String>(db, name::RECEIPT)?.map(|json| serde_json::from_str(&json)).transpose()?,
            closed_at_ms: meta::get(db, name::CLOSED_MS)?,
            clock_off_ms: meta::get(db, name::CLOCK_SKEW_MS)?.filter(|skew_ms| is_clock_off(Some(*skew_ms), 0, 0)),
        })
    }

    /// How many edits the server does not have.
    ///
    /// # Errors
    /// Storage.
    pub fn unsent(&self) -> Result<u64, CoreError> {
        Ok(outbox::waiting_count(&self.db)?.0)
    }

    /// How many edits were ever written in this store: who looks again and finds more knows that there is something to
    /// sync, also where another program wrote it.
    ///
    /// # Errors
    /// Storage.
    pub fn edits_written(&self) -> Result<u64, CoreError> {
        outbox::written(&self.db)
    }
}
