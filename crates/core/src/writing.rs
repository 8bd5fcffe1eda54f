//! How an edit becomes durable: the change, what it meant, the row and the search keys, in the caller's transaction.

use automerge::{Change, ChangeHash};
use lianxin_model::document::{Document, Edit, Record};
use lianxin_model::ids::{DocId, EntryId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::limits;
use lianxin_model::mistake::{Mistake, planted};
use lianxin_model::rules::{self, Writer};
use rusqlite::Connection;

use crate::error::CoreError;
use crate::platform::{Platform, today};
use crate::storage::meta::Me;
use crate::storage::{documents, outbox, rows};

/// One person's edit under way.
pub(crate) struct Writing<'a> {
    pub(crate) db: &'a Connection,
    pub(crate) me: Me,
    pub(crate) now_ms: i64,
    pub(crate) platform: &'a dyn Platform,
}

impl Writing<'_> {
    /// Makes a new document. Fails where the id is taken.
    pub(crate) fn create(&self, kind: Kind, id: DocId, intentions: &[Intention]) -> Result<(), CoreError> {
        if documents::kept(self.db, id)?.is_some() {
            return Err(CoreError::AlreadyThere);
        }
        documents::begin(self.db, id, kind)?;
        self.apply(Document::new(kind, id), None, intentions)
    }

    /// Edits a document of that kind at the heads that the person saw; the newest where none are given.
    pub(crate) fn edit(
        &self,
        kind: Kind,
        id: DocId,
        seen: Option<&[ChangeHash]>,
        intentions: &[Intention],
    ) -> Result<(), CoreError> {
        self.apply(self.open(kind, id)?, seen, intentions)
    }

    /// The document, where it is of that kind.
    pub(crate) fn open(&self, kind: Kind, id: DocId) -> Result<Document, CoreError> {
        let Some(document) = documents::load(self.db, id)? else {
            let arriving = rows::is_provisional(self.db, id)?;
            return Err(if arriving { CoreError::StillArriving } else { CoreError::UnknownRecord });
        };
        if document.kind() == kind { Ok(document) } else { Err(CoreError::UnknownRecord) }
    }

    fn apply(
        &self,
        mut document: Document,
        seen: Option<&[ChangeHash]>,
        intentions: &[Intention],
    ) -> Result<(), CoreError> {
        let seen = seen.filter(|_| !planted(Mistake::WritesOver));
        let heads = seen.map_or_else(|| document.heads(), <[ChangeHash]>::to_vec);
        let (kind, time_s) = (document.kind(), self.now_ms.div_euclid(1_000));
        let before = document.clone();
        let edit = Edit { actor: self.me.actor(), at: Some(&heads), time_s, intentions, lenient: false };
        let Some(written) = document.edit(&edit)? else { return Ok(()) };
        admit(&self.me, &before, &written.chunk)?;
        let id = document.id();
        documents::put_own(self.db, id, &written.hash, &written.chunk)?;
        if planted(Mistake::EditInTwo) {
            self.db.execute_batch("COMMIT; BEGIN IMMEDIATE")?;
        }
        let entry = outbox::NewEntry { document: id, kind, hash: &written.hash, intentions, heads: &heads, time_s };
        outbox::put(self.db, &entry)?;
        rows::put(self.db, &document)
    }

    /// A new id for a document without an official code.
    pub(crate) fn new_document(&self) -> Result<DocId, CoreError> {
        Ok(DocId::from_moment(self.now_ms.unsigned_abs(), self.random()?))
    }

    /// A new id for a step in the course of a case.
    pub(crate) fn new_entry(&self) -> Result<EntryId, CoreError> {
        Ok(EntryId::from_moment(self.now_ms.unsigned_abs(), self.random()?))
    }

    /// Today in China.
    pub(crate) fn today(&self) -> String {
        today(self.now_ms)
    }

    fn random(&self) -> Result<[u8; 10], CoreError> {
        let mut bytes = [0; 10];
        self.platform.fill_random(&mut bytes)?;
        Ok(bytes)
    }
}

/// The server's own rules, before anything is written: what a phone takes offline is not refused on arrival.
pub(crate) fn admit(me: &Me, before: &Document, chunk: &[u8]) -> Result<(), CoreError> {
    if chunk.len() > limits::CHANGE_BYTES_MAX {
        return Err(CoreError::TooLarge);
    }
    let change = Change::try_from(chunk).map_err(|_| CoreError::EditRefused)?.decode();
    if change.operations.len() as u64 > limits::CHANGE_OPS_MAX {
        return Err(CoreError::TooLarge);
    }
    let writer = Writer { user: me.user, leads: me.leads };
    Ok(rules::check(before.kind(), before.automerge(), &change, writer)?)
}

/// The heads that a form names.
pub(crate) fn parse_heads(seen: Option<&[String]>) -> Result<Option<Vec<ChangeHash>>, CoreError> {
    let parse = |heads: &[String]| heads.iter().map(|head| head.parse()).collect::<Result<Vec<_>, _>>();
    seen.map(parse).transpose().map_err(|_| CoreError::UnknownHeads)
}

/// The record as the person saw it.
pub(crate) fn record_at(document: &Document, seen: Option<&[ChangeHash]>) -> Result<Record, CoreError> {
    Ok(match seen {
        None => document.record(),
        Some(heads) => at_heads(document, heads)?.record(),
    })
}

/// The document as it was at those heads.
pub(crate) fn at_heads(document: &Document, heads: &[ChangeHash]) -> Result<Document, CoreError> {
    document.at(heads).map_err(|_| CoreError::UnknownHeads)
}
