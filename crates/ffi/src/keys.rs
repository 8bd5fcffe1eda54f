//! The key of the store's file: 32 random bytes, made when the store begins, kept beside it as the host's key store wrapped them.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use lianxin_client::desk;

use crate::error::LianxinError;
use crate::host::{HostError, KeyStore};

/// The wrapped key, beside the store.
const KEY: &str = "lianxin.key";
/// Held while a first key is made: two programs must not make two.
const LOCK: &str = "lianxin.lock";
/// What the file of the key begins with.
const HEADER: &[u8] = b"lianxin key 1\n";
/// A key store that gives back more than this gave back something else.
const WRAPPED_BYTES_MAX: usize = 64 * 1024;

/// The key as it is: in memory only.
type Key = [u8; 32];

/// The key of the store in a folder: unwrapped, or made where there is no store yet.
pub(crate) fn key(folder: &Path, keys: &dyn KeyStore) -> Result<Key, LianxinError> {
    let lock = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK));
    let lock = lock.map_err(|_| LianxinError::folder())?;
    lock.lock().map_err(|_| LianxinError::folder())?;
    match fs::read(folder.join(KEY)) {
        Ok(kept) => unwrap(&kept, keys),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let begun = fs::metadata(folder.join(desk::STORE)).is_ok_and(|file| file.len() > 0);
            if begun { Err(lost()) } else { make(folder, keys) }
        }
        Err(_) => Err(LianxinError::folder()),
    }
}

fn unwrap(kept: &[u8], keys: &dyn KeyStore) -> Result<Key, LianxinError> {
    let wrapped = kept.strip_prefix(HEADER).ok_or_else(damaged)?;
    let key = given(|| keys.unwrap(wrapped.to_vec()))?;
    key.try_into().map_err(|_| refused())
}

fn make(folder: &Path, keys: &dyn KeyStore) -> Result<Key, LianxinError> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|_| LianxinError::from(lianxin_core::CoreError::NoRandomness))?;
    let wrapped = given(|| keys.wrap(key.to_vec()))?;
    if wrapped.is_empty() || wrapped.len() > WRAPPED_BYTES_MAX || wrapped == key {
        return Err(refused());
    }
    keep(folder, &wrapped).map_err(|_| LianxinError::folder())?;
    Ok(key)
}

/// What the host's key store gives; what it gives that is no answer at all makes the call panic.
fn given(ask: impl FnOnce() -> Result<Vec<u8>, HostError>) -> Result<Vec<u8>, LianxinError> {
    desk::caught(ask).ok().and_then(Result::ok).ok_or_else(refused)
}

/// Whole or not at all: a store must never be begun with a key that is not on the disk.
fn keep(folder: &Path, wrapped: &[u8]) -> std::io::Result<()> {
    let being_made = folder.join("lianxin.key.new");
    let mut file = File::create(&being_made)?;
    file.write_all(HEADER)?;
    file.write_all(wrapped)?;
    file.sync_all()?;
    fs::rename(&being_made, folder.join(KEY))?;
    // Windows has no way to do it, nor needs it.
    if let Ok(folder) = File::open(folder) {
        folder.sync_all()?;
    }
    Ok(())
}

fn refused() -> LianxinError {
    LianxinError::key("key_refused", "系统密钥库没有给出密钥", "the key store did not give the key")
}

fn lost() -> LianxinError {
    LianxinError::key(
        "key_lost",
        "密钥文件不见了，数据文件没有改动",
        "the wrapped key is gone; the store was left as it is",
    )
}

fn damaged() -> LianxinError {
    LianxinError::key(
        "key_damaged",
        "密钥文件已损坏，数据文件没有改动",
        "the wrapped key is damaged; the store was left as it is",
    )
}
