//! `lianxin admin recovery`, `lianxin admin receipt`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use lianxin_server::admin::{self, Opening, ShownReceipt};
use lianxin_server::clock::SystemClock;

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::{input, moment};

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin admin --data ./county recovery begin";

#[derive(Debug, Subcommand)]
pub(super) enum Recovery {
    /// After the data were restored from a backup: take back from the devices what was lost [从备份恢复后，从设备找回]
    #[command(after_help = "\
Examples [例]:
  lianxin admin --data ./county recovery begin
  lianxin admin --data ./county recovery begin --days 14

Every device compares itself with the server in its next sync and hands in again what the server lost: what it wrote, and what
the county once sent it with its own word, whoever wrote that. With --days the server for so long also takes what others wrote
without that word, which devices have of before they kept it; each such change stays marked with the device that brought it,
and a dishonest one could write in a colleague's name meanwhile.")]
    Begin {
        /// Days in which devices may also bring back what others wrote without the county's word [天数]
        #[arg(long, value_name = "DAYS")]
        days: Option<u32>,
    },
    /// Close the window that begin --days opened, before its time [提前结束]
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county recovery end")]
    End,
}

/// Check a receipt that a device shows [核验回执]
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin device --store me.lianxin status --json > status.json
  lianxin admin --data ./county receipt status.json")]
pub(super) struct ReceiptArgs {
    /// The device's status or the receipt alone, in JSON
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(command: &Recovery, data: &Path, console: Console) -> Outcome {
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    let recovering = match command {
        Recovery::Begin { days } => admin::begin_recovery(store.as_ref(), &SystemClock, *days)?,
        Recovery::End => admin::end_recovery(store.as_ref())?,
    };
    console.answer(&recovering, |lang| match (command, recovering.until_s.map(moment::of_s)) {
        (Recovery::Begin { .. }, Some(until)) => lang.pick(
            format!("各设备下次同步时会交回服务器缺少的内容；他人所写的内容接收到 {until}"),
            format!("devices will hand in what the server lacks; what others wrote is taken until {until}"),
        ),
        (Recovery::Begin { .. }, None) => lang
            .pick(
                "各设备下次同步时会交回服务器缺少的内容：自己所写的，以及带有本县凭证的",
                "devices will hand in what the server lacks: what they wrote, and what the county vouched for",
            )
            .to_owned(),
        (Recovery::End, _) => lang
            .pick(
                "已结束：每台设备只能交回自己所写的，以及带有本县凭证的内容",
                "ended: each device hands in only what it wrote, and what the county vouched for",
            )
            .to_owned(),
    })
}

pub(super) fn check(args: &ReceiptArgs, data: &Path, console: Console) -> Outcome {
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    let content = input::file(&args.file)?;
    let json: serde_json::Value = serde_json::from_slice(&content).map_err(|_| not_a_receipt())?;
    let shown = json.get("receipt").unwrap_or(&json).clone();
    let shown: ShownReceipt = serde_json::from_value(shown).map_err(|_| not_a_receipt())?;
    let checked = admin::check_receipt(store.as_ref(), &shown)?;
    console.answer(&checked, |lang| {
        let when = moment::of_ms(checked.server_time_ms);
        match (checked.genuine, checked.held) {
            (true, true) => {
                lang.pick(format!("回执有效：{when} 收妥"), format!("genuine: everything until {when} is here"))
            }
            (true, false) => lang.pick(
                format!("回执有效（{when}），但服务器后来恢复过备份，请让该设备同步一次"),
                format!("genuine ({when}), but the server was restored since: let the device sync"),
            ),
            (false, _) => lang.pick("不是本服务器的回执", "not a receipt of this server").to_owned(),
        }
    })
}

fn not_a_receipt() -> Failure {
    admin::AdminError::BadReceipt.into()
}
