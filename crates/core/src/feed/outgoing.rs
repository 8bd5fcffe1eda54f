//! What a device sends: everything that waits, as far as one frame holds it.

use bytes::Bytes;
use lianxin_model::ids::Kind;
use lianxin_model::mistake::{Mistake, planted};
use lianxin_sync::Hash;
use lianxin_sync::device::{Composed, Effect, Sent, compose};
use lianxin_sync::voucher::{Registration, Tag};
use lianxin_sync::wire::{DeviceFrame, MemoryKey, PROTOCOL, PROTOCOL_MIN, Previous, Question, seal_frame};
use rusqlite::Connection;

use super::budget::SyncBudget;
use super::rebuild::{Rebuild, Refusals};
use super::repair::{self, Sketched};
use super::waiting::waiting;
use crate::core::Core;
use crate::error::CoreError;
use crate::storage::meta::{self, Me, name};
use crate::storage::{offers, outbox};

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
    /// What the answer answers.
    pub(crate) question: Question,
    /// Its counter.
    pub(crate) counter: u64,
    /// What its sketch stands for.
    pub(crate) sketched: Sketched,
    /// When it was made, by the device's clock.
    pub(crate) made_ms: i64,
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
        self.sync_begin_within(SyncBudget::default())
    }

    /// As [`Core::sync_begin`], with what the round may carry: little on a weak network, so that a cut costs little. A
    /// single change that is larger goes alone.
    ///
    /// # Errors
    /// As [`Core::sync_begin`].
    pub fn sync_begin_within(&self, budget: SyncBudget) -> Result<SyncRequest, CoreError> {
        self.transact(|db, platform| {
            let mut me = meta::me(db)?.ok_or(CoreError::NotEnrolled)?;
            let secret = meta::get::<[u8; 32]>(db, name::SECRET_KEY)?.ok_or(CoreError::KeyFailed)?;
            ask_again_for_new_kinds(db)?;
            let protocol = protocol(db, platform.now_ms())?;
            let (sketch, sketched) = if protocol > 1 { repair::sketch(db)? } else { Default::default() };
            let made_ms = platform.now_ms();
            let present = Present { protocol, now_ms: made_ms, budget, sketch: sketch.into() };
            let composed = composed(db, &mut me, &present)?;
            let sealed =
                seal_frame(&composed.frame, &MemoryKey::from_secret(&secret)).map_err(|_| CoreError::KeyFailed)?;
            if !planted(Mistake::CountsInMemory) {
                meta::put(db, name::COUNTER, i64::try_from(composed.frame.counter).unwrap_or(i64::MAX))?;
            }
            meta::put(db, name::FRAME_UNDER_WAY, sealed.hash)?;
            let sent = composed.sent;
            if planted(Mistake::ForgetsWhatItSends) {
                for (document, hashes) in &sent.0 {
                    hashes.iter().try_for_each(|hash| outbox::acknowledge(db, *document, hash).map(drop))?;
                }
            }
            let carried: usize = sent.0.iter().map(|(_, hashes)| hashes.len()).sum();
            Ok(SyncRequest {
                made_ms,
                body: sealed.body,
                frame_hash: sealed.hash,
                more_waiting: (carried as u64)
                    < outbox::waiting_count(db)?.0 + offers::count(db)? + outbox::again_count(db)?,
                sent,
                cursor: composed.frame.cursor.to_vec(),
                question: Question { protocol, device: me.device, frame: sealed.hash },
                counter: composed.frame.counter,
                sketched,
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
        self.transact(|db, _| {
            meta::forget(db, name::PREVIOUS_FRAME)?;
            meta::forget(db, name::PREVIOUS_COUNTER)
        })
    }

    /// The server does not know this device: it may have been put back to a copy of before the enrolment. Whether there is
    /// something to show it that was not shown yet.
    ///
    /// # Errors
    /// Storage.
    pub fn sync_unknown_device(&self) -> Result<bool, CoreError> {
        self.transact(|db, _| {
            let shown = meta::get::<bool>(db, name::SHOWS_REGISTRATION)?.is_some();
            if shown || meta::get::<Tag>(db, name::REGISTRATION)?.is_none() {
                meta::forget(db, name::SHOWS_REGISTRATION)?;
                return Ok(false);
            }
            meta::put(db, name::SHOWS_REGISTRATION, true)?;
            meta::forget(db, name::PREVIOUS_FRAME)?;
            meta::forget(db, name::PREVIOUS_COUNTER)?;
            Ok(true)
        })
    }

    /// The server did not understand the request: it may be older than this version. Whether there is an older way to try.
    /// A server that has spoken this version's protocol before is believed the third time only: on a bad link a request that
    /// was cut looks the same.
    ///
    /// # Errors
    /// Storage.
    pub fn sync_not_understood(&self, request: &SyncRequest) -> Result<bool, CoreError> {
        if request.question.protocol == PROTOCOL_MIN {
            return Ok(false);
        }
        self.transact(|db, platform| {
            let times = meta::get::<i64>(db, name::MISUNDERSTOOD)?.unwrap_or(0) + 1;
            if meta::get::<[u8; 32]>(db, name::SERVER_KEY)?.is_some() && times < MISUNDERSTOOD_MAX {
                meta::put(db, name::MISUNDERSTOOD, times)?;
                return Ok(false);
            }
            meta::forget(db, name::MISUNDERSTOOD)?;
            meta::put(db, name::SERVER_OLD_SINCE_MS, platform.now_ms())?;
            Ok(true)
        })
    }
}

/// How often in a row a server that knew better may not understand.
const MISUNDERSTOOD_MAX: i64 = 3;
/// How long a server is taken for old before it is asked again.
const SERVER_OLD_MS: i64 = 24 * 3_600 * 1_000;

pub(super) fn protocol(db: &Connection, now_ms: i64) -> Result<u32, CoreError> {
    let since: Option<i64> = meta::get(db, name::SERVER_OLD_SINCE_MS)?;
    let old = since.is_some_and(|since| (0..SERVER_OLD_MS).contains(&(now_ms - since)));
    Ok(if old { PROTOCOL_MIN } else { PROTOCOL })
}

/// The circumstances of a request.
struct Present {
    protocol: u32,
    now_ms: i64,
    budget: SyncBudget,
    sketch: Bytes,
}

fn composed(db: &Connection, me: &mut Me, present: &Present) -> Result<Composed, CoreError> {
    loop {
        let counter: i64 = meta::get(db, name::COUNTER)?.unwrap_or(0);
        let cursor = meta::get::<Vec<u8>>(db, name::CURSOR)?.unwrap_or_default();
        let (waiting, vouchers) = waiting(db, present.budget.up_bytes, present.now_ms)?;
        let standing = DeviceFrame {
            device: me.device,
            counter: counter.unsigned_abs() + 1,
            install: me.install,
            previous: previous(db, present.protocol)?,
            cursor: Bytes::from(cursor.clone()),
            budget_bytes: u32::try_from(present.budget.down_bytes).unwrap_or(u32::MAX),
            protocol: present.protocol,
            clock_ms: Some(present.now_ms),
            sketch: present.sketch.clone(),
            lacks_server_key: meta::get::<[u8; 32]>(db, name::SERVER_KEY)?.is_none(),
            wants_overview: cursor.is_empty() && !meta::get::<bool>(db, name::OVERVIEW_ASKED)?.unwrap_or(false),
            kinds: Kind::KNOWN,
            batches: Vec::new(),
            vouchers,
            registration: registration(db, me)?,
        };
        let composed = compose(standing, &waiting);
        if composed.unsendable.is_empty() {
            return Ok(composed);
        }
        for effect in composed.unsendable {
            let Effect::SetAside { document, hash, code } = effect else { continue };
            offers::remove(db, document, &hash)?;
            Rebuild::new(db, me).document(document, &Refusals::from([(hash, code)]))?;
        }
    }
}

/// What is shown to a county that no longer knows this device.
pub(super) fn registration(db: &Connection, me: &Me) -> Result<Option<Registration>, CoreError> {
    if meta::get::<bool>(db, name::SHOWS_REGISTRATION)?.is_none() {
        return Ok(None);
    }
    let tag: Option<Tag> = meta::get(db, name::REGISTRATION)?;
    Ok(tag.map(|tag| Registration { public_key: me.public_key, user: me.user, tag }))
}

/// The last frame whose answer was seen. Where an older version of the app kept only its hash, protocol 2, which names it by
/// its counter, begins a new chain.
fn previous(db: &Connection, protocol: u32) -> Result<Option<Previous>, CoreError> {
    let Some(hash) = meta::get(db, name::PREVIOUS_FRAME)? else { return Ok(None) };
    let counter = meta::get::<i64>(db, name::PREVIOUS_COUNTER)?.map(i64::unsigned_abs);
    Ok(match (counter, protocol) {
        (Some(counter), _) => Some(Previous { counter, hash }),
        (None, PROTOCOL_MIN) => Some(Previous { counter: 0, hash }),
        (None, _) => None,
    })
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
