//! A key store for programs that no hardware keeps a key for: an office's scripts.

use std::sync::Arc;

use lianxin_core::SystemPlatform;
use lianxin_core::export::{open_secret, seal_secret, strong};

use crate::error::LianxinError;
use crate::host::{HostError, KeyStore};
use crate::text::Utf8;

struct Passphrase(String);

/// Keeps a store's key by a passphrase, of which each guess costs memory and time. Whoever has both file and passphrase has the
/// store: on a phone use the system's own key store.
#[uniffi::export]
pub fn passphrase_key_store(passphrase: Utf8) -> Result<Arc<dyn KeyStore>, LianxinError> {
    strong(&passphrase)?;
    Ok(Arc::new(Passphrase(passphrase.0)))
}

impl KeyStore for Passphrase {
    fn wrap(&self, key: Vec<u8>) -> Result<Vec<u8>, HostError> {
        seal_secret(&key, &self.0, &SystemPlatform).map_err(|_| HostError::Failed)
    }

    fn unwrap(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, HostError> {
        open_secret(&wrapped, &self.0).map_err(|_| HostError::Failed)
    }
}
