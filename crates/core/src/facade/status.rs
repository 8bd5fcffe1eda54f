//! Where this device stands: what is safe, what waits, what was refused.

use lianxin_model::moment::is_clock_off;

use super::set_aside;
use super::views::StatusView;
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::meta::{self, name};
use crate::storage::rows::{self, Selection};
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
        let mut contradicted = Selection::of_all("row.number");
        contradicted.and("row.conflicts > 0", []);
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
            set_aside: set_aside::views(db)?,
            conflicts: rows::count(db, &contradicted)?,
            last_contact_ms: meta::get(db, name::LAST_CONTACT_MS)?,
            safe_since_ms: meta::get(db, name::SAFE_SINCE_MS)?,
            receipt: meta::get::<String>(db, name::RECEIPT)?.map(|json| serde_json::from_str(&json)).transpose()?,
            clock_off_ms: meta::get(db, name::CLOCK_SKEW_MS)?.filter(|skew_ms| is_clock_off(Some(*skew_ms), 0, 0)),
        })
    }
}
