//! The disk as SQLite is given it: files by name. Only here, in `file` and in `memory` is anything unsafe.
#![allow(unsafe_code)]
#![deny(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

use std::ffi::{CStr, CString, c_char, c_int};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::ffi;

use super::file;
use super::state::{Trouble, Wish};
use super::{Shared, file::OpenFile};

/// A file system that SQLite knows.
#[derive(Debug)]
pub(super) struct Registered(*mut ffi::sqlite3_vfs);

// SAFETY: the pointer is only given to `sqlite3_vfs_unregister`, which takes SQLite's own lock.
unsafe impl Send for Registered {}
// SAFETY: as above; a shared reference gives no way to it.
unsafe impl Sync for Registered {}

impl Registered {
    /// SQLite opens nothing on it any more.
    pub(super) fn unregister(&mut self) {
        // SAFETY: it was registered by `register`, which never frees it.
        unsafe { ffi::sqlite3_vfs_unregister(self.0) };
    }
}

/// A file system's disk, and whether whoever opens files by it only watches.
struct Way {
    shared: Arc<Shared>,
    watches: bool,
}

/// Gives SQLite the disk under a name that no other has. The few hundred bytes that describe it are never freed: a connection
/// that outlives its disk still points to them.
pub(super) fn register(shared: &Arc<Shared>, watches: bool) -> (String, Registered) {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let name = format!("lianxin-disk-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let c_name = CString::new(name.clone()).expect("it has no zero byte");
    let vfs = Box::leak(Box::new(ffi::sqlite3_vfs {
        iVersion: 2,
        szOsFile: size_of::<OpenFile>() as c_int,
        mxPathname: 512,
        pNext: std::ptr::null_mut(),
        zName: c_name.into_raw(),
        pAppData: Box::into_raw(Box::new(Way { shared: Arc::clone(shared), watches })).cast(),
        xOpen: Some(open),
        xDelete: Some(delete),
        xAccess: Some(access),
        xFullPathname: Some(full_path),
        xDlOpen: None,
        xDlError: None,
        xDlSym: None,
        xDlClose: None,
        xRandomness: Some(randomness),
        xSleep: Some(sleep),
        xCurrentTime: None,
        xGetLastError: None,
        xCurrentTimeInt64: Some(now),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    }));
    // SAFETY: everything in it is set and lives as long as the process.
    let done = unsafe { ffi::sqlite3_vfs_register(vfs, 0) };
    assert_eq!(done, ffi::SQLITE_OK, "SQLite takes a file system");
    (name, Registered(vfs))
}

/// What is behind a file system.
///
/// # Safety
/// `vfs` was made by [`register`].
unsafe fn way<'a>(vfs: *mut ffi::sqlite3_vfs) -> &'a Way {
    // SAFETY: `pAppData` is what `register` made of a box, and is never freed.
    unsafe { &*(*vfs).pAppData.cast::<Way>() }
}

/// # Safety
/// `name` is a string of C that lives as long as the call, or null.
unsafe fn text<'a>(name: *const c_char) -> Option<&'a str> {
    if name.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(name) }.to_str().ok()
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    target: *mut ffi::sqlite3_file,
    flags: c_int,
    flags_out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives a file system its own functions' first argument, and a string or null.
    let (way, name) = unsafe { (way(vfs), text(name)) };
    let journals = ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL;
    let create = flags & ffi::SQLITE_OPEN_CREATE != 0;
    let wish = Wish { name, create, with_folder: create && flags & journals != 0, watches: way.watches };
    let opened = way.shared.lock().open(wish);
    // SAFETY: SQLite gives `szOsFile` bytes, aligned, to write the open file to.
    let target = unsafe { &mut *target.cast::<std::mem::MaybeUninit<OpenFile>>() };
    let Ok(handle) = opened else {
        // Without methods SQLite does not close it.
        target.write(OpenFile::none());
        return ffi::SQLITE_CANTOPEN;
    };
    target.write(file::opened(Arc::clone(&way.shared), handle, name));
    if !flags_out.is_null() {
        // SAFETY: it is not null, and SQLite's.
        unsafe { *flags_out = flags };
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: as in `open`.
    let (way, name) = unsafe { (way(vfs), text(name)) };
    match way.shared.lock().delete(name.unwrap_or_default(), sync_folder != 0, way.watches) {
        Ok(()) => ffi::SQLITE_OK,
        Err(Trouble::Missing) => ffi::SQLITE_IOERR_DELETE_NOENT,
        Err(_) => ffi::SQLITE_IOERR_DELETE,
    }
}

unsafe extern "C" fn access(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, _: c_int, out: *mut c_int) -> c_int {
    // SAFETY: as in `open`.
    let (way, name) = unsafe { (way(vfs), text(name)) };
    let found = way.shared.lock().exists(name.unwrap_or_default(), way.watches);
    // SAFETY: SQLite gives a number to write to.
    unsafe { *out = c_int::from(found == Ok(true)) };
    if found.is_ok() { ffi::SQLITE_OK } else { ffi::SQLITE_IOERR_ACCESS }
}

unsafe extern "C" fn full_path(_: *mut ffi::sqlite3_vfs, name: *const c_char, room: c_int, out: *mut c_char) -> c_int {
    // SAFETY: a string of SQLite's.
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes_with_nul();
    if bytes.len() > room as usize {
        return ffi::SQLITE_CANTOPEN;
    }
    // SAFETY: there is room for all of it, and the two do not overlap.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr().cast(), out, bytes.len()) };
    ffi::SQLITE_OK
}

/// SQLite asks its first file system, which this is not, for what it makes of chance.
unsafe extern "C" fn randomness(_: *mut ffi::sqlite3_vfs, count: c_int, out: *mut c_char) -> c_int {
    // SAFETY: SQLite gives room for so many bytes.
    unsafe { std::ptr::write_bytes(out, 0x5a, count as usize) };
    count
}

#[allow(clippy::disallowed_methods)] // SQLite waits for a lock of another thread so, and for nothing else.
unsafe extern "C" fn sleep(_: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    std::thread::sleep(Duration::from_micros(microseconds as u64));
    microseconds
}

unsafe extern "C" fn now(_: *mut ffi::sqlite3_vfs, out: *mut ffi::sqlite3_int64) -> c_int {
    /// 1970 in milliseconds of Julian days.
    const YEAR_1970_MS: i64 = 210_866_760_000_000;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // SAFETY: SQLite gives a number to write to.
    unsafe { *out = YEAR_1970_MS + since.as_millis() as i64 };
    ffi::SQLITE_OK
}
