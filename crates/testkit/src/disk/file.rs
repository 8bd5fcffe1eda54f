//! An open file as SQLite is given it.
#![allow(unsafe_code)]
#![deny(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

use std::ffi::{c_int, c_void};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};

use rusqlite::ffi;

use super::Shared;
use super::memory::Region;
use super::state::{Done, Handle, Trouble};

/// What SQLite keeps of an open file. The methods come first, as SQLite reads them.
#[repr(C)]
pub(super) struct OpenFile {
    methods: *const ffi::sqlite3_io_methods,
    inner: *mut Inner,
}

struct Inner {
    shared: Arc<Shared>,
    handle: Handle,
    name: Option<String>,
    /// Shared memory that SQLite was given the address of.
    regions: Vec<Arc<Region>>,
}

impl OpenFile {
    /// Of a file that could not be opened.
    pub(super) fn none() -> Self {
        Self { methods: std::ptr::null(), inner: std::ptr::null_mut() }
    }
}

/// Of a file that was opened.
pub(super) fn opened(shared: Arc<Shared>, handle: Handle, name: Option<&str>) -> OpenFile {
    let inner = Inner { shared, handle, name: name.map(str::to_owned), regions: Vec::new() };
    OpenFile { methods: &METHODS, inner: Box::into_raw(Box::new(inner)) }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(share),
    xShmLock: Some(share_lock),
    xShmBarrier: Some(barrier),
    xShmUnmap: Some(unshare),
    xFetch: None,
    xUnfetch: None,
};

/// # Safety
/// `file` was written by [`opened`] and not closed; SQLite uses a file from one thread at a time.
unsafe fn inner<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Inner {
    // SAFETY: the caller's promise.
    unsafe { &mut *(*file.cast::<OpenFile>()).inner }
}

/// What SQLite calls it.
fn answer(done: Done<()>, error: c_int) -> c_int {
    match done {
        Ok(()) => ffi::SQLITE_OK,
        Err(Trouble::Busy) => ffi::SQLITE_BUSY,
        Err(Trouble::Full) => ffi::SQLITE_FULL,
        Err(Trouble::Error | Trouble::Missing) => error,
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: `opened` made it of a box; SQLite closes a file once.
    let inner = unsafe { Box::from_raw((*file.cast::<OpenFile>()).inner) };
    inner.shared.lock().close(&inner.handle);
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    buffer: *mut c_void,
    count: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: an open file, and room for so many bytes, which are written before they are read.
    let (inner, buffer) = unsafe {
        buffer.cast::<u8>().write_bytes(0, count as usize);
        (inner(file), std::slice::from_raw_parts_mut(buffer.cast::<u8>(), count as usize))
    };
    match inner.shared.lock().read(&inner.handle, buffer, offset as usize) {
        Ok(read) if read < buffer.len() => ffi::SQLITE_IOERR_SHORT_READ,
        Ok(_) => ffi::SQLITE_OK,
        Err(_) => ffi::SQLITE_IOERR_READ,
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    count: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: an open file, and so many bytes.
    let (inner, bytes) = unsafe { (inner(file), std::slice::from_raw_parts(bytes.cast::<u8>(), count as usize)) };
    answer(inner.shared.lock().write(&inner.handle, bytes, offset as usize), ffi::SQLITE_IOERR_WRITE)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: ffi::sqlite3_int64) -> c_int {
    // SAFETY: an open file.
    let inner = unsafe { inner(file) };
    answer(inner.shared.lock().truncate(&inner.handle, length as usize), ffi::SQLITE_IOERR_TRUNCATE)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: an open file.
    let inner = unsafe { inner(file) };
    answer(inner.shared.lock().sync(&mut inner.handle, inner.name.as_deref()), ffi::SQLITE_IOERR_FSYNC)
}

unsafe extern "C" fn size(file: *mut ffi::sqlite3_file, out: *mut ffi::sqlite3_int64) -> c_int {
    // SAFETY: an open file.
    let inner = unsafe { inner(file) };
    match inner.shared.lock().size(&inner.handle) {
        Ok(size) => {
            // SAFETY: SQLite gives a number to write to.
            unsafe { *out = size as i64 };
            ffi::SQLITE_OK
        }
        Err(_) => ffi::SQLITE_IOERR_FSTAT,
    }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file.
    let inner = unsafe { inner(file) };
    answer(inner.shared.lock().lock(&inner.handle, level as u8), ffi::SQLITE_IOERR_LOCK)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file.
    let inner = unsafe { inner(file) };
    inner.shared.lock().unlock(&inner.handle, level as u8);
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: an open file.
    let inner = unsafe { inner(file) };
    let reserved = inner.shared.lock().is_reserved(&inner.handle);
    // SAFETY: SQLite gives a number to write to.
    unsafe { *out = c_int::from(reserved == Ok(true)) };
    answer(reserved.map(drop), ffi::SQLITE_IOERR_CHECKRESERVEDLOCK)
}

/// Nothing that SQLite needs.
unsafe extern "C" fn control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

/// As Unix says.
unsafe extern "C" fn sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    4096
}

/// As Unix says.
unsafe extern "C" fn characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn share(
    file: *mut ffi::sqlite3_file,
    number: c_int,
    bytes: c_int,
    make: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: an open file.
    let inner = unsafe { inner(file) };
    let region = inner.shared.lock().share(&inner.handle, number as usize, bytes as usize, make != 0);
    let address = match &region {
        Ok(Some(region)) => region.address(),
        _ => std::ptr::null_mut(),
    };
    // SAFETY: SQLite gives a pointer to write to.
    unsafe { *out = address };
    match region {
        Ok(region) => {
            // It stays as long as SQLite may look at it.
            inner.regions.extend(region);
            ffi::SQLITE_OK
        }
        Err(Trouble::Full) => ffi::SQLITE_IOERR_SHMSIZE,
        Err(_) => ffi::SQLITE_IOERR_SHMMAP,
    }
}

unsafe extern "C" fn share_lock(file: *mut ffi::sqlite3_file, first: c_int, count: c_int, flags: c_int) -> c_int {
    // SAFETY: an open file.
    let inner = unsafe { inner(file) };
    let slots: Range<usize> = first as usize..(first + count) as usize;
    if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        inner.shared.lock().give_back(&inner.handle, slots);
        return ffi::SQLITE_OK;
    }
    let taken = inner.shared.lock().take(&inner.handle, slots, flags & ffi::SQLITE_SHM_EXCLUSIVE != 0);
    answer(taken, ffi::SQLITE_IOERR_SHMLOCK)
}

unsafe extern "C" fn barrier(_: *mut ffi::sqlite3_file) {
    fence(Ordering::SeqCst);
}

unsafe extern "C" fn unshare(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: an open file.
    let inner = unsafe { inner(file) };
    inner.shared.lock().unshare(&inner.handle);
    inner.regions.clear();
    ffi::SQLITE_OK
}
