//! The store that every language opens: made once, by a real enrolment and a real sync.

use std::path::Path;

use lianxin_core::{Core, StoreKey, SystemPlatform};

use crate::county::County;

/// With one person each beside the head: three documents a household.
pub(crate) const HOUSEHOLDS: usize = 1_000;
const PERSONS: usize = 2;
pub(crate) const DOCUMENTS: usize = HOUSEHOLDS * (1 + PERSONS);
/// No secret: it opens a store of invented people.
const KEY: [u8; 32] = *b"lianxin-bench-native-store-key-1";
/// As `crates/ffi` has them.
const FILE: &str = "lianxin.db";
const KEY_FILE: &str = "lianxin.key";
const KEY_HEADER: &[u8] = b"lianxin key 1\n";

/// Fills a folder with a store and its key, which all hosts wrap by turning it around.
pub(crate) async fn make(folder: &Path) {
    let county = County::new(HOUSEHOLDS, PERSONS).await;
    let wrapped: Vec<u8> = KEY_HEADER.iter().copied().chain(KEY.into_iter().rev()).collect();
    std::fs::write(folder.join(KEY_FILE), wrapped).expect("a key");
    let core = open(folder);
    county.enrol(&core, "a").await;
    county.client.sync_until_done(&core).await.expect("synced");
}

/// As a native app opens it.
pub(crate) fn open(folder: &Path) -> Core {
    Core::open_encrypted(&folder.join(FILE), &StoreKey::new(KEY), SystemPlatform).expect("a store")
}
