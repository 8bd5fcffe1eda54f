//! What can go wrong between the device and the server, coded, in both languages.

use lianxin_core::CoreError;

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
pub enum ClientError {
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

impl ClientError {
    /// The word for programs.
    pub fn code(&self) -> &str {
        match self {
            ClientError::Core(error) | ClientError::ComeAgain { error, .. } => error.code(),
            other => other.parts().0,
        }
    }

    /// The sentence for people, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            ClientError::Core(error) | ClientError::ComeAgain { error, .. } => error.zh(),
            other => other.parts().1.to_owned(),
        }
    }

    /// The same in English.
    pub fn en(&self) -> String {
        match self {
            ClientError::Core(error) | ClientError::ComeAgain { error, .. } => error.en(),
            other => other.parts().2.to_owned(),
        }
    }

    /// After how many seconds the server wants to be asked again, where it said so.
    pub fn retry_after_seconds(&self) -> Option<u32> {
        match self {
            ClientError::ComeAgain { seconds, .. } => Some(*seconds),
            _ => None,
        }
    }

    /// Whether trying again soon is of no use.
    pub fn is_lasting(&self) -> bool {
        LASTING.contains(&self.code())
    }

    /// Whether bytes were on their way and did not arrive: smaller ones might.
    pub fn is_cut(&self) -> bool {
        matches!(self, ClientError::Cut | ClientError::Timeout)
    }

    fn parts(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            ClientError::Core(_) | ClientError::ComeAgain { .. } => ("core", "", ""),
            ClientError::NoNetwork => (
                "no_network",
                "连不上服务器，已写的都在本机，有信号时再同步",
                "no network; everything is kept on the device",
            ),
            ClientError::Timeout => (
                "timeout",
                "服务器迟迟没有答复，已写的都在本机，请再试",
                "no answer in time; everything is kept: try again",
            ),
            ClientError::Cut => {
                ("cut", "连接中断，没有丢失任何内容，请再试", "the connection was cut; nothing is lost: try again")
            }
            ClientError::TooLarge => {
                ("too_large", "答复太大，连到的可能不是服务器", "the answer is too large to be the server's")
            }
            ClientError::Address => ("address", "服务器地址不对", "not an address of a server"),
            ClientError::Background => ("background", "系统没有提供后台线程", "the system gives no thread"),
            ClientError::Tls => ("tls", "本机无法建立安全连接", "no secure connection on this system"),
        }
    }

    pub(crate) fn of_way(error: reqwest::Error) -> Self {
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
}
