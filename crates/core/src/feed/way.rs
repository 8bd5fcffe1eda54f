//! What can go wrong between the device and the server, coded, in both languages: the same on every system and in a browser.

use lianxin_model::limits;

use super::reply::Reply;
use crate::error::CoreError;

/// What every body to the server is, where it does not say so itself.
pub const CONTENT_TYPE: &str = "application/x-protobuf";

/// What another try cannot change: an administrator, an update or a repair can.
const LASTING: [&str; 13] = [
    "account_closed",
    "address",
    "damaged",
    "device_revoked",
    "disk_full",
    "key_failed",
    "newer_store",
    "not_a_store",
    "not_enrolled",
    "protocol_too_new",
    "protocol_too_old",
    "tls",
    "unknown_device",
];

/// Why nothing was exchanged. What was written stays on the device and is sent by the next round.
#[derive(Debug, thiserror::Error)]
pub enum WayError {
    /// On this device, or the server's own answer.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// The server, or whoever answered in its place, asks to come again later.
    #[error("turned away for {seconds} seconds: {error}")]
    ComeAgain {
        /// How much later.
        seconds: u32,
        /// What it said.
        error: CoreError,
    },
    /// The server cannot be reached.
    #[error("the server cannot be reached")]
    NoNetwork,
    /// Nothing came for too long.
    #[error("the server did not answer in time")]
    Timeout,
    /// The connection ended in the middle.
    #[error("the connection was cut")]
    Cut,
    /// The answer is larger than any that a server of ours gives.
    #[error("the answer is too large")]
    TooLarge,
    /// The server's address cannot be one.
    #[error("not an address")]
    Address,
    /// The system gives no thread or event queue.
    #[error("the system gives no thread")]
    Background,
    /// No secure connection can be made on this system.
    #[error("no secure connection on this system")]
    Tls,
}

impl WayError {
    /// The word for programs.
    pub fn code(&self) -> &str {
        match self {
            WayError::Core(error) | WayError::ComeAgain { error, .. } => error.code(),
            other => other.parts().0,
        }
    }

    /// The sentence for people, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            WayError::Core(error) | WayError::ComeAgain { error, .. } => error.zh(),
            other => other.parts().1.to_owned(),
        }
    }

    /// The same in English.
    pub fn en(&self) -> String {
        match self {
            WayError::Core(error) | WayError::ComeAgain { error, .. } => error.en(),
            other => other.parts().2.to_owned(),
        }
    }

    /// After how many seconds the server wants to be asked again, where it said so.
    pub fn retry_after_seconds(&self) -> Option<u32> {
        match self {
            WayError::ComeAgain { seconds, .. } => Some(*seconds),
            _ => None,
        }
    }

    /// Whether trying again soon is of no use.
    pub fn is_lasting(&self) -> bool {
        LASTING.contains(&self.code())
    }

    /// Whether bytes were on their way and did not arrive: smaller ones might.
    pub fn is_cut(&self) -> bool {
        matches!(self, WayError::Cut | WayError::Timeout)
    }

    fn parts(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            WayError::Core(_) | WayError::ComeAgain { .. } => ("core", "", ""),
            WayError::NoNetwork => (
                "no_network",
                "连不上服务器，已写的都在本机，有信号时再同步",
                "no network; everything is kept on the device",
            ),
            WayError::Timeout => (
                "timeout",
                "服务器迟迟没有答复，已写的都在本机，请再试",
                "no answer in time; everything is kept: try again",
            ),
            WayError::Cut => {
                ("cut", "连接中断，没有丢失任何内容，请再试", "the connection was cut; nothing is lost: try again")
            }
            WayError::TooLarge => {
                ("too_large", "答复太大，连到的可能不是服务器", "the answer is too large to be the server's")
            }
            WayError::Address => ("address", "服务器地址不对", "not an address of a server"),
            WayError::Background => ("background", "系统没有提供后台线程", "the system gives no thread"),
            WayError::Tls => ("tls", "本机无法建立安全连接", "no secure connection on this system"),
        }
    }
}

/// Whether a request with this body needs the header [`CONTENT_TYPE`]. From protocol 2 on the first byte of a body says
/// what it is; a header would be a tenth of the request.
pub fn needs_content_type(body: &[u8]) -> bool {
    body.first() != Some(&2)
}

/// Reads what HTTP brought: status, the headers `Content-Type` and `Retry-After` as they came, and the body.
///
/// # Errors
/// [`WayError::ComeAgain`] where whoever answered asks for it, those of [`Reply::read`].
pub fn read_reply(
    status: u16,
    content_type: Option<&str>,
    retry_after: Option<&str>,
    body: Vec<u8>,
) -> Result<Reply, WayError> {
    match (Reply::read(status, content_type, body), retry_after.and_then(come_again_seconds)) {
        (Ok(Reply::Refused(error)), Some(seconds)) => {
            Err(WayError::ComeAgain { seconds, error: CoreError::Server(error) })
        }
        (Err(error), Some(seconds)) => Err(WayError::ComeAgain { seconds, error }),
        (reply, _) => Ok(reply?),
    }
}

/// `Retry-After` in seconds; our server writes no dates. Bounded: a portal must not silence a phone for a week.
fn come_again_seconds(header: &str) -> Option<u32> {
    let seconds: u64 = header.trim().parse().ok()?;
    Some(u32::try_from(seconds).unwrap_or(u32::MAX).clamp(1, limits::RETRY_AFTER_SECONDS_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_asks_to_come_again() {
        let busy = r#"{"error":{"code":"busy","message":"忙","message_en":"busy"}}"#;
        let cases: [(u16, Option<&str>, Option<u32>, &str); 6] = [
            (503, Some("30"), Some(30), "busy"),
            (503, Some(" 30 "), Some(30), "busy"),
            (503, Some("0"), Some(1), "busy"),
            (503, Some("604800"), Some(limits::RETRY_AFTER_SECONDS_MAX), "busy"),
            (503, Some("Wed, 21 Oct 2026 07:28:00 GMT"), None, "refused"),
            (200, Some("30"), None, "answer"),
        ];
        for (status, retry_after, seconds, code) in cases {
            let media = if status == 200 { CONTENT_TYPE } else { "application/json" };
            let (got, after) = match read_reply(status, Some(media), retry_after, busy.into()) {
                Ok(Reply::Answer(_)) => ("answer".to_owned(), None),
                Ok(Reply::Refused(_)) => ("refused".to_owned(), None),
                Err(error) => (error.code().to_owned(), error.retry_after_seconds()),
            };
            assert_eq!((got.as_str(), after), (code, seconds), "{status} {retry_after:?}");
        }
        let portal = read_reply(511, Some("text/html"), Some("60"), Vec::new()).unwrap_err();
        assert_eq!((portal.code(), portal.retry_after_seconds()), ("not_the_server", Some(60)));
    }
}
