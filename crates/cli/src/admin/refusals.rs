//! `lianxin admin refusals`.

use std::path::Path;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use lianxin_core::model::limits;
use lianxin_server::admin::{self, Opening, RefusalState, RefusalView, ReviewView, Shown, StepView};
use lianxin_server::clock::SystemClock;
use serde_json::{Value as Json, json};

use crate::console::Console;
use crate::failure::Outcome;
use crate::lang::Lang;
use crate::moment;
use crate::table::{Table, printable};

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin admin --data ./county refusals list --state review";

#[derive(Debug, Subcommand)]
pub(super) enum Refusals {
    /// List refused changes, the newest first [列表]
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county refusals list --state review

States: refused 未被接受, review 待审阅, accepted 已采纳, declined 未采纳, released 已退回重做.")]
    List {
        /// Only those that stand so [状态]
        #[arg(long, value_name = "STATE", value_parser = state())]
        state: Option<RefusalState>,
        /// How many at most [行数]
        #[arg(long, value_name = "ROWS", default_value_t = limits::PAGE_ROWS_DEFAULT)]
        limit: u32,
    },
    /// Show one, and what accepting it would do [查看]
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county refusals show 1042")]
    Show {
        /// Its number, as list names it [编号]
        #[arg(value_name = "NUMBER")]
        number: u64,
    },
    /// Merge what waits for review up to this number, in the name of who wrote it [采纳]
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county refusals accept 1042")]
    Accept(DecisionArgs),
    /// Do not take it; it stays kept, and its sender is told [不采纳]
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county refusals decline 1042 --reason 已由新联户干部登记")]
    Decline(DecisionArgs),
    /// Tell its device to make the edit again, after the reason is gone [退回重做]
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county refusals release 1042")]
    Release(DecisionArgs),
}

#[derive(Debug, Args)]
pub(super) struct DecisionArgs {
    /// Its number, as list names it [编号]
    #[arg(value_name = "NUMBER")]
    number: u64,
    /// In whose name [处理人]; otherwise the administrator of the widest area
    #[arg(long, value_name = "LOGIN")]
    login: Option<String>,
    /// The reason, at most 500 characters [理由]
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// The words of the states.
fn state() -> impl TypedValueParser<Value = RefusalState> {
    PossibleValuesParser::new(RefusalState::ALL.map(RefusalState::word))
        .try_map(|word| RefusalState::from_word(&word).ok_or("not a state"))
}

pub(super) fn run(command: &Refusals, data: &Path, console: Console) -> Outcome {
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    match command {
        Refusals::List { state, limit } => {
            let items = admin::refusals(store.as_ref(), *state, (*limit).min(limits::PAGE_ROWS_MAX))?;
            console.answer(&json!({ "items": items }), |lang| table(&items, lang).text())
        }
        Refusals::Show { number } => {
            let shown = admin::refusal(store.as_ref(), *number)?;
            console.answer(&shown, |lang| text(&shown, lang))
        }
        Refusals::Accept(args) => decide(args, RefusalState::Accepted, store.as_ref(), console),
        Refusals::Decline(args) => decide(args, RefusalState::Declined, store.as_ref(), console),
        Refusals::Release(args) => decide(args, RefusalState::Released, store.as_ref(), console),
    }
}

fn decide(args: &DecisionArgs, wanted: RefusalState, store: &dyn admin::Store, console: Console) -> Outcome {
    let (login, reason) = (args.login.as_deref(), args.reason.as_deref());
    let ruling = admin::decide_refusal(store, &SystemClock, args.number, wanted, login, reason)?;
    console.answer(&ruling, |lang| {
        let (count, state) = (ruling.refusals.len(), state_text(&ruling.state, lang));
        lang.pick(format!("{state}：{count} 条修改"), format!("{count} changes {state}"))
    })
}

fn table(items: &[RefusalView], lang: Lang) -> Table {
    let mut table = Table::new(lang.pick(
        ["编号", "状态", "时间", "上交人", "类型", "原因", "说明"],
        ["number", "state", "received", "by", "kind", "code", "reason"],
    ));
    for item in items {
        table.row([
            item.seq.to_string(),
            state_text(&item.state, lang).to_owned(),
            moment::of_ms(item.received_at_ms),
            item.by.as_ref().map(|by| by.name.clone()).unwrap_or_default(),
            item.kind.map(|kind| crate::device::record::kind(kind, lang).to_owned()).unwrap_or_default(),
            item.code.clone(),
            lang.pick(&item.message, &item.message_en).clone(),
        ]);
    }
    table
}

fn text(shown: &Shown, lang: Lang) -> String {
    let mut text = table(std::slice::from_ref(&shown.refusal), lang).text();
    if let Some(review) = &shown.review {
        text.push_str(&steps(review, lang));
    }
    text
}

/// What accepting would do, a line a field.
fn steps(review: &ReviewView, lang: Lang) -> String {
    let mut text = printable(review.title.as_deref().unwrap_or_default());
    text.push('\n');
    for change in &review.changes {
        text.push_str(&format!("  {}\n", moment::of_ms(change.claimed_at_ms)));
        for step in &change.steps {
            text.push_str(&format!("    {}\n", step_line(step, lang)));
        }
    }
    if let Some(problem) = &review.problem_message {
        text.push_str(&lang.pick(
            format!("不能直接采纳：{problem}；可用 refusals release 退回重做\n"),
            format!("cannot be accepted as it is ({}): refusals release\n", review.problem.as_deref().unwrap_or("")),
        ));
    }
    text
}

fn step_line(step: &StepView, lang: Lang) -> String {
    let value = |value: &Json| match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    let said = |values: Vec<Json>| values.iter().map(value).collect::<Vec<_>>().join(" / ");
    let from = step.from.iter().filter_map(|from| serde_json::to_value(from).ok()).collect();
    let to = step.to.iter().filter_map(|to| serde_json::to_value(to).ok()).collect();
    let key = step.key.as_deref().map(|key| format!("[{key}]")).unwrap_or_default();
    printable(&format!("{}{key}: {} → {}", lang.pick(&step.label, &step.label_en), said(from), said(to)))
}

/// What people call a state.
fn state_text(word: &str, lang: Lang) -> &str {
    let zh = match word {
        "refused" => "未被接受",
        "review" => "待审阅",
        "accepted" => "已采纳",
        "declined" => "未采纳",
        "released" => "已退回重做",
        other => other,
    };
    lang.pick(zh, word)
}
