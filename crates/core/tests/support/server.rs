//! Answers made by hand, byte for byte as a server seals them, from what requests really carried.

use bytes::Bytes;
use lianxin_core::feed::{Reply, ServerError, SyncRequest};
use lianxin_model::document::Document;
use lianxin_model::ids::{Actor, DocId};
use lianxin_sync::compact::is_stub;
use lianxin_sync::pack::pack;
use lianxin_sync::wire::{
    ActorRow, Answer, Delta, DeviceFrame, MemoryKey, Question, Reference, Refusal, Snapshot, UserRow, open_frame,
    seal_answer,
};
use lianxin_sync::{Code, Hash};

use super::Phone;

/// What a request carries, read as a server reads it, its signature checked.
pub struct Carried {
    pub frame: DeviceFrame,
    pub hash: Hash,
    question: Question,
}

/// The key with which the server of these tests signs.
pub fn server_key() -> MemoryKey {
    MemoryKey::from_secret(&[9; 32])
}

impl Phone {
    pub fn public_key(&self) -> [u8; 32] {
        self.fact("public_key")
    }

    pub fn carried(&self, request: &SyncRequest) -> Carried {
        let unverified = open_frame(request.body.clone()).unwrap();
        let verified = match unverified.previous_counter() {
            None => unverified.verify(&self.public_key(), None).unwrap(),
            // A phone with several lives has several frames of that number.
            Some(_) => {
                let frames = self.frames.borrow();
                let mut tried = frames.iter().map(|hash| unverified.clone().verify(&self.public_key(), Some(hash)));
                tried.find_map(Result::ok).expect("follows a frame that was sent")
            }
        };
        self.frames.borrow_mut().push(*verified.hash());
        let mut frame = verified.frame().clone();
        for batch in &mut frame.batches {
            batch.changes = batch.changes.iter().map(|chunk| self.whole(chunk)).collect();
        }
        Carried { frame, hash: *verified.hash(), question: verified.question() }
    }

    fn fact<T: rusqlite::types::FromSql>(&self, name: &str) -> T {
        let db = rusqlite::Connection::open(self.path()).unwrap();
        db.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0)).unwrap()
    }

    /// The chunk of which a stub was sent: a stub names the beginning of its hash.
    fn whole(&self, chunk: &Bytes) -> Bytes {
        if !is_stub(chunk) {
            return chunk.clone();
        }
        let begin: [u8; 4] = chunk[4..8].try_into().unwrap();
        let kept = ["store", "copy"].iter().find_map(|name| {
            let path = Some(self.folder.path().join(name)).filter(|path| path.exists())?;
            let db = rusqlite::Connection::open(path).unwrap();
            let sql = "SELECT chunk FROM change WHERE substr(hash, 1, 4) = ?1";
            db.query_row(sql, [&begin], |row| row.get::<_, Vec<u8>>(0)).ok()
        });
        // A life that was lost sent what this one does not have.
        let mut chunks = self.chunks.borrow_mut();
        if let Some(kept) = kept {
            chunks.insert(begin, kept.into());
        }
        chunks[&begin].clone()
    }

    /// Every change of a document that this phone keeps, in its order.
    pub fn kept_chunks(&self, document: DocId) -> Vec<Bytes> {
        let db = rusqlite::Connection::open(self.path()).unwrap();
        let mut query = db.prepare("SELECT chunk FROM change WHERE document = ?1 ORDER BY place").unwrap();
        let chunks = query.query_map([document.as_bytes()], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        chunks.map(|chunk| chunk.unwrap().into()).collect()
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
        self.hear(deltas, Reference::default())
    }

    /// The same, with rows that the server owns.
    pub fn hear(&self, deltas: Vec<Delta>, reference: Reference) -> Vec<Delta> {
        let request = self.core.sync_begin().unwrap();
        let carried = self.carried(&request);
        let (reference, cursor) = (Some(reference), Bytes::from_static(b"here"));
        let answer = Answer { deltas, reference, cursor, ..Answer::default() };
        self.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
        carried.deltas()
    }
}

impl Carried {
    pub fn answer(&self, answer: &Answer) -> Vec<u8> {
        seal_answer(answer, &self.question, &server_key()).unwrap()
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

/// The server knows a later frame of the device than this one.
pub fn counter_used(last: u64) -> Reply {
    Reply::Refused(ServerError {
        status: 409,
        code: "counter_used".into(),
        message: String::new(),
        message_en: String::new(),
        counter: Some(last),
    })
}
