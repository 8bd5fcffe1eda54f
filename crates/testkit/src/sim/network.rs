//! The virtual network: what becomes of each request and its answer.

use bytes::Bytes;
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

use super::phone::Range;
use super::plan::Fault;
use super::server::Answer;

/// Bytes of the head of a request: what `POST` and a length need.
pub(super) const REQUEST_HEAD: usize = "POST /v1/sync HTTP/1.1\r\nhost: c\r\ncontent-length: 1000\r\n\r\n".len();
/// After so long without an answer a phone gives up, in milliseconds.
pub(super) const PATIENCE_MS: i64 = 60_000;

/// What becomes of a request.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    /// How the request fares.
    pub(super) up: Up,
    /// How its answer fares.
    pub(super) down: Down,
    /// On the way to the server.
    pub(super) up_ms: i64,
    /// On the way back.
    pub(super) down_ms: i64,
    /// The request comes again, so much later.
    pub(super) again_ms: Option<i64>,
    /// Which of the faults there are this is.
    pub(super) fault: Option<Fault>,
}

/// How a request fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Up {
    Whole,
    /// So many bytes of it arrive, its head included.
    Cut(usize),
    /// It does not arrive.
    Lost,
    /// There is no network to send it to.
    NoNetwork,
    /// Somebody else answers.
    Portal,
    /// Something on the way does not understand it.
    Misunderstood,
}

/// How an answer fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Down {
    Whole,
    /// It ends early. The phone knows by its length, wherever that is.
    Cut,
    /// It does not arrive.
    Lost,
    /// So much of its body arrives, and passes for all of it.
    Shortened(u16),
    /// One bit of it is another.
    Flipped(u16, u8),
    /// One that the phone was given before comes in its place.
    Stale,
}

impl Passage {
    /// Nothing happens to it.
    pub(super) fn good() -> Self {
        Self { up: Up::Whole, down: Down::Whole, up_ms: 40, down_ms: 40, again_ms: None, fault: None }
    }

    /// As the dice fall, by the phone's network.
    pub(super) fn roll(rng: &mut ChaCha8Rng, range: Range, faults: &[Fault], bytes: usize) -> Self {
        let mut passage = Self { up_ms: rng.random_range(20..900), down_ms: rng.random_range(20..900), ..Self::good() };
        if range == Range::None {
            return Self { up: Up::NoNetwork, ..passage };
        }
        let spoiled = match range {
            Range::Good => 0.1,
            Range::Weak => 0.45,
            Range::Bad | Range::None => 0.85,
        };
        if faults.is_empty() || !rng.random_bool(spoiled) {
            return passage;
        }
        let fault = faults[rng.random_range(0..faults.len())];
        passage.fault = Some(fault);
        match fault {
            Fault::Cut if rng.random() => passage.up = Up::Cut(rng.random_range(0..REQUEST_HEAD + bytes)),
            Fault::Cut => passage.down = Down::Cut,
            Fault::Loss if rng.random() => passage.up = Up::Lost,
            Fault::Loss => passage.down = Down::Lost,
            Fault::Twice => {
                let minutes = if rng.random_bool(0.3) { 240 } else { 1 };
                passage.again_ms = Some(rng.random_range(0..minutes * 60_000));
                // The phone gets the second answer, or none and the request comes later on.
                passage.down = if rng.random_bool(0.4) { Down::Lost } else { Down::Whole };
            }
            Fault::Delay => {
                let longest = if rng.random_bool(0.3) { 7_200_000 } else { 90_000 };
                passage.up_ms = rng.random_range(0..longest);
                passage.down_ms = rng.random_range(0..90_000);
            }
            Fault::Stale => passage.down = Down::Stale,
            Fault::Portal => passage.up = Up::Portal,
            Fault::Bent if rng.random() => passage.down = Down::Shortened(rng.random()),
            Fault::Bent => passage.down = Down::Flipped(rng.random(), rng.random_range(0..8)),
            Fault::Old => passage.up = Up::Misunderstood,
            _ => passage.fault = None,
        }
        passage
    }
}

/// A portal's page.
pub(super) fn portal(dice: u64) -> Answer {
    let page = "<html><body>欢迎使用，请先登录</body></html>";
    let html = Some("text/html; charset=utf-8".to_owned());
    let answer = |status, content_type, retry_after: Option<&str>, body: &str| Answer {
        status,
        content_type,
        retry_after: retry_after.map(str::to_owned),
        body: Bytes::copy_from_slice(body.as_bytes()),
    };
    match dice % 5 {
        0 | 1 => answer(200, html, None, page),
        2 => answer(511, html, Some("30"), page),
        3 => answer(200, None, None, page),
        _ => answer(302, None, None, ""),
    }
}

/// What says that it does not understand.
pub(super) fn misunderstood(dice: u64) -> Answer {
    let code = ["bad_message", "body_cut", "protocol_too_new"][(dice % 3) as usize];
    let body = format!(r#"{{"error":{{"code":"{code}","message":"看不懂","message_en":"not understood"}}}}"#);
    Answer {
        status: 400,
        content_type: Some("application/json".to_owned()),
        retry_after: None,
        body: body.into_bytes().into(),
    }
}

/// The answer as it arrives; none where the connection ended before its end.
pub(super) fn arrived(answer: &Answer, down: Down, heard: Option<&Answer>) -> Option<Answer> {
    let share = |of: usize, part: u16| of * usize::from(part) / 65_536;
    let mut answer = answer.clone();
    match down {
        Down::Whole => Some(answer),
        Down::Cut | Down::Lost => None,
        Down::Shortened(part) => {
            answer.body = answer.body.slice(..share(answer.body.len(), part));
            Some(answer)
        }
        Down::Flipped(part, bit) => {
            let mut body = answer.body.to_vec();
            let at = share(body.len(), part);
            if let Some(byte) = body.get_mut(at) {
                *byte ^= 1 << bit;
            }
            answer.body = body.into();
            Some(answer)
        }
        Down::Stale => heard.cloned(),
    }
}
