//! The county's side of the gate: documents come from the store and go there with their changes, numbers and rows.

use std::collections::{HashMap, HashSet};

use automerge::{Automerge, ExpandedChange};
use lianxin_model::document::Document;
use lianxin_model::ids::{Actor, DeviceId, DocId, Kind};
use lianxin_model::limits;
use lianxin_model::mistake::{Mistake, planted};
use lianxin_model::projection::Projection;
use lianxin_model::role::Role;
use lianxin_model::rules::{self, Breach, Writer};
use lianxin_store::{Meta, NewChange, NewRefusal, RefusedPlace, StoreError, Write};
use lianxin_sync::gate::{Accepted, caught};
use lianxin_sync::server::{Desk, OpenDocument, Trust};
use lianxin_sync::voucher::{Voucher, VoucherKey};
use lianxin_sync::wire::Refusal;
use lianxin_sync::{Code, Hash};

use super::belonging::{Place, Sender};
use super::hot::{Documents, Held, Hot};
use super::opening;
use super::scopes::Scopes;

/// A snapshot is made when the changes after it are twice as large, and not for the first few.
const SNAPSHOT_LOG_BYTES_MIN: u64 = 4 * 1024;

/// Whether the gate saves, loads and compares after each change, and not only before a snapshot replaces its log.
const THOROUGH: bool = true;

/// The document was damaged on the server's disk: what comes for it is kept aside, and holds up nothing else.
const DAMAGED: &str = "damaged_on_server";

/// Which frame is on the desk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Incoming {
    /// The device.
    pub(super) device: DeviceId,
    /// The frame's counter.
    pub(super) counter: u64,
    /// When it came, milliseconds since 1970.
    pub(super) at_ms: i64,
    /// The county was restored and takes from devices what others wrote, too.
    pub(super) recovering: bool,
    /// The device was shut out: nothing of the frame is merged but what the county held before, all else waits for somebody's
    /// word.
    pub(super) shut_out: bool,
}

/// What a frame leaves behind.
pub(super) struct Closed {
    /// The documents as the frame leaves them.
    pub(super) documents: Documents,
    /// The households that it leant on before they came.
    pub(super) leant_on: HashSet<DocId>,
    /// Documents outside the sender's scope.
    pub(super) strayed: Vec<DocId>,
}

/// One frame at work.
pub(super) struct CountyDesk<'a> {
    write: &'a mut dyn Write,
    hot: &'a mut Hot,
    sender: &'a Sender,
    scopes: Scopes,
    incoming: Incoming,
    /// Knows what this county once held; none before the server first ran.
    vouchers: Option<&'a VoucherKey>,
    open: Option<Opened>,
    /// Those whose changes the sender hands in beside their own.
    others: HashMap<Actor, Writer>,
    written: Documents,
    leant_on: HashSet<DocId>,
    strayed: Vec<DocId>,
}

/// The document that is on the desk now.
struct Opened {
    before: Document,
    meta: Option<Meta>,
    trust: Trust,
    /// Why nothing new is taken. What is there already is acknowledged all the same: a retry after the scope was lost.
    objection: Option<Code>,
    bytes: usize,
    /// Where the changes of the frame would leave it.
    place: Option<RefusedPlace>,
}

impl<'a> CountyDesk<'a> {
    pub(super) fn new(
        write: &'a mut dyn Write,
        hot: &'a mut Hot,
        sender: &'a Sender,
        incoming: Incoming,
        vouchers: Option<&'a VoucherKey>,
    ) -> CountyDesk<'a> {
        let scopes = Scopes::of(sender.user.id);
        CountyDesk {
            write,
            hot,
            sender,
            scopes,
            incoming,
            vouchers,
            open: None,
            others: HashMap::new(),
            written: Documents::new(),
            leant_on: HashSet::new(),
            strayed: Vec::new(),
        }
    }

    /// What the frame leaves behind.
    pub(super) fn close(self) -> Closed {
        Closed { documents: self.written, leant_on: self.leant_on, strayed: self.strayed }
    }

    fn held(&mut self, id: DocId, meta: &Meta) -> Result<Held, StoreError> {
        if let Some(held) = self.written.get(&id) {
            return Ok(held.clone());
        }
        if let Some(held) = self.hot.get(id, meta.head_seq) {
            return Ok(held.clone());
        }
        let loaded = self.write.load(id)?.ok_or(StoreError::Missing("document"))?;
        let document = opening::document(id, &loaded)?;
        let bytes = document.save_nocompress().len();
        let held = Held { document, head_seq: loaded.head_seq, bytes };
        self.hot.loaded(id, held.clone());
        Ok(held)
    }

    fn objection(&mut self, meta: Option<&Meta>) -> Result<Option<Code>, StoreError> {
        let user = &self.sender.user;
        if matches!(user.role, Role::Auditor | Role::Collector) {
            return Ok(Some(Code::NotAllowed));
        }
        if self.incoming.shut_out && !planted(Mistake::MergesFromTheShutOut) {
            return Ok(Some(Code::DeviceRevoked));
        }
        let within = match meta {
            Some(meta) => {
                self.scopes.cover(&*self.write, meta.household, meta.area.as_deref(), meta.owner)?
                    || self.write.in_scope(user.id, meta.id)?
            }
            None => true,
        };
        Ok(if within || planted(Mistake::WritesBeyondScope) { None } else { Some(Code::OutOfScope) })
    }

    /// Who answers for a change: its sender, or, where a restored county takes back what it lost, whoever wrote it.
    fn writer(&self, change: &ExpandedChange) -> Writer {
        let sender = Writer { user: self.sender.user.id, leads: self.sender.user.role.leads() };
        let actor = Actor::from_automerge(change.actor_id.to_bytes());
        actor.and_then(|actor| self.others.get(&actor)).copied().unwrap_or(sender)
    }

    /// The snapshot that is due after these changes, proven to load to the same document.
    fn snapshot(&self, document: &Document, accepted: &[Accepted]) -> Result<Option<Vec<u8>>, Code> {
        let meta = self.open.as_ref().and_then(|open| open.meta.as_ref());
        let (log, saved) = meta.map_or((0, 0), |meta| (meta.log_bytes, meta.snapshot_bytes));
        let log = log + accepted.iter().map(|change| change.bytes.len() as u64).sum::<u64>();
        if log < SNAPSHOT_LOG_BYTES_MIN.max(saved * 2) {
            return Ok(None);
        }
        let proven = caught(|| {
            let saved = document.save_nocompress();
            let loaded = Document::load(document.kind(), document.id(), &saved).ok()?;
            (loaded.heads() == document.heads()).then_some(saved)
        });
        proven.flatten().map(Some).ok_or(Code::Malformed)
    }

    fn store(&mut self, row: &Projection, accepted: &[Accepted], saved: Option<Vec<u8>>) -> Result<u64, StoreError> {
        let handed_in = Some((self.incoming.device, self.incoming.counter));
        let changes: Vec<NewChange<'_>> = accepted
            .iter()
            .map(|change| NewChange { hash: change.hash, actor: change.head.actor, handed_in, bytes: &change.bytes })
            .collect();
        let head_seq = self.write.append(row, &changes)?.head_seq;
        if let Some(saved) = saved {
            self.write.put_snapshot(row.id, head_seq, &saved)?;
        }
        Ok(head_seq)
    }
}

impl Desk for CountyDesk<'_> {
    type Error = StoreError;

    fn open(&mut self, document: DocId, kind: Kind, trust: Trust) -> Result<Result<OpenDocument, Code>, StoreError> {
        let meta = self.write.document(document)?;
        if meta.as_ref().is_some_and(|meta| meta.kind != kind) {
            return Ok(Err(Code::KindMismatch));
        }
        let held = match &meta {
            Some(meta) => match self.held(document, meta) {
                Ok(held) => held,
                Err(StoreError::Corrupt(_)) => {
                    tracing::error!(%document, "a stored document cannot be read");
                    return Ok(Err(Code::from_word(DAMAGED)));
                }
                Err(error) => return Err(error),
            },
            None => {
                let document = Document::new(kind, document);
                let bytes = document.save_nocompress().len();
                Held { document, head_seq: 0, bytes }
            }
        };
        let objection = self.objection(meta.as_ref())?;
        if objection == Some(Code::OutOfScope) {
            self.strayed.push(document);
        }
        let objection = objection.filter(|_| trust == Trust::Sender);
        let (before, bytes) = (held.document.automerge().clone(), held.bytes);
        self.open = Some(Opened { before: held.document, meta, trust, objection, bytes, place: None });
        let relays = self.incoming.recovering;
        Ok(Ok(OpenDocument { document: before, bytes, thorough: THOROUGH, relays }))
    }

    /// Whoever shows it, also a device that was shut out: what the county held it has judged.
    fn vouches(&self, voucher: &Voucher) -> bool {
        self.vouchers.is_some_and(|key| key.knows(voucher)) || planted(Mistake::BelievesAnyVoucher)
    }

    fn check(&mut self, _: DocId, kind: Kind, before: &Automerge, change: &ExpandedChange) -> Result<(), Code> {
        if planted(Mistake::SkipsTheRules) {
            return Ok(());
        }
        let writer = self.writer(change);
        let objection = self.open.as_ref().and_then(|open| open.objection.clone());
        rules::check(kind, before, change, writer).map_err(|breach| match breach {
            Breach::Schema => Code::Schema,
            Breach::TooLong => Code::ValueTooLong,
            // Whoever does not hold a document is not told what is in it by what they may write there.
            Breach::NotAllowed if objection == Some(Code::OutOfScope) => Code::OutOfScope,
            Breach::NotAllowed => Code::NotAllowed,
        })
    }

    fn knows(&mut self, actor: Actor) -> Result<bool, StoreError> {
        if self.others.contains_key(&actor) {
            return Ok(true);
        }
        let Some(author) = self.write.authors(&[actor])?.pop() else { return Ok(false) };
        let Some(user) = self.write.user(author.user)? else { return Ok(false) };
        self.others.insert(actor, Writer { user: user.id, leads: user.role.leads() });
        Ok(true)
    }

    fn settle(
        &mut self,
        id: DocId,
        kind: Kind,
        after: Automerge,
        accepted: &[Accepted],
    ) -> Result<Result<(), Code>, StoreError> {
        let Some(open) = self.open.as_mut().filter(|open| open.before.id() == id && open.before.kind() == kind) else {
            return Ok(Err(Code::Malformed));
        };
        let document = open.before.with_automerge(after);
        let bytes = open.bytes + accepted.iter().map(|change| change.raw_bytes).sum::<usize>();
        // Reading runs over what a device wrote: whatever it does to the library must stay its own document's matter.
        let stale = planted(Mistake::RowStays) && open.meta.is_some();
        let shown = if stale { &open.before } else { &document };
        let Some(row) = caught(|| Projection::of(shown)) else { return Ok(Err(Code::Malformed)) };
        open.place = Some(RefusedPlace { household: row.household, area: row.area.clone(), owner: row.owner });
        // Only here, where every change has been judged: so what was handed in is kept as one chain that can still be
        // merged, and not as one change and its orphans.
        if let Some(objection) = open.objection.clone() {
            return Ok(Err(objection));
        }
        let trust = open.trust;
        let place = match trust {
            Trust::Sender => self.sender.place(&*self.write, &mut self.scopes, &row)?,
            // It lay there once, wherever that is.
            Trust::Vouched => Place::Within,
        };
        match place {
            Place::Within => {}
            Place::With(household) => {
                self.leant_on.insert(household);
            }
            Place::Refused(_) if planted(Mistake::WritesBeyondScope) => {}
            Place::Refused(Code::OutOfScope) => {
                self.strayed.push(id);
                return Ok(Err(Code::OutOfScope));
            }
            Place::Refused(code) => return Ok(Err(code)),
        }
        let saved = match self.snapshot(&document, accepted) {
            Ok(saved) => saved,
            Err(code) => return Ok(Err(code)),
        };
        let head_seq = self.store(&row, accepted, saved)?;
        self.written.insert(id, Held { document, head_seq, bytes });
        if trust == Trust::Vouched && !self.write.in_scope(self.sender.user.id, id)? {
            self.strayed.push(id);
        }
        Ok(Ok(()))
    }

    fn refuse(&mut self, document: DocId, kind_number: u32, chunk: &[u8], refusal: &Refusal) -> Result<(), StoreError> {
        if planted(Mistake::KeepsNoRefusal) {
            return Ok(());
        }
        let hash: Option<Hash> = refusal.hash;
        let device = self.incoming.device;
        let room = limits::REVOKED_KEPT_BYTES_MAX.saturating_sub(chunk.len() as u64);
        if self.incoming.shut_out && self.write.refused_bytes(device)? > room {
            tracing::warn!(%device, "a device that was shut out hands in more than is kept");
            return Ok(());
        }
        let place = self.open.as_ref().filter(|open| open.before.id() == document).and_then(|open| open.place.as_ref());
        self.write.put_refusal(&NewRefusal {
            document,
            kind: kind_number,
            chunk,
            hash,
            code: refusal.code.word(),
            in_review: refusal.code.asks_for_review(),
            place,
            device,
            frame_counter: self.incoming.counter,
            user: self.sender.user.id,
            received_at_ms: self.incoming.at_ms,
        })?;
        Ok(())
    }
}
