//! Who administers: their rights, the transaction of what they do, and the trace that it leaves.

use lianxin_model::ids::DocId;
use lianxin_model::role::Role;
use lianxin_store::{NewAct, Read, Store, User, Write};
use serde_json::Value as Json;

use super::AdminError;
use crate::clock::Clock;

/// In whose name something is done, and how.
#[derive(Debug, Clone)]
pub struct Hand {
    by: Option<User>,
    within_area: bool,
    dry_run: bool,
    now_ms: i64,
}

/// What an operation did, for auditors.
pub(super) struct Deed {
    pub(super) act: &'static str,
    /// Ids, codes and counts, nobody's name.
    pub(super) detail: Json,
}

impl Hand {
    /// At the server's machine, where everything may be done: in the name of an administrator, if there is one.
    pub fn at_machine(by: Option<User>, clock: &dyn Clock) -> Self {
        Self { by, within_area: false, dry_run: false, now_ms: clock.now_ms() }
    }

    /// Over the network: only an administrator, and only in the area of their account.
    pub fn of(by: User, clock: &dyn Clock) -> Self {
        Self { by: Some(by), within_area: true, dry_run: false, now_ms: clock.now_ms() }
    }

    /// Says what would be done and does nothing.
    pub fn dry_run(self, dry_run: bool) -> Self {
        Self { dry_run, ..self }
    }

    pub(super) fn is_dry(&self) -> bool {
        self.dry_run
    }

    pub(super) fn by(&self) -> Option<&User> {
        self.by.as_ref()
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.now_ms
    }

    pub(super) fn now_s(&self) -> i64 {
        self.now_ms.div_euclid(1000)
    }

    /// One operation, one transaction: what it did is durable with its trace when this answers, and never was if it fails.
    /// What changed nothing leaves no trace. A dry run does all of it and gives it up.
    pub(super) fn act<T>(
        &self,
        store: &dyn Store,
        work: impl FnOnce(&mut dyn Write) -> Result<(T, Option<Deed>), AdminError>,
    ) -> Result<T, AdminError> {
        let mut write = store.write()?;
        if let Some(by) = &self.by {
            // Their account may have been closed since they showed who they are.
            let now = write.user(by.id)?.ok_or(AdminError::NotAnAdministrator)?;
            if now.disabled || now.role != Role::Admin {
                return Err(AdminError::NotAnAdministrator);
            }
        }
        let (outcome, deed) = work(&mut *write)?;
        if self.dry_run {
            return Ok(outcome);
        }
        if let Some(deed) = deed {
            let (user, detail) = (self.by.as_ref().map(|by| by.id), deed.detail.to_string());
            write.put_act(&NewAct { at_ms: self.now_ms, user, act: deed.act, detail: &detail })?;
            write.commit()?;
        }
        Ok(outcome)
    }

    /// That what is done in this area is theirs to do.
    pub(super) fn answers_for_area(&self, read: &(impl Read + ?Sized), area: &str) -> Result<(), AdminError> {
        match &self.by {
            Some(by) if self.within_area && !read.area_within(area, &by.area)? => Err(AdminError::OutOfArea),
            _ => Ok(()),
        }
    }

    /// The same for an account.
    pub(super) fn answers_for_user(&self, read: &(impl Read + ?Sized), user: &User) -> Result<(), AdminError> {
        self.answers_for_area(read, &user.area)
    }

    /// The same for a household; one that has not arrived lies nowhere yet.
    pub(super) fn answers_for_household(&self, read: &(impl Read + ?Sized), id: DocId) -> Result<(), AdminError> {
        match read.document(id)?.and_then(|meta| meta.area) {
            Some(area) => self.answers_for_area(read, &area),
            None => Ok(()),
        }
    }
}
