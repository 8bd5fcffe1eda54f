//! Ed25519 on both sides. The device's key may live in a key store that only signs.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use super::WireError;

/// The key store would not sign (locked, removed, refused by the person).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the device's key could not sign")]
pub struct SigningFailed;

/// The device's Ed25519 key, wherever it lives.
pub trait Signer {
    /// The 32 bytes of the public key.
    fn public_key(&self) -> [u8; 32];

    /// The signature of a message.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SigningFailed>;
}

/// A key held in memory, wiped when dropped.
pub struct MemoryKey(SigningKey);

impl MemoryKey {
    /// From the 32 secret bytes.
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }
}

impl std::fmt::Debug for MemoryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryKey(secret)")
    }
}

impl Signer for MemoryKey {
    fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SigningFailed> {
        Ok(self.0.sign(message).to_bytes())
    }
}

/// Strictly: weak keys and signatures that another reader could judge otherwise are refused.
pub(super) fn verify(public_key: &[u8; 32], message: &[u8], signature: &[u8]) -> Result<(), WireError> {
    let key = VerifyingKey::from_bytes(public_key).map_err(|_| WireError::BadSignature)?;
    let signature = Signature::from_slice(signature).map_err(|_| WireError::BadSignature)?;
    key.verify_strict(message, &signature).map_err(|_| WireError::BadSignature)
}

/// The bytes that are signed: the context keeps a signature from being shown for another purpose.
pub(super) fn with_context(context: &[u8], content: &[u8]) -> Vec<u8> {
    [context, content].concat()
}
