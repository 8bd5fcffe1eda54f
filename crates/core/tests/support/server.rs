//! Answers made by hand, byte for byte as a server seals them, from what requests really carried.

use bytes::Bytes;
use lianxin_core::feed::SyncRequest;
use lianxin_model::document::Document;
use lianxin_model::ids::{Actor, DocId};
use lianxin_sync::pack::pack;
use lianxin_sync::wire::{
    ActorRow, Answer, Delta, DeviceFrame, Reference, Refusal, Snapshot, UserRow, open_frame, seal_answer,
};
use lianxin_sync::{Code, Hash};

use super::Phone;

/// What a request carries, read as a server reads it, its signature checked.
pub struct Carried {
    pub frame: DeviceFrame,
    pub hash: Hash,
}

impl Phone {
    pub fn public_key(&self) -> [u8; 32] {
        let db = rusqlite::Connection::open(self.path()).unwrap();
        db.query_row("SELECT value FROM meta WHERE name = 'public_key'", [], |row| row.get(0)).unwrap()
    }

    pub fn carried(&self, request: &SyncRequest) -> Carried {
        let verified = open_frame(request.body.clone()).unwrap().verify(&self.public_key()).unwrap();
        Carried { frame: verified.frame().clone(), hash: *verified.hash() }
    }

    /// Who this phone's changes are by.
    pub fn names(&self) -> Reference {
        let actors = (1..=3).map(|install| ActorRow {
            actor: Bytes::copy_from_slice(&Actor::of_device(&self.public_key(), install).0),
            user: Bytes::copy_from_slice(self.user.as_bytes()),
        });
        let name = format!("干部{}", self.user.0.as_u128());
        let user = UserRow { id: Bytes::copy_from_slice(self.user.as_bytes()), name, role: "cadre".to_owned() };
        Reference { actors: actors.collect(), users: vec![user], ..Reference::default() }
    }

    /// One round in which the server takes everything and sends these changes.
    pub fn round(&self, deltas: Vec<Delta>) -> Vec<Delta> {
        let request = self.core.sync_begin().unwrap();
        let carried = self.carried(&request);
        let answer = Answer { deltas, cursor: Bytes::from_static(b"here"), ..Answer::default() };
        self.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
        carried.deltas()
    }
}

impl Carried {
    pub fn answer(&self, answer: &Answer) -> Vec<u8> {
        seal_answer(answer, &self.hash)
    }

    pub fn chunks(&self, document: DocId) -> Vec<Bytes> {
        let batches = self.frame.batches.iter().filter(|batch| batch.document == document);
        batches.flat_map(|batch| batch.changes.clone()).collect()
    }

    pub fn hashes(&self, document: DocId) -> Vec<Hash> {
        self.chunks(document).iter().map(|chunk| hash_of(chunk)).collect()
    }

    /// What others get of it.
    pub fn deltas(&self) -> Vec<Delta> {
        let delta = |batch: &lianxin_sync::wire::Batch| Delta {
            document: batch.document,
            kind_number: batch.kind_number,
            changes: batch.changes.clone(),
        };
        self.frame.batches.iter().map(delta).collect()
    }
}

pub fn hash_of(chunk: &[u8]) -> Hash {
    automerge::Change::try_from(chunk).unwrap().hash().0
}

pub fn refusal(document: DocId, hash: Hash, code: Code) -> Refusal {
    Refusal { document, hash: Some(hash), code, position: 0 }
}

pub fn packed(documents: &[&Document]) -> Bytes {
    let snapshots: Vec<Snapshot> = documents
        .iter()
        .map(|document| Snapshot {
            document: document.id(),
            kind_number: document.kind().number().into(),
            saved: document.save_nocompress().into(),
        })
        .collect();
    pack(&snapshots).unwrap()
}

/// The document as a server that took these changes holds it.
pub fn server_document(kind: lianxin_model::ids::Kind, id: DocId, chunks: &[Bytes]) -> Document {
    let mut document = Document::new(kind, id);
    document.merge_chunks(chunks.iter().map(|chunk| &chunk[..])).unwrap();
    document
}
