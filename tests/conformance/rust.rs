//! The conformance scenario through the core itself: what every other language is measured by.
#![allow(missing_docs)]

use std::collections::BTreeMap;
use std::path::Path;

use lianxin_calls::Failure;
use lianxin_client::Client;
use lianxin_core::{Core, SystemPlatform};
use lianxin_testkit::conformance::{Answer, Ask, Host, check, renew};
use serde_json::{Value as Json, json};

struct Rust {
    client: Client,
    runtime: tokio::runtime::Runtime,
    open: BTreeMap<String, Core>,
}

impl Rust {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { client: Client::new().unwrap(), runtime, open: BTreeMap::new() }
    }

    fn on(
        &mut self,
        device: &str,
        does: impl FnOnce(&Client, &tokio::runtime::Runtime, &Core) -> Result<Json, Failure>,
    ) -> Answer {
        let core = self.open.get(device).unwrap_or_else(|| panic!("{device} is not open"));
        does(&self.client, &self.runtime, core).map_err(|failure| json!(failure))
    }
}

impl Host for Rust {
    fn answer(&mut self, ask: &Ask<'_>) -> Result<Answer, String> {
        Ok(match *ask {
            Ask::Open { device, folder, .. } => {
                let core =
                    Core::open(&Path::new(folder).join("store"), SystemPlatform).map_err(|error| error.to_string())?;
                self.open.insert(device.to_owned(), core);
                Ok(Json::Null)
            }
            Ask::Close { device } => {
                self.open.remove(device);
                Ok(Json::Null)
            }
            Ask::Enrol { device, url, code } => self.on(device, |client, runtime, core| {
                runtime.block_on(client.enrol(core, url, code)).map_err(Failure::from)?;
                Ok(Json::Null)
            }),
            Ask::Sync { device } => self.on(device, |client, runtime, core| {
                Ok(json!(runtime.block_on(client.sync_until_done(core)).map_err(Failure::from)?))
            }),
            Ask::Call { device, name, with } => self.on(device, |_, _, core| {
                let json = lianxin_calls::answer(core, name, with)?;
                Ok(serde_json::from_str(&json).expect("the table answers JSON"))
            }),
        })
    }
}

/// `LIANXIN_UPDATE_CONFORMANCE=1` writes the golden file anew, which the next build compares with.
#[test]
fn the_scenario_in_rust() {
    let is_renewed = std::env::var_os("LIANXIN_UPDATE_CONFORMANCE").is_some();
    let done = if is_renewed { renew(&mut Rust::new()) } else { check(&mut Rust::new(), None) };
    done.unwrap_or_else(|why| panic!("{why}"));
}
