//! What brings about messages that hardly come by chance. Some counties are quiet ones: they do nothing but this.

use lianxin_core::CoreError;
use lianxin_core::changes::Place;
use lianxin_core::feed::{ENROL_PATH, Reply};
use lianxin_core::model::role::AssignmentKind;
use lianxin_core::requests::{AddPersonRequest, ListFilter};
use lianxin_core::schedule::Event as Happened;
use lianxin_model::check::check_digit;
use lianxin_model::ids::DeviceId;
use lianxin_server::admin::{self, AdminError, Hand, RefusalState, Target};
use lianxin_sync::voucher::TAG_BYTES;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use super::super::phone::Range;
use super::super::plan::Fault;
use super::super::server::Arrival;
use super::super::template::VILLAGES;
use super::super::traffic::URL;
use super::super::world::{Came, Checked, Waits, World};

/// Of so many counties one is a quiet one.
const QUIET_EVERY: u64 = 16;
/// More than a list says shorter than a sketch.
const MANY: usize = 260;
/// More than the first sketch tells apart: it is as large as the counts of documents differ.
const NOTED: usize = 45;
/// More than the smallest answer holds.
const SOME: usize = 100;
/// Fields 6 and 7 of `EnrolAnswer`, each its number, its length and its content: the server's key, the tag of the registration.
const KEY_AND_TAG_BYTES: usize = 2 + 32 + 2 + TAG_BYTES;
/// For so long a county takes what others wrote, where that is asked for.
const WINDOW_DAYS: u32 = 14;
const WHILE_MS: i64 = 5 * 60_000;
const HOUR_MS: i64 = 3_600_000;

/// Whether the county of this seed does nothing but what is written here.
pub(super) fn is_quiet(seed: u64) -> bool {
    seed.is_multiple_of(QUIET_EVERY)
}

/// Goes on with a county when its plan has ended.
pub(super) fn run(world: &mut World) -> Checked {
    world.weather.clear();
    world.wrong_code()?;
    world.first_sync_in_pieces()?;
    world.enrolled_without_the_key()?;
    if is_quiet(world.plan.seed) {
        world.reviews()?;
        world.one_person_twice()?;
        world.phone_put_back()?;
        world.shut_out_with_edits()?;
        world.shut_out_while_on_protocol_1()?;
        world.county_put_back()?;
    }
    Ok(())
}

impl World {
    fn rest(&mut self) -> Checked {
        self.run_until(self.now() + WHILE_MS)
    }

    fn chance(&self) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(self.plan.seed ^ self.ledger.edits.len() as u64)
    }

    fn hand(&self) -> Result<Hand, AdminError> {
        let by = admin::importer(self.server().store.as_ref(), Some("admin"))?;
        Ok(Hand::at_machine(Some(by), self.clock.as_ref()))
    }

    /// Somebody notes something on this household of their phone.
    fn note(&mut self, phone: usize, place: usize) -> Checked {
        let word = self.ledger.word();
        let noted = || -> Result<(), CoreError> {
            let households = self.phones[phone].tabs[0].core.households();
            let all = households.list(&ListFilter::default())?;
            let one = all.get(place).ok_or(CoreError::UnknownRecord)?;
            households.note(&one.id.to_string(), &format!("记{word}"), Place::End, None).map(drop)
        };
        let done = noted();
        self.wrote(phone, "household note", done)
    }

    fn wrong_code(&mut self) -> Checked {
        let phone = self.add_phone("cadre1")?;
        self.phones[phone].code = Some("7K2M-9QX4-T1RB".to_owned());
        self.wake_soon(phone, 0);
        self.rest()
    }

    /// A phone that is given this much of the answer to its enrolment, whatever the network is.
    fn enrolled(&mut self, login: &str, range: Range, less_bytes: usize) -> Checked<Option<usize>> {
        let phone = self.add_phone(login)?;
        let acted = self.code(phone);
        self.acted("enrol code", acted);
        self.phones[phone].range = range;
        let Some(code) = self.phones[phone].code.take() else { return Ok(None) };
        let Ok(body) = self.phones[phone].tabs[0].core.enrol_begin(URL, &code) else { return Ok(None) };
        let arrival = Arrival { path: ENROL_PATH, body: body.into(), cut: None };
        let answers = self.server().answer(&self.runtime, &[arrival]);
        let Some(answer) = answers.first().filter(|answer| answer.status == 200) else { return Ok(None) };
        let came = answer.body.slice(..answer.body.len().saturating_sub(less_bytes));
        self.came_of_enrolment(phone, 0, Ok(Reply::Answer(came.to_vec())))?;
        Ok(Some(phone))
    }

    /// Where rounds were cut, later ones are small: facts come before histories, and more is to come.
    fn first_sync_in_pieces(&mut self) -> Checked {
        const CUTS: usize = 4;
        let mut rng = self.chance();
        if self.phones[0].is_enrolled() {
            for _ in 0..SOME {
                self.register(0, &mut rng)?;
            }
        }
        self.rest()?;
        let login = self.phones[0].login.clone();
        let Some(phone) = self.enrolled(&login, Range::Good, 0)? else { return Ok(()) };
        for _ in 0..CUTS {
            let until_ms = self.now() + HOUR_MS;
            while self.phones[phone].tabs[0].exchange.is_none() && self.now() < until_ms {
                self.run_until(self.now() + 10)?;
            }
            let life = self.phones[phone].life;
            let Some(exchange) = self.phones[phone].tabs[0].exchange else { continue };
            self.reply(Waits { phone, tab: 0, life, exchange }, Came::Cut)?;
        }
        self.run_until(self.now() + HOUR_MS)
    }

    /// The answer to an enrolment is taken for whole without its last fields: the key comes later.
    fn enrolled_without_the_key(&mut self) -> Checked {
        self.enrolled("cadre2", Range::Good, KEY_AND_TAG_BYTES)?;
        self.rest()
    }

    /// What is written about households that were somebody else's by then, and what is decided on it.
    fn reviews(&mut self) -> Checked {
        const PHONE: usize = 1;
        let mut rng = self.chance();
        self.register(PHONE, &mut rng)?;
        self.rest()?;
        self.set_range(PHONE, Range::None);
        let (login, village) = (self.phones[PHONE].login.clone(), Target::Area(VILLAGES[PHONE].to_owned()));
        let revoked = self.hand().and_then(|hand| {
            admin::revoke(self.server().store.as_ref(), &hand, &login, AssignmentKind::Lead, &village)
        });
        self.acted("revoke", revoked.map(|_| true));
        self.oracle.assigned.retain(|(user, ..)| Some(*user) != self.phones[PHONE].user);
        for place in 0..4 {
            self.note(PHONE, place)?;
        }
        self.set_range(PHONE, Range::Good);
        self.rest()?;
        let waiting = admin::refusals(self.server().store.as_ref(), Some(RefusalState::Review), 50);
        let decisions = [RefusalState::Accepted, RefusalState::Declined, RefusalState::Released];
        for (refusal, wanted) in waiting.unwrap_or_default().into_iter().zip(decisions) {
            let (store, clock) = (self.server().store.clone(), self.clock.clone());
            let decided = admin::decide_refusal(
                store.as_ref(),
                clock.as_ref(),
                refusal.seq,
                wanted,
                Some("admin"),
                Some("看过了"),
            );
            self.acted("decide", decided.map(|_| true));
            self.learn_county();
            self.run_until(self.now() + HOUR_MS)?;
        }
        let granted = self.give_village(PHONE);
        self.acted("grant", granted);
        self.run_until(self.now() + HOUR_MS)
    }

    /// Two who are out of range register one person in two households.
    fn one_person_twice(&mut self) -> Checked {
        let first = "00000019610101007";
        let id_number = Some(format!("{first}{}", check_digit(first).unwrap_or('0')));
        let login = self.phones[0].login.clone();
        let other = self.phones.iter().rposition(|phone| phone.login == login && phone.is_enrolled()).unwrap_or(0);
        for (place, phone) in [0, other].into_iter().enumerate() {
            self.set_range(phone, Range::None);
            let name = format!("罗{}", self.ledger.word());
            let request = AddPersonRequest {
                name,
                relation: "户主".to_owned(),
                id_number: id_number.clone(),
                fields: Vec::new(),
            };
            let add = || -> Result<(), CoreError> {
                let core = &self.phones[phone].tabs[0].core;
                let all = core.households().list(&ListFilter::default())?;
                let one = all.get(place).ok_or(CoreError::UnknownRecord)?;
                core.persons().add(&one.id.to_string(), &request).map(drop)
            };
            let done = add();
            self.wrote(phone, "person add", done)?;
        }
        for phone in [0, other] {
            self.set_range(phone, Range::Good);
            self.rest()?;
        }
        Ok(())
    }

    fn phone_put_back(&mut self) -> Checked {
        let mut rng = self.chance();
        self.copy_phone(0);
        self.note(0, 0)?;
        self.rest()?;
        self.put_phone_back(0, &mut rng)?;
        self.note(0, 1)?;
        self.rest()
    }

    fn shut(&mut self, device: Option<DeviceId>) {
        let Some(device) = device else { return };
        let acted =
            self.hand().and_then(|hand| admin::revoke_device(self.server().store.as_ref(), &hand, &device.to_string()));
        self.acted("revoke device", acted.map(|done| !done.known));
    }

    /// It hands in what it has, and forgets everything.
    fn shut_out_with_edits(&mut self) -> Checked {
        let Some(phone) = self.enrolled("cadre0", Range::Good, 0)? else { return Ok(()) };
        self.rest()?;
        self.set_range(phone, Range::None);
        self.note(phone, 0)?;
        self.shut(self.phones[phone].device);
        self.set_range(phone, Range::Good);
        self.rest()
    }

    fn shut_out_while_on_protocol_1(&mut self) -> Checked {
        let Some(phone) = self.enrolled("cadre3", Range::Good, 0)? else { return Ok(()) };
        self.rest()?;
        self.weather = vec![Fault::Old];
        self.set_range(phone, Range::Bad);
        self.run_until(self.now() + 2 * HOUR_MS)?;
        self.weather.clear();
        self.set_range(phone, Range::Good);
        self.rest()?;
        self.shut(self.phones[phone].device);
        self.run_until(self.now() + HOUR_MS)
    }

    /// The county loses more than a small sketch tells, and a phone that enrolled meanwhile; somebody writes on where it
    /// no longer knows what that leans on.
    fn county_put_back(&mut self) -> Checked {
        const PHONE: usize = 2;
        let mut rng = self.chance();
        self.county_copies.clear();
        for _ in 0..MANY {
            self.register(PHONE, &mut rng)?;
        }
        self.rest()?;
        self.copy_county();
        for place in 0..NOTED {
            self.note(PHONE, place)?;
        }
        self.rest()?;
        self.enrolled("cadre1", Range::Good, 0)?;
        self.rest()?;
        self.put_county_back(&mut rng)?;
        self.note(PHONE, 0)?;
        self.run_until(self.now() + HOUR_MS)?;
        self.put_county_back(&mut rng)?;
        let begun = admin::begin_recovery(self.server().store.as_ref(), self.clock.as_ref(), Some(WINDOW_DAYS));
        self.acted("recovery", begun.map(|_| true));
        // Before another phone brings what it has of that.
        self.happened(PHONE, Happened::Asked);
        self.run_until(self.now() + HOUR_MS)
    }
}
