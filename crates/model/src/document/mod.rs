//! One record as an Automerge document: genesis, edits, reading, conflicts, history.

mod conflict;
mod edit;
mod genesis;
mod history;
mod record;
mod transplant;

use automerge::{Automerge, Change, ChangeHash, ROOT, ReadDoc as _, ScalarValue};
use sha2::{Digest as _, Sha256};

pub use conflict::{Conflict, Rival};
pub use edit::{Edit, EditError, Written};
pub(crate) use genesis::container_counters;
pub use history::{HistoryEntry, Step};
pub use record::{Flag, Record};

use crate::ids::{Actor, DocId, GENESIS_ACTOR, Kind};

/// A document of a known kind and id. Cheap to clone compared with loading (microseconds against hundreds of them).
#[derive(Debug, Clone)]
pub struct Document {
    kind: Kind,
    id: DocId,
    doc: Automerge,
}

/// Bytes that should be a document and are not.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Automerge cannot read them.
    #[error("not a document")]
    Unreadable,
    /// They are a document of another id or kind, or it does not begin as documents here begin.
    #[error("a document with another beginning")]
    WrongGenesis,
    /// A change that cannot be applied.
    #[error("a change that does not fit")]
    Unfit,
    /// A change of this actor with this number is there already, with other content: the store was restored from an
    /// older copy.
    #[error("a change whose place is taken")]
    Fork,
}

impl Document {
    /// A new document: its deterministic beginning, equal on every device, at the newest schema version.
    pub fn new(kind: Kind, id: DocId) -> Self {
        Self { kind, id, doc: genesis::grow(genesis::first(kind, id), kind) }
    }

    /// A new document as an older version made it (tests of upgrades).
    pub fn new_at_schema(kind: Kind, id: DocId, schema: u32) -> Self {
        Self { kind, id, doc: genesis::grow_to(genesis::first(kind, id), kind, schema) }
    }

    /// Loads what [`Document::save`] or [`Document::save_nocompress`] gave, and brings it to the newest schema version.
    ///
    /// # Errors
    /// [`DocumentError::Unreadable`] or [`DocumentError::WrongGenesis`].
    pub fn load(kind: Kind, id: DocId, saved: &[u8]) -> Result<Self, DocumentError> {
        // Zero bytes load as an empty document (automerge 0.12): that is no document of ours.
        let doc = Automerge::load(saved).map_err(|_| DocumentError::Unreadable)?;
        Self::wrap(kind, id, doc)
    }

    /// Takes an Automerge document over as one of this kind and id, and brings it to the newest schema version.
    ///
    /// # Errors
    /// [`DocumentError::WrongGenesis`].
    pub fn wrap(kind: Kind, id: DocId, doc: Automerge) -> Result<Self, DocumentError> {
        if !genesis::begins(&doc, kind, id) {
            return Err(DocumentError::WrongGenesis);
        }
        Ok(Self { kind, id, doc: genesis::grow(doc, kind) })
    }

    /// This document as it is after changes were applied to its Automerge document: nothing takes its beginning away, so it
    /// is not looked at again.
    pub fn with_automerge(&self, doc: Automerge) -> Self {
        Self { kind: self.kind, id: self.id, doc }
    }

    /// The kind and id that an unknown saved document says it has.
    pub fn identify(doc: &Automerge) -> Option<(Kind, DocId)> {
        let scalar = |key: &str| match doc.get(ROOT, key).ok()?? {
            (automerge::Value::Scalar(value), _) => Some(value.into_owned()),
            _ => None,
        };
        let ScalarValue::Uint(kind) = scalar(genesis::KIND_KEY)? else { return None };
        let ScalarValue::Bytes(id) = scalar(genesis::ID_KEY)? else { return None };
        Some((Kind::from_number(u32::try_from(kind).ok()?)?, DocId::from_slice(&id).ok()?))
    }

    /// What the document is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its id.
    pub fn id(&self) -> DocId {
        self.id
    }

    /// The Automerge document, to read.
    pub fn automerge(&self) -> &Automerge {
        &self.doc
    }

    /// The Automerge document itself.
    pub fn into_automerge(self) -> Automerge {
        self.doc
    }

    /// The heads, sorted: two documents with equal heads are equal.
    pub fn heads(&self) -> Vec<ChangeHash> {
        let mut heads = self.doc.get_heads();
        heads.sort_unstable();
        heads
    }

    /// Merges whole change chunks from a trusted source (own storage, the server). The order does not matter as long as
    /// nothing is missing.
    ///
    /// # Errors
    /// [`DocumentError`]; the document is then unchanged.
    pub fn merge_chunks<'a>(&mut self, chunks: impl IntoIterator<Item = &'a [u8]>) -> Result<(), DocumentError> {
        let mut changes = Vec::new();
        for chunk in chunks {
            changes.push(Change::try_from(chunk).map_err(|_| DocumentError::Unreadable)?);
        }
        let mut merged = self.doc.clone();
        merged.apply_changes(changes.iter().cloned()).map_err(|error| match error {
            automerge::AutomergeError::DuplicateSeqNumber(..) => DocumentError::Fork,
            _ => DocumentError::Unfit,
        })?;
        // Automerge keeps changes whose dependencies are missing aside for ever and says nothing: here that is an error.
        let held = changes.iter().all(|change| merged.get_change_meta_by_hash(&change.hash()).is_some());
        if !held {
            return Err(DocumentError::Unfit);
        }
        self.doc = merged;
        Ok(())
    }

    /// Merges a whole document from a trusted source.
    ///
    /// # Errors
    /// [`DocumentError`]; the document is then unchanged.
    pub fn merge_saved(&mut self, saved: &[u8]) -> Result<(), DocumentError> {
        let mut other = Self::load(self.kind, self.id, saved)?;
        let mut merged = self.doc.clone();
        merged.merge(&mut other.doc).map_err(|error| match error {
            automerge::AutomergeError::DuplicateSeqNumber(..) => DocumentError::Fork,
            _ => DocumentError::Unfit,
        })?;
        self.doc = merged;
        Ok(())
    }

    /// Automerge's document format, compressed.
    pub fn save(&self) -> Vec<u8> {
        self.doc.save()
    }

    /// Automerge's document format, uncompressed: faster, and smaller in the end where many are compressed together.
    pub fn save_nocompress(&self) -> Vec<u8> {
        self.doc.save_nocompress()
    }

    /// A number that stands for the document as it is, made of its id and heads: two sides that hold the same compute the
    /// same. What the genesis adds to an older document for a newer schema does not count, so that versions agree.
    pub fn item(&self) -> u64 {
        let written = |head: &ChangeHash| {
            let change = self.doc.get_change_meta_by_hash(head);
            change.is_none_or(|change| change.actor.to_bytes() != GENESIS_ACTOR)
        };
        let mut heads: Vec<ChangeHash> = self.heads().into_iter().filter(written).collect();
        heads.sort_unstable();
        let mut hasher = Sha256::new().chain_update(b"lianxin item 1").chain_update(self.id.as_bytes());
        heads.iter().for_each(|head| hasher.update(head.0));
        hasher.finalize().first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
    }

    /// The hashes of the changes that are the document's beginning and are never sent.
    pub fn genesis_hashes(&self) -> Vec<ChangeHash> {
        let ours = |change: &automerge::ChangeMetadata<'_>| change.actor.to_bytes() == GENESIS_ACTOR;
        self.doc.get_changes_meta(&[]).into_iter().filter(ours).map(|change| change.hash).collect()
    }

    /// The document as it was at these heads, which somebody was looking at.
    ///
    /// # Errors
    /// [`EditError::UnknownHeads`].
    pub fn at(&self, heads: &[ChangeHash]) -> Result<Self, EditError> {
        if heads.is_empty() || !heads.iter().all(|head| self.doc.get_change_meta_by_hash(head).is_some()) {
            return Err(EditError::UnknownHeads);
        }
        let past = self.doc.fork_at(heads).map_err(|_| EditError::UnknownHeads)?;
        Self::wrap(self.kind, self.id, past).map_err(|_| EditError::UnknownHeads)
    }

    /// Who made a change and when, as the maker's clock had it (seconds since 1970).
    pub fn change_origin(&self, hash: &ChangeHash) -> Option<(Actor, i64)> {
        let meta = self.doc.get_change_meta_by_hash(hash)?;
        Some((Actor::from_automerge(meta.actor.to_bytes())?, meta.timestamp))
    }
}

/// Heads as hex texts, for JSON.
pub fn heads_text(heads: &[ChangeHash]) -> Vec<String> {
    heads.iter().map(ToString::to_string).collect()
}
