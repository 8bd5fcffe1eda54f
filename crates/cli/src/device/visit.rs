//! `lianxin device visit`.

use clap::{Args, Subcommand};
use lianxin_core::Core;
use lianxin_core::model::ids::Kind;
use lianxin_core::requests::{AddVisitRequest, ListFilter, OpenCaseRequest};
use lianxin_core::views::VisitView;

use super::record::Show;
use super::{SeenArgs, changes, choices, history, list, names};
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::input;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin device --store ./phone.lianxin visit add --household 0042 --kind home --text 屋顶漏雨";

#[derive(Debug, Subcommand)]
pub(super) enum Visit {
    Add(AddArgs),
    /// List visits [列表], the newest first
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin visit list --household 0042 --from 2026-11-01")]
    List {
        /// Household code [户编号] or id
        #[arg(long, value_name = "CODE")]
        household: Option<String>,
        /// How it was made [走访方式]
        #[arg(long, value_parser = choices::visit_kinds())]
        kind: Option<String>,
        /// On this day or later, 2026-11-01
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// On this day or earlier, 2026-11-30
        #[arg(long, value_name = "DATE")]
        to: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
    /// Show one [查看]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin visit show VISIT")]
    Show {
        /// The visit's id, as visit list names it
        #[arg(value_name = "VISIT")]
        id: String,
    },
    /// Change fields [修改]; only the author may
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin visit set VISIT place=田间 participants+=村支书

Fields: kind 走访方式, date 走访日期, place 地点, participants 同去, text 看到、听到的, asked 提出的要求, cases 登记的诉求.")]
    Set {
        /// The visit's id, as visit list names it
        #[arg(value_name = "VISIT")]
        id: String,
        /// What becomes what
        #[arg(value_name = "FIELD=VALUE", required = true)]
        changes: Vec<String>,
        #[command(flatten)]
        seen: SeenArgs,
    },
    /// Who changed what, when [修改记录]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin visit history VISIT")]
    History {
        /// The visit's id
        #[arg(value_name = "VISIT")]
        id: String,
    },
}

/// Write a visit [走访]
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin device --store ./phone.lianxin visit add --household 0042 --kind home --text 屋顶漏雨 --asked 想修屋顶
  lianxin device --store ./phone.lianxin visit add --household 0042 --kind phone --text - < words.txt
  lianxin device --store ./phone.lianxin visit add --household 0042 --kind home --text 看望 --case livelihood:修水渠

Kinds: home 入户, phone 电话, meeting 座谈会, desk 田埂办公桌, reception 接待日. Today where no date is given.
--case LEDGER:TITLE registers a case at once; ledgers: livelihood 民生, hardship 困难, dispute 稳定.")]
pub(super) struct AddArgs {
    /// Household code [户编号] or id
    #[arg(long, value_name = "CODE")]
    household: String,
    /// How it was made [走访方式]
    #[arg(long, value_parser = choices::visit_kinds())]
    kind: String,
    /// What was seen and heard [看到、听到的]; - reads standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
    /// The day [走访日期], 2026-11-22
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Where [地点]
    #[arg(long, value_name = "TEXT")]
    place: Option<String>,
    /// Who came along [同去]; may be given again
    #[arg(long = "with", value_name = "NAME")]
    participants: Vec<String>,
    /// What was asked for [提出的要求]
    #[arg(long, value_name = "TEXT")]
    asked: Option<String>,
    /// What becomes a case at once [登记的诉求]; may be given again
    #[arg(long = "case", value_name = "LEDGER:TITLE")]
    cases: Vec<String>,
}

pub(super) fn run(command: &Visit, core: &Core, console: Console) -> Outcome {
    let visits = core.visits();
    match command {
        Visit::Add(args) => {
            let added = visits.add(&args.household, &request(args)?)?;
            let records = names::of(core, Kind::Visit, &added.visit)?;
            console.answer(&added, |lang| {
                let mut text = Show::new(Kind::Visit, lang, &records).text(&added.visit);
                if !added.cases.is_empty() {
                    text.push_str(&list::cases(&added.cases, lang).text());
                }
                text
            })
        }
        Visit::List { household, kind, from, to, limit } => {
            let household = household.as_deref().map(|code| core.households().get(code)).transpose()?;
            let filter = ListFilter {
                household: household.map(|household| household.id),
                class: kind.clone(),
                date_from: from.clone(),
                date_to: to.clone(),
                limit: *limit,
                ..ListFilter::default()
            };
            list::answer(&visits.list(&filter)?, console, list::visits)
        }
        Visit::Show { id } => said(core, &visits.show(core.resolve(id)?)?, console),
        Visit::Set { id, changes: texts, seen } => {
            said(core, &visits.set(core.resolve(id)?, &changes(texts)?, seen.heads())?, console)
        }
        Visit::History { id } => history::answer(core, Kind::Visit, core.resolve(id)?, console),
    }
}

fn request(args: &AddArgs) -> Result<AddVisitRequest, Failure> {
    let text = input::text(&args.text)?;
    let cases = args.cases.iter().map(|case| opened(case, args.asked.as_deref().unwrap_or(&text)));
    Ok(AddVisitRequest {
        cases: cases.collect::<Result<_, _>>()?,
        kind: args.kind.clone(),
        text,
        date: args.date.clone(),
        place: args.place.clone(),
        participants: args.participants.clone(),
        asked: args.asked.clone(),
    })
}

/// A case that a visit brings: what was asked for is what it is about, so that nothing is typed twice.
fn opened(case: &str, text: &str) -> Result<OpenCaseRequest, Failure> {
    let Some((ledger, title)) = case.split_once([':', '：']) else {
        return Err(Failure::of_field(
            "case",
            "form",
            "请写成“台账:事项”，如 livelihood:修水渠",
            "write LEDGER:TITLE, such as livelihood:修水渠",
        ));
    };
    let (ledger, title, text) = (ledger.trim().to_owned(), title.trim().to_owned(), text.to_owned());
    Ok(OpenCaseRequest { ledger, title, text, ..OpenCaseRequest::default() })
}

fn said(core: &Core, visit: &VisitView, console: Console) -> Outcome {
    let records = names::of(core, Kind::Visit, visit)?;
    console.answer(visit, |lang| Show::new(Kind::Visit, lang, &records).text(visit))
}
