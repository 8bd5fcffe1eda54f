//! What a device gets back: what left its scope, what changed in it, the rows that go with it, and where it is now.

use std::collections::BTreeSet;

use bytes::Bytes;
use lianxin_model::ids::{Actor, DocId, Kind, UserId};
use lianxin_model::limits;
use lianxin_model::mistake::{Mistake, planted};
use lianxin_store::{Candidate, Change, County, FeedQuery, Read, RefusalOutcome, RefusalState, StoreError};
use lianxin_sync::repair::Sketch;
use lianxin_sync::voucher::{Link, Tag, VoucherKey};
use lianxin_sync::wire::{Answer, Cursor, Delta, Fate, Outcome, Snapshot, WireError};
use lianxin_sync::{Hash, gate, voucher};

use super::authors;
use super::fitting::{Content, Fitted, Gathering, Item};
use super::holdings::Holdings;
use super::intake::Taken;
use super::phase::Phase;
use super::repairing::{self, Found};
use super::{opening, overview};

/// Candidates asked of the store at once.
const CANDIDATES: u32 = 128;
/// Fewer bytes of changes than this are sent as they are, without asking whether the whole document is smaller.
const DELTA_BYTES_SMALL: usize = 2 * 1024;

/// Why there is no answer, although what the frame brought is merged: the device asks again.
#[derive(Debug, thiserror::Error)]
pub(super) enum AnswerError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A document that no pack can hold.
    #[error(transparent)]
    Wire(#[from] WireError),
}

/// What the device asked for.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    /// In which protocol.
    pub(super) protocol: u32,
    /// Where it is.
    pub(super) cursor: Option<Cursor>,
    /// Bytes of documents that it takes; 0 leaves it to the server.
    pub(super) budget_bytes: u32,
    /// What it holds, where that differs from what it should hold.
    pub(super) sketch: Option<Sketch>,
    /// It does not know the server's key.
    pub(super) lacks_server_key: bool,
    /// It holds nothing yet.
    pub(super) wants_overview: bool,
    /// How many kinds it knows.
    pub(super) kinds: u32,
}

impl Wish {
    fn repairs(&self) -> bool {
        self.protocol >= 2
    }
}

/// Composes the answer to a frame that was taken in, from one moment of the store.
pub(super) fn compose(read: &dyn Read, mut taken: Taken, mut wish: Wish, now_ms: i64) -> Result<Answer, AnswerError> {
    if planted(Mistake::TellsNoRefusal) {
        taken.receipt.refusals.clear();
    }
    let county = read.county()?;
    let restored = Phase::is_of_another_life(wish.cursor, county.epoch, county.seq);
    let phase = Phase::enter(wish.cursor, county.epoch, county.seq, wish.repairs());
    if taken.shut_out {
        // It is told once of each life that was lost, also where another is lost while it gives back.
        let cursor = if restored { Some(phase.unmoved()) } else { wish.cursor };
        return Ok(Answer { restored, ..closing(taken, cursor, now_ms) });
    }
    let budget_bytes = budget_bytes(wish.budget_bytes);
    let feed = Feed { read, phase, holdings: Holdings::of(&taken), user: taken.user };
    let found = match wish.sketch.take() {
        Some(sketch) => repairing::compare(read, (taken.user, wish.kinds), sketch, phase.base)?,
        None => Found::default(),
    };
    let Gathered { fitted, reached, repaired } = feed.gather(budget_bytes, &found.lacking)?;
    if reached != Reached::End && wish.wants_overview && wish.repairs() && wish.cursor.is_none() {
        // What fits into one answer needs nothing ahead of it.
        return ahead(read, taken, (county, phase), budget_bytes, now_ms);
    }

    let (mut left, changed) = if phase.begins() {
        (read.left_since(taken.user, phase.base)?, read.reference_since(taken.user, phase.reference_base())?)
    } else {
        Default::default()
    };
    if planted(Mistake::TellsNothingLeft) {
        left.clear();
    }
    left.extend(taken.strayed.iter().filter(|stray| !left.contains(stray)).copied().collect::<Vec<_>>());
    let outcomes = outcomes(read, &taken, &wish, phase)?;
    let deciders = outcomes.iter().map(|outcome| outcome.by).collect();
    let reference = authors::reference(read, changed, &fitted.authors, &deciders)?;
    let (cursor, more) = match reached {
        Reached::Nothing => (phase.unmoved(), true),
        Reached::Document(_) if planted(Mistake::CursorSkips) => (phase.finished(), false),
        Reached::Document(last) => (phase.paused(last), true),
        Reached::End => (phase.finished(), phase.upto < county.seq && feed.goes_on()?),
    };
    let vouchers = vouch(&county, &fitted.states, &taken.receipt.held);
    let digest = if wish.repairs() && !more { repairing::digest(read, (taken.user, wish.kinds))? } else { None };
    Ok(Answer {
        refusals: taken.receipt.refusals,
        left,
        deltas: fitted.deltas,
        pack: fitted.pack,
        reference,
        cursor: cursor.encode(),
        more,
        server_time_ms: now_ms,
        digest,
        // What was not sent yet would look as if the device alone had it.
        unknown: if repaired { found.unknown } else { Vec::new() },
        sketch_cells: found.cells,
        vouchers,
        restored,
        outcomes: outcomes.into_iter().filter_map(outcome).collect(),
        recovering: county.recovering_until_s.is_some_and(|until_s| now_ms / 1_000 < until_s),
        ..Answer::default()
    })
}

/// The first answer to a new phone: what its lists show, and the rows that name people and places.
fn ahead(
    read: &dyn Read,
    taken: Taken,
    (county, phase): (County, Phase),
    budget_bytes: usize,
    now_ms: i64,
) -> Result<Answer, AnswerError> {
    let changed = read.reference_since(taken.user, phase.reference_base())?;
    Ok(Answer {
        refusals: taken.receipt.refusals,
        overview: overview::compose(read, taken.user, budget_bytes)?,
        reference: authors::reference(read, changed, &BTreeSet::new(), &BTreeSet::new())?,
        vouchers: vouch(&county, &[], &taken.receipt.held),
        cursor: phase.unmoved().encode(),
        more: true,
        server_time_ms: now_ms,
        ..Answer::default()
    })
}

/// A device that was shut out is told what became of its frame, and nothing else.
fn closing(taken: Taken, cursor: Option<Cursor>, now_ms: i64) -> Answer {
    Answer {
        refusals: taken.receipt.refusals,
        cursor: cursor.map(|cursor| cursor.encode()).unwrap_or_default(),
        server_time_ms: now_ms,
        closed: true,
        ..Answer::default()
    }
}

/// What was decided since the device last heard. Protocol 1 has no words for it, and its answers moved the cursor past what
/// was decided meanwhile: a device that comes from there hears all of it, until it has seen an answer of a later protocol.
fn outcomes(read: &dyn Read, taken: &Taken, wish: &Wish, phase: Phase) -> Result<Vec<RefusalOutcome>, StoreError> {
    if planted(Mistake::TellsNoDecision) {
        return Ok(Vec::new());
    }
    let answered = read.frame_protocol(taken.device, taken.answered_counter)?;
    if wish.protocol > 1 && answered.is_some_and(|protocol| protocol <= 1) {
        return read.outcomes_since(taken.device, 0);
    }
    if phase.begins() { read.outcomes_since(taken.device, phase.reference_base()) } else { Ok(Vec::new()) }
}

/// What became of a refused change, in the words of the wire.
fn outcome(outcome: RefusalOutcome) -> Option<Outcome> {
    let fate = match outcome.state {
        // Not decided.
        RefusalState::Refused | RefusalState::Review => return None,
        RefusalState::Accepted => Fate::Accepted,
        RefusalState::Declined => Fate::Declined,
        RefusalState::Released => Fate::Released,
    };
    let RefusalOutcome { document, hash, by, at_ms, .. } = outcome;
    Some(Outcome { document, change: hash, fate, by: Some(by), at_ms })
}

fn budget_bytes(wished: u32) -> usize {
    match wished {
        0 => limits::SYNC_BUDGET_BYTES_MAX,
        wished => usize::try_from(wished).unwrap_or(usize::MAX).min(limits::SYNC_BUDGET_BYTES_MAX),
    }
}

/// What was gathered for one answer.
struct Gathered {
    fitted: Fitted,
    /// How far it takes the phase.
    reached: Reached,
    /// Everything that a repair found is in it.
    repaired: bool,
}

/// How far an answer takes its phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reached {
    /// Nowhere: what a repair found fills the answer.
    Nothing,
    /// Up to this document.
    Document(DocId),
    /// To its end.
    End,
}

struct Feed<'a> {
    read: &'a dyn Read,
    phase: Phase,
    holdings: Holdings,
    user: UserId,
}

impl Feed<'_> {
    /// What fits: first what a repair found lacking, whole, then what is new in this phase.
    fn gather(&self, budget_bytes: usize, lacking: &[(DocId, Kind)]) -> Result<Gathered, AnswerError> {
        let mut gathering = Gathering::new(budget_bytes);
        for (id, kind) in lacking {
            if !gathering.has_room() {
                break;
            }
            gathering.add(self.whole(*id, *kind)?);
        }
        let exhausted = self.gather_phase(&mut gathering)?;
        let mut fitted = gathering.fit()?;
        if planted(Mistake::DropsTheLast) {
            fitted.deltas.pop();
        }
        let repaired = fitted.taken >= lacking.len();
        // Documents that a repair found stand outside the feed's order: they move it nowhere.
        let reached = match fitted.last.filter(|_| fitted.taken > lacking.len()) {
            _ if repaired && exhausted && fitted.complete => Reached::End,
            Some(last) => Reached::Document(last),
            None => Reached::Nothing,
        };
        Ok(Gathered { fitted, reached, repaired })
    }

    /// Adds documents of the phase until no more can fit; whether nothing lies beyond.
    fn gather_phase(&self, gathering: &mut Gathering) -> Result<bool, AnswerError> {
        let mut after = self.place()?;
        loop {
            let query = FeedQuery {
                user: self.user,
                base: self.phase.base,
                upto: Some(self.phase.upto),
                after,
                limit: CANDIDATES,
            };
            let page = self.read.feed_candidates(&query)?;
            let full = u32::try_from(page.len()).is_ok_and(|rows| rows >= CANDIDATES);
            for candidate in page {
                if !gathering.has_room() {
                    return Ok(false);
                }
                after = Some((candidate.kind, candidate.id));
                gathering.add(self.item(&candidate)?);
            }
            if !full {
                return Ok(true);
            }
        }
    }

    /// Where the phase goes on. A document that is gone since leaves no place: the phase begins again.
    fn place(&self) -> Result<Option<(Kind, DocId)>, StoreError> {
        let Some(after) = self.phase.after else { return Ok(None) };
        Ok(self.read.document(after)?.map(|meta| (meta.kind, after)))
    }

    /// Whether something came after this phase: then the device need not wait for its next round.
    fn goes_on(&self) -> Result<bool, StoreError> {
        let query = FeedQuery { user: self.user, base: self.phase.upto, upto: None, after: None, limit: 1 };
        Ok(!self.read.feed_candidates(&query)?.is_empty())
    }

    /// What the device lacks of a document. One that was damaged on the disk is left out and named in the log: it must not
    /// hold up all the others.
    fn item(&self, candidate: &Candidate) -> Result<Item, StoreError> {
        match self.lacking(candidate) {
            Err(StoreError::Corrupt(_)) => {
                tracing::error!(document = %candidate.id, "a stored document cannot be read");
                Ok(Item { document: candidate.id, content: Content::Held, authors: BTreeSet::new(), tips: Vec::new() })
            }
            other => other,
        }
    }

    fn lacking(&self, candidate: &Candidate) -> Result<Item, StoreError> {
        let base = if candidate.whole { 0 } else { self.phase.base };
        let mut lacking = Vec::new();
        let mut wrote = false;
        for change in self.read.changes_since(candidate.id, base)? {
            // What it wrote before the document left its scope, it has removed since.
            let stayed = !candidate.whole || change.seq > candidate.held_since;
            if stayed && self.holdings.hold(self.read, &change)? {
                wrote = true;
            } else if change.seq <= self.phase.upto {
                // Later ones belong to the next phase.
                lacking.push(change);
            }
        }
        let bytes: usize = lacking.iter().map(|change| change.bytes.len()).sum();
        let worth_comparing = bytes > DELTA_BYTES_SMALL;
        // Who asks for everything does so because changes did not fit what it holds (an app that does not know the newest
        // schema): then it gets the whole.
        let anew = self.phase.base == 0 && !lacking.is_empty();
        let as_changes = (wrote || !candidate.whole) && !anew;
        if !as_changes || worth_comparing {
            let whole = self.whole(candidate.id, candidate.kind)?;
            if !as_changes || whole_is_smaller(&whole, bytes) {
                return Ok(whole);
            }
        }
        let authors = lacking.iter().map(|change| change.actor).collect();
        let tips = tips_of(&lacking);
        let changes: Vec<Bytes> = lacking.into_iter().map(|change| Bytes::from(change.bytes)).collect();
        let content = if changes.is_empty() {
            Content::Held
        } else {
            Content::Changes(Delta { document: candidate.id, kind_number: candidate.kind.number().into(), changes })
        };
        Ok(Item { document: candidate.id, content, authors, tips })
    }

    fn whole(&self, id: DocId, kind: Kind) -> Result<Item, StoreError> {
        let loaded = self.read.load(id)?.ok_or(StoreError::Missing("document"))?;
        let document = opening::document(id, &loaded)?;
        let changes = document.automerge().get_changes_meta(&[]);
        let authors = changes.iter().filter_map(|change| Actor::from_automerge(change.actor.to_bytes())).collect();
        let saved = document.save_nocompress().into();
        let snapshot = Snapshot { document: id, kind_number: kind.number().into(), saved };
        let tips = document.heads().into_iter().map(|head| head.0).collect();
        Ok(Item { document: id, content: Content::Whole(snapshot), authors, tips })
    }
}

fn tips_of(changes: &[Change]) -> Vec<Hash> {
    let read = changes.iter().filter_map(|change| gate::parse(&change.bytes).ok());
    let links: Vec<Link> = read.map(|chunk| (chunk.hash, chunk.head.deps)).collect();
    voucher::tips(&links)
}

/// Vouches for what is sent, and for what of the frame is held.
fn vouch(county: &County, sent: &[(DocId, Vec<Hash>)], held: &[(DocId, Vec<Hash>)]) -> Vec<Tag> {
    let Some(secret) = county.server_secret.filter(|_| !sent.is_empty() || !held.is_empty()) else { return Vec::new() };
    let key = VoucherKey::of_county(&secret);
    sent.iter().chain(held).map(|(document, tips)| key.tag(*document, tips)).collect()
}

fn whole_is_smaller(whole: &Item, bytes: usize) -> bool {
    matches!(&whole.content, Content::Whole(snapshot) if snapshot.saved.len() < bytes)
}
