//! One county with its phones on virtual time: everything that happens is an event in one queue.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use lianxin_core::schedule::{Act, Event as Happened, Pace, Reach, Steps, SyncEvent};
use lianxin_model::ids::DocId;
use tokio::runtime::Runtime;

use super::cuts::Recorder;
use super::disks::Peril;
use super::figures::Figures;
use super::home::{Home, PhoneMachine};
use super::ledger::Ledger;
use super::machine::Machine;
use super::network::{Down, Passage};
use super::oracle::{Facts, Oracle};
use super::phone::{Phone, Range, Tab};
use super::plan::{Fault, Plan};
use super::server::{Answer, Arrival, Server, ServerClock};
use super::template::{self, MORNING_MS};
use super::trace::Trace;
use crate::disk::{Disk, Image};

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Which promise is broken, as a word.
    pub promise: &'static str,
    /// What was seen.
    pub seen: String,
}

pub(super) type Checked<T = ()> = Result<T, Failure>;

/// A broken promise.
pub(super) fn broken<T>(promise: &'static str, seen: impl Into<String>) -> Checked<T> {
    Err(Failure { promise, seen: seen.into() })
}

/// More happens in no run of some hundred steps unless something goes round in circles.
const EVENTS_MAX: u64 = 100_000;
const EXCHANGES_MAX: u64 = 10_000;

/// The app that waits for a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Waits {
    pub(super) phone: usize,
    pub(super) tab: usize,
    pub(super) life: u32,
    pub(super) exchange: u64,
}

/// What comes to an app.
#[derive(Debug, Clone)]
pub(super) enum Came {
    Answer(Answer),
    Cut,
    Timeout,
    NoNetwork,
}

/// What the queue holds.
pub(super) enum Event {
    /// A step of the plan.
    Step(usize),
    /// An app looks what to do.
    Wake { phone: usize, tab: usize, life: u32 },
    /// A request arrives at the server.
    Arrive { arrival: Arrival, from: Waits, passage: Passage },
    /// Something comes to an app.
    Reply { to: Waits, came: Came },
    /// A phone's disk works again.
    Mended { phone: usize },
}

/// A copy of the county, with what the checker knew then.
pub(super) struct CountyCopy {
    pub(super) store: Image,
    pub(super) oracle: Oracle,
}

/// Everything.
pub(super) struct World {
    pub(super) plan: Plan,
    pub(super) now_ms: Rc<Cell<i64>>,
    pub(super) runtime: Runtime,
    /// None while it is down, which is between two events.
    pub(super) server: Option<Server>,
    pub(super) clock: Arc<ServerClock>,
    /// The checker's own connection to the county's store.
    pub(super) look: Option<rusqlite::Connection>,
    /// What decides who may hold each document, by the number up to which it is known.
    pub(super) county: BTreeMap<DocId, Facts>,
    pub(super) county_seq: i64,
    pub(super) phones: Vec<Phone>,
    pub(super) oracle: Oracle,
    pub(super) ledger: Ledger,
    pub(super) county_copies: VecDeque<CountyCopy>,
    /// Times that the county was put back.
    pub(super) county_lives: u32,
    /// Faults of the network that there are.
    pub(super) weather: Vec<Fault>,
    pub(super) queue: BTreeMap<(i64, u64), Event>,
    sequence: u64,
    events: u64,
    pub(super) exchanges: u64,
    pub(super) trace: Trace,
    pub(super) figures: Figures,
    /// Writes exchanges down, where somebody wants them.
    pub(super) recorder: Option<Recorder>,
    /// The server's.
    pub(super) disk: Disk,
    /// What is about to happen to it.
    pub(super) peril: Option<Peril>,
    /// Last: while it lives, time and chance are simulated.
    pub(super) machine: Machine,
}

impl World {
    /// A county at nine in the morning, its phones in their boxes.
    pub(super) fn new(plan: Plan, tells: bool) -> Checked<Self> {
        let template = template::get();
        let machine = Machine::boot(plan.seed, MORNING_MS);
        let disk = Disk::new(plan.seed);
        disk.load(template.county.clone());
        let clock = Arc::new(ServerClock::default());
        clock.set(MORNING_MS);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let network =
            [Fault::Cut, Fault::Loss, Fault::Twice, Fault::Delay, Fault::Stale, Fault::Portal, Fault::Bent, Fault::Old];
        let weather = network.into_iter().filter(|fault| plan.faults.contains(fault)).collect();
        let mut world = Self {
            now_ms: Rc::new(Cell::new(MORNING_MS)),
            runtime,
            server: None,
            clock,
            look: None,
            county: BTreeMap::new(),
            county_seq: 0,
            phones: Vec::new(),
            oracle: template.oracle.clone(),
            ledger: Ledger::default(),
            county_copies: VecDeque::new(),
            county_lives: 0,
            weather,
            queue: BTreeMap::new(),
            sequence: 0,
            events: 0,
            exchanges: 0,
            trace: Trace::new(tells),
            figures: Figures::default(),
            recorder: None,
            disk,
            peril: None,
            machine,
            plan,
        };
        world.start_server()?;
        Ok(world)
    }

    pub(super) fn now(&self) -> i64 {
        self.now_ms.get()
    }

    pub(super) fn say(&mut self, line: std::fmt::Arguments<'_>) {
        let now_ms = self.now();
        self.trace.say(now_ms - MORNING_MS, line);
    }

    /// Starts the server over what is on its disk.
    pub(super) fn start_server(&mut self) -> Checked {
        let started = Server::start(&self.disk, &self.clock);
        self.server = Some(started.map_err(|seen| Failure { promise: "the server starts", seen })?);
        Ok(())
    }

    /// The server, which is up between events.
    pub(super) fn server(&self) -> &Server {
        self.server.as_ref().expect("the server is up")
    }

    pub(super) fn at(&mut self, at_ms: i64, event: Event) {
        self.sequence += 1;
        self.queue.insert((at_ms.max(self.now()), self.sequence), event);
    }

    /// Time passes up to this moment.
    pub(super) fn pass(&mut self, at_ms: i64) {
        self.now_ms.set(at_ms.max(self.now()));
        self.machine.set_now_ms(self.now());
        self.clock.set(self.now());
    }

    /// Handles what the queue holds, in its order, until nothing is left before that moment; all of it without one.
    pub(super) fn run_until(&mut self, end_ms: i64) -> Checked {
        while let Some(entry) = self.queue.first_entry() {
            if entry.key().0 > end_ms {
                break;
            }
            let ((at_ms, _), event) = entry.remove_entry();
            self.pass(at_ms);
            self.events += 1;
            if self.events > EVENTS_MAX || self.exchanges > EXCHANGES_MAX {
                let seen = format!("{} events, {} requests: {:?}", self.events, self.exchanges, self.figures.troubles);
                return broken("nothing goes round in circles", seen);
            }
            match event {
                Event::Step(number) => self.step(number)?,
                Event::Wake { phone, tab, life } => self.wake(phone, tab, life)?,
                Event::Arrive { arrival, from, passage } => self.arrive(arrival, from, passage)?,
                Event::Reply { to, came } => self.reply(to, came)?,
                Event::Mended { phone } => self.mended(phone),
            }
            for phone in 0..self.phones.len() {
                self.come_back(phone)?;
            }
        }
        self.pass(end_ms);
        Ok(())
    }

    /// Another phone, for this account; it enrols when it is given a code.
    pub(super) fn add_phone(&mut self, login: &str) -> Checked<usize> {
        let number = self.phones.len();
        let home = Home::new(self.machine.dice(), &template::get().phone);
        let machine = PhoneMachine::new(&self.now_ms, self.machine.dice());
        self.phones.push(Phone {
            home,
            machine,
            tabs: Vec::new(),
            life: 0,
            range: Range::Good,
            login: login.to_owned(),
            user: None,
            device: None,
            code: None,
            closed: false,
            open: BTreeMap::new(),
            copies: VecDeque::new(),
            heard: VecDeque::new(),
            arrived: 0,
            was_put_back: false,
            closing: false,
            trouble: None,
            receipt: None,
            receipt_unseen: false,
        });
        self.open_tab(number)?;
        Ok(number)
    }

    /// Opens the app, once more if it is open.
    pub(super) fn open_tab(&mut self, phone: usize) -> Checked {
        let now_ms = self.now().unsigned_abs();
        let it = &mut self.phones[phone];
        let mut opened = it.home.open(&it.machine);
        if opened.is_err() && it.home.disk.has_failed() {
            // Its owner finds out, makes room, and opens it again.
            if it.home.disk.is_stopped() {
                let dice = it.machine.roll();
                it.tabs.clear();
                it.home.power_cut(dice);
            }
            it.home.disk.heal();
            opened = it.home.open(&it.machine);
        }
        let core = match opened {
            Ok(core) => core,
            Err(error) => return broken("a store opens again", format!("phone {phone}: {error}")),
        };
        let reach = if it.range == Range::None { Reach::Offline } else { Reach::Online };
        let steps = Steps::new(Pace::default(), reach, now_ms);
        it.tabs.push(Tab { core, steps, exchange: None, wakes_ms: None });
        let tab = it.tabs.len() - 1;
        self.wake_soon(phone, tab);
        Ok(())
    }

    /// An app is to look what to do.
    pub(super) fn wake_soon(&mut self, phone: usize, tab: usize) {
        let life = self.phones[phone].life;
        self.at(self.now(), Event::Wake { phone, tab, life });
    }

    /// Tells all apps of a phone what happened outside of them.
    pub(super) fn happened(&mut self, phone: usize, event: Happened) {
        let now_ms = self.now().unsigned_abs();
        for tab in 0..self.phones[phone].tabs.len() {
            let dice = self.phones[phone].machine.roll() as u32;
            self.phones[phone].tabs[tab].steps.on(now_ms, event, dice);
            self.wake_soon(phone, tab);
        }
    }

    fn wake(&mut self, phone: usize, tab: usize, life: u32) -> Checked {
        let now_ms = self.now();
        let it = &mut self.phones[phone];
        if it.life != life || tab >= it.tabs.len() {
            return Ok(());
        }
        if it.device.is_none() {
            return self.try_to_enrol(phone, tab);
        }
        let dice = it.machine.roll() as u32;
        let open = &mut it.tabs[tab];
        let act = open.steps.next(&open.core, now_ms.unsigned_abs(), dice);
        self.hear(phone, tab)?;
        match act {
            Act::Post { body, .. } => self.post(phone, tab, lianxin_core::feed::SYNC_PATH, body),
            Act::Wait { until_ms: Some(until_ms) } => {
                let until_ms = i64::try_from(until_ms).unwrap_or(i64::MAX);
                let open = &mut self.phones[phone].tabs[tab];
                if open.wakes_ms != Some(until_ms) {
                    open.wakes_ms = Some(until_ms);
                    self.at(until_ms, Event::Wake { phone, tab, life });
                }
                Ok(())
            }
            Act::Wait { until_ms: None } | Act::UnderWay | Act::End => Ok(()),
        }
    }

    /// What an app's loop tells.
    pub(super) fn hear(&mut self, phone: usize, tab: usize) -> Checked {
        for event in self.phones[phone].tabs[tab].steps.told() {
            let trouble = match &event {
                SyncEvent::Started => {
                    self.figures.sessions += 1;
                    continue;
                }
                SyncEvent::Finished { report, .. } => report.differs.then(|| "differs".to_owned()),
                SyncEvent::Failed { code, .. } => Some(code.clone()),
                SyncEvent::Closed => {
                    self.phones[phone].closed = true;
                    None
                }
                SyncEvent::Progress { .. } | SyncEvent::Idle { .. } => continue,
            };
            self.say(format_args!("phone {phone}.{tab}: {event:?}"));
            if let Some(code) = &trouble {
                *self.figures.troubles.entry(code.clone()).or_default() += 1;
                let wrong = ["damaged", "storage", "no_progress", "internal"].contains(&code.as_str());
                if wrong && !self.may_blame_the_disk(phone, code) {
                    return broken("a sync ends as it may", format!("phone {phone}: {code}"));
                }
            }
            self.phones[phone].trouble = trouble;
        }
        Ok(())
    }

    /// Sends a request on its way.
    pub(super) fn post(&mut self, phone: usize, tab: usize, path: &'static str, body: Vec<u8>) -> Checked {
        self.exchanges += 1;
        self.figures.exchanges += 1;
        let from = Waits { phone, tab, life: self.phones[phone].life, exchange: self.exchanges };
        self.phones[phone].tabs[tab].exchange = Some(self.exchanges);
        let passage = self.passage(phone, path, body.len());
        self.say(format_args!("phone {phone}.{tab}: sends {} as {}, {passage:?}", body.len(), from.exchange));
        self.trace.bytes(&body);
        self.record_phone(from, &passage);
        self.send(Arrival { path, body: body.into(), cut: None }, from, passage);
        Ok(())
    }

    /// Whether an answer goes on to an app that still waits for it.
    pub(super) fn is_awaited(&self, to: Waits) -> bool {
        let it = &self.phones[to.phone];
        it.life == to.life && it.tabs.get(to.tab).is_some_and(|tab| tab.exchange == Some(to.exchange))
    }
}

/// Nothing happens to it on the way.
pub(super) const UNHARMED: Down = Down::Whole;
