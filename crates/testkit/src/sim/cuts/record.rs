//! Records exchanges out of simulated counties: the phone just before its request left, the county just before it came, and
//! what both said.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use lianxin_core::schedule::Steps;

use super::super::network::{Passage, Up};
use super::super::plan::{Fault, Plan};
use super::super::run;
use super::super::server::{Answer, Arrival, Server};
use super::super::world::{Checked, Waits, World};
use super::says::{self, Says};
use super::script;
use crate::disk::Image;

/// A phone whose request is on its way.
#[derive(Debug, Clone)]
pub(super) struct PhoneThen {
    pub(super) store: Image,
    /// Its loop, which waits for the answer.
    pub(super) steps: Steps,
    /// The code that it enrols with, if it belongs to nobody.
    pub(super) code: Option<String>,
    pub(super) dice: u64,
    pub(super) off_ms: i64,
}

/// One exchange of one phone with its county.
#[derive(Debug, Clone)]
pub(super) struct Recorded {
    pub(super) phone: PhoneThen,
    pub(super) county: Image,
    pub(super) path: &'static str,
    pub(super) body: Bytes,
    pub(super) now_ms: i64,
    /// The county was put back to an older copy before.
    pub(super) put_back: bool,
}

/// What a world writes down while it runs.
#[derive(Debug, Default)]
pub(in crate::sim) struct Recorder {
    wanted: BTreeSet<u64>,
    left: BTreeMap<u64, PhoneThen>,
    recorded: BTreeMap<u64, Recorded>,
    said: BTreeMap<u64, BTreeSet<Says>>,
}

/// What was recorded of a county.
#[derive(Debug)]
pub(super) struct Recording {
    /// What was said in each exchange that can be recorded.
    pub(super) said: BTreeMap<u64, BTreeSet<Says>>,
    /// The exchanges that were wanted.
    pub(super) recorded: BTreeMap<u64, Recorded>,
}

/// Runs the county of a seed and records these exchanges. The same seed is the same county each time.
pub(super) fn record(seed: u64, wanted: &BTreeSet<u64>) -> Checked<Recording> {
    let wanted = wanted.clone();
    let recorder = run::apart(move || {
        let mut world = World::new(plan(seed), false)?;
        world.recorder = Some(Recorder { wanted, ..Recorder::default() });
        // A county that breaks a promise on the way is the simulator's matter: what was recorded until then is recorded.
        let _lived = world.happen().and_then(|()| script::run(&mut world));
        Ok(world.recorder.take().unwrap_or_default())
    })?;
    Ok(Recording { said: recorder.said, recorded: recorder.recorded })
}

/// The plan of the seed with what brings rare messages about.
fn plan(seed: u64) -> Plan {
    let plan = Plan::of(seed);
    if script::is_quiet(seed) {
        return Plan { faults: BTreeSet::new(), steps: Vec::new(), ..plan };
    }
    let mut faults = plan.faults.clone();
    faults.extend([Fault::Old, Fault::Revoke, Fault::RestorePhone]);
    Plan { faults, ..plan }
}

impl World {
    /// A request leaves a phone.
    pub(in crate::sim) fn record_phone(&mut self, from: Waits, passage: &Passage) {
        let wants = |it: &Recorder| passage.up == Up::Whole && it.wanted.contains(&from.exchange);
        if !self.recorder.as_ref().is_some_and(wants) {
            return;
        }
        let it = &mut self.phones[from.phone];
        let then = PhoneThen {
            store: it.home.copy(),
            steps: it.tabs[from.tab].steps.clone(),
            code: it.code.clone().filter(|_| it.device.is_none()),
            dice: super::super::mixed(self.plan.seed ^ from.exchange),
            off_ms: it.machine.off_ms.get(),
        };
        if let Some(recorder) = &mut self.recorder {
            recorder.left.insert(from.exchange, then);
        }
    }

    /// A request comes to the county, alone.
    pub(in crate::sim) fn record_county(&mut self, arrival: &Arrival, from: Waits) {
        let Some(phone) = self.recorder.as_mut().and_then(|it| it.left.remove(&from.exchange)) else { return };
        let (path, body, now_ms) = (arrival.path, arrival.body.clone(), self.now());
        let put_back = self.county_lives > 0;
        let county = self.county_image();
        if let Some(recorder) = &mut self.recorder {
            recorder.recorded.insert(from.exchange, Recorded { phone, county, path, body, now_ms, put_back });
        }
    }

    /// A request that came alone and whole was answered.
    pub(in crate::sim) fn record_answer(&mut self, arrival: &Arrival, from: Waits, answer: &Answer) {
        let Some(recorder) = &mut self.recorder else { return };
        let server: &Server = self.server.as_ref().expect("the server is up");
        recorder.said.entry(from.exchange).or_insert_with(|| says::of_exchange(&server.store, arrival, answer));
    }
}
