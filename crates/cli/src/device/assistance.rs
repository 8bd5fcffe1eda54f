//! `lianxin device assistance`.

use clap::{Args, Subcommand};
use lianxin_core::Core;
use lianxin_core::model::ids::Kind;
use lianxin_core::requests::{AddAssistanceRequest, ListFilter};
use lianxin_core::views::AssistanceView;

use super::record::Show;
use super::{SeenArgs, changes, choices, history, list, names};
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::input;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin device --store ./phone.lianxin assistance add --household 0042 --kind money --amount 600元 --source 临时救助";

#[derive(Debug, Subcommand)]
pub(super) enum Assistance {
    Add(AddArgs),
    /// List assistance [列表], the newest first
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin assistance list --household 0042 --from 2026-01-01")]
    List {
        /// Household code [户编号] or id
        #[arg(long, value_name = "CODE")]
        household: Option<String>,
        /// What kind [帮扶方式]
        #[arg(long, value_parser = choices::assistance_kinds())]
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
  lianxin device --store ./phone.lianxin assistance show ASSISTANCE")]
    Show {
        /// Its id, as assistance list names it
        #[arg(value_name = "ASSISTANCE")]
        id: String,
    },
    /// Change fields [修改]; only who recorded it may
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin assistance set ASSISTANCE amount_fen=800元

Fields: kind 帮扶方式, amount_fen 金额, date 日期, source 资金来源, text 说明.")]
    Set {
        /// Its id, as assistance list names it
        #[arg(value_name = "ASSISTANCE")]
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
  lianxin device --store ./phone.lianxin assistance history ASSISTANCE")]
    History {
        /// Its id
        #[arg(value_name = "ASSISTANCE")]
        id: String,
    },
}

/// Record what a household was given [登记帮扶]
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin device --store ./phone.lianxin assistance add --household 0042 --kind money --amount 600元 --source 临时救助
  lianxin device --store ./phone.lianxin assistance add --household 0042 --kind goods --text 棉被两床，大米一袋
  lianxin device --store ./phone.lianxin assistance add --household 0042 --kind loan --amount 5万元 --source 小额信贷

Kinds: money 资金, goods 物资, loan 贷款, project 项目. Today where no date is given.")]
pub(super) struct AddArgs {
    /// Household code [户编号] or id
    #[arg(long, value_name = "CODE")]
    household: String,
    /// What kind [帮扶方式]
    #[arg(long, value_parser = choices::assistance_kinds())]
    kind: String,
    /// How much [金额]: 600, 600元, 1.2万元
    #[arg(long, value_name = "AMOUNT")]
    amount: Option<String>,
    /// The day [日期], 2026-11-22
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Where it came from [资金来源]
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// What was given, and why [说明]; - reads standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    text: Option<String>,
}

pub(super) fn run(command: &Assistance, core: &Core, console: Console) -> Outcome {
    let assistance = core.assistance();
    match command {
        Assistance::Add(args) => said(core, &assistance.add(&args.household, &request(args)?)?, console),
        Assistance::List { household, kind, from, to, limit } => {
            let household = household.as_deref().map(|code| core.households().get(code)).transpose()?;
            let filter = ListFilter {
                household: household.map(|household| household.id),
                class: kind.clone(),
                date_from: from.clone(),
                date_to: to.clone(),
                limit: *limit,
                ..ListFilter::default()
            };
            list::answer(&assistance.list(&filter)?, console, list::assistance)
        }
        Assistance::Show { id } => said(core, &assistance.show(core.resolve(id)?)?, console),
        Assistance::Set { id, changes: texts, seen } => {
            said(core, &assistance.set(core.resolve(id)?, &changes(texts)?, seen.heads())?, console)
        }
        Assistance::History { id } => history::answer(core, Kind::Assistance, core.resolve(id)?, console),
    }
}

fn request(args: &AddArgs) -> Result<AddAssistanceRequest, Failure> {
    Ok(AddAssistanceRequest {
        kind: args.kind.clone(),
        amount: args.amount.clone(),
        date: args.date.clone(),
        source: args.source.clone(),
        text: args.text.as_deref().map(input::text).transpose()?,
    })
}

fn said(core: &Core, assistance: &AssistanceView, console: Console) -> Outcome {
    let records = names::of(core, Kind::Assistance, assistance)?;
    console.answer(assistance, |lang| Show::new(Kind::Assistance, lang, &records).text(assistance))
}
