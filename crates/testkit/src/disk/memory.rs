//! Memory that the connections to one file share: SQLite's index of the write-ahead log.
#![allow(unsafe_code)]
#![deny(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

use std::cell::UnsafeCell;
use std::sync::Arc;

/// A region at an address that stays. Words, as SQLite reads it so.
pub(super) struct Region(Box<[UnsafeCell<u64>]>);

// SAFETY: the bytes are touched by SQLite alone, which guards them with its locks and barriers as it does a mapped file; from
// Rust nothing reads or writes them.
unsafe impl Sync for Region {}
// SAFETY: as above; plain memory belongs to no thread.
unsafe impl Send for Region {}

impl Region {
    /// So many bytes of zeros.
    pub(super) fn new(bytes: usize) -> Arc<Self> {
        Arc::new(Self((0..bytes.div_ceil(8)).map(|_| UnsafeCell::new(0)).collect()))
    }

    /// Where it begins.
    pub(super) fn address(&self) -> *mut std::ffi::c_void {
        self.0.as_ptr().cast_mut().cast()
    }
}

impl std::fmt::Debug for Region {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Region")
    }
}
