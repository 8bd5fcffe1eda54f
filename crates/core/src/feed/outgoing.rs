//! What a device sends: everything that waits, as far as one frame holds it.

use bytes::Bytes;
use lianxin_model::ids::Kind;
use lianxin_model::limits;
use lianxin_sync::Hash;
use lianxin_sync::device::{Composed, Effect, Sent, Standing, Waiting, WaitingChange, compose};
use lianxin_sync::wire::{MemoryKey, seal_frame};
use rusqlite::Connection;

use super::intake::Refusals;
use super::rebuild::Rebuild;
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::meta::{self, Me, name};
use crate::storage::{documents, outbox};

/// A request under way.
#[derive(Debug, Clone)]
pub struct SyncRequest {
    /// The body of `POST /v1/sync`.
    pub body: Vec<u8>,
    /// What the answer must echo.
    pub(crate) frame_hash: Hash,
    /// Which changes it carries.
    pub(crate) sent: Sent,
    /// More waits than it carries.
    pub(crate) more_waiting: bool,
    /// From where the feed goes on; empty at the beginning.
    pub(crate) cursor: Vec<u8>,
}

impl SyncRequest {
    /// How many changes it carries.
    pub fn changes(&self) -> usize {
        self.sent.0.iter().map(|(_, hashes)| hashes.len()).sum()
    }
}

impl Core {
    /// The next request. Its counter is durable before the bytes are given out, so that none is ever used twice.
    ///
    /// # Errors
    /// `not_enrolled`, `key_failed`, storage.
    pub fn sync_begin(&self) -> Result<SyncRequest, CoreError> {
        self.sync_begin_within(0)
    }

    /// As [`Core::sync_begin`], with the most bytes of documents that the answer may hold: small on a weak network, so
    /// that a cut costs little. 0 leaves it to the server.
    ///
    /// # Errors
    /// As [`Core::sync_begin`].
    pub fn sync_begin_within(&self, budget_bytes: u32) -> Result<SyncRequest, CoreError> {
        self.transact(|db, _| {
            let mut me = meta::me(db)?.ok_or(CoreError::NotEnrolled)?;
            let secret = meta::get::<[u8; 32]>(db, name::SECRET_KEY)?.ok_or(CoreError::KeyFailed)?;
            ask_again_for_new_kinds(db)?;
            let composed = composed(db, &mut me, budget_bytes)?;
            let sealed =
                seal_frame(&composed.frame, &MemoryKey::from_secret(&secret)).map_err(|_| CoreError::KeyFailed)?;
            meta::put(db, name::COUNTER, i64::try_from(composed.frame.counter).unwrap_or(i64::MAX))?;
            meta::put(db, name::FRAME_UNDER_WAY, sealed.hash)?;
            let sent = composed.sent;
            let carried: usize = sent.0.iter().map(|(_, hashes)| hashes.len()).sum();
            Ok(SyncRequest {
                body: sealed.body,
                frame_hash: sealed.hash,
                more_waiting: (carried as u64) < outbox::waiting_count(db)?.0,
                sent,
                cursor: composed.frame.cursor.to_vec(),
            })
        })
    }

    /// The server has seen a higher counter from this device: the store was restored from an older copy. Goes on above
    /// that counter, and writes from now on as another install. What the server does not have yet stays as it is: where
    /// its place was taken in the lost life, the server says so and it is made again.
    ///
    /// # Errors
    /// `not_enrolled`, storage.
    pub fn sync_counter_used(&self, last_counter: u64) -> Result<(), CoreError> {
        self.transact(|db, _| {
            let mut me = meta::me(db)?.ok_or(CoreError::NotEnrolled)?;
            let counter: i64 = meta::get(db, name::COUNTER)?.unwrap_or(0);
            meta::put(db, name::COUNTER, counter.max(i64::try_from(last_counter).unwrap_or(i64::MAX - 1)))?;
            meta::raise_install(db, &mut me)
        })
    }

    /// The server does not know the last frame whose answer this device took in: the next one names none.
    ///
    /// # Errors
    /// Storage.
    pub fn sync_unknown_previous(&self) -> Result<(), CoreError> {
        self.transact(|db, _| meta::forget(db, name::PREVIOUS_FRAME))
    }
}

fn composed(db: &Connection, me: &mut Me, budget_bytes: u32) -> Result<Composed, CoreError> {
    loop {
        let counter: i64 = meta::get(db, name::COUNTER)?.unwrap_or(0);
        let standing = Standing {
            device: me.device,
            counter: counter.unsigned_abs() + 1,
            install: me.install,
            previous: meta::get(db, name::PREVIOUS_FRAME)?,
            cursor: Bytes::from(meta::get::<Vec<u8>>(db, name::CURSOR)?.unwrap_or_default()),
            budget_bytes,
        };
        let composed = compose(standing, &waiting(db)?);
        if composed.unsendable.is_empty() {
            return Ok(composed);
        }
        for effect in composed.unsendable {
            let Effect::SetAside { document, hash, code } = effect else { continue };
            Rebuild::new(db, me).document(document, &Refusals::from([(hash, code)]))?;
        }
    }
}

/// What waits, and not much more of it than one frame holds.
fn waiting(db: &Connection) -> Result<Vec<Waiting>, CoreError> {
    let (mut waiting, mut bytes) = (Vec::new(), 0);
    for (document, kind) in outbox::waiting_documents(db)? {
        let mut changes = Vec::new();
        for hash in outbox::waiting_hashes(db, document)? {
            let chunk = documents::chunk(db, document, &hash)?;
            bytes += chunk.len();
            changes.push(WaitingChange { hash, bytes: Bytes::from(chunk) });
        }
        waiting.push(Waiting { document, kind, changes });
        if bytes > limits::SYNC_BATCH_BYTES_MAX {
            break;
        }
    }
    Ok(waiting)
}

/// An app that learned a new kind asks for everything again where something of that kind was passed over.
fn ask_again_for_new_kinds(db: &Connection) -> Result<(), CoreError> {
    let known_then: Option<usize> =
        meta::get::<i64>(db, name::KINDS_KNOWN)?.and_then(|kinds| usize::try_from(kinds).ok());
    if known_then.is_some_and(|kinds| kinds < Kind::ALL.len()) {
        meta::forget(db, name::CURSOR)?;
        meta::forget(db, name::KINDS_KNOWN)?;
    }
    Ok(())
}
