//! Strings rounds together until both sides have everything.

use super::budget::{Passage, SyncBudget};
use super::outgoing::SyncRequest;
use super::reply::Reply;
use super::report::SyncReport;
use crate::core::Core;
use crate::error::CoreError;

/// Where a sync request goes, below the server's address.
pub const SYNC_PATH: &str = "/v1/sync";
/// Where an enrolment goes.
pub const ENROL_PATH: &str = "/v1/enrol";

/// How often in a row the server may ask to begin a round anew.
const ANEW_MAX: u32 = 3;
/// How many rounds in a row may bring nothing and still promise more.
const IDLE_MAX: u32 = 3;

/// What carries bytes to the server and back, one request at a time.
pub trait Transport {
    /// What can go wrong on the way.
    type Error;

    /// Posts a body to a path below the server's address.
    ///
    /// # Errors
    /// No network, a timeout, a cut: the core keeps everything and the next round sends it again.
    fn post(&mut self, server_url: &str, path: &str, body: Vec<u8>) -> Result<Reply, Self::Error>;
}

/// Why a sync ended early. What was taken in until then stays.
#[derive(Debug, thiserror::Error)]
pub enum SyncError<Carrier> {
    /// On this device or at the server.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// On the way.
    #[error("the way to the server failed")]
    Transport(Carrier),
}

/// What to do after a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Begin and send another request.
    Send,
    /// Both sides have everything.
    Done(SyncReport),
}

/// A sync of several rounds, without a network.
#[derive(Debug, Clone, Default)]
pub struct Rounds {
    total: SyncReport,
    budget: SyncBudget,
    anew: u32,
    idle: u32,
}

impl Rounds {
    /// With what an earlier sync learned of the way.
    pub fn within(budget: SyncBudget) -> Self {
        Self { budget, ..Self::default() }
    }

    /// What the next round may carry.
    pub fn budget(&self) -> SyncBudget {
        self.budget
    }

    /// The next request.
    ///
    /// # Errors
    /// Those of [`Core::sync_begin`].
    pub fn begin(&self, core: &Core) -> Result<SyncRequest, CoreError> {
        core.sync_begin_within(self.budget)
    }

    /// A request was lost on the way, or its answer.
    pub fn cut(&mut self) {
        self.budget = self.budget.after(Passage::Cut);
    }

    /// What the rounds brought so far.
    pub fn so_far(&self) -> &SyncReport {
        &self.total
    }

    /// Takes the reply to a request in.
    ///
    /// # Errors
    /// Those of [`Core::sync_finish`], the server's own, `no_progress`.
    pub fn take(&mut self, core: &Core, request: &SyncRequest, reply: Reply) -> Result<Next, CoreError> {
        let answer = match reply {
            Reply::Answer(answer) => answer,
            Reply::Refused(error) => {
                self.anew += 1;
                match (error.code.as_str(), error.counter) {
                    _ if self.anew > ANEW_MAX => return Err(CoreError::Server(error)),
                    ("counter_used", Some(last)) => core.sync_counter_used(last)?,
                    ("unknown_previous", _) => core.sync_unknown_previous()?,
                    ("unknown_device", _) if core.sync_unknown_device()? => {}
                    ("bad_message" | "body_cut" | "protocol_too_new", _) if core.sync_not_understood(request)? => {}
                    _ => return Err(CoreError::Server(error)),
                }
                return Ok(Next::Send);
            }
        };
        let round = core.sync_finish(request, &answer)?;
        // A clock that was set meanwhile makes one budget too small or too large, and nothing else.
        let took_ms = u64::try_from(core.now_ms().saturating_sub(request.made_ms)).unwrap_or(0);
        let full_up = request.more_waiting;
        let all_is_up = round.more && !request.more_waiting;
        let full_down = (all_is_up && round.received > 0) || answer.len() >= self.budget.down_bytes / 2;
        self.budget = self.budget.after(Passage::Through { full_up, full_down, took_ms });
        self.anew = 0;
        self.idle = if round.progressed() { 0 } else { self.idle + 1 };
        self.total.add(&round);
        match round.more {
            false => Ok(Next::Done(std::mem::take(&mut self.total))),
            true if self.idle >= IDLE_MAX => Err(CoreError::NoProgress),
            true => Ok(Next::Send),
        }
    }
}

/// Exchanges with the server until both sides have everything.
///
/// # Errors
/// [`SyncError`]; what was taken in until then stays.
pub fn sync<Carrier: Transport>(core: &Core, transport: &mut Carrier) -> Result<SyncReport, SyncError<Carrier::Error>> {
    let server_url = core.server_url()?.ok_or(CoreError::NotEnrolled)?;
    let mut rounds = Rounds::default();
    loop {
        let mut request = rounds.begin(core)?;
        let body = std::mem::take(&mut request.body);
        let reply = transport.post(&server_url, SYNC_PATH, body).map_err(SyncError::Transport)?;
        if let Next::Done(report) = rounds.take(core, &request, reply)? {
            return Ok(report);
        }
    }
}

/// Enrols this device with a one-time code.
///
/// # Errors
/// [`SyncError`]; the same code may be tried again with the same store.
pub fn enrol<Carrier: Transport>(
    core: &Core,
    transport: &mut Carrier,
    server_url: &str,
    code: &str,
) -> Result<(), SyncError<Carrier::Error>> {
    let body = core.enrol_begin(server_url, code)?;
    let server_url = core.server_url()?.ok_or(CoreError::EnrolText)?;
    match transport.post(&server_url, ENROL_PATH, body).map_err(SyncError::Transport)? {
        Reply::Answer(answer) => Ok(core.enrol_finish(&answer)?),
        Reply::Refused(error) => Err(CoreError::Server(error).into()),
    }
}
