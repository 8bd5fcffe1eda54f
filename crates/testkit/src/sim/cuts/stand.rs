//! Where one phone and its county stand while an exchange between them is cut again and again.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use lianxin_core::schedule::Steps;
use lianxin_core::{Core, CoreError};
use rusqlite::Connection;
use tokio::runtime::Runtime;

use super::super::home::{Home, PhoneMachine, fold};
use super::super::machine::Machine;
use super::super::server::{self, Server, ServerClock};
use super::super::world::{Checked, Failure, broken};
use super::record::Recorded;
use crate::disk::{Disk, Image};

/// The disks of both, and the phone's loop.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) phone: Rc<Image>,
    pub(super) county: Rc<Image>,
    /// None on a phone that belongs to nobody yet.
    pub(super) steps: Option<Steps>,
    pub(super) now_ms: i64,
}

/// A phone and its county.
pub(super) struct Stand {
    pub(super) home: Home,
    /// The county's.
    disk: Disk,
    pub(super) core: Option<Core>,
    pub(super) server: Option<Server>,
    look: Option<Connection>,
    clock: Arc<ServerClock>,
    now_ms: Rc<Cell<i64>>,
    off_ms: i64,
    dice: u64,
    pub(super) chance: PhoneMachine,
    pub(super) runtime: Runtime,
    /// Last: while it lives, time and chance are simulated.
    machine: Machine,
}

impl Stand {
    pub(super) fn new(recorded: &Recorded) -> Self {
        let machine = Machine::boot(recorded.phone.dice, recorded.now_ms);
        let now_ms = Rc::new(Cell::new(recorded.now_ms));
        let chance = PhoneMachine::new(&now_ms, recorded.phone.dice);
        Self {
            home: Home::new(recorded.phone.dice, &recorded.phone.store),
            disk: Disk::new(recorded.phone.dice),
            core: None,
            server: None,
            look: None,
            clock: Arc::new(ServerClock::default()),
            off_ms: recorded.phone.off_ms,
            dice: recorded.phone.dice,
            chance,
            now_ms,
            runtime: runtime(),
            machine,
        }
    }

    /// Everything is as it was then, and both are started anew.
    pub(super) fn put_back(&mut self, state: &State) -> Checked {
        self.put_phone_back(state)?;
        self.server = None;
        self.look = None;
        self.disk.load((*state.county).clone());
        self.runtime = runtime();
        let started = Server::start(&self.disk, &self.clock);
        self.server = Some(started.map_err(|seen| Failure { promise: "the server starts", seen })?);
        Ok(())
    }

    /// The same for the phone alone. Time and chance go on from where they were then.
    pub(super) fn put_phone_back(&mut self, state: &State) -> Checked {
        self.core = None;
        self.home.put_back(&state.phone);
        self.machine.begin_anew(self.dice, state.now_ms);
        self.now_ms.set(state.now_ms);
        self.clock.set(state.now_ms);
        self.chance = PhoneMachine::new(&self.now_ms, self.dice);
        self.chance.off_ms.set(self.off_ms);
        self.open()
    }

    /// Opens the phone's app.
    pub(super) fn open(&mut self) -> Checked {
        self.core = None;
        match self.home.open(&self.chance) {
            Ok(core) => self.core = Some(core),
            Err(error) => return broken("a store opens again", error.to_string()),
        }
        Ok(())
    }

    pub(super) fn core(&self) -> &Core {
        self.core.as_ref().expect("the app is open")
    }

    pub(super) fn server(&self) -> &Server {
        self.server.as_ref().expect("the server is up")
    }

    /// The checker's connection to the county's store.
    pub(super) fn county_db(&mut self) -> &Connection {
        let disk = &self.disk;
        self.look.get_or_insert_with(|| server::watch(disk))
    }

    /// Grows whenever something is written to the county's store.
    pub(super) fn county_version(&mut self) -> i64 {
        version(self.county_db())
    }

    /// The same of the phone's.
    pub(super) fn phone_version(&mut self) -> i64 {
        version(self.home.look())
    }

    /// The county's disk as a copy has it.
    pub(super) fn county_image(&mut self) -> Image {
        fold(self.county_db());
        self.disk.image().killed()
    }

    pub(super) fn now(&self) -> i64 {
        self.now_ms.get()
    }

    /// Time passes up to this moment.
    pub(super) fn pass(&mut self, at_ms: i64) {
        let at_ms = at_ms.max(self.now());
        self.now_ms.set(at_ms);
        self.machine.set_now_ms(at_ms);
        self.clock.set(at_ms);
    }

    /// Whether the phone belongs to somebody.
    pub(super) fn is_enrolled(&self) -> Result<bool, CoreError> {
        Ok(self.core().user()?.is_some())
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime")
}

fn version(db: &Connection) -> i64 {
    let version = db.prepare_cached("PRAGMA data_version").and_then(|mut query| query.query_row([], |row| row.get(0)));
    version.expect("the store is there")
}
