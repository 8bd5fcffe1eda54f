//! `lianxin device diary`.

use clap::{Args, Subcommand};
use lianxin_core::Core;
use lianxin_core::model::ids::{DocId, Kind};
use lianxin_core::requests::{AddDiaryEntryRequest, ListFilter};
use lianxin_core::views::DiaryEntryView;

use super::record::Show;
use super::{SeenArgs, history, list, names};
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::input;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin device --store ./phone.lianxin diary add --date 2026-11-22 --text 走访七户 --household 0042";

#[derive(Debug, Subcommand)]
pub(super) enum Diary {
    Add(AddArgs),
    /// Write the text anew [改写]; what stays the same is left untouched
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin diary write ENTRY --text - < diary.txt")]
    Write {
        /// The entry's id, as diary list names it
        #[arg(value_name = "ENTRY")]
        id: String,
        /// The whole text [日记]; - reads standard input
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        text: String,
        #[command(flatten)]
        seen: SeenArgs,
    },
    /// Hand an entry in [上交]; until then nobody else reads it
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin diary submit ENTRY")]
    Submit {
        /// The entry's id, as diary list names it
        #[arg(value_name = "ENTRY")]
        id: String,
    },
    /// List entries [列表], the newest first
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin diary list --from 2026-11-01 --drafts")]
    List {
        /// On this day or later, 2026-11-01
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// On this day or earlier, 2026-11-30
        #[arg(long, value_name = "DATE")]
        to: Option<String>,
        /// Only what was not handed in
        #[arg(long)]
        drafts: bool,
    },
    /// Show one [查看]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin diary show ENTRY")]
    Show {
        /// The entry's id, as diary list names it
        #[arg(value_name = "ENTRY")]
        id: String,
    },
    /// Who changed what, when [修改记录]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin diary history ENTRY")]
    History {
        /// The entry's id
        #[arg(value_name = "ENTRY")]
        id: String,
    },
}

/// Begin an entry [写日记], a draft that nobody else reads
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin diary add --date 2026-11-22 --text 走访七户 --household 0042 --household 0043

Today where no date is given.")]
pub(super) struct AddArgs {
    /// The day [日期], 2026-11-22
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// The text [日记]; - reads standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
    /// Code [户编号] or id of a household that it is about; several may follow
    #[arg(long, value_name = "CODE", num_args = 1..)]
    household: Vec<String>,
    /// Id of a visit that it is about; several may follow
    #[arg(long, value_name = "VISIT", num_args = 1..)]
    visit: Vec<String>,
    /// Id of a case that it is about; several may follow
    #[arg(long, value_name = "CASE", num_args = 1..)]
    case: Vec<String>,
}

pub(super) fn run(command: &Diary, core: &Core, console: Console) -> Outcome {
    let diary = core.diary();
    match command {
        Diary::Add(args) => {
            let request = AddDiaryEntryRequest {
                date: args.date.clone(),
                text: input::text(&args.text)?,
                households: resolved(core, &args.household)?,
                visits: resolved(core, &args.visit)?,
                cases: resolved(core, &args.case)?,
            };
            said(core, &diary.add(&request)?, console)
        }
        Diary::Write { id, text, seen } => {
            said(core, &diary.write(core.resolve(id)?, &input::text(text)?, seen.heads())?, console)
        }
        Diary::Submit { id } => said(core, &diary.submit(core.resolve(id)?)?, console),
        Diary::List { from, to, drafts } => {
            let filter = ListFilter {
                date_from: from.clone(),
                date_to: to.clone(),
                status: drafts.then(|| "draft".to_owned()),
                ..ListFilter::default()
            };
            list::answer(&diary.list(&filter)?, console, list::diary)
        }
        Diary::Show { id } => said(core, &diary.show(core.resolve(id)?)?, console),
        Diary::History { id } => history::answer(core, Kind::DiaryEntry, core.resolve(id)?, console),
    }
}

fn resolved(core: &Core, codes: &[String]) -> Result<Vec<DocId>, Failure> {
    codes.iter().map(|code| Ok(core.resolve(code)?)).collect()
}

fn said(core: &Core, entry: &DiaryEntryView, console: Console) -> Outcome {
    let names = names::of(core, Kind::DiaryEntry, entry)?;
    console.answer(entry, |lang| Show::new(Kind::DiaryEntry, lang, &names).text(entry))
}
