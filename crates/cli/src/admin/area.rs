//! `lianxin admin area`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use lianxin_server::admin::{self, Opening};
use lianxin_server::clock::SystemClock;

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
}

pub(super) fn run(command: &Area, data: &Path, console: Console) -> Outcome {
    let Area::Import { file } = command;
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
