//! Carries the effects of one answer out, document by document. One that does not fit never holds up the others.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use automerge::{Change, ChangeHash};
use bytes::Bytes;
use lianxin_model::document::{Document, DocumentError, Record};
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::mistake::{Mistake, planted};
use lianxin_sync::compact::{expand, is_stub};
use lianxin_sync::overview::OverviewRow;
use lianxin_sync::server::begins;
use lianxin_sync::voucher::{Link, Tag, tips};
use lianxin_sync::wire::Outcome;
use lianxin_sync::{Code, Hash};
use rusqlite::Connection;

use super::fates;
use super::rebuild::{Rebuild, Refusals};
use super::repair::{self, Came};
use super::report::SyncReport;
use super::vouching;
use crate::error::CoreError;
use crate::storage::meta::Me;
use crate::storage::{documents, offers, outbox, rows};

/// An answer being taken in.
pub(super) struct Intake<'a> {
    db: &'a Connection,
    me: Me,
    now_ms: i64,
    refusals: BTreeMap<DocId, Refusals>,
    leaving: Vec<DocId>,
    outcomes: Vec<Outcome>,
    touched: BTreeSet<DocId>,
    /// Of which the server took something.
    taken: BTreeSet<DocId>,
    came: Came,
    /// On which of the changes that came of a document no other of them builds.
    tips: HashMap<DocId, Vec<Hash>>,
    pub(super) report: SyncReport,
}

impl<'a> Intake<'a> {
    pub(super) fn new(db: &'a Connection, me: Me, now_ms: i64) -> Self {
        Self {
            db,
            me,
            now_ms,
            refusals: BTreeMap::new(),
            leaving: Vec::new(),
            outcomes: Vec::new(),
            touched: BTreeSet::new(),
            taken: BTreeSet::new(),
            came: Came::default(),
            tips: HashMap::new(),
            report: SyncReport::default(),
        }
    }

    /// The server holds these: they wait no longer.
    pub(super) fn acknowledge(&mut self, id: DocId, hashes: &[Hash]) -> Result<(), CoreError> {
        for hash in hashes {
            documents::acknowledge(self.db, id, hash)?;
            let offered = offers::remove(self.db, id, hash)?;
            self.report.accepted += usize::from(outbox::acknowledge(self.db, id, hash)? || offered);
            fates::taken_again(self.db, id, hash, self.now_ms)?;
        }
        self.taken.insert(id);
        self.touched.insert(id);
        Ok(())
    }

    /// A record to be shown until its document arrives.
    pub(super) fn show_ahead(&self, row: &OverviewRow) -> Result<(), CoreError> {
        let record: Record = match serde_json::from_str(&row.record) {
            Ok(record) => record,
            // Of a newer server: the document tells it all the same.
            Err(_) => return Ok(()),
        };
        let fits = record.id == row.document && documents::kept(self.db, row.document)?.is_none();
        if fits { rows::put_provisional(self.db, record) } else { Ok(()) }
    }

    /// To be judged when everything else is taken in.
    pub(super) fn refuse(&mut self, id: DocId, hash: Hash, code: Code) {
        self.refusals.entry(id).or_default().insert(hash, code);
    }

    /// To be removed when everything else is taken in.
    pub(super) fn leave(&mut self, id: DocId) {
        self.leaving.push(id);
    }

    /// To be heard when the refusals of this very answer are judged.
    pub(super) fn hear(&mut self, outcome: Outcome) {
        self.outcomes.push(outcome);
    }

    /// Changes to a document of which the rest is held.
    pub(super) fn merge(&mut self, id: DocId, kind: Kind, chunks: &[Bytes]) -> Result<(), CoreError> {
        let held = documents::load(self.db, id)?;
        let Some(chunks) = expanded(held.as_ref(), (kind, id), chunks) else { return self.unfit() };
        let chunks = &chunks[..];
        let mut links: Vec<Link> = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            let Ok(change) = Change::try_from(&chunk[..]) else { return self.unfit() };
            links.push((change.hash().0, change.deps().iter().map(|dep| dep.0).collect()));
        }
        let old = held.clone().unwrap_or_else(|| Document::new(kind, id));
        if old.kind() != kind {
            return self.unfit();
        }
        let all = || chunks.iter().map(|chunk| &chunk[..]);
        let mut merged = old.clone();
        let forked = match merged.merge_chunks(all()) {
            Ok(()) => false,
            Err(DocumentError::Fork) => true,
            Err(_) => return self.unfit(),
        };
        if forked {
            // A change of this very device stands in the place of one that waits: first without what waits.
            let Some(mut acknowledged) = documents::load_acknowledged(self.db, id)? else { return self.unfit() };
            if acknowledged.merge_chunks(all()).is_err() {
                return self.unfit();
            }
            merged = acknowledged;
        }
        if held.is_none() {
            documents::begin(self.db, id, kind)?;
        }
        for ((hash, _), chunk) in links.iter().zip(chunks) {
            documents::put_received(self.db, id, hash, chunk)?;
            self.report.accepted += usize::from(outbox::acknowledge(self.db, id, hash)?);
        }
        self.tips.insert(id, tips(&links));
        self.came(id, &old, merged, forked)
    }

    /// A whole document: merged into what is held, or kept.
    pub(super) fn replace(&mut self, id: DocId, kind: Kind, saved: &[u8]) -> Result<(), CoreError> {
        let Ok(whole) = Document::load(kind, id, saved) else { return self.unfit() };
        let heads = whole.heads();
        let tips = heads.iter().map(|head| head.0).collect();
        self.came.wholes.insert(id, heads);
        let Some(old) = documents::load(self.db, id)? else {
            self.tips.insert(id, tips);
            documents::put_snapshot(self.db, id, kind, saved)?;
            self.report.received += 1;
            return rows::put(self.db, &whole);
        };
        let Some(mut acknowledged) = documents::load_acknowledged(self.db, id)? else { return self.unfit() };
        if old.kind() != kind {
            return self.unfit();
        }
        if acknowledged.merge_saved(saved).is_err() {
            // The server is the one that others see.
            acknowledged = whole;
        }
        for hash in outbox::waiting_hashes(self.db, id)? {
            if planted(Mistake::WholeForgetsWaiting) {
                documents::drop_waiting(self.db, id, &hash)?;
                outbox::acknowledge(self.db, id, &hash)?;
            } else if acknowledged.automerge().get_change_meta_by_hash(&ChangeHash(hash)).is_some() {
                self.acknowledge(id, &[hash])?;
            }
        }
        documents::put_snapshot(self.db, id, kind, &acknowledged.save())?;
        self.tips.insert(id, tips);
        let mut merged = old.clone();
        let forked = merged.merge_saved(saved).is_err();
        self.came(id, &old, if forked { acknowledged } else { merged }, forked)
    }

    /// The county vouches for what it has just sent; where that did not fit, there is nothing to keep the word for.
    pub(super) fn vouched(&self, id: DocId, tag: Tag) -> Result<(), CoreError> {
        match self.tips.get(&id) {
            Some(tips) => vouching::keep(self.db, id, tips, tag),
            None => Ok(()),
        }
    }

    /// The county vouches for what was sent of a document.
    pub(super) fn vouched_sent(&self, id: DocId, hashes: &[Hash], tag: Tag) -> Result<(), CoreError> {
        if documents::kept(self.db, id)?.is_none() {
            return Ok(());
        }
        let tips = match hashes {
            [one] => vec![*one],
            several => vouching::tips_of(self.db, id, several)?,
        };
        vouching::keep(self.db, id, &tips, tag)
    }

    /// The server lacks something on which waiting edits build: everything that it may lack goes with them, whole.
    pub(super) fn send_whole(&self, id: DocId) -> Result<(), CoreError> {
        documents::set_whole(self.db, id, true)?;
        repair::offer_all(self.db, &self.me, id).map(drop)
    }

    /// Writes the row of a document of which something came. Where that is `forked`, `merged` is without what waits, and
    /// what waits is made again on it.
    fn came(&mut self, id: DocId, old: &Document, merged: Document, forked: bool) -> Result<(), CoreError> {
        documents::set_leaving(self.db, id, false)?;
        self.touched.insert(id);
        self.came.touched.insert(id);
        self.report.received += 1;
        if !forked {
            return if planted(Mistake::PhoneRowStays) { Ok(()) } else { rows::put(self.db, &merged) };
        }
        let mut rebuild = Rebuild::new(self.db, &mut self.me);
        rebuild.forked(old, merged)?;
        self.report.remade += rebuild.remade;
        self.report.refused += rebuild.set_aside;
        Ok(())
    }

    /// Whether nothing is wrong with edits but that the server lacks what they build on: it was put back to an older copy. They
    /// go again, once, with all that it may lack.
    fn lost_there(&self, id: DocId, refusals: &Refusals) -> Result<bool, CoreError> {
        let gaps = refusals.values().all(|code| matches!(code, Code::SeqGap | Code::Orphan));
        if !gaps || documents::is_whole(self.db, id)? || repair::offer_all(self.db, &self.me, id)? == 0 {
            return Ok(false);
        }
        documents::set_whole(self.db, id, true)?;
        Ok(true)
    }

    fn unfit(&mut self) -> Result<(), CoreError> {
        self.report.unfit += 1;
        Ok(())
    }

    /// Judges refusals, hears what became of earlier ones, folds logs, removes what left. With `more`, the server has not
    /// yet sent all that it holds.
    pub(super) fn finish(mut self, more: bool) -> Result<(SyncReport, Came), CoreError> {
        for (id, mut refusals) in std::mem::take(&mut self.refusals) {
            fates::refused_again(self.db, id, &mut refusals)?;
            if refusals.is_empty() {
                continue;
            }
            // Where it took a part only, it was given everything in vain.
            self.taken.remove(&id);
            if self.lost_there(id, &refusals)? {
                continue;
            }
            // What the lost life of a restored store handed in comes first: it may hold the same edits already.
            if more && refusals.values().any(|code| *code == Code::Fork) {
                continue;
            }
            // What was only offered again is the server's to keep.
            for hash in refusals.keys() {
                offers::remove(self.db, id, hash)?;
            }
            let mut rebuild = Rebuild::new(self.db, &mut self.me);
            rebuild.document(id, &refusals)?;
            self.report.remade += rebuild.remade;
            self.report.refused += rebuild.set_aside;
            self.touched.insert(id);
        }
        for id in std::mem::take(&mut self.taken) {
            documents::set_whole(self.db, id, false)?;
        }
        for id in std::mem::take(&mut self.leaving) {
            if documents::kept(self.db, id)?.is_some() {
                documents::set_leaving(self.db, id, true)?;
                self.touched.insert(id);
            }
        }
        for outcome in std::mem::take(&mut self.outcomes) {
            fates::hear(self.db, &outcome)?;
        }
        // After what leaves is known: there is nothing to be made again on it. And after all that the lost life of a restored store
        // handed in: it may have made the same again already.
        if !more {
            for id in fates::make_released_again(self.db, &self.me)? {
                self.report.remade += 1;
                self.touched.insert(id);
            }
        }
        for id in std::mem::take(&mut self.touched) {
            let Some(kept) = documents::kept(self.db, id)? else { continue };
            if kept.leaving && (planted(Mistake::LeavesTooSoon) || outbox::waiting_hashes(self.db, id)?.is_empty()) {
                documents::remove(self.db, id)?;
                self.report.left += 1;
            } else {
                documents::compact(self.db, id)?;
            }
        }
        Ok((self.report, self.came))
    }
}

/// The changes whole again, each from what is held and what came before it.
fn expanded(held: Option<&Document>, new: (Kind, DocId), chunks: &[Bytes]) -> Option<Vec<Bytes>> {
    if !chunks.iter().any(|chunk| is_stub(chunk)) {
        return Some(chunks.to_vec());
    }
    let blank = Document::new(new.0, new.1);
    let document = held.unwrap_or(&blank).automerge();
    let mut before: Vec<Hash> = Vec::new();
    let mut whole = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let chunk = expand(chunk, |begin| {
            let came = before.iter().filter(|hash| hash.starts_with(begin)).copied();
            came.chain(begins(document, begin)).collect()
        })?;
        before.push(Change::try_from(&chunk[..]).ok()?.hash().0);
        whole.push(chunk);
    }
    Some(whole)
}
