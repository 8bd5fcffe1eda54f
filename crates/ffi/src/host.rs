//! What the host gives: where the store's key is kept, what it says of its network, where lines of a log go.

use lianxin_client::desk::NotTaken;

use crate::records::Reach;

/// The host could not do it. Why is the host's own affair: nothing of it comes in here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum HostError {
    /// It failed.
    #[error("the host failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for HostError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        HostError::Failed
    }
}

impl From<HostError> for NotTaken {
    fn from(_: HostError) -> Self {
        NotTaken
    }
}

/// Keeps the key of the store's file from being written down as it is: Android's Keystore, Apple's Keychain, a passphrase. Asked
/// within `open`, on the caller's thread.
#[uniffi::export(with_foreign)]
pub trait KeyStore: Send + Sync {
    /// Seals a key of 32 bytes, when a store begins. What comes back is kept beside the store as it is.
    fn wrap(&self, key: Vec<u8>) -> Result<Vec<u8>, HostError>;

    /// Opens what `wrap` gave, whenever the store is opened.
    fn unwrap(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, HostError>;
}

/// What the system says of its network.
#[uniffi::export(with_foreign)]
pub trait Connectivity: Send + Sync {
    /// The network as it is now.
    fn reach(&self) -> Result<Reach, HostError>;
}

pub(crate) type LogLevel = lianxin_client::desk::LogLevel;

/// How much a line matters.
#[uniffi::remote(Enum)]
pub enum LogLevel {
    /// A defect of this library, or of a callback.
    Error,
    /// Worth a look if it goes on.
    Warning,
}

/// One line. Codes and places in the source: nothing that somebody typed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// The word for programs.
    pub code: String,
    /// What it is about.
    pub text: String,
}

/// Where lines go. Told on a thread of the library's own.
#[uniffi::export(with_foreign)]
pub trait Log: Send + Sync {
    /// One line.
    fn line(&self, line: LogLine) -> Result<(), HostError>;
}
