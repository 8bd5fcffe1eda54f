//! What the tables of cases have in common: people, documents, edits.
#![allow(dead_code, missing_docs, unreachable_pub)]

use lianxin_model::document::{Document, Edit, EditError, Written};
use lianxin_model::ids::{Actor, DocId, EntryId, Kind, UserId};
use lianxin_model::intention::Intention;
use lianxin_model::rules::{Breach, Writer, check};
use uuid::Uuid;

pub const ANNA: Actor = Actor([0xaa; 16]);
pub const BO: Actor = Actor([0xbb; 16]);

pub fn user(number: u8) -> UserId {
    UserId(Uuid::from_bytes([number; 16]))
}

pub fn doc_id(number: u8) -> DocId {
    DocId(Uuid::from_bytes([number; 16]))
}

pub fn entry(number: u8) -> EntryId {
    EntryId(Uuid::from_bytes([number; 16]))
}

pub fn new(kind: Kind) -> Document {
    Document::new(kind, doc_id(1))
}

pub fn try_edit(document: &mut Document, actor: Actor, intentions: &[Intention]) -> Result<Option<Written>, EditError> {
    document.edit(&Edit { actor, at: None, time_s: 1_000, intentions, lenient: false })
}

pub fn edit(document: &mut Document, actor: Actor, intentions: &[Intention]) -> Written {
    try_edit(document, actor, intentions).expect("a good edit").expect("an edit that changes something")
}

pub fn merge(into: &mut Document, from: &Document) {
    into.merge_saved(&from.save()).expect("documents of one id merge");
}

pub fn writer(number: u8, leads: bool) -> Writer {
    Writer { user: user(number), leads }
}

pub fn judge(before: &Document, chunk: &[u8], writer: Writer) -> Result<(), Breach> {
    let change = automerge::Change::try_from(chunk).unwrap();
    check(before.kind(), before.automerge(), &change.decode(), writer)
}
