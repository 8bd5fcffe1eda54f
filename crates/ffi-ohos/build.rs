//! Leaves the symbols of Node-API open: Node.js has them, and HarmonyOS.

fn main() {
    // On HarmonyOS its own linker knows what to do.
    if std::env::var("CARGO_CFG_TARGET_ENV").is_ok_and(|env| env != "ohos") {
        napi_build::setup();
    }
}
