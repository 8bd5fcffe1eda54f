//! `lianxin device set-aside`: edits that the server did not take are kept, whole, until somebody decides.

use clap::Subcommand;
use lianxin_core::Core;
use serde_json::json;

use super::status::set_aside_table;
use crate::console::Console;
use crate::failure::Outcome;
use crate::input::confirm;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin device --store ./phone.lianxin set-aside list";

#[derive(Debug, Subcommand)]
pub(super) enum SetAside {
    /// List them with the reasons [列表]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin set-aside list")]
    List,
    /// Make one again on the record as it is now [重做], after the reason is gone
    #[command(
        alias = "again",
        after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin set-aside retry 3"
    )]
    Retry {
        /// Its number, as list names it
        #[arg(value_name = "NUMBER")]
        number: i64,
    },
    /// Let one go for good [放弃]
    #[command(
        alias = "drop",
        after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin set-aside dismiss 3"
    )]
    Dismiss {
        /// Its number, as list names it
        #[arg(value_name = "NUMBER")]
        number: i64,
        /// Do not ask [不再询问]
        #[arg(long)]
        yes: bool,
    },
}

pub(super) fn run(command: &SetAside, core: &Core, console: Console) -> Outcome {
    let kept = core.set_aside();
    match command {
        SetAside::List => {
            let items = kept.list()?;
            console.answer(&json!({ "items": items }), |lang| match items.len() {
                0 => lang.pick("没有未被接受的修改", "nothing was refused").to_owned(),
                _ => set_aside_table(&items, lang).text(),
            })
        }
        SetAside::Retry { number } => {
            kept.retry(*number)?;
            console.answer(&json!({ "number": number, "again": true }), |lang| {
                lang.pick("已重做，下次同步时上交", "made again, to be sent at the next sync").to_owned()
            })
        }
        SetAside::Dismiss { number, yes } => {
            if !yes {
                let (zh, en) = ("放弃后不能恢复。放弃这条修改？", "It cannot be had back. Let this edit go?");
                confirm(console, zh, en)?;
            }
            kept.dismiss(*number)?;
            console.answer(&json!({ "number": number, "dismissed": true }), |lang| {
                lang.pick("已放弃", "let go").to_owned()
            })
        }
    }
}
