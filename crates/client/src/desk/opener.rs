//! Where the store of an app lies, and what opens it.

use std::fs::DirBuilder;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lianxin_core::{Core, CoreError};

/// The store's file in its folder.
pub const STORE: &str = "lianxin.db";

/// Opens the store, for each thread that works on it.
pub type Opener = Arc<dyn Fn() -> Result<Core, CoreError> + Send + Sync>;

/// The folder of a store, made where it is missing: for its owner's eyes alone, where the system knows such folders.
///
/// # Errors
/// `cannot_open`.
pub fn make_folder(folder: &str) -> Result<PathBuf, CoreError> {
    // An empty name would be the folder in which the program happens to run.
    if folder.is_empty() {
        return Err(CoreError::CannotOpen);
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder).map_err(|_| CoreError::CannotOpen)?;
    Ok(PathBuf::from(folder))
}

/// Opens the store in a folder, encrypted as a whole with a key; begins one where there is none.
#[cfg(feature = "sealed")]
pub fn encrypted(folder: &Path, key: [u8; 32]) -> Opener {
    let path = folder.join(STORE);
    Arc::new(move || {
        let key = lianxin_core::StoreKey::new(key);
        Core::open_encrypted(&path, &key, lianxin_core::SystemPlatform)
    })
}

/// Without the cipher nothing is written.
#[cfg(not(feature = "sealed"))]
pub fn encrypted(folder: &Path, key: [u8; 32]) -> Opener {
    let _ = (folder.join(STORE), key);
    Arc::new(|| Err(CoreError::CannotOpen))
}
