//! Seeded lives of one phone: edits, lost answers, refusals, restores from older copies of its store, in any order. In
//! the end phone and server agree, and every sentence is there, or set aside where a person sees it.
//!
//! `LIANXIN_SEEDS=200` runs more of them.

mod support;

use std::collections::BTreeSet;

use bytes::Bytes;
use lianxin_core::Core;
use lianxin_core::changes::Place;
use lianxin_core::feed::{Next, Rounds, SyncRequest};
use lianxin_model::document::{Document, DocumentError, heads_text};
use lianxin_model::ids::{DocId, Kind};
use lianxin_sync::Code;
use lianxin_sync::wire::{Answer, Delta};
use support::server::{counter_used, hash_of, refusal};
use support::{Phone, changes};

const SEEDS: u64 = 10;
const STEPS: usize = 40;

/// The server's side of one household, as simple as it can be: what fits is taken.
struct County {
    document: Document,
    chunks: Vec<Bytes>,
    counter: u64,
}

struct Life {
    phone: Phone,
    id: DocId,
    county: County,
    /// Sentences that must not be lost.
    written: BTreeSet<String>,
    /// A copy of the store and what it held.
    copy: Option<BTreeSet<String>>,
    dice: u64,
    sentences: usize,
}

impl Life {
    fn begin(seed: u64) -> Self {
        let phone = Phone::cadre(seed);
        let id = phone.household("H1", "罗守山").id;
        let county = County { document: Document::new(Kind::Household, id), chunks: Vec::new(), counter: 0 };
        let dice = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        Self { phone, id, county, written: BTreeSet::new(), copy: None, dice, sentences: 0 }
    }

    fn roll(&mut self, sides: u64) -> u64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        self.dice % sides
    }

    fn step(&mut self) {
        // People do not write two sentences within one second.
        self.phone.machine.pass_ms(1_000);
        match self.roll(10) {
            0..4 => self.write_sentence(),
            4 => {
                let number = self.roll(90);
                let text = format!("phone=138000000{:02}", number + 10);
                self.phone.core.households().set(&self.id.to_string(), &changes(&[&text]), None).unwrap();
            }
            5..8 => self.round(true),
            8 => self.keep_copy(),
            _ => self.restore(),
        }
    }

    fn write_sentence(&mut self) {
        self.phone.machine.pass_ms(1_000);
        self.sentences += 1;
        let sentence = format!("〔{}〕", self.sentences);
        let place = if self.roll(2) == 0 { Place::Start } else { Place::End };
        let late = self.roll(4) == 0;
        let seen = self.phone.core.households().get(&self.id.to_string()).unwrap().heads;
        if late {
            // Something else is written while the form is open.
            self.phone
                .core
                .households()
                .set(&self.id.to_string(), &changes(&["housing=木房", "hardship=腿疼"]), None)
                .unwrap();
        }
        self.phone.core.households().note(&self.id.to_string(), &sentence, place, Some(&seen)).unwrap();
        self.written.insert(sentence);
    }

    fn keep_copy(&mut self) {
        self.phone.restart();
        std::fs::copy(self.phone.path(), self.copy_path()).unwrap();
        self.copy = Some(self.written.clone());
    }

    fn copy_path(&self) -> std::path::PathBuf {
        self.phone.folder.path().join("copy")
    }

    /// What never reached the server since the copy was made is lost with the phone; everything else is not.
    fn restore(&mut self) {
        let Some(held) = self.copy.clone() else { return };
        let closed = Core::open_in_memory(self.phone.machine.clone()).unwrap();
        drop(std::mem::replace(&mut self.phone.core, closed));
        for end in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", self.phone.path().display()));
        }
        std::fs::copy(self.copy_path(), self.phone.path()).unwrap();
        self.phone.core = Core::open(&self.phone.path(), self.phone.machine.clone()).unwrap();
        let record = self.county.document.record();
        let notes = record.text("notes").unwrap_or_default();
        self.written.retain(|sentence| notes.contains(sentence.as_str()) || held.contains(sentence));
    }

    fn round(&mut self, hostile: bool) {
        let request = self.phone.core.sync_begin().unwrap();
        let counter = self.phone.carried(&request).frame.counter;
        if counter <= self.county.counter {
            let used = counter_used(self.county.counter);
            let next = Rounds::default().take(&self.phone.core, &request, used).unwrap();
            assert_eq!(next, Next::Send);
            return;
        }
        self.county.counter = counter;
        let answer = self.county_answers(&request, hostile);
        let lost = hostile && self.roll(4) == 0;
        if hostile && self.roll(3) == 0 {
            self.write_sentence();
        }
        if !lost {
            let report = self.phone.core.sync_finish(&request, &answer).unwrap();
            assert_eq!(report.unfit, 0);
        }
    }

    fn county_answers(&mut self, request: &SyncRequest, hostile: bool) -> Vec<u8> {
        let carried = self.phone.carried(request);
        let before = self.county.chunks.clone();
        let mut refusals = Vec::new();
        for chunk in carried.chunks(self.id) {
            let hash = hash_of(&chunk);
            if self.county.chunks.contains(&chunk) {
                continue;
            }
            let refused = hostile && self.roll(6) == 0;
            let code = match self.county.document.merge_chunks([&chunk[..]].into_iter().filter(|_| !refused)) {
                Ok(()) if refused => Code::NotAllowed,
                Ok(()) => {
                    self.county.chunks.push(chunk);
                    continue;
                }
                Err(DocumentError::Fork) => Code::Fork,
                Err(_) => Code::Orphan,
            };
            refusals.push(refusal(self.id, hash, code));
        }
        // Now and then the answer has no room for the rest.
        let room = !hostile || self.roll(3) > 0;
        let delta = Delta { document: self.id, kind_number: 1, changes: before };
        let deltas = if room && !delta.changes.is_empty() { vec![delta] } else { Vec::new() };
        carried.answer(&Answer { refusals, deltas, more: !room, ..Answer::default() })
    }
}

#[test]
fn every_life_ends_in_agreement() {
    let seeds = std::env::var("LIANXIN_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(SEEDS);
    let (mut aside, mut restored, mut twice) = (0, 0, 0);
    for seed in 1..=seeds {
        let mut life = Life::begin(seed);
        for _ in 0..STEPS {
            // A record whose first edit was refused is gone: a life without it has nothing more to tell.
            if life.phone.core.households().get(&life.id.to_string()).is_err() {
                break;
            }
            life.step();
        }
        for _ in 0..30 {
            life.round(false);
        }
        let status = life.phone.core.status().unwrap();
        assert_eq!(status.unsent, 0, "seed {seed}");
        let set_aside = serde_json::to_string(&status.set_aside).unwrap();
        let notes = match life.phone.core.households().get(&life.id.to_string()) {
            Ok(view) => {
                assert_eq!(view.heads, heads_text(&life.county.document.heads()), "seed {seed}");
                view.fields.notes
            }
            Err(_) => String::new(),
        };
        let installs: i64 = rusqlite::Connection::open(life.phone.path())
            .unwrap()
            .query_row("SELECT value FROM meta WHERE name = 'install'", [], |row| row.get(0))
            .unwrap();
        // A life that was lost may have handed a sentence in under another name, which a restored one cannot always know:
        // then it stands twice. Lost it never is.
        let times_max = if installs > 1 { 2 } else { 1 };
        for sentence in &life.written {
            let times = notes.matches(sentence.as_str()).count();
            let kept = (1..=times_max).contains(&times) || times == 0 && set_aside.contains(sentence.as_str());
            assert!(kept, "seed {seed}: {sentence} stands {times} times in {notes}; set aside: {set_aside}");
            twice += usize::from(times == 2);
        }
        aside += status.set_aside.len();
        restored += usize::from(installs > 1);
    }
    println!("{seeds} lives, {aside} edits set aside, {restored} phones restored, {twice} sentences stand twice");
    assert!(aside > 0 && restored > 0, "the seeds must reach what this is about");
}
