//! The core for JavaScript engines with Node-API: Node.js, by napi-rs, and HarmonyOS, by ohos-rs, which is its sister. Thin: one open
//! store, and the table of calls, JSON in and JSON out. What a call does is in the core, the threads are `lianxin_client::desk`.
//!
//! An error that this throws has a failure as JSON for its message; any other is napi's own, for an argument that is none. The
//! packages in `bindings/` make values and errors of both.

#[cfg(not(target_env = "ohos"))]
use {napi as engine, napi_derive as derive};
#[cfg(target_env = "ohos")]
use {napi_derive_ohos as derive, napi_ohos as engine};

mod failing;
mod promise;
mod store;
mod telling;
