//! `lianxin device today` and `lianxin device drafts`.

use clap::Args;
use lianxin_core::Core;
use lianxin_core::views::{DueCaseView, Light, LightView, NewsKind, NewsView, TodayView};
use serde_json::json;

use crate::console::Console;
use crate::failure::Outcome;
use crate::lang::Lang;
use crate::moment;
use crate::table::Table;

/// Show the day [今日]: what is due, what is new, whether all is safe
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin device --store ./phone.lianxin today
  lianxin device --store ./phone.lianxin today --seen")]
pub(super) struct TodayArgs {
    /// Mark the news as read [已读]
    #[arg(long)]
    seen: bool,
}

/// List what was begun on this device and not recorded yet [草稿]
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin drafts")]
pub(super) struct DraftsArgs {}

pub(super) fn run(args: &TodayArgs, core: &Core, console: Console) -> Outcome {
    let (today, light) = (core.today().show()?, core.today().light()?);
    console.answer(&json!({ "light": light, "today": today }), |lang| text(&today, &light, lang))?;
    // Only now: what could not be shown is shown the next time.
    if args.seen {
        let ids: Vec<String> = today.news.into_iter().map(|news| news.id).collect();
        core.today().seen(&ids)?;
    }
    Ok(())
}

pub(super) fn drafts(core: &Core, console: Console) -> Outcome {
    let drafts = core.drafts().list()?;
    console.answer(&json!({ "items": drafts }), |lang| {
        if drafts.is_empty() {
            return lang.pick("没有草稿", "no drafts").to_owned();
        }
        let mut table = Table::new(lang.pick(["类型", "名称", "时间"], ["kind", "key", "written"]));
        for draft in &drafts {
            table.row([draft.kind.clone(), draft.key.clone(), moment::of_ms(draft.updated_ms)]);
        }
        table.text()
    })
}

fn text(today: &TodayView, light: &LightView, lang: Lang) -> String {
    let mut parts = vec![format!("{}  {}", today.day, light_text(light, lang))];
    for (title, cases) in [
        (lang.pick("该回访", "to follow up"), &today.follow_ups),
        (lang.pick("等我办", "waiting on me"), &today.waiting),
    ] {
        if !cases.is_empty() {
            parts.push(format!("{title} {}\n{}", cases.len(), cases_table(cases, lang).text().trim_end()));
        }
    }
    if today.unseen.count > 0 {
        let mut table = Table::new(lang.pick(["户", "住址", "上次入户"], ["household", "address", "last visit"]));
        for row in &today.unseen.households {
            let last = row.last_visit.clone().unwrap_or_else(|| lang.pick("从未", "never").to_owned());
            table.row([row.head_name.clone(), row.address.clone().unwrap_or_default(), last]);
        }
        let title = lang.pick("很久没去", "not visited for long");
        parts.push(format!("{title} {}\n{}", today.unseen.count, table.text().trim_end()));
    }
    if !today.news.is_empty() {
        let mut table = Table::new(lang.pick(["新消息", "内容", "来自", "时间"], ["news", "of", "from", "when"]));
        for news in &today.news {
            let from = news.from_name.clone().unwrap_or_default();
            table.row([kind(news.kind, lang).to_owned(), words(news), from, moment::of_ms(news.at_ms)]);
        }
        parts.push(table.text().trim_end().to_owned());
    }
    parts.join("\n\n")
}

fn light_text(light: &LightView, lang: Lang) -> String {
    match light.state {
        Light::Safe => lang.pick("都已上交", "all is with the server").to_owned(),
        Light::Unsent => {
            lang.pick(format!("还有 {} 条没交", light.unsent), format!("{} edits are only here", light.unsent))
        }
        Light::Look => lang.pick(format!("{} 条要看看", light.look), format!("{} things to look at", light.look)),
    }
}

fn cases_table(cases: &[DueCaseView], lang: Lang) -> Table {
    let mut table = Table::new(
        lang.pick(["事项", "户", "状态", "自", "期限", "编号"], ["case", "household", "status", "since", "due", "id"]),
    );
    for case in cases {
        table.row([
            case.title.clone(),
            case.household_name.clone().unwrap_or_default(),
            lang.pick(case.status.zh(), case.status.en()).to_owned(),
            case.since.clone().unwrap_or_default(),
            left(case, lang),
            case.id.to_string(),
        ]);
    }
    table
}

fn left(case: &DueCaseView, lang: Lang) -> String {
    match case.days_left {
        None => String::new(),
        Some(0) => lang.pick("今天", "today").to_owned(),
        Some(days @ 1..) => lang.pick(format!("还有{days}天"), format!("in {days} days")),
        Some(days) => lang.pick(format!("过了{}天", -days), format!("{} days over", -days)),
    }
}

fn kind(kind: NewsKind, lang: Lang) -> &'static str {
    match kind {
        NewsKind::Assignment => lang.pick("联户", "assignment"),
        NewsKind::Comment => lang.pick("批示", "comment"),
        NewsKind::Case => lang.pick("交办", "case"),
        NewsKind::Decision => lang.pick("审阅", "decision"),
    }
}

fn words(news: &NewsView) -> String {
    match news.kind {
        NewsKind::Comment | NewsKind::Case if !news.text.is_empty() => format!("{}：{}", news.title, news.text),
        _ => news.title.clone(),
    }
}
