//! What the browser gives: clock, randomness, a way to say where a panic was, and work to make a PIN slow to guess.

use argon2::{Algorithm, Argon2, Params, Version};
use lianxin_core::model::limits;
use lianxin_core::{CoreError, Platform};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// The worker's clock and the browser's secure source of randomness.
pub(crate) struct Browser;

impl Platform for Browser {
    fn now_ms(&self) -> i64 {
        // Whole milliseconds, far below 2^53.
        js_sys::Date::now() as i64
    }

    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), CoreError> {
        getrandom::fill(bytes).map_err(|_| CoreError::NoRandomness)
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// A panic says where it was, and not what it was about: that could hold what somebody typed.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
        console_error(&format!("the core ended at {}", place.as_deref().unwrap_or("an unknown place")));
    }));
}

/// Makes a key from a PIN by Argon2id, so that each guess costs memory and time. `salt` is 16 random bytes of the profile.
///
/// # Errors
/// Where the salt is too short or the memory is not to be had.
#[wasm_bindgen]
pub fn stretch_pin(pin: &str, salt: &[u8]) -> Result<Vec<u8>, JsValue> {
    let failed = |_| JsValue::from_str("stretch_pin");
    let params = Params::new(limits::PIN_MEMORY_KIB, limits::PIN_PASSES, 1, Some(32)).map_err(failed)?;
    let mut key = vec![0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.as_bytes(), salt, &mut key)
        .map_err(failed)?;
    Ok(key)
}

/// How long after the last of so many wrong PINs in a row the next is let in, in milliseconds.
#[wasm_bindgen]
pub fn pin_wait_ms(failures: u32) -> f64 {
    // Below an hour.
    lianxin_core::pin::wait_ms(failures) as f64
}
