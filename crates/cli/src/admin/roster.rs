//! `lianxin admin roster`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use jiff::tz::Offset;
use lianxin_server::admin::{self, Opening};
use lianxin_server::clock::{Clock as _, SystemClock};
use lianxin_server::roster::{self, ApplyError, Import, Outcome as Imported, RosterError, RowProblem, Severity, Tally};

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::input;
use crate::lang::Lang;
use crate::table::Table;

/// Problems that people are shown; `--json` has all of them.
const PROBLEMS_SHOWN_MAX: usize = 100;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin admin --data ./county roster import 花名册.xlsx --dry-run";

#[derive(Debug, Subcommand)]
pub(super) enum Roster {
    /// Import a roster [导入花名册]; the same sheet again changes nothing
    #[command(after_help = "\
Example [例]:
  lianxin admin --data ./county roster import 花名册.xlsx --dry-run

One row a person; columns in any order: 户编号 村 组 户主 姓名 与户主关系 性别 出生日期 身份证号 电话 类别 住址 备注.
.xlsx, or .csv in UTF-8 or GB 18030; at most 64 MB and 200,000 rows. A bad row is reported with its number and reason and
does not stop the others. What a cadre changed since the last import is never overwritten: both values stay as a conflict.")]
    Import {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Say what would be done and do nothing [只检查]
        #[arg(long)]
        dry_run: bool,
        /// In whose name [导入人]; otherwise the administrator of the widest area
        #[arg(long, value_name = "LOGIN")]
        login: Option<String>,
    },
}

pub(super) fn run(command: &Roster, data: &Path, console: Console) -> Outcome {
    let Roster::Import { file, dry_run, login } = command;
    let bytes = input::file(file)?;
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    let user = admin::importer(store.as_ref(), login.as_deref())?;
    let sheet = roster::read(&bytes, today())?;
    let import = Import { user: &user, dry_run: *dry_run, now_s: SystemClock.now_s() };
    let bar = console.progress(0, "导入", "importing");
    let imported = roster::apply(store.as_ref(), &sheet, &import, |progress| {
        bar.set_length(progress.households as u64);
        bar.set_position(progress.households_done as u64);
    });
    bar.finish_and_clear();
    let imported = imported?;
    console.answer(&imported, |lang| text(&imported, lang))
}

/// Birth dates lie before today, which is China's.
fn today() -> jiff::civil::Date {
    Offset::constant(8).to_datetime(jiff::Timestamp::now()).date()
}

fn text(imported: &Imported, lang: Lang) -> String {
    let mut text = match imported.dry_run {
        true => lang.pick("只检查，没有写入\n", "dry run, nothing was written\n"),
        false => "",
    }
    .to_owned();
    text.push_str(&tally(lang.pick("户", "households"), imported.households, lang));
    text.push_str(&tally(lang.pick("人", "people"), imported.persons, lang));
    let (groups, conflicts, refused) = (imported.groups_new, imported.conflicts_new, imported.rows_refused);
    text.push_str(&lang.pick(
        format!("新建村民小组 {groups}，新增待核实 {conflicts}，未读入 {refused} 行\n"),
        format!("{groups} groups made, {conflicts} conflicts to settle, {refused} rows left out\n"),
    ));
    text.push_str(&problems(&imported.problems, lang));
    text
}

fn tally(what: &str, tally: Tally, lang: Lang) -> String {
    let Tally { new, changed, unchanged } = tally;
    lang.pick(
        format!("{what}：新增 {new}，更正 {changed}，未变 {unchanged}\n"),
        format!("{what}: {new} new, {changed} changed, {unchanged} unchanged\n"),
    )
}

/// What is wrong with which row: rows that were left out first.
fn problems(problems: &[RowProblem], lang: Lang) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let mut sorted: Vec<&RowProblem> = problems.iter().collect();
    sorted.sort_by_key(|problem| problem.severity() == Severity::Warning);
    let mut table =
        Table::new(lang.pick(["行", "列", "轻重", "问题", "说明"], ["row", "column", "severity", "code", "problem"]));
    for problem in sorted.iter().take(PROBLEMS_SHOWN_MAX) {
        let severity = match problem.severity() {
            Severity::Error => lang.pick("未读入", "left out"),
            Severity::Warning => lang.pick("提醒", "warning"),
        };
        table.row([
            problem.line.to_string(),
            problem.column.map(|column| column.label().to_owned()).unwrap_or_default(),
            severity.to_owned(),
            problem.code().to_owned(),
            lang.pick(problem.zh(), problem.en()).into_owned(),
        ]);
    }
    let mut text = table.text();
    let more = sorted.len().saturating_sub(PROBLEMS_SHOWN_MAX);
    if more > 0 {
        text.push_str(&lang.pick(
            format!("还有 {more} 处，用 --json 查看全部\n"),
            format!("and {more} more: --json has all of them\n"),
        ));
    }
    text
}

impl From<RosterError> for Failure {
    fn from(error: RosterError) -> Self {
        Self::new(error.code(), error.zh(), error.en())
    }
}

impl From<ApplyError> for Failure {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::NotAllowed => admin::AdminError::NotAnAdministrator.into(),
            ApplyError::Store(error) => admin::AdminError::Store(error).into(),
        }
    }
}
