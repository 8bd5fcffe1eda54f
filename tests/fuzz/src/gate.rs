//! The whole gate, on a household with a history of two devices. A refused change leaves it as it was; an accepted one leaves
//! a document that can be saved and loaded, and is known when it comes again.

use std::sync::OnceLock;

use automerge::{Automerge, LoadOptions};
use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::value::Value;
use lianxin_sync::gate::{Admission, Verdict, admit};
use lianxin_sync::wire::{MemoryKey, Signer as _};

use super::chunk::framed;

/// What the server holds.
fn held() -> &'static Automerge {
    static HELD: OnceLock<Automerge> = OnceLock::new();
    HELD.get_or_init(|| scene().into_automerge())
}

/// The devices' keys are no secrets.
pub fn actor(device: u8) -> Actor {
    Actor::of_device(&MemoryKey::from_secret(&[device; 32]).public_key(), 1)
}

/// The household, of which a seed may write more.
pub fn scene() -> Document {
    let id = DocId::from_slice(&[7; 16]).expect("16 bytes");
    let mut document = Document::new(Kind::Household, id);
    for (device, field, text) in [(1, "address", "上坪1号"), (2, "phone", "13900000001"), (1, "phone", "13900000002")]
    {
        write(&mut document, device, field, text);
    }
    document
}

/// Sets one field; the change.
pub fn write(document: &mut Document, device: u8, field: &str, text: &str) -> Vec<u8> {
    let heads = document.heads();
    let intentions = [Intention::Set { field: field.to_owned(), value: Some(Value::Text(text.to_owned())) }];
    let time_s = 1_795_000_000;
    let edit = Edit { actor: actor(device), at: Some(&heads), time_s, intentions: &intentions, lenient: true };
    document.edit(&edit).expect("an edit").expect("a change").chunk
}

/// The content of a change; the checksum is put right.
pub fn run(bytes: &[u8]) {
    for chunk in [bytes.to_vec(), framed(bytes)] {
        for thorough in [false, true] {
            judged(&chunk, thorough);
        }
    }
}

fn judged(chunk: &[u8], thorough: bool) {
    let mut document = held().clone();
    let may = |sender: Actor| [actor(1), actor(2)].contains(&sender);
    let mut check = |_: &Automerge, _: &automerge::ExpandedChange| Ok(());
    let mut admission = Admission { actor_allowed: &may, check: &mut check, thorough, document_bytes: 0 };
    match admit(&mut document, chunk, &mut admission) {
        Verdict::Refused { .. } | Verdict::Known { .. } => {
            assert_eq!(document.get_heads(), held().get_heads(), "refused, and yet the document is another one");
        }
        Verdict::Accepted(accepted) => {
            let saved = document.save();
            let loaded = Automerge::load_with_options(&saved, LoadOptions::new()).expect("what was accepted loads");
            assert_eq!(loaded.get_heads(), document.get_heads());
            assert!(
                matches!(admit(&mut document, chunk, &mut admission), Verdict::Known { hash } if hash == accepted.hash)
            );
        }
    }
}
