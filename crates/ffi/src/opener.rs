//! Opens the store's file, for each thread that works on it.

use std::path::PathBuf;

use lianxin_core::{Core, CoreError};

use crate::keys::Key;

/// Where the store is, and what opens it.
pub(crate) struct Opener {
    pub(crate) path: PathBuf,
    pub(crate) key: Key,
}

impl Opener {
    #[cfg(feature = "sealed")]
    pub(crate) fn open(&self) -> Result<Core, CoreError> {
        let key = lianxin_core::StoreKey::new(self.key.bytes());
        Core::open_encrypted(&self.path, &key, lianxin_core::SystemPlatform)
    }

    /// Without the cipher nothing is written.
    #[cfg(not(feature = "sealed"))]
    pub(crate) fn open(&self) -> Result<Core, CoreError> {
        let _ = (&self.path, self.key.bytes());
        Err(CoreError::CannotOpen)
    }
}
