//! `lianxin device enrol`.

use std::path::Path;

use clap::Args;
use lianxin_core::feed::parse_enrol_text;
use lianxin_core::{Core, SystemPlatform};

use super::status;
use super::sync::{client, runtime};
use crate::console::Console;
use crate::failure::Outcome;

/// Make this device its user's [登记本机] with a one-time code; makes the store where there is none
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin enrol http://127.0.0.1:8080 7K2M-9QX4-T1RB
  lianxin device --store ./phone.lianxin enrol 'http://127.0.0.1:8080/field/#/enrol?code=7K2M-9QX4-T1RB'

The code comes from `lianxin admin enrol`, works once and for 10 minutes. Where the answer is lost, the same command may
be given again.")]
pub(super) struct EnrolArgs {
    /// Address of the county's server [服务器地址], or the link that has the code in it [登记链接]
    #[arg(value_name = "URL")]
    url: String,
    /// One-time code [登记码]
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(super) fn run(args: &EnrolArgs, store: &Path, console: Console) -> Outcome {
    // Before a store is made for what is no address.
    let (url, code) = parse_enrol_text(&format!("{} {}", args.url, args.code.as_deref().unwrap_or_default()))?;
    let core = Core::open(store, SystemPlatform)?;
    runtime()?.block_on(client()?.enrol(&core, &url, &code))?;
    status::run(&core, console)
}
