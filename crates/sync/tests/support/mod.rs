//! A small county for the tests of the gate: a document, devices, and a forge for chunks that no library would write.
#![allow(dead_code, unreachable_pub)] // Each test file is its own crate and uses its own part.

pub mod edits;
pub mod forge;
pub mod mutate;

use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, ObjType, ROOT};
use lianxin_model::ids::Actor;
use lianxin_sync::gate::{Admission, Verdict, admit};
use lianxin_sync::wire::{MemoryKey, Signer};

/// A device by its number: key and installs.
pub struct Device {
    pub key: MemoryKey,
    pub installs: u32,
}

impl Device {
    pub fn actor(&self, install: u32) -> Actor {
        Actor::of_device(&self.key.public_key(), install)
    }

    pub fn may(&self, actor: Actor) -> bool {
        (1..=self.installs).any(|install| self.actor(install) == actor)
    }
}

/// The device of that number.
pub fn device(number: u8) -> Device {
    Device { key: MemoryKey::from_secret(&[number; 32]), installs: 2 }
}

/// The document from which everybody starts: a map, a text, a scalar.
pub fn genesis() -> Automerge {
    let mut document = Automerge::new().with_actor(ActorId::from([0; 16]));
    let mut tx = document.transaction();
    tx.put_object(ROOT, "members", ObjType::Map).unwrap();
    tx.put_object(ROOT, "notes", ObjType::Text).unwrap();
    tx.put(ROOT, "kind", "household").unwrap();
    tx.commit();
    document
}

/// The server's side of one document.
pub struct County {
    pub document: Automerge,
    pub thorough: bool,
    pub bytes: usize,
}

impl County {
    pub fn new(document: Automerge) -> Self {
        Self { document, thorough: true, bytes: 0 }
    }

    pub fn admit(&mut self, device: &Device, chunk: &[u8]) -> Verdict {
        let mut admission = Admission {
            actor_allowed: &|actor| device.may(actor),
            check: &mut |_, _| Ok(()),
            thorough: self.thorough,
            document_bytes: self.bytes,
        };
        admit(&mut self.document, chunk, &mut admission)
    }
}

/// `accepted`, `known`, or the word of the refusal.
pub fn code_of(verdict: &Verdict) -> &str {
    match verdict {
        Verdict::Accepted(_) => "accepted",
        Verdict::Known { .. } => "known",
        Verdict::Refused { code, .. } => code.word(),
    }
}
