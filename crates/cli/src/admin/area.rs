//! `lianxin admin area`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use lianxin_server::admin::{self, Merged, Opening};
use lianxin_server::clock::SystemClock;

use super::hand::{HandArgs, Unattended};
use crate::console::Console;
use crate::failure::Outcome;
use crate::input;
use crate::table::Table;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin admin --data ./county area import divisions.csv";

#[derive(Debug, Subcommand)]
pub(super) enum Area {
    /// Import areas [导入区划] from a .csv; the same file again changes nothing
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county area import divisions.csv

The first line is code,name,level,parent. Codes have 12 digits, a group's 15; levels are county, township, village, group.
UTF-8 or GB 18030, at most 200,000 lines. A wrong line is reported with its number and does not stop the others.
Makes the county's store in DIR where there is none.")]
    Import {
        /// The file
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
    },
    /// Give an area another name [更名]; its code stays
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county area rename 431027100201 增口新村")]
    Rename {
        /// Division code [区划代码]
        #[arg(value_name = "CODE")]
        area: String,
        /// The name
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        hand: HandArgs,
    },
    /// Make a village part of another one [并村]
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county area merge 431027100202 --into 431027100201 --name 增金村 --dry-run

The closed village stays as a place within the other, with its groups and households, which keep their codes and histories.
Who answered for it answers for the whole; its accounts belong to the other; a roster that still names it lands there.")]
    Merge {
        /// Division code [区划代码] of the village that is closed
        #[arg(value_name = "CODE")]
        from: String,
        /// Division code [区划代码] of the village that it becomes part of
        #[arg(long, value_name = "CODE")]
        into: String,
        /// A new name for the whole
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        #[command(flatten)]
        hand: HandArgs,
    },
}

pub(super) fn run(command: &Area, data: &Path, console: Console) -> Outcome {
    match command {
        Area::Import { file } => import(file, data, console),
        Area::Rename { area, name, hand } => {
            let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
            let renamed = admin::rename_area(store.as_ref(), &hand.hand(store.as_ref())?, area, name)?;
            console.answer(&hand.document(&renamed)?, |lang| {
                let text = match renamed.changed {
                    true => lang.pick("已更名", "renamed"),
                    false => lang.pick("原是这个名称，没有改动", "had this name"),
                };
                format!("{}{text}", hand.said(console))
            })
        }
        Area::Merge { from, into, name, hand } => {
            let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
            let question = (format!("把 {from} 并入 {into}"), format!("merge {from} into {into}"));
            hand.ask(console, Unattended::NeedsYes, (&question.0, &question.1))?;
            let by = hand.hand(store.as_ref())?;
            let merged = admin::merge_villages(store.as_ref(), &by, from, into, name.as_deref())?;
            console.answer(&hand.document(&merged)?, |lang| {
                let Merged { groups, households, documents, assignments, accounts, .. } = &merged;
                let text = lang.pick(
                    format!(
                        "并入 {households} 户、{groups} 个组、{documents} 份记录；{assignments} 项包联扩到全村，{accounts} 个账号转入"
                    ),
                    format!(
                        "{households} households, {groups} groups, {documents} records merged; {assignments} assignments \
                         go on over the whole, {accounts} accounts belong to it"
                    ),
                );
                format!("{}{text}", hand.said(console))
            })
        }
    }
}

fn import(file: &Path, data: &Path, console: Console) -> Outcome {
    let bytes = input::file(file)?;
    let store = admin::open_county(data, &SystemClock, Opening::OrNew)?;
    let imported = admin::import_areas(store.as_ref(), &bytes)?;
    console.answer(&imported, |lang| {
        let (changed, unchanged, wrong) = (imported.changed, imported.unchanged, imported.problems.len());
        let mut text = lang.pick(
            format!("区划：新增或更正 {changed}，未变 {unchanged}，未读入 {wrong}\n"),
            format!("areas: {changed} new or corrected, {unchanged} unchanged, {wrong} left out\n"),
        );
        if wrong > 0 {
            let mut table = Table::new(lang.pick(["行", "问题", "说明"], ["line", "code", "problem"]));
            for problem in &imported.problems {
                let said = lang.pick(problem.zh(), problem.en()).to_owned();
                table.row([problem.line.to_string(), problem.code().to_owned(), said]);
            }
            text.push_str(&table.text());
        }
        text
    })
}
