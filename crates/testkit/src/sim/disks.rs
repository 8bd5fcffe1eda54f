//! Disks that fail: a phone's at any call of its app, the server's at any call while it answers. The checker looks past them.

use lianxin_model::ids::DeviceId;
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

use super::plan::Fault;
use super::server::Answer;
use super::world::{Checked, Event, World};
use crate::disk::How;

/// Within so many calls of a disk a fault comes.
const CALLS_MAX: u64 = 300;
/// After so long at most there is room again, and nothing fails any more.
const MENDED_MS: i64 = 40 * 60_000;

/// What a phone or the server says of a disk that fails.
pub(super) const OF_THE_DISK: [&str; 4] = ["storage", "disk_full", "cannot_open", "locked"];

/// What is about to happen to a disk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peril {
    /// At which of its next calls.
    call: u64,
    how: How,
}

impl World {
    /// Something is about to happen to the disk of a phone, or of the server.
    pub(super) fn endanger(&mut self, fault: Fault, phone: usize, rng: &mut ChaCha8Rng) {
        let one_of = |rng: &mut ChaCha8Rng, one, other| if rng.random() { one } else { other };
        let how = match fault {
            Fault::PowerCut => one_of(rng, How::StopBefore, How::StopAfter),
            Fault::DiskFull => How::Full,
            _ => one_of(rng, How::Error, How::Broken),
        };
        let peril = Peril { call: rng.random_range(1..=CALLS_MAX), how };
        if rng.random_bool(0.3) {
            self.peril = Some(peril);
            return;
        }
        // One fault after the other: of which of two a phone speaks, it does not say.
        self.mended(phone);
        let disk = &self.phones[phone].home.disk;
        disk.fail_at(disk.calls() + peril.call, how);
        let at_ms = self.now() + rng.random_range(0..MENDED_MS);
        self.at(at_ms, Event::Mended { phone });
    }

    /// A phone's disk works again.
    pub(super) fn mended(&mut self, phone: usize) {
        self.phones[phone].home.disk.heal();
        self.look_whose(phone);
    }

    /// Whether a phone may speak of its disk: it has failed since it was last endangered.
    pub(super) fn may_blame_the_disk(&self, phone: usize, code: &str) -> bool {
        OF_THE_DISK.contains(&code) && self.phones[phone].home.disk.has_failed()
    }

    /// A phone that stopped starts again, over what its disk kept; one that did not stop goes on.
    pub(super) fn come_back(&mut self, phone: usize) -> Checked {
        let it = &mut self.phones[phone];
        if !it.home.disk.is_stopped() {
            return Ok(());
        }
        it.tabs.clear();
        it.life += 1;
        match it.machine.roll() {
            dice if dice % 4 == 0 => it.home.kill(),
            dice => it.home.power_cut(dice),
        }
        self.say(format_args!("phone {phone} starts again"));
        self.figures.restarts += 1;
        self.open_tab(phone)?;
        self.look_whose(phone);
        Ok(())
    }

    /// What was answered with an error may have happened: whose a phone is, and whether it is closed, it says itself.
    pub(super) fn look_whose(&mut self, phone: usize) {
        let it = &mut self.phones[phone];
        let Some(Ok(status)) = it.tabs.first().map(|tab| tab.core.status()) else { return };
        let device: Option<DeviceId> = status.device;
        if it.device.is_some() && device.is_none() && status.closed_at_ms.is_some() {
            it.closed = true;
        } else if it.device.is_none() && device.is_some() {
            (it.user, it.device, it.closed, it.code) = (status.user, device, false, None);
        }
    }

    /// What is about to happen to the server's disk happens while it answers, or another time.
    pub(super) fn arm(&self) {
        if let Some(Peril { call, how }) = self.peril {
            self.disk.fail_at(self.disk.calls() + call, how);
        }
    }

    /// The server has answered; whether its disk failed meanwhile. Where the machine stopped, it starts again over what its
    /// disk kept, and only what was answered before is on its way.
    pub(super) fn disarm(&mut self, answers: &mut [Option<Answer>]) -> Checked<bool> {
        if self.peril.is_none() || !self.disk.has_failed() {
            self.disk.heal();
            return Ok(false);
        }
        self.peril = None;
        if !self.disk.is_stopped() {
            self.disk.heal();
            return Ok(true);
        }
        answers.iter_mut().filter(|it| it.as_ref().is_some_and(|it| it.status != 200)).for_each(|it| *it = None);
        (self.server, self.look) = (None, None);
        self.disk.power_cut(super::mixed(self.plan.seed ^ self.exchanges));
        self.say(format_args!("the server starts again"));
        self.figures.restarts += 1;
        self.start_server()?;
        Ok(true)
    }
}
