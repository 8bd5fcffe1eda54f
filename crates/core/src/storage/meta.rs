//! Who this device is and where it stands in the feed.

use std::collections::HashSet;

use lianxin_model::ids::{Actor, DeviceId, TenantId, UserId};
use lianxin_model::limits;
use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension as _, ToSql};
use uuid::Uuid;

use crate::error::CoreError;

/// The names of the facts. They are stored: never give one another meaning.
pub(crate) mod name {
    pub(crate) const SERVER_URL: &str = "server_url";
    pub(crate) const SECRET_KEY: &str = "secret_key";
    pub(crate) const PUBLIC_KEY: &str = "public_key";
    pub(crate) const TENANT: &str = "tenant";
    pub(crate) const DEVICE: &str = "device";
    pub(crate) const USER: &str = "user";
    pub(crate) const INSTALL: &str = "install";
    pub(crate) const COUNTER: &str = "counter";
    pub(crate) const CURSOR: &str = "cursor";
    pub(crate) const PREVIOUS_FRAME: &str = "previous_frame";
    pub(crate) const PREVIOUS_COUNTER: &str = "previous_counter";
    pub(crate) const FRAME_UNDER_WAY: &str = "frame_under_way";
    /// Set while everything is asked for again because something did not fit.
    pub(crate) const ASKED_FOR_ALL: &str = "asked_for_all";
    /// How many kinds this version knew when something of a newer kind came.
    pub(crate) const KINDS_KNOWN: &str = "kinds_known";
    /// This device's clock less the server's at the last contact.
    pub(crate) const CLOCK_SKEW_MS: &str = "clock_skew_ms";
    /// The version of the rows.
    pub(crate) const ROWS: &str = "rows";
    pub(crate) const LAST_CONTACT_MS: &str = "last_contact_ms";
    pub(crate) const SAFE_SINCE_MS: &str = "safe_since_ms";
    /// The server's key, which signs its answers.
    pub(crate) const SERVER_KEY: &str = "server_key";
    /// The server's signature under the answer after which nothing waited any more, in JSON.
    pub(crate) const RECEIPT: &str = "receipt";
    /// When the server was found to be too old for this version's protocol.
    pub(crate) const SERVER_OLD_SINCE_MS: &str = "server_old_since_ms";
    /// How often in a row a server that once spoke this version's protocol did not understand it.
    pub(crate) const MISUNDERSTOOD: &str = "misunderstood";
    /// How many cells the next sketch has, where a repair is due.
    pub(crate) const SKETCH_CELLS: &str = "sketch_cells";
    pub(crate) const REPAIR_TRIES: &str = "repair_tries";
    pub(crate) const REPAIR_TRIED_MS: &str = "repair_tried_ms";
    /// Set once facts were asked for ahead of the documents.
    pub(crate) const OVERVIEW_ASKED: &str = "overview_asked";
    /// What happened before it is no news.
    pub(crate) const NEWS_SINCE_MS: &str = "news_since_ms";
    /// The person's quick phrases, in JSON.
    pub(crate) const PHRASES: &str = "phrases";
    /// The county's word that it enrolled this device.
    pub(crate) const REGISTRATION: &str = "registration";
    /// Set while that is shown, because the county no longer knows the device.
    pub(crate) const SHOWS_REGISTRATION: &str = "shows_registration";
    /// The cursor with which the device last heard that the county was put back to an older copy.
    pub(crate) const RESTORE_HEARD: &str = "restore_heard";
    /// Set from then until both sides were found to hold the same: the county may lack what is here.
    pub(crate) const MAY_LACK: &str = "may_lack";
    /// When this device was shut out and forgot everything.
    pub(crate) const CLOSED_MS: &str = "closed_ms";
}

/// The fact of that name.
pub(crate) fn get<T: FromSql>(db: &Connection, name: &str) -> Result<Option<T>, CoreError> {
    let mut query = db.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    Ok(query.query_row([name], |row| row.get(0)).optional()?)
}

/// Writes a fact.
pub(crate) fn put(db: &Connection, name: &str, value: impl ToSql) -> Result<(), CoreError> {
    let mut insert = db.prepare_cached(
        "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?;
    insert.execute(rusqlite::params![name, value])?;
    Ok(())
}

/// Forgets a fact.
pub(crate) fn forget(db: &Connection, name: &str) -> Result<(), CoreError> {
    db.prepare_cached("DELETE FROM meta WHERE name = ?1")?.execute([name])?;
    Ok(())
}

/// Whom an enrolled device belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Me {
    pub(crate) tenant: TenantId,
    pub(crate) device: DeviceId,
    pub(crate) user: UserId,
    pub(crate) public_key: [u8; 32],
    pub(crate) install: u32,
    /// Whether the user may assign, lead and comment.
    pub(crate) leads: bool,
}

impl Me {
    /// Who writes now.
    pub(crate) fn actor(&self) -> Actor {
        Actor::of_device(&self.public_key, self.install)
    }

    /// Who wrote in any life of this device, also in those that were lost since the copy that it was restored from.
    pub(crate) fn own_actors(&self) -> HashSet<Actor> {
        let lives = 1..=self.install.saturating_add(limits::LOST_LIVES_MAX);
        lives.map(|install| Actor::of_device(&self.public_key, install)).collect()
    }
}

/// Whom the device belongs to; none before it is enrolled.
pub(crate) fn me(db: &Connection) -> Result<Option<Me>, CoreError> {
    let (Some(tenant), Some(device), Some(user), Some(public_key)) = (
        get::<[u8; 16]>(db, name::TENANT)?,
        get::<[u8; 16]>(db, name::DEVICE)?,
        get::<[u8; 16]>(db, name::USER)?,
        get::<[u8; 32]>(db, name::PUBLIC_KEY)?,
    ) else {
        return Ok(None);
    };
    let install: u32 = get(db, name::INSTALL)?.unwrap_or(1);
    let user = UserId(Uuid::from_bytes(user));
    let role = super::reference::role(db, user)?;
    Ok(Some(Me {
        tenant: TenantId(Uuid::from_bytes(tenant)),
        device: DeviceId(Uuid::from_bytes(device)),
        user,
        public_key,
        install,
        leads: role.is_some_and(lianxin_model::role::Role::leads),
    }))
}

/// Begins another life of this device: what it writes from now on has another actor.
pub(crate) fn raise_install(db: &Connection, me: &mut Me) -> Result<(), CoreError> {
    me.install += 1;
    put(db, name::INSTALL, me.install)?;
    super::reference::put_actor(db, me.actor(), me.user)
}
