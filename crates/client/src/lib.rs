//! Carries the bytes of the core over HTTP. One request is one round trip: no token to fetch first, no redirect to
//! follow, nothing sent twice behind the core's back.

//!
//! [`Client`] makes one round or one sync when it is told to. [`background`] decides by itself when.

pub mod background;
pub mod desk;
mod trust;

use std::time::Duration;

use lianxin_core::feed;
use lianxin_core::feed::{ENROL_PATH, Next, Reply, Rounds, SYNC_PATH, SyncReport, parse_enrol_text};
use lianxin_core::model::limits;
use lianxin_core::{Core, CoreError};
use reqwest::header::{CONTENT_TYPE, HeaderName, RETRY_AFTER};

pub use lianxin_core::feed::WayError as ClientError;
pub use lianxin_core::schedule::{self, SyncEvent};

/// How long an unused connection is kept. Servers, ours after fifteen seconds, close such ones as well: a request that meets
/// that moment is cut.
const IDLE_CONNECTION: Duration = Duration::from_secs(10);

/// How long the client waits, in seconds. A weak cell needs many of them before the first byte comes.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// Until the connection stands.
    pub connect_seconds: u64,
    /// Between two pieces of an answer, and before the first.
    pub read_seconds: u64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect_seconds: 20, read_seconds: 60 }
    }
}

/// The way to the server. Keeps its connection between rounds.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
}

impl Client {
    /// With the usual timeouts.
    ///
    /// # Errors
    /// `tls` where the system has no usable certificates.
    pub fn new() -> Result<Self, ClientError> {
        Self::with_timeouts(Timeouts::default())
    }

    /// With other timeouts.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_timeouts(timeouts: Timeouts) -> Result<Self, ClientError> {
        let http = trust::trusting(reqwest::Client::builder())?
            .connect_timeout(Duration::from_secs(timeouts.connect_seconds))
            .read_timeout(Duration::from_secs(timeouts.read_seconds))
            .pool_idle_timeout(IDLE_CONNECTION)
            // A redirect is a captive portal's. A retry would show the server a counter twice.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .http1_only()
            .build()
            .map_err(|_| ClientError::Tls)?;
        Ok(Self { http })
    }

    /// Enrols this device. After a lost answer the same code may be tried again.
    ///
    /// # Errors
    /// `enrol_text`, `already_enrolled`, the server's own codes (`enrol_code_unknown`, …), those of the way.
    pub async fn enrol(&self, core: &Core, server_url: &str, code: &str) -> Result<(), ClientError> {
        let body = core.enrol_begin(server_url, code)?;
        match self.post(&address(core, ENROL_PATH)?, body).await? {
            Reply::Answer(answer) => Ok(core.enrol_finish(&answer)?),
            Reply::Refused(error) => Err(CoreError::Server(error).into()),
        }
    }

    /// Enrols this device with the text that the administrator shows or prints: `URL CODE`.
    ///
    /// # Errors
    /// As [`Client::enrol`].
    pub async fn enrol_by_text(&self, core: &Core, text: &str) -> Result<(), ClientError> {
        let (server_url, code) = parse_enrol_text(text)?;
        self.enrol(core, &server_url, &code).await
    }

    /// One round: hands in what fits into one request and takes in one answer. `more` in the report says whether another
    /// would bring or take more.
    ///
    /// # Errors
    /// [`ClientError`]; nothing is lost, the next round sends the same again.
    pub async fn sync_once(&self, core: &Core) -> Result<SyncReport, ClientError> {
        let mut rounds = Rounds::default();
        loop {
            match self.round(core, &mut rounds).await? {
                Next::Done(report) => return Ok(report),
                // The server asked to begin anew: that was no round yet.
                Next::Send if rounds.so_far().rounds == 0 => {}
                Next::Send => return Ok(rounds.so_far().clone()),
            }
        }
    }

    /// Rounds until both sides have everything.
    ///
    /// # Errors
    /// [`ClientError`]; what was exchanged until then stays.
    pub async fn sync_until_done(&self, core: &Core) -> Result<SyncReport, ClientError> {
        self.sync_telling(core, |_, _| ()).await
    }

    /// The same, telling after each round what the rounds brought so far.
    ///
    /// # Errors
    /// As [`Client::sync_until_done`].
    pub async fn sync_telling(
        &self,
        core: &Core,
        mut tell: impl FnMut(&Core, &SyncReport),
    ) -> Result<SyncReport, ClientError> {
        let mut rounds = Rounds::default();
        loop {
            match self.round(core, &mut rounds).await? {
                Next::Done(report) => {
                    tell(core, &report);
                    return Ok(report);
                }
                // Where the server asked to begin anew, nothing got through yet.
                Next::Send if rounds.so_far().rounds == 0 => {}
                Next::Send => tell(core, rounds.so_far()),
            }
        }
    }

    async fn round(&self, core: &Core, rounds: &mut Rounds) -> Result<Next, ClientError> {
        let mut request = rounds.begin(core)?;
        let body = std::mem::take(&mut request.body);
        let reply = self.post(&address(core, SYNC_PATH)?, body).await.inspect_err(|error| {
            if error.is_cut() {
                rounds.cut();
            }
        })?;
        Ok(rounds.take(core, &request, reply)?)
    }

    async fn post(&self, url: &str, body: Vec<u8>) -> Result<Reply, ClientError> {
        let mut request = self.http.post(url);
        if feed::needs_content_type(&body) {
            request = request.header(CONTENT_TYPE, feed::CONTENT_TYPE);
        }
        let mut response = request.body(body).send().await.map_err(of_way)?;
        let status = response.status().as_u16();
        let header =
            |name: HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (content_type, retry_after) = (header(CONTENT_TYPE), header(RETRY_AFTER));
        let mut answer = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(of_way)? {
            if answer.len() + piece.len() > limits::SYNC_ANSWER_BYTES_MAX {
                return Err(ClientError::TooLarge);
            }
            answer.extend_from_slice(&piece);
        }
        feed::read_reply(status, content_type.as_deref(), retry_after.as_deref(), answer)
    }
}

fn address(core: &Core, path: &str) -> Result<String, CoreError> {
    Ok(format!("{}{path}", core.server_url()?.ok_or(CoreError::NotEnrolled)?))
}

fn of_way(error: reqwest::Error) -> ClientError {
    if error.is_timeout() {
        ClientError::Timeout
    } else if error.is_builder() {
        ClientError::Address
    } else if error.is_connect() {
        ClientError::NoNetwork
    } else {
        ClientError::Cut
    }
}
