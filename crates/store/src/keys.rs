//! Keys that sign access tokens.

use crate::Result;

/// What a key is for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Signs, and proves.
    Active,
    /// Only proves what it signed before.
    Retiring,
}

/// A key that signs access tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Its name in tokens.
    pub kid: String,
    /// The private key, PKCS#8 DER.
    pub private_der: Vec<u8>,
    /// What it is for now.
    pub state: KeyState,
    /// When it was made, seconds since 1970.
    pub created_at_s: i64,
}

impl std::fmt::Debug for SigningKey {
    // A private key never reaches a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).field("state", &self.state).finish_non_exhaustive()
    }
}

/// Reads signing keys.
pub trait ReadKeys {
    /// The live keys, the newest first.
    fn signing_keys(&self) -> Result<Vec<SigningKey>>;
}

/// Writes signing keys.
pub trait WriteKeys {
    /// Adds a key.
    ///
    /// # Errors
    /// [`crate::StoreError::Taken`] for a name that is there.
    fn put_signing_key(&mut self, key: &SigningKey) -> Result<()>;

    /// Changes what a key is for.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`].
    fn set_key_state(&mut self, kid: &str, state: KeyState) -> Result<()>;

    /// Removes a key; what it signed proves nothing any more.
    fn remove_signing_key(&mut self, kid: &str) -> Result<()>;
}
