//! Whatever people write on their phones, in whatever order it meets: everybody ends with the same record, and nothing
//! that was written is lost.
#![allow(missing_docs)]

mod support;

use lianxin_model::document::{Document, Edit};
use lianxin_model::ids::{Actor, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::rules::{Writer, check};
use proptest::prelude::*;
use support::{doc_id, new, user};

const DEVICES: usize = 3;

#[derive(Debug, Clone)]
enum Act {
    /// A device writes; `stale` at the heads of its last sync, as a form that was open does.
    Write { device: usize, what: What, stale: bool },
    /// One device gets everything of another.
    Meet { from: usize, to: usize },
}

#[derive(Debug, Clone)]
enum What {
    Phone(u32),
    Category(u8, bool),
    Member(u8, u8),
    Note { at: usize, delete: usize, insert: u8 },
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let what = prop_oneof![
        (0u32..5).prop_map(What::Phone),
        (0u8..4, any::<bool>()).prop_map(|(number, add)| What::Category(number, add)),
        (0u8..4, 0u8..3).prop_map(|(person, relation)| What::Member(person, relation)),
        (0usize..12, 0usize..3, any::<u8>()).prop_map(|(at, delete, insert)| What::Note { at, delete, insert }),
    ];
    let act = prop_oneof![
        3 => (0..DEVICES, what, any::<bool>()).prop_map(|(device, what, stale)| Act::Write { device, what, stale }),
        2 => (0..DEVICES, 0..DEVICES).prop_map(|(from, to)| Act::Meet { from, to }),
    ];
    prop::collection::vec(act, 1..40)
}

fn intention(what: &What) -> Intention {
    match what {
        What::Phone(number) => Intention::set("phone", format!("1390000000{number}")),
        What::Category(number, true) => Intention::add("categories", format!("类别{number}")),
        What::Category(number, false) => Intention::remove("categories", format!("类别{number}")),
        What::Member(person, relation) => {
            Intention::put("members", doc_id(*person + 10).to_string(), format!("关系{relation}"))
        }
        What::Note { at, delete, insert } => {
            let insert = format!("第{insert}句。");
            Intention::Splice { field: "notes".into(), index: *at, delete: *delete, insert }
        }
    }
}

proptest! {
    #[test]
    fn devices_that_meet_agree_and_the_gate_lets_all_of_it_pass(acts in acts()) {
        let mut documents: Vec<Document> = (0..DEVICES).map(|_| new(Kind::Household)).collect();
        let mut seen: Vec<_> = documents.iter().map(Document::heads).collect();
        for act in &acts {
            match act {
                Act::Write { device, what, stale } => {
                    let before = documents[*device].clone();
                    let edit = Edit {
                        actor: Actor([*device as u8 + 1; 16]),
                        at: stale.then_some(seen[*device].as_slice()),
                        time_s: 0,
                        intentions: &[intention(what)],
                        lenient: false,
                    };
                    if let Some(written) = documents[*device].edit(&edit).unwrap() {
                        let change = automerge::Change::try_from(written.chunk.as_slice()).unwrap().decode();
                        let writer = Writer { user: user(1), leads: false };
                        prop_assert_eq!(check(Kind::Household, before.automerge(), &change, writer), Ok(()));
                    }
                }
                Act::Meet { from, to } if from != to => {
                    let saved = documents[*from].save_nocompress();
                    documents[*to].merge_saved(&saved).unwrap();
                    seen[*to] = documents[*to].heads();
                }
                Act::Meet { .. } => {}
            }
        }
        let written: usize = distinct(&documents);
        // Everybody meets everybody, in two different orders.
        for order in [[0, 1, 2], [2, 1, 0]] {
            for from in order {
                let saved = documents[from].save();
                for document in &mut documents {
                    document.merge_saved(&saved).unwrap();
                }
            }
        }
        let record = documents[0].record();
        for document in &documents {
            prop_assert_eq!(&document.record(), &record);
            prop_assert_eq!(document.heads(), documents[0].heads());
            prop_assert_eq!(document.history().len(), written, "no change is lost, none is there twice");
        }
        // The record is what its saved bytes say.
        let loaded = Document::load(Kind::Household, doc_id(1), &documents[0].save()).unwrap();
        prop_assert_eq!(loaded.record(), record);
    }
}

/// How many different changes the devices hold together.
fn distinct(documents: &[Document]) -> usize {
    let hashes = documents.iter().flat_map(|document| document.history().into_iter().map(|entry| entry.hash));
    hashes.collect::<std::collections::BTreeSet<_>>().len()
}
