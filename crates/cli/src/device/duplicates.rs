//! `lianxin device duplicates`: households that were registered twice.

use clap::{Args, Subcommand};
use lianxin_core::Core;
use lianxin_core::model::duplicates::Choice;
use lianxin_core::model::ids::Kind;
use lianxin_core::model::value::Value;
use lianxin_core::views::{DifferenceView, DuplicateView, HouseholdBriefView, HouseholdView, MergedView};
use serde::Serialize;
use serde_json::json;

use super::names;
use super::record::Show;
use crate::console::Console;
use crate::failure::Outcome;
use crate::lang::Lang;
use crate::table::{Table, printable};

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin device --store ./phone.lianxin duplicates list

Needs no network. Both records stay: visits, cases, people and histories of both are shown as one household's, and undo
parts them again.";

#[derive(Debug, Subcommand)]
pub(super) enum Duplicates {
    /// List households that are likely the same, with the reasons, and those that were merged [列表]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin duplicates list --area 431027100201")]
    List {
        /// In this area or below it, by division code [区划代码]
        #[arg(long, value_name = "CODE")]
        area: Option<String>,
    },
    Merge(MergeArgs),
    /// Part a household from the one that it was merged into [撤销合并]; what was copied stays where it is
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin duplicates undo HOUSEHOLD")]
    Undo {
        /// The merged one's code [户编号] or id, as list names it
        #[arg(value_name = "HOUSEHOLD")]
        household: String,
    },
}

/// Merge two households [合并]: the one with an official code goes on, else the older one
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin device --store ./phone.lianxin duplicates merge 0042 HOUSEHOLD
  lianxin device --store ./phone.lianxin duplicates merge 0042 HOUSEHOLD --take phone --take extra.电表号

Facts that only the other has are copied. Where both have one, the household that goes on keeps its own, unless --take says
that the other's is right.")]
pub(super) struct MergeArgs {
    /// One household's code [户编号] or id
    #[arg(value_name = "HOUSEHOLD")]
    first: String,
    /// The other's
    #[arg(value_name = "OTHER")]
    second: String,
    /// Take the value of the one that is merged [以被并入户为准]; may be given again
    #[arg(long, value_name = "FIELD")]
    take: Vec<String>,
}

pub(super) fn run(command: &Duplicates, core: &Core, console: Console) -> Outcome {
    let duplicates = core.duplicates();
    match command {
        Duplicates::List { area } => {
            let (items, merged) = (duplicates.list(area.as_deref())?, duplicates.merged()?);
            console.answer(&json!({ "items": items, "merged": merged }), |lang| {
                let mut text = pairs(&items, lang);
                if !merged.is_empty() {
                    text.push_str(&format!(
                        "\n{}\n{}",
                        lang.pick("已合并", "merged"),
                        merged_table(&merged, lang).text()
                    ));
                }
                text
            })
        }
        Duplicates::Merge(args) => {
            let take: Vec<Choice> = args.take.iter().map(|field| choice(field)).collect();
            let merged = duplicates.merge(&args.first, &args.second, &take)?;
            console.answer(&merged, |lang| {
                let (survivor, other) = (who(&merged.survivor), who(&merged.other));
                lang.pick(
                    format!("已将 {other} 并入 {survivor}，两户的走访、事项和修改记录都保留"),
                    format!("merged {other} into {survivor}; visits, cases and histories of both stay"),
                )
            })
        }
        Duplicates::Undo { household } => {
            let household = duplicates.undo(household)?;
            let records = names::of(core, Kind::Household, &household)?;
            console.answer(&household, |lang| Show::new(Kind::Household, lang, &records).text(&household))
        }
    }
}

/// A household that was just registered, with those that are likely the same.
#[derive(Serialize)]
struct Added<'a> {
    #[serde(flatten)]
    household: &'a HouseholdView,
    duplicates: &'a [DuplicateView],
}

/// Answers a registration. A likely duplicate is a warning: whoever stands in front of the house goes on.
pub(super) fn answer_added(core: &Core, household: &HouseholdView, console: Console) -> Outcome {
    // With an official code there is one record already, whoever registers it.
    let likely = match household.fields.code {
        Some(_) => Vec::new(),
        None => core.duplicates().of(&household.id.to_string())?,
    };
    let records = names::of(core, Kind::Household, household)?;
    console.answer(&Added { household, duplicates: &likely }, |lang| {
        let mut text = Show::new(Kind::Household, lang, &records).text(household);
        if !likely.is_empty() {
            text.push_str(lang.pick(
                "⚠ 可能已有同一户，请核对；确是同一户的，用 duplicates merge 合并：\n",
                "! the same household may be registered already; if so: duplicates merge\n",
            ));
            text.push_str(&pairs(&likely, lang));
        }
        text
    })
}

fn pairs(items: &[DuplicateView], lang: Lang) -> String {
    if items.is_empty() {
        return lang.pick("没有疑似重复的户\n", "no likely duplicates\n").to_owned();
    }
    items.iter().map(|item| pair(item, lang)).collect()
}

fn pair(item: &DuplicateView, lang: Lang) -> String {
    let likely = if item.certain { lang.pick("基本确定", "certain") } else { lang.pick("疑似", "likely") };
    let reasons: Vec<&str> = item.reasons.iter().map(|reason| lang.pick(&*reason.zh, &*reason.en)).collect();
    let mut text = format!("{likely}{}{}\n", lang.pick("：", ": "), reasons.join(lang.pick("、", ", ")));
    for household in [&item.survivor, &item.other] {
        text.push_str(&format!("    {}\n", who(household)));
    }
    for different in &item.differences {
        text.push_str(&format!("      {}\n", difference(different, lang)));
    }
    text
}

fn difference(different: &DifferenceView, lang: Lang) -> String {
    let mut label = lang.pick(&different.zh, &different.en).clone();
    if let Some(key) = &different.key {
        label.push_str(&format!(" {key}"));
    }
    let (mine, theirs) = (shown(different, &different.survivor), shown(different, &different.other));
    printable(&lang.pick(format!("{label}不同：{mine} / {theirs}"), format!("{label} differs: {mine} / {theirs}")))
}

fn shown(different: &DifferenceView, value: &Value) -> String {
    match value {
        Value::Whole(fen) if different.field == "income_fen" => lianxin_core::model::check::amount_text(*fen),
        Value::Whole(whole) => whole.to_string(),
        Value::Text(text) => text.replace('\n', " "),
        Value::Flag(flag) => flag.to_string(),
        Value::Many(ids) => ids.join(","),
    }
}

fn merged_table(merged: &[MergedView], lang: Lang) -> Table {
    let mut table = Table::new(lang.pick(["户", "已并入"], ["household", "merged into"]));
    for pair in merged {
        table.row([who(&pair.other), who(&pair.survivor)]);
    }
    table
}

/// Head, address, code and id of a household, as far as they are known.
fn who(household: &HouseholdBriefView) -> String {
    let known = [&household.head_name, &household.phone, &household.address, &household.code];
    let mut parts: Vec<&str> = known.into_iter().flatten().map(String::as_str).collect();
    let id = household.id.to_string();
    parts.push(&id);
    printable(&parts.join("  "))
}

fn choice(field: &str) -> Choice {
    match field.split_once('.') {
        Some((field, key)) => Choice { field: field.trim().to_owned(), key: Some(key.to_owned()) },
        None => Choice { field: field.trim().to_owned(), key: None },
    }
}
