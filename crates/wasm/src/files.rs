//! The store's files: a pool of access handles in the origin's private file system, and over it the cipher for whole files.
//! Here is the only `unsafe` of our own: SQLite's cipher layer is registered by a C function.

use std::ffi::CString;

use sqlite_wasm_rs::{SQLITE_OK, WasmOsCallback, sqlite3mc_vfs_create};
use sqlite_wasm_vfs::sahpool::{OpfsSAHPoolCfgBuilder, install};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// The pool's name within SQLite. One worker has one store.
const POOL: &str = "profile";

/// The pool under its cipher.
pub(crate) const SEALED: &str = "multipleciphers-profile";

/// Files that a store needs at a time: itself, its journals, and what a large transaction spills.
const FILES: usize = 8;

/// Makes a folder of the origin's private file system known to SQLite, with the cipher over it.
///
/// # Errors
/// Where the browser gives no access handles: another worker has them, or there is no room.
#[wasm_bindgen]
pub async fn install_files(folder: &str) -> Result<(), JsValue> {
    let config = OpfsSAHPoolCfgBuilder::new().vfs_name(POOL).directory(folder).initial_capacity(FILES).build();
    install::<WasmOsCallback>(&config, false).await.map_err(|_| JsValue::from_str("files"))?;
    let name = CString::new(POOL).map_err(|_| JsValue::from_str("files"))?;
    // SAFETY: the name is a C string that outlives the call, which copies it; the pool of that name was registered above.
    #[allow(unsafe_code)]
    let done = unsafe { sqlite3mc_vfs_create(name.as_ptr(), 0) };
    if done == SQLITE_OK { Ok(()) } else { Err(JsValue::from_str("cipher")) }
}
