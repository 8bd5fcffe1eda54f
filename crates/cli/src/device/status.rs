//! `lianxin device status`.

use clap::Args;
use lianxin_core::Core;
use lianxin_core::views::{DecisionView, SetAsideState, SetAsideView, StatusView};

use super::record::labelled;
use crate::console::Console;
use crate::failure::Outcome;
use crate::lang::Lang;
use crate::moment;
use crate::table::{Table, printable};

/// Show where this device stands [状态]: what is safe, what waits, what was refused
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin status")]
pub(super) struct StatusArgs {}

pub(super) fn run(core: &Core, console: Console) -> Outcome {
    let status = core.status()?;
    console.answer(&status, |lang| text(&status, lang))?;
    // Only now: what could not be shown is shown the next time.
    if !status.decisions.is_empty() {
        core.set_aside().decisions_seen()?;
    }
    Ok(())
}

fn text(status: &StatusView, lang: Lang) -> String {
    if let Some(closed_at_ms) = status.closed_at_ms {
        let closed = moment::of_ms(closed_at_ms);
        return lang.pick(
            format!("本机已于 {closed} 停用：没有上交的都已交给服务器待审阅，本机资料已清除"),
            format!(
                "this device was shut out and cleared at {closed}; what it had not sent is with the server, for review"
            ),
        );
    }
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
    let kinds: Vec<String> = status
        .unsent_kinds
        .iter()
        .map(|unsent| format!("{} {}", super::record::kind(unsent.kind, lang), unsent.count))
        .collect();
    let unsent = [vec![unsent], kinds].concat().join(lang.pick("，", ", "));
    let mut text: String = [
        (("使用人", "user"), status.user_name.clone().unwrap_or_default()),
        (("服务器", "server"), status.server_url.clone().unwrap_or_default()),
        (("本机记录", "records"), status.documents.to_string()),
        (("待上交", "unsent"), unsent),
        (("未被接受", "refused"), status.refused.to_string()),
        (("待审阅", "in review"), status.in_review.to_string()),
        (("未采纳", "declined"), status.declined.to_string()),
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
    for decision in &status.decisions {
        text.push_str(&decision_line(decision, lang));
    }
    text
}

/// What somebody decided on an edit of this device, once.
fn decision_line(decision: &DecisionView, lang: Lang) -> String {
    let (title, kind) = (decision.title.as_deref().unwrap_or_default(), super::record::kind(decision.kind, lang));
    let by = decision.by_name.as_deref().unwrap_or_default();
    let (made, at) = (moment::of_s(decision.time_s), moment::of_ms(decision.at_ms));
    let line = match decision.accepted {
        true => lang.pick(
            format!("已采纳：{kind} {title}（{made} 的修改，{by} {at}）"),
            format!("accepted: {kind} {title} (your edit of {made}, by {by} at {at})"),
        ),
        false => lang.pick(
            format!("未采纳：{kind} {title}（{made} 的修改，{by} {at}）"),
            format!("declined: {kind} {title} (your edit of {made}, by {by} at {at})"),
        ),
    };
    printable(&format!("{line}\n"))
}

/// What people call where an edit stands.
fn state(state: SetAsideState, lang: Lang) -> &'static str {
    let zh = match state {
        SetAsideState::Refused => "未被接受",
        SetAsideState::Review => "待审阅",
        SetAsideState::Declined => "未采纳",
        SetAsideState::Released => "待重做",
    };
    lang.pick(zh, state.word())
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

/// Edits that were set aside, with their reasons.
pub(super) fn set_aside_table(items: &[SetAsideView], lang: Lang) -> Table {
    let mut table = Table::new(lang.pick(
        ["号", "时间", "类型", "内容", "状态", "处理人", "原因", "说明"],
        ["number", "time", "kind", "title", "state", "by", "code", "reason"],
    ));
    for item in items {
        table.row([
            item.number.to_string(),
            moment::of_s(item.time_s),
            super::record::kind(item.kind, lang).to_owned(),
            item.title.clone().unwrap_or_default(),
            state(item.state, lang).to_owned(),
            item.decided_by_name.clone().unwrap_or_default(),
            item.code.clone(),
            lang.pick(&item.zh, &item.en).clone(),
        ]);
    }
    table
}
