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
    if let Some(ahead_ms) = status.clock_off_ms {
        text.push_str(&clock_off(ahead_ms, lang));
    }
    if !status.set_aside.is_empty() {
        text.push_str(&set_aside_table(&status.set_aside, lang).text());
    }
    text
}

/// By how much the clock is wrong, in the largest unit that fits.
fn clock_off(ahead_ms: i64, lang: Lang) -> String {
    const MINUTE_MS: u64 = 60_000;
    let apart_ms = ahead_ms.unsigned_abs();
    let (zh, en) = match apart_ms / MINUTE_MS {
        minutes @ ..120 => (format!("{minutes} 分钟"), format!("{minutes} minutes")),
        minutes @ 120..2_880 => (format!("{} 小时", minutes / 60), format!("{} hours", minutes / 60)),
        minutes => (format!("{} 天", minutes / 1_440), format!("{} days", minutes / 1_440)),
    };
    let (zh_way, en_way) = if ahead_ms > 0 { ("快", "ahead") } else { ("慢", "behind") };
    lang.pick(
        format!("⚠ 手机时间不准：比服务器{zh_way} {zh}，请校准；已写的内容不受影响\n"),
        format!("! this device's clock is {en} {en_way} of the server's: set it right; nothing written is affected\n"),
    )
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
