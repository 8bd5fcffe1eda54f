//! `lianxin admin key`.

use std::path::Path;

use clap::Subcommand;
use lianxin_server::admin::{self, Opening};
use lianxin_server::clock::SystemClock;
use serde_json::json;

use crate::console::Console;
use crate::failure::Outcome;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin admin --data ./county key rotate";

#[derive(Debug, Subcommand)]
pub(super) enum Key {
    /// Sign access tokens with a new key [更换签名密钥]
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county key rotate

Nobody is logged out: what the key before signed stays valid until it expires (10 minutes).")]
    Rotate,
}

pub(super) fn run(command: &Key, data: &Path, console: Console) -> Outcome {
    let Key::Rotate = command;
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    let kid = admin::rotate_signing_keys(store.as_ref(), &SystemClock)?;
    console.answer(&json!({ "kid": kid }), |lang| lang.pick(format!("新密钥：{kid}"), format!("new key: {kid}")))
}
