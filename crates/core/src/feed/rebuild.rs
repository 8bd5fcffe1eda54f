//! Makes a document anew from what the server has acknowledged, and the edits that wait on top of it again.
//!
//! Two things ask for it. The server refused an edit: that edit is set aside, and the later ones, which build on it, are
//! made again without it. Or the place of an edit is taken: this store was restored from an older copy, and the
//! life that was lost had handed in another edit under the same number; then every waiting edit is made again, as another
//! install, and none is set aside.
//!
//! A record that somebody else registered first belongs where they put it: what was refused for that is made again without it.
//!
//! An edit is made again at the heads at which it was made, as far as they still are, so that what others wrote
//! meanwhile stays a contradiction and is not written over.

use std::collections::{HashMap, HashSet};

use automerge::{ActorId, Change, ChangeHash};
use lianxin_model::catalogue::{self, Write};
use lianxin_model::document::{Document, Edit, EditError, Written};
use lianxin_model::ids::{Actor, DocId};
use lianxin_model::intention::Intention;
use lianxin_model::mistake::{Mistake, planted};
use lianxin_sync::{Code, Hash};
use rusqlite::Connection;

use super::twins::{Twins, tips};
use crate::error::CoreError;
use crate::storage::meta::{self, Me};
use crate::storage::outbox::Entry;
use crate::storage::{documents, outbox, rows};
use crate::writing::at_heads;

/// Why changes of one document were refused.
pub(super) type Refusals = HashMap<Hash, Code>;

/// A rebuild under way.
pub(super) struct Rebuild<'a> {
    db: &'a Connection,
    me: &'a mut Me,
    /// Edits that were made again.
    pub(super) remade: usize,
    /// Edits that were set aside.
    pub(super) set_aside: usize,
}

/// What becomes of one edit that waits.
enum Fate {
    Keep,
    Remake,
    SetAside(Code),
}

impl<'a> Rebuild<'a> {
    pub(super) fn new(db: &'a Connection, me: &'a mut Me) -> Self {
        Self { db, me, remade: 0, set_aside: 0 }
    }

    /// Rebuilds a document of which changes were refused.
    pub(super) fn document(&mut self, id: DocId, refusals: &Refusals) -> Result<(), CoreError> {
        let waiting = outbox::waiting_of(self.db, id)?;
        // Refusals of edits that were made again or acknowledged meanwhile mean nothing any more.
        if !waiting.iter().any(|entry| refusals.contains_key(&entry.hash)) {
            return Ok(());
        }
        let (Some(old), Some(new)) = (documents::load(self.db, id)?, documents::load_acknowledged(self.db, id)?) else {
            return Ok(());
        };
        let forked = waiting.iter().any(|entry| refusals.get(&entry.hash) == Some(&Code::Fork));
        self.replay(&old, new, &waiting, refusals, forked)
    }

    /// Rebuilds a document whose acknowledged state holds a change in the place of one that waits. `old` is the
    /// document as it was, with what waits.
    pub(super) fn forked(&mut self, old: &Document, acknowledged: Document) -> Result<(), CoreError> {
        let waiting = outbox::waiting_of(self.db, old.id())?;
        self.replay(old, acknowledged, &waiting, &Refusals::new(), true)
    }

    fn replay(
        &mut self,
        old: &Document,
        mut new: Document,
        waiting: &[Entry],
        refusals: &Refusals,
        forked: bool,
    ) -> Result<(), CoreError> {
        if forked {
            self.leave_taken_actor(old, waiting)?;
        } else if waits_beside_others(waiting, refusals) {
            // What waits for somebody's word keeps its number: what is made again is another hand's.
            meta::raise_install(self.db, self.me)?;
        }
        let twins = if forked { Twins::of(&new, self.me) } else { Twins::default() };
        let mut lost = Lost::default();
        for entry in waiting {
            let chunk = documents::chunk(self.db, entry.document, &entry.hash)?;
            let actor = Change::try_from(&chunk[..]).map_err(|_| CoreError::Damaged)?.actor_id().clone();
            let refusal = refusals.get(&entry.hash);
            match fate(refusal, forked, !lost.actors.is_empty()) {
                // What was not refused stays as it is where it still stands on its own feet.
                Fate::Keep if !lost.actors.contains(&actor) && new.merge_chunks([&chunk[..]]).is_ok() => continue,
                Fate::SetAside(Code::NotAllowed) if let Some(beside) = beside_the_first(&new, entry) => {
                    let at = lost.heads(&new, &entry.heads);
                    let heads = self.remake(old, &mut new, &beside, at)?;
                    lost.replace(entry, actor, heads);
                }
                Fate::SetAside(code) => {
                    let at = lost.heads(&new, &entry.heads);
                    self.put_aside(entry, &code)?;
                    lost.replace(entry, actor, at);
                }
                Fate::Keep | Fate::Remake => {
                    let (rest, at) = twins.rest(entry, &new, lost.heads(&new, &entry.heads));
                    let heads = self.remake(old, &mut new, &rest, at)?;
                    lost.replace(entry, actor, heads);
                }
            }
        }
        self.settle(&new)
    }

    /// Takes another install number where what waits bears the present one.
    fn leave_taken_actor(&mut self, old: &Document, waiting: &[Entry]) -> Result<(), CoreError> {
        let present = self.me.actor();
        let bears = |entry: &Entry| {
            let origin = old.change_origin(&ChangeHash(entry.hash));
            origin.is_some_and(|(actor, _)| actor == present)
        };
        if waiting.iter().any(bears) { meta::raise_install(self.db, self.me) } else { Ok(()) }
    }

    fn put_aside(&mut self, entry: &Entry, code: &Code) -> Result<(), CoreError> {
        let chunk = documents::chunk(self.db, entry.document, &entry.hash)?;
        documents::drop_waiting(self.db, entry.document, &entry.hash)?;
        if planted(Mistake::DropsTheRefused) {
            return outbox::remove(self.db, entry.place);
        }
        let title = rows::get(self.db, entry.document)?.map(|row| row.title);
        outbox::set_aside(self.db, entry.place, code, title.as_deref(), &chunk)?;
        self.set_aside += 1;
        Ok(())
    }

    /// Makes an edit again; gives the heads that stand for it from now on.
    fn remake(
        &mut self,
        old: &Document,
        new: &mut Document,
        entry: &Entry,
        at: Vec<ChangeHash>,
    ) -> Result<Vec<ChangeHash>, CoreError> {
        let intentions = carry_over(old, new, entry, &at)?;
        let actor: Actor = self.me.actor();
        // Its values were checked when it was first made; the tables may have changed since.
        let edit = Edit { actor, at: Some(&at), time_s: entry.time_s, intentions: &intentions, lenient: true };
        let made = if intentions.is_empty() { Ok(None) } else { new.edit(&edit) };
        match made {
            Ok(Some(Written { hash, chunk })) => {
                documents::drop_waiting(self.db, entry.document, &entry.hash)?;
                documents::put_own(self.db, entry.document, &hash, &chunk)?;
                outbox::renew(self.db, entry.place, &hash, &intentions, &at)?;
                self.remade += 1;
                Ok(vec![hash])
            }
            // It says nothing that is not there already.
            Ok(None) => {
                self.forget(entry)?;
                Ok(at)
            }
            Err(error) => {
                let code = match error {
                    EditError::Fields(_) => Code::BadValue,
                    EditError::UnknownHeads | EditError::Refused(_) => Code::Orphan,
                };
                self.put_aside(entry, &code)?;
                Ok(at)
            }
        }
    }

    fn forget(&mut self, entry: &Entry) -> Result<(), CoreError> {
        documents::drop_waiting(self.db, entry.document, &entry.hash)?;
        outbox::remove(self.db, entry.place)
    }

    /// Writes the row, or removes a record of which nothing is left.
    fn settle(&self, new: &Document) -> Result<(), CoreError> {
        let blank = Document::new(new.kind(), new.id()).heads() == new.heads();
        if blank && outbox::waiting_hashes(self.db, new.id())?.is_empty() {
            return documents::remove(self.db, new.id());
        }
        rows::put(self.db, new)
    }
}

/// Whether some edits wait for somebody's word and others will be made again.
fn waits_beside_others(waiting: &[Entry], refusals: &Refusals) -> bool {
    let in_review = |entry: &Entry| refusals.get(&entry.hash).is_some_and(Code::asks_for_review);
    waiting.iter().any(in_review) && !waiting.iter().all(in_review)
}

/// `broken`: an earlier edit of the document is set aside or made again.
fn fate(refusal: Option<&Code>, forked: bool, broken: bool) -> Fate {
    match refusal {
        None => Fate::Keep,
        Some(Code::Fork) => Fate::Remake,
        // Refused only because something before it was.
        Some(Code::Orphan | Code::SeqGap) if forked || broken => Fate::Remake,
        Some(code) => Fate::SetAside(code.clone()),
    }
}

/// The edit without its anchors, where the record was registered elsewhere first and belongs there: a person with the same ID
/// number in another household. What was typed of them stands beside what the others typed.
fn beside_the_first(new: &Document, entry: &Entry) -> Option<Entry> {
    let record = new.record();
    let belongs_elsewhere = |intention: &Intention| {
        let Intention::Set { field, value: Some(value) } = intention else { return false };
        let anchor = catalogue::field(entry.kind, field).is_some_and(|field| field.write == Write::Anchor);
        anchor && value.text().is_some() && record.text(field).is_some_and(|first| Some(first) != value.text())
    };
    let mut beside = entry.clone();
    beside.intentions.retain(|intention| !belongs_elsewhere(intention));
    (beside.intentions.len() < entry.intentions.len()).then_some(beside)
}

/// What the rebuilt document no longer has, and what stands for it.
#[derive(Default)]
struct Lost {
    heads_of: HashMap<ChangeHash, Vec<ChangeHash>>,
    /// Actors of whom a change is gone: their later ones cannot stay.
    actors: HashSet<ActorId>,
}

impl Lost {
    fn replace(&mut self, entry: &Entry, actor: ActorId, heads: Vec<ChangeHash>) {
        self.heads_of.insert(ChangeHash(entry.hash), heads);
        self.actors.insert(actor);
    }

    /// The heads in the rebuilt document that stand for those; the newest where none do.
    fn heads(&self, new: &Document, heads: &[ChangeHash]) -> Vec<ChangeHash> {
        let mut found: Vec<ChangeHash> = Vec::new();
        for head in heads {
            match self.heads_of.get(head) {
                Some(instead) => found.extend(instead),
                None if new.automerge().get_change_meta_by_hash(head).is_some() => found.push(*head),
                None => {}
            }
        }
        tips(new, found)
    }
}

/// The intentions of an edit as they are to be made on the rebuilt document at those heads.
fn carry_over(old: &Document, new: &Document, entry: &Entry, at: &[ChangeHash]) -> Result<Vec<Intention>, CoreError> {
    let seen = at_heads(new, at)?;
    let seen_then = at_heads(old, &entry.heads)?;
    let (now, then) = (seen.record(), seen_then.record());
    let carried = entry.intentions.iter().flat_map(|intention| {
        let path = intention.field();
        let texts = (then.text(path).unwrap_or_default(), now.text(path).unwrap_or_default());
        match shifted(intention, texts) {
            Some(shifted) => vec![shifted],
            None => seen.transplant(old, &entry.heads, intention),
        }
    });
    Ok(carried.collect())
}

/// An edit of a text whose place lies before or after all that differs between two states of the text. The model finds
/// other places by their neighbours, but not beside characters that were made again under other names.
fn shifted(intention: &Intention, (then, now): (&str, &str)) -> Option<Intention> {
    let Intention::Splice { field, index, delete, insert } = intention else { return None };
    let (then, now): (Vec<char>, Vec<char>) = (then.chars().collect(), now.chars().collect());
    let start = (*index).min(then.len());
    let end = start.saturating_add(*delete).min(then.len());
    let same_before = then.iter().zip(&now).take_while(|(a, b)| a == b).count();
    let same_after = then.iter().rev().zip(now.iter().rev()).take_while(|(a, b)| a == b).count();
    let index = if end <= same_before {
        start
    } else if start >= then.len() - same_after {
        start + now.len() - then.len()
    } else {
        return None;
    };
    Some(Intention::Splice { field: field.clone(), index, delete: end - start, insert: insert.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_beside_all_that_differs_moves_with_it() {
        let cases = [
            // (then, now, index, delete) → index
            ("一二三", "一二三", (3, 0), Some(3)),
            ("一二三", "一二三", (1, 2), Some(1)),
            ("一二三X", "一二三", (1, 1), Some(1)),
            ("X一二三", "一二三", (4, 0), Some(3)),
            ("X一二三", "一二三", (2, 2), Some(1)),
            ("一二XY", "一二Y", (4, 0), Some(3)),
            ("一X二", "一二", (1, 1), None),
            ("X", "", (1, 0), Some(0)),
            ("X", "", (0, 1), None),
            ("", "", (7, 9), Some(0)),
        ];
        for (then, now, (index, delete), expected) in cases {
            let intention = Intention::Splice { field: "notes".into(), index, delete, insert: "新".into() };
            let found = shifted(&intention, (then, now));
            let index = found.as_ref().map(|found| match found {
                Intention::Splice { index, .. } => *index,
                other => panic!("{other:?}"),
            });
            assert_eq!(index, expected, "{then} → {now}, {intention:?}");
        }
    }
}
