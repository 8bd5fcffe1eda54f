//! The open store, as the worker holds it.

use std::path::Path;

use lianxin_calls::{self as calls, Failure};
use lianxin_core::feed::{ENROL_PATH, Reply, WayError, needs_content_type, read_reply};
use lianxin_core::schedule::{Act, Event, Pace, Reach, Steps};
use lianxin_core::{Core, CoreError, StoreKey};
use serde_json::json;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::files::SEALED;
use crate::platform::Browser;

/// The store's name within its folder.
const FILE: &str = "lianxin";

/// One open store with its sync. Moments are milliseconds of a clock that does not go back.
#[wasm_bindgen]
pub struct Store {
    core: Core,
    sync: Steps,
    body: Vec<u8>,
}

#[wasm_bindgen]
impl Store {
    /// Opens the store in the folder of [`crate::files::install_files`] with a key of 32 bytes.
    ///
    /// # Errors
    /// A failure as JSON: `not_a_store` for a wrong key, and the others of the core.
    pub fn open(key: &[u8], reach: &str, now_ms: f64) -> Result<Store, JsValue> {
        let key: [u8; 32] = key.try_into().map_err(|_| told(Failure::from(CoreError::NotAStore)))?;
        let core = Core::open_sealed(Path::new(FILE), SEALED, &StoreKey::new(key), Browser).map_err(of_core)?;
        Ok(Store { core, sync: Steps::new(Pace::default(), reach_of(reach), whole(now_ms)), body: Vec::new() })
    }

    /// Answers a call of the table: JSON in, JSON out.
    ///
    /// # Errors
    /// A failure as JSON.
    pub fn call(&self, name: &str, with: &str) -> Result<String, JsValue> {
        calls::answer(&self.core, name, with).map_err(told)
    }

    /// Where and what to post to be enrolled: the address; the body is left for [`Store::body`].
    ///
    /// # Errors
    /// A failure as JSON.
    pub fn enrol_begin(&mut self, server_url: &str, code: &str) -> Result<String, JsValue> {
        self.body = self.core.enrol_begin(server_url, code).map_err(of_core)?;
        let server_url = self.core.server_url().map_err(of_core)?.unwrap_or_default();
        Ok(json!({ "url": format!("{server_url}{ENROL_PATH}"), "typed": needs_content_type(&self.body) }).to_string())
    }

    /// Takes in what came of it: status, the headers `Content-Type` and `Retry-After`, the body.
    ///
    /// # Errors
    /// A failure as JSON.
    pub fn enrol_came(
        &self,
        status: u16,
        content_type: Option<String>,
        retry_after: Option<String>,
        body: Vec<u8>,
    ) -> Result<(), JsValue> {
        match read_reply(status, content_type.as_deref(), retry_after.as_deref(), body).map_err(of_way)? {
            Reply::Answer(answer) => self.core.enrol_finish(&answer).map_err(of_core),
            Reply::Refused(error) => Err(of_core(CoreError::Server(error))),
        }
    }

    /// The body of what is to be posted; once.
    pub fn body(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.body)
    }

    /// Something happened: `edited`, `asked`, `offline`, `metered`, `online`.
    pub fn sync_on(&mut self, now_ms: f64, event: &str, dice: u32) {
        let event = match event {
            "edited" => Event::Edited,
            "asked" => Event::Asked,
            reach => Event::Reach(reach_of(reach)),
        };
        self.sync.on(whole(now_ms), event, dice);
    }

    /// What to do now, as JSON: `{act: 'post', url, typed}` with the body left for [`Store::body`], `{act: 'wait', until_ms}`,
    /// `{act: 'under_way'}`, `{act: 'end'}`.
    pub fn sync_next(&mut self, now_ms: f64, dice: u32) -> String {
        let act = match self.sync.next(&self.core, whole(now_ms), dice) {
            Act::Post { url, body } => {
                self.body = body;
                json!({ "act": "post", "url": url, "typed": needs_content_type(&self.body) })
            }
            Act::UnderWay => json!({ "act": "under_way" }),
            Act::Wait { until_ms } => json!({ "act": "wait", "until_ms": until_ms }),
            Act::End => json!({ "act": "end" }),
        };
        act.to_string()
    }

    /// An answer came to what was posted.
    pub fn sync_came(
        &mut self,
        now_ms: f64,
        dice: u32,
        status: u16,
        content_type: Option<String>,
        retry_after: Option<String>,
        body: Vec<u8>,
    ) {
        let reply = read_reply(status, content_type.as_deref(), retry_after.as_deref(), body);
        self.sync.came(&self.core, whole(now_ms), reply, dice);
    }

    /// No answer came: `timeout`, `cut`, `too_large`, or anything else for no network.
    pub fn sync_lost(&mut self, now_ms: f64, dice: u32, why: &str) {
        let error = match why {
            "timeout" => WayError::Timeout,
            "cut" => WayError::Cut,
            "too_large" => WayError::TooLarge,
            _ => WayError::NoNetwork,
        };
        self.sync.came(&self.core, whole(now_ms), Err(error), dice);
    }

    /// Whether the post under way should be given up: its network went.
    pub fn sync_is_stranded(&self) -> bool {
        self.sync.is_stranded()
    }

    /// What the sync has to tell since the last call: a JSON array of events.
    pub fn sync_told(&mut self) -> String {
        serde_json::to_string(&self.sync.told()).unwrap_or_else(|_| "[]".to_owned())
    }

    /// One frame of what waits, signed, for whoever can post it while this store is closed: its answer need not come back.
    /// Empty where nothing waits.
    ///
    /// # Errors
    /// A failure as JSON.
    pub fn handoff(&self) -> Result<Vec<u8>, JsValue> {
        if self.core.unsent().map_err(of_core)? == 0 {
            return Ok(Vec::new());
        }
        Ok(self.core.sync_begin().map_err(of_core)?.body)
    }
}

/// Whether a call may write.
#[wasm_bindgen]
pub fn may_write(name: &str) -> bool {
    calls::may_write(name)
}

fn reach_of(word: &str) -> Reach {
    match word {
        "offline" => Reach::Offline,
        "metered" => Reach::Metered,
        _ => Reach::Online,
    }
}

/// JavaScript's clock has fractions; negative it is never.
fn whole(ms: f64) -> u64 {
    ms as u64
}

fn told(failure: Failure) -> JsValue {
    JsValue::from_str(&serde_json::to_string(&failure).unwrap_or_default())
}

fn of_core(error: CoreError) -> JsValue {
    told(error.into())
}

fn of_way(error: WayError) -> JsValue {
    told(error.into())
}
