//! `lianxin demo`: a county of invented people.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

/// Run a demo county of invented people [演示]
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin demo --data ./demo --seed 1")]
pub(crate) struct DemoArgs {
    /// Folder of the demo's data [数据文件夹]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Address and port to listen on [监听地址]
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// The same seed makes the same people
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
}

/// Runs the demo.
///
/// # Errors
/// What keeps it from running.
pub(crate) fn run(args: DemoArgs, _json: bool) -> anyhow::Result<()> {
    anyhow::bail!("the demo county of seed {} is not part of this build", args.seed)
}
