//! What a step of the plan does.

use lianxin_core::CoreError;
use lianxin_core::requests::AddHouseholdRequest;
use lianxin_core::schedule::Event as Happened;
use lianxin_model::ids::UserId;
use rand::RngExt as _;
use rand::SeedableRng as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;

use super::home;
use super::ledger::{Fate, tokens};
use super::outbox;
use super::phone::{Copy, Range};
use super::plan::{Fault, What};
use super::template::VILLAGES;
use super::work::{self, Hand};
use super::world::{Came, Checked, CountyCopy, Event, World, broken};
use crate::disk::Image;

/// Copies that are kept of a phone or of the county.
const COPIES_MAX: usize = 3;
/// Ten years, in milliseconds.
const TEN_YEARS_MS: i64 = 10 * 365 * 24 * 3_600_000;

/// How an edit may end; anything else is a fault of the core.
const MAY_SAY: [&str; 12] = [
    "already_there",
    "fields",
    "in_review",
    "not_allowed",
    "not_enrolled",
    "not_merged",
    "still_arriving",
    "too_large",
    "too_many_drafts",
    "unknown_heads",
    "unknown_record",
    "nothing",
];

impl World {
    pub(super) fn step(&mut self, number: usize) -> Checked {
        let step = self.plan.steps[number];
        let mut rng = ChaCha8Rng::seed_from_u64(step.dice);
        let phone = rng.random_range(0..self.phones.len());
        self.say(format_args!("step {number}: {:?} phone {phone}", step.what));
        match step.what {
            What::Write => self.write(phone, &mut rng),
            What::Ask => {
                self.happened(phone, Happened::Asked);
                Ok(())
            }
            What::Range => {
                let ranges = [Range::Good, Range::Good, Range::Weak, Range::Bad, Range::None];
                self.set_range(phone, *ranges.choose(&mut rng).unwrap_or(&Range::Good));
                Ok(())
            }
            What::Office => self.office(&mut rng),
            What::Decide if rng.random() => {
                let acted = self.decide(&mut rng);
                self.acted("decide", acted);
                Ok(())
            }
            What::Decide => self.own_word(phone, &mut rng),
            What::NewPhone => self.new_phone(phone, &mut rng),
            What::Harm(fault) => {
                *self.figures.faults.entry(fault).or_default() += 1;
                self.harm(fault, phone, &mut rng)
            }
        }
    }

    /// Somebody writes something on a phone.
    pub(super) fn write(&mut self, phone: usize, rng: &mut ChaCha8Rng) -> Checked {
        if !self.phones[phone].is_enrolled() {
            return Ok(());
        }
        let (name, way) = work::any(rng);
        let words = std::array::from_fn(|_| self.ledger.word());
        let people: Vec<UserId> = self.oracle.accounts.keys().copied().collect();
        let tab = rng.random_range(0..self.phones[phone].tabs.len());
        let core = &self.phones[phone].tabs[tab].core;
        let done = way(&mut Hand { core, rng, words, people: &people });
        self.wrote(phone, name, done)
    }

    /// Somebody registers a household in the village that they got on the first day.
    pub(super) fn register(&mut self, phone: usize, rng: &mut ChaCha8Rng) -> Checked {
        let words: work::Words = std::array::from_fn(|_| self.ledger.word());
        let area = VILLAGES[phone % VILLAGES.len()].to_owned();
        let code = rng.random_bool(0.5).then(|| format!("{:04}", rng.random_range(1..40)));
        let (address, head_name) = (Some(format!("上坪{}", words[0])), Some(format!("罗{}", words[1])));
        let request = AddHouseholdRequest { code, area, address, head_name, fields: Vec::new() };
        let done = self.phones[phone].tabs[0].core.households().add(&request).map(drop);
        self.wrote(phone, "household add", done)
    }

    /// Writes down what came of a piece of writing.
    pub(super) fn wrote(&mut self, phone: usize, name: &str, done: Result<(), CoreError>) -> Checked {
        let word = done.as_ref().map_or_else(|error| error.code().to_owned(), |()| "done".to_owned());
        self.say(format_args!("phone {phone}: {name}: {word}"));
        *self.figures.deeds.entry(format!("{name}: {word}")).or_default() += 1;
        let may = MAY_SAY.contains(&word.as_str()) || self.may_blame_the_disk(phone, &word);
        if done.is_err() && !may {
            return broken("an edit is kept or refused with a reason", format!("phone {phone}: {name}: {word}"));
        }
        self.come_back(phone)?;
        self.keep_book(phone);
        if done.is_ok() {
            self.happened(phone, Happened::Edited);
        }
        Ok(())
    }

    /// Enters edits that are new in a phone's outbox.
    fn keep_book(&mut self, phone: usize) {
        let it = &mut self.phones[phone];
        for entry in outbox::entries(it.home.look()) {
            if it.open.contains_key(&entry.place) {
                continue;
            }
            self.figures.edits += 1;
            it.open.insert(entry.place, self.ledger.edits.len());
            self.ledger.edits.push(super::ledger::Edit {
                phone,
                document: entry.document,
                tokens: tokens(&entry.intentions),
                hash: entry.hash,
                fate: Fate::Waiting,
            });
        }
    }

    /// A person makes an edit again that was set aside, or lets it go.
    fn own_word(&mut self, phone: usize, rng: &mut ChaCha8Rng) -> Checked {
        let it = &self.phones[phone];
        let Some(tab) = it.tabs.first().filter(|_| it.is_enrolled()) else { return Ok(()) };
        let Ok(aside) = tab.core.set_aside().list() else { return Ok(()) };
        let Some(chosen) = aside.choose(rng) else { return Ok(()) };
        let dismisses = rng.random_bool(0.3);
        let done = match dismisses {
            true => tab.core.set_aside().dismiss(chosen.number),
            false => tab.core.set_aside().retry(chosen.number),
        };
        self.come_back(phone)?;
        let it = &mut self.phones[phone];
        let there = outbox::entries(it.home.look()).iter().any(|entry| entry.place == chosen.number);
        // A disk that fails may do so when all is done.
        let is_gone = done.is_ok() || (!there && it.home.disk.has_failed());
        if dismisses
            && is_gone
            && let Some(edit) = it.open.get(&chosen.number)
        {
            self.ledger.edits[*edit].fate = Fate::Dismissed;
            self.phones[phone].open.remove(&chosen.number);
        }
        self.wrote(phone, if dismisses { "dismiss" } else { "retry" }, done)?;
        self.check_phone(phone)
    }

    /// A phone comes out of its box, or one that was shut out is enrolled again.
    fn new_phone(&mut self, phone: usize, rng: &mut ChaCha8Rng) -> Checked {
        const PHONES_MAX: usize = 9;
        let closed = self.phones.iter().position(|it| it.closed);
        let number = match closed {
            Some(number) => {
                self.phones[number].device = None;
                self.phones[number].closed = false;
                // Of another enrolment of this phone nothing comes any more: TLS protects that.
                self.phones[number].heard.clear();
                self.reopen(number)?;
                number
            }
            None if self.phones.len() >= PHONES_MAX => return Ok(()),
            None => {
                let all: Vec<String> = self.oracle.accounts.values().map(|account| account.login.clone()).collect();
                let same = self.phones[phone].login.clone();
                let login = if rng.random() { same } else { all.choose(rng).cloned().unwrap_or(same) };
                self.add_phone(&login)?
            }
        };
        let acted = self.code(number);
        self.acted("enrol code", acted);
        Ok(())
    }

    /// Ends a phone's apps and opens one.
    pub(super) fn reopen(&mut self, phone: usize) -> Checked {
        let it = &mut self.phones[phone];
        it.life += 1;
        it.tabs.clear();
        self.open_tab(phone)
    }

    fn harm(&mut self, fault: Fault, phone: usize, rng: &mut ChaCha8Rng) -> Checked {
        match fault {
            Fault::Clock => {
                let far = rng.random_range(-TEN_YEARS_MS..TEN_YEARS_MS);
                let off_ms = *[0, far, far / 1_000, far / 100_000].choose(rng).unwrap_or(&0);
                self.phones[phone].machine.off_ms.set(off_ms);
            }
            Fault::KillPhone => self.reopen(phone)?,
            Fault::KillServer => {
                self.server = None;
                self.start_server()?;
            }
            Fault::RestorePhone if rng.random() => self.copy_phone(phone),
            Fault::RestorePhone => self.put_phone_back(phone, rng)?,
            Fault::RestoreServer if rng.random() || self.county_copies.is_empty() => self.copy_county(),
            Fault::RestoreServer => self.put_county_back(rng)?,
            Fault::Tabs if self.phones[phone].tabs.len() > 1 => {
                // The first stays.
                self.phones[phone].tabs.truncate(1);
            }
            Fault::Tabs if self.phones[phone].is_enrolled() => self.open_tab(phone)?,
            Fault::Revoke => {
                let acted = self.shut_out(rng);
                self.acted("shut out", acted);
            }
            Fault::DiskError | Fault::DiskFull | Fault::PowerCut => self.endanger(fault, phone, rng),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn copy_phone(&mut self, phone: usize) {
        let it = &mut self.phones[phone];
        let (user, device) = (it.user, it.device.filter(|_| !it.closed));
        let store = it.home.copy();
        it.copies.push_back(Copy { store, user, device });
        if it.copies.len() > COPIES_MAX {
            it.copies.pop_front();
        }
    }

    /// A phone is as it was when it was copied. What was typed since and was not handed in is lost; nobody promised more.
    pub(super) fn put_phone_back(&mut self, phone: usize, rng: &mut ChaCha8Rng) -> Checked {
        let it = &mut self.phones[phone];
        let Some(at) = (0..it.copies.len()).collect::<Vec<_>>().choose(rng).copied() else { return Ok(()) };
        it.life += 1;
        it.was_put_back = true;
        it.tabs.clear();
        let copy = &it.copies[at];
        it.home.put_back(&copy.store);
        (it.user, it.device, it.closed) = (copy.user, copy.device, false);
        for edit in std::mem::take(&mut it.open).into_values() {
            self.ledger.edits[edit].fate = Fate::Lost;
        }
        // What waits in the copy waits again, under the number that it has in the book.
        for entry in outbox::entries(it.home.look()) {
            let known = self.ledger.edits.iter().rposition(|edit| {
                edit.phone == phone && edit.document == entry.document && edit.tokens == tokens(&entry.intentions)
            });
            let Some(known) = known else { continue };
            it.open.insert(entry.place, known);
            let edit = &mut self.ledger.edits[known];
            (edit.hash, edit.fate) = (entry.hash, super::check_live::fate(&entry.standing));
        }
        self.open_tab(phone)?;
        // The receipt of then, which says nothing of what was written after it.
        let it = &mut self.phones[phone];
        it.receipt = it.tabs[0].core.status().ok().and_then(|status| status.receipt);
        Ok(())
    }

    /// The county's disk as a copy has it.
    pub(super) fn county_image(&mut self) -> Image {
        home::fold(self.county_db());
        self.disk.image().killed()
    }

    pub(super) fn copy_county(&mut self) {
        let store = self.county_image();
        self.county_copies.push_back(CountyCopy { store, oracle: self.oracle.clone() });
        if self.county_copies.len() > COPIES_MAX {
            self.county_copies.pop_front();
        }
    }

    /// The county is as it was when it was copied, and takes back from phones what it lost.
    pub(super) fn put_county_back(&mut self, rng: &mut ChaCha8Rng) -> Checked {
        let at = rng.random_range(0..self.county_copies.len());
        self.server = None;
        // Connections end with the machine.
        for event in self.queue.values_mut() {
            if let Event::Reply { came, .. } = event
                && matches!(came, Came::Answer(_))
            {
                *came = Came::Cut;
            }
        }
        self.look = None;
        let copy = &self.county_copies[at];
        self.disk.load(copy.store.clone());
        self.oracle = copy.oracle.clone();
        self.county.clear();
        self.county_seq = 0;
        self.county_lives += 1;
        self.start_server()?;
        let server = self.server();
        // What the county vouched for it takes back without a window for what others wrote.
        let days = rng.random_bool(0.5).then_some(14);
        let begun = lianxin_server::admin::begin_recovery(server.store.as_ref(), server.clock.as_ref(), days);
        self.acted("recovery", begun.map(|_| true));
        self.learn_county();
        // What was done there since the copy has to be done again, before anybody has heard of the phones.
        if rng.random_bool(0.5) {
            let acted = self.shut_out(rng);
            self.acted("shut out", acted);
        }
        Ok(())
    }
}
