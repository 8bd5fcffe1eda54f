//! A device driven by hand.

use std::collections::BTreeMap;

use bytes::Bytes;
use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DeviceId, DocId, Kind, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::value::Value;
use lianxin_sync::wire::{
    self, Answer, Batch, DeviceFrame, EnrolAnswer, MemoryKey, Previous, Question, SealedFrame, Signer,
};
use lianxin_sync::{Hash, pack};

use crate::county::{County, Refused};

pub struct Phone {
    pub key: MemoryKey,
    pub device: DeviceId,
    pub user: UserId,
    pub counter: u64,
    pub install: u32,
    pub previous: Option<Hash>,
    pub cursor: Bytes,
    pub budget_bytes: u32,
    pub documents: BTreeMap<DocId, Document>,
    /// What was written and not acknowledged.
    pub waiting: Vec<Batch>,
}

/// What one answer brought.
pub struct Round {
    pub answer: Answer,
    pub bytes: usize,
    /// Documents that came whole.
    pub whole: Vec<DocId>,
    /// Documents of which changes came.
    pub changed: Vec<DocId>,
}

impl Round {
    /// The words of the refusals.
    pub fn codes(&self) -> Vec<&str> {
        self.answer.refusals.iter().map(|refusal| refusal.code.word()).collect()
    }

    pub fn brings_nothing(&self) -> bool {
        self.whole.is_empty() && self.changed.is_empty() && self.answer.left.is_empty()
    }
}

impl Phone {
    pub fn new(key: MemoryKey, enrolled: &EnrolAnswer) -> Self {
        Self {
            key,
            device: enrolled.device,
            user: enrolled.user,
            counter: 0,
            install: 1,
            previous: None,
            cursor: Bytes::new(),
            budget_bytes: 0,
            documents: BTreeMap::new(),
            waiting: Vec::new(),
        }
    }

    /// The phone as a backup of its storage has it.
    pub fn copy(&self, secret: u8) -> Self {
        Self {
            key: MemoryKey::from_secret(&[secret; 32]),
            cursor: self.cursor.clone(),
            documents: self.documents.clone(),
            waiting: self.waiting.clone(),
            ..*self
        }
    }

    pub fn actor(&self) -> Actor {
        Actor::of_device(&self.key.public_key(), self.install)
    }

    pub fn new_id(&self, number: u8) -> DocId {
        let mut random = [number; 10];
        random[..8].copy_from_slice(&self.key.public_key()[..8]);
        DocId::from_moment(1_795_300_000_000, random)
    }

    /// Writes offline; it goes with the next frame.
    pub fn write(&mut self, kind: Kind, id: DocId, intentions: &[Intention]) {
        let actor = self.actor();
        let chunk = self.chunk_as(actor, kind, id, intentions);
        self.queue(kind, id, chunk);
    }

    /// A change of the document by any actor; the document keeps it.
    pub fn chunk_as(&mut self, actor: Actor, kind: Kind, id: DocId, intentions: &[Intention]) -> Vec<u8> {
        let document = self.documents.entry(id).or_insert_with(|| Document::new(kind, id));
        let edit = Edit { actor, at: None, time_s: 1_795_300_000, intentions, lenient: false };
        document.edit(&edit).unwrap().expect("something changes").chunk
    }

    pub fn queue(&mut self, kind: Kind, document: DocId, chunk: Vec<u8>) {
        let kind_number = u32::from(kind.number());
        match self.waiting.iter_mut().find(|batch| batch.document == document) {
            Some(batch) => batch.changes.push(chunk.into()),
            None => self.waiting.push(Batch { document, kind_number, changes: vec![chunk.into()], whole: true }),
        }
    }

    pub fn household(&mut self, number: u8, area: &str) -> DocId {
        let id = self.new_id(number);
        let name = format!("示例户{number}");
        self.write(Kind::Household, id, &[Intention::set("area", area), Intention::set("head_name", name)]);
        id
    }

    pub fn visit(&mut self, number: u8, household: DocId, text: &str) -> DocId {
        let id = self.new_id(number);
        let intentions = [
            Intention::set("household", household),
            Intention::set("author", self.user),
            Intention::set("kind", "home"),
            Intention::set("date", "2026-11-22"),
            Intention::set("text", text),
        ];
        self.write(Kind::Visit, id, &intentions);
        id
    }

    pub fn set(&mut self, id: DocId, field: &str, value: impl Into<Value>) {
        let kind = self.documents[&id].kind();
        self.write(kind, id, &[Intention::set(field, value)]);
    }

    /// The next frame with everything that waits.
    pub fn frame(&mut self) -> DeviceFrame {
        self.counter += 1;
        // Protocol 1: what these tests look at stands in it whole. Protocol 2 has tests of its own.
        DeviceFrame {
            protocol: 1,
            device: self.device,
            counter: self.counter,
            install: self.install,
            previous: self.previous.map(|hash| Previous { counter: 0, hash }),
            cursor: self.cursor.clone(),
            budget_bytes: self.budget_bytes,
            batches: self.waiting.clone(),
            ..DeviceFrame::default()
        }
    }

    pub fn seal(&self, frame: &DeviceFrame) -> SealedFrame {
        wire::seal_frame(frame, &self.key).unwrap()
    }

    /// Sends a frame whose answer is lost.
    pub async fn sync_and_lose_the_answer(&mut self, county: &County) {
        let frame = self.frame();
        county.post("/v1/sync", self.seal(&frame).body).await.unwrap();
    }

    pub async fn sync(&mut self, county: &County) -> Round {
        self.try_sync(county).await.unwrap()
    }

    pub async fn try_sync(&mut self, county: &County) -> Result<Round, Refused> {
        let frame = self.frame();
        let sealed = self.seal(&frame);
        let body = county.post("/v1/sync", sealed.body).await?;
        let bytes = body.len();
        let question = Question { protocol: 1, device: self.device, frame: sealed.hash };
        let (answer, _) = wire::open_answer(body, &question, None).unwrap();
        Ok(self.digest(answer, bytes, sealed.hash))
    }

    /// Until nothing more comes.
    pub async fn sync_all(&mut self, county: &County) -> Vec<Round> {
        let mut rounds = Vec::new();
        loop {
            let round = self.sync(county).await;
            let more = round.answer.more;
            rounds.push(round);
            assert!(rounds.len() < 1_000, "the feed does not end");
            if !more {
                return rounds;
            }
        }
    }

    fn digest(&mut self, answer: Answer, bytes: usize, frame_hash: Hash) -> Round {
        self.waiting.clear();
        self.previous = Some(frame_hash);
        self.cursor = answer.cursor.clone();
        let (mut whole, mut changed) = (Vec::new(), Vec::new());
        for snapshot in pack::unpack(&answer.pack).unwrap() {
            let kind = Kind::from_number(snapshot.kind_number).unwrap();
            let id = snapshot.document;
            let document = self.documents.entry(id).or_insert_with(|| Document::new(kind, id));
            document.merge_saved(&snapshot.saved).unwrap();
            whole.push(id);
        }
        for delta in &answer.deltas {
            let document = self.documents.get_mut(&delta.document).expect("changes come to documents that are held");
            document.merge_chunks(delta.changes.iter().map(|chunk| &chunk[..])).unwrap();
            changed.push(delta.document);
        }
        for left in &answer.left {
            self.documents.remove(left);
        }
        Round { answer, bytes, whole, changed }
    }

    /// A single value of a document, with what contradicts it.
    pub fn values(&self, id: DocId, field: &str) -> Vec<String> {
        let document = &self.documents[&id];
        let all = automerge::ReadDoc::get_all(document.automerge(), automerge::ROOT, field).unwrap();
        let mut values: Vec<String> = all.iter().filter_map(|(value, _)| value.as_str().map(str::to_owned)).collect();
        values.sort();
        values
    }
}
