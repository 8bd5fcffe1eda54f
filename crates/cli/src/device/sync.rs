//! `lianxin device sync`.

use std::path::Path;
use std::time::Duration;

use clap::Args;
use lianxin_client::{Client, ClientError};
use lianxin_core::Core;
use lianxin_core::feed::SyncReport;
use serde_json::json;
use tokio::runtime::Runtime;

use super::status::set_aside_table;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::lang::Lang;

/// How often the sign of life moves on.
const TICK: Duration = Duration::from_millis(120);

/// Exchange with the server [同步] until both sides have everything
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin device --store ./phone.lianxin sync
  lianxin device --store ./phone.lianxin sync --watch

One request a round. Whatever is cut off is sent again by the next sync; nothing is lost and nothing doubled. What the
server refuses is kept and shown with its reason: set-aside list.

With --watch it goes on until Ctrl-C: after every edit, after failures ever later, else on a schedule. It prints what it
does, with --json one document a line.")]
pub(super) struct SyncArgs {
    /// Keep syncing by itself [持续同步], as the apps do in the background
    #[arg(long)]
    watch: bool,
}

pub(super) fn run(args: &SyncArgs, store: &Path, console: Console) -> Outcome {
    if args.watch { super::watch::run(store, console) } else { once(&super::open(store)?, console) }
}

fn once(core: &Core, console: Console) -> Outcome {
    let waiting = core.status()?.unsent;
    let spinner = console.spinner("同步中", "syncing");
    spinner.enable_steady_tick(TICK);
    let report = runtime()?.block_on(client()?.sync_until_done(core));
    spinner.finish_and_clear();
    let report = report?;
    let status = core.status()?;
    let document = json!({
        "rounds": report.rounds, "sent": report.sent, "accepted": report.accepted, "received": report.received,
        "refused": report.refused, "remade": report.remade, "left": report.left, "unreadable": report.unreadable,
        "unfit": report.unfit, "offered": report.offered, "differs": report.differs, "closed": report.closed, "unsent": status.unsent, "conflicts": status.conflicts, "set_aside": status.set_aside,
    });
    console.answer(&document, |lang| {
        let mut text = summary(&report, waiting, lang);
        if report.closed {
            text.push_str(lang.pick(
                "本机已停用：没有上交的都已交给服务器待审阅，本机资料已清除\n",
                "this device was shut out and cleared; what it had not sent is with the server, for review\n",
            ));
        }
        if status.conflicts > 0 {
            let conflicts = status.conflicts;
            text.push_str(&lang.pick(
                format!("{conflicts} 条记录待核实：device conflicts\n"),
                format!("{conflicts} records to settle: device conflicts\n"),
            ));
        }
        if !status.set_aside.is_empty() {
            text.push_str(lang.pick("服务器没有采纳的修改：\n", "not taken by the server:\n"));
            text.push_str(&set_aside_table(&status.set_aside, lang).text());
        }
        text
    })
}

fn summary(report: &SyncReport, waiting: u64, lang: Lang) -> String {
    let SyncReport { rounds, accepted, received, refused, left, .. } = report;
    let mut text = lang.pick(
        format!("已同步（{rounds} 次往返）：待上交 {waiting}，已接受 {accepted}，未接受 {refused}，收到 {received}，移出 {left}\n"),
        format!(
            "synced in {rounds} rounds: {waiting} waited, {accepted} accepted, {refused} refused, {received} received, \
             {left} left\n"
        ),
    );
    if report.offered > 0 {
        let offered = report.offered;
        text.push_str(&lang.pick(
            format!("服务器可能缺少的 {offered} 处修改已重新交回\n"),
            format!("{offered} changes that the server may lack were handed in again\n"),
        ));
    }
    if report.differs {
        text.push_str(lang.pick(
            "本机与服务器的记录仍有差异，稍后会再次核对\n",
            "this device and the server still differ; they will be compared again later\n",
        ));
    }
    if report.unreadable > 0 {
        let unreadable = report.unreadable;
        text.push_str(&lang.pick(
            format!("{unreadable} 条记录需要更新的版本才能读\n"),
            format!("{unreadable} records need a newer version\n"),
        ));
    }
    text
}

/// What drives the requests: one at a time, so one thread.
///
/// # Errors
/// The system gives no event queue.
pub(super) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| Failure::io("tokio", &error))
}

/// The way to the server.
///
/// # Errors
/// `tls`.
pub(super) fn client() -> Result<Client, Failure> {
    Ok(Client::new()?)
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Core(error) => error.into(),
            other => Self::new(other.code(), other.zh(), other.en()),
        }
    }
}
