//! `lianxin admin acts`.

use std::path::Path;

use clap::Args;
use lianxin_core::model::limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX};
use lianxin_server::admin::{self, Opening};
use lianxin_server::clock::SystemClock;
use serde_json::json;

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::moment;
use crate::table::Table;

/// List what administrators did [操作记录], the newest first
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin admin --data ./county acts --limit 20")]
pub(super) struct ActsArgs {
    /// How many, at most 200
    #[arg(long, value_name = "N", default_value_t = PAGE_ROWS_DEFAULT,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(PAGE_ROWS_MAX)))]
    limit: u32,
    /// Only those before the one with this number
    #[arg(long, value_name = "SEQ")]
    before: Option<u64>,
}

pub(super) fn run(args: &ActsArgs, data: &Path, console: Console) -> Outcome {
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    let acts = || -> Result<_, admin::AdminError> { Ok(admin::acts(&*store.read()?, args.before, args.limit)?) };
    let acts = acts().map_err(Failure::from)?;
    let users = admin::users(store.as_ref())?;
    console.answer(&json!({ "items": acts }), |lang| {
        let mut table =
            Table::new(lang.pick(["序号", "时间", "经办", "操作", "内容"], ["number", "when", "by", "act", "what"]));
        for act in &acts {
            let by = users.iter().find(|user| Some(user.id) == act.by).map(|user| user.login.clone());
            let when = moment::of_ms(act.at_ms);
            table.row([act.seq.to_string(), when, by.unwrap_or_default(), act.act.clone(), act.detail.to_string()]);
        }
        table.text()
    })
}
