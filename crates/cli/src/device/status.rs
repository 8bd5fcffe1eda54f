//! `lianxin device status`.

use clap::Args;
use lianxin_core::Core;
use lianxin_core::views::{SetAsideView, StatusView};

use super::record::labelled;
use crate::console::Console;
use crate::failure::Outcome;
use crate::lang::Lang;
use crate::moment;
use crate::table::Table;

/// Show where this device stands [状态]: what is safe, what waits, what was refused
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin status")]
pub(super) struct StatusArgs {}

pub(super) fn run(core: &Core, console: Console) -> Outcome {
    let status = core.status()?;
    console.answer(&status, |lang| text(&status, lang))
}

fn text(status: &StatusView, lang: Lang) -> String {
    if !status.enrolled {
        return lang.pick("本机还没有登记，请用 device enrol 登记", "this device is not enrolled").to_owned();
    }
    let never = lang.pick("从未", "never");
    let moment = |ms: Option<i64>| ms.map_or_else(|| never.to_owned(), moment::of_ms);
    let unsent = match status.unsent_since_s {
        Some(since) => {
            let (unsent, since) = (status.unsent, moment::of_s(since));
            lang.pick(format!("{unsent}（最早 {since}）"), format!("{unsent} (since {since})"))
        }
        None => status.unsent.to_string(),
    };
    let mut text: String = [
        (("使用人", "user"), status.user_name.clone().unwrap_or_default()),
        (("服务器", "server"), status.server_url.clone().unwrap_or_default()),
        (("本机记录", "records"), status.documents.to_string()),
        (("待上交", "unsent"), unsent),
        (("未被接受", "refused"), status.set_aside.len().to_string()),
        (("待核实", "to settle"), status.conflicts.to_string()),
        (("最近联系", "last contact"), moment(status.last_contact_ms)),
        (("已安全至", "safe until"), moment(status.safe_since_ms)),
    ]
    .iter()
    .map(|(label, value)| labelled(lang, *label, value))
    .collect();
    if !status.set_aside.is_empty() {
        text.push_str(&set_aside_table(&status.set_aside, lang).text());
    }
    text
}

/// Refused edits with their reasons.
pub(super) fn set_aside_table(items: &[SetAsideView], lang: Lang) -> Table {
    let mut table =
        Table::new(lang.pick(
            ["号", "时间", "类型", "内容", "原因", "说明"],
            ["number", "time", "kind", "title", "code", "reason"],
        ));
    for item in items {
        table.row([
            item.number.to_string(),
            moment::of_s(item.time_s),
            super::record::kind(item.kind, lang).to_owned(),
            item.title.clone().unwrap_or_default(),
            item.code.clone(),
            lang.pick(&item.zh, &item.en).clone(),
        ]);
    }
    table
}
