//! `lianxin device search`.

use clap::Args;
use lianxin_core::Core;
use serde_json::json;

use super::record::kind;
use crate::console::Console;
use crate::failure::Outcome;
use crate::table::Table;

/// Search everything on the device [搜索]: names, pinyin, initials, addresses, phones, words
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin device --store ./phone.lianxin search 张三
  lianxin device --store ./phone.lianxin search zhangsan
  lianxin device --store ./phone.lianxin search zs

Simplified and traditional characters find each other. At most 200 records.")]
pub(super) struct SearchArgs {
    /// What to look for; all words must match
    #[arg(value_name = "TEXT", required = true, num_args = 1..)]
    words: Vec<String>,
}

pub(super) fn run(args: &SearchArgs, core: &Core, console: Console) -> Outcome {
    let found = core.search(&args.words.join(" "))?;
    console.answer(&json!({ "items": found }), |lang| {
        if found.is_empty() {
            return lang.pick("没有找到", "nothing found").to_owned();
        }
        let mut table = Table::new(lang.pick(["类型", "内容", "编号"], ["kind", "title", "id"]));
        for row in &found {
            table.row([kind(row.kind, lang).to_owned(), row.title.clone(), row.id.to_string()]);
        }
        table.text()
    })
}
