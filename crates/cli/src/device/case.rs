//! `lianxin device case`.

use clap::{Args, Subcommand, ValueEnum};
use lianxin_core::Core;
use lianxin_core::model::ids::Kind;
use lianxin_core::requests::{CaseEventRequest, ListFilter, OpenCaseRequest};
use lianxin_core::views::CaseView;

use super::record::{Show, labelled, status};
use super::{SeenArgs, changes, choices, history, list, names, option};
use crate::console::Console;
use crate::failure::Outcome;
use crate::input;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin device --store ./phone.lianxin case list --open";

#[derive(Debug, Subcommand)]
pub(super) enum Case {
    Open(OpenArgs),
    Event(EventArgs),
    /// List cases [列表], the newest first
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin case list --ledger livelihood --open")]
    List {
        /// Household code [户编号] or id
        #[arg(long, value_name = "CODE")]
        household: Option<String>,
        /// The ledger [台账]
        #[arg(long, value_parser = choices::ledgers())]
        ledger: Option<String>,
        /// Where it stands [状态]: registered, accepted, assigned, acting, resolved, answered, closed, …
        #[arg(long, value_name = "STATUS")]
        status: Option<String>,
        /// Only what somebody still has to do
        #[arg(long)]
        open: bool,
    },
    /// Show one with its course [查看]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin case show CASE")]
    Show {
        /// The case's id, as case list names it
        #[arg(value_name = "CASE")]
        id: String,
    },
    /// Change fields [修改]; deadline and lead only by those who lead
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin case set CASE mediation_amount_fen=1200元 mediation_outcome=written

Fields: ledger 台账, title 事项, text 具体情况, source 来源, date 登记日期, due 办理期限, lead 包案领导, mediation_people 调处涉及人,
mediation_households 调处涉及户, mediation_amount_fen 调处金额 (typed in yuan 元), mediation_outcome 调处结果
(spoken, written, none).")]
    Set {
        /// The case's id, as case list names it
        #[arg(value_name = "CASE")]
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
  lianxin device --store ./phone.lianxin case history CASE")]
    History {
        /// The case's id
        #[arg(value_name = "CASE")]
        id: String,
    },
}

/// Register a request, hardship or dispute [登记]
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin case open --household 0042 --ledger livelihood --title 修水渠 --text 三组水渠断了半个月

Ledgers: livelihood 民生, hardship 困难, dispute 稳定. Today where no date is given. FIELD=VALUE as in set.")]
pub(super) struct OpenArgs {
    /// Household code [户编号] or id
    #[arg(long, value_name = "CODE")]
    household: String,
    /// The ledger [台账]
    #[arg(long, value_parser = choices::ledgers())]
    ledger: String,
    /// What it is, in a line [事项]
    #[arg(long, value_name = "TEXT")]
    title: String,
    /// What is asked for [具体情况]; - reads standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
    /// Where it came from [来源]: visit, diary, reception, box, phone, questionnaire, collector, online
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// The day [登记日期], 2026-11-22
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Until when [办理期限], 2026-12-31; only by those who lead
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
    /// Everything else
    #[arg(value_name = "FIELD=VALUE")]
    changes: Vec<String>,
}

/// Write the next step of a case [办理]
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin device --store ./phone.lianxin case event CASE --kind acted --text 已联系水利站
  lianxin device --store ./phone.lianxin case event CASE --kind assigned --to 民政办
  lianxin device --store ./phone.lianxin case event CASE --kind followed_up --satisfied yes --text 水通了

Steps: accepted 受理, assigned 交办, acted 办理, transferred 转办, resolved 办结, answered 反馈, followed_up 回访, reopened 退回重办.
The status is folded from the steps. Only those who lead assign.")]
pub(super) struct EventArgs {
    /// The case's id, as case list names it
    #[arg(value_name = "CASE")]
    id: String,
    /// The step [环节]
    #[arg(long, value_parser = choices::event_kinds())]
    kind: String,
    /// What was done [内容]; for a follow-up the villager's words; - reads standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    text: Option<String>,
    /// To whom or to which office it is handed [承办]
    #[arg(long, value_name = "TEXT")]
    to: Option<String>,
    /// For a follow-up: whether the villager is satisfied [是否满意]
    #[arg(long, value_enum, value_name = "yes|no")]
    satisfied: Option<YesNo>,
    /// Id of the visit at which it was done [相关走访]
    #[arg(long, value_name = "VISIT")]
    visit: Option<String>,
    /// The day [日期], 2026-11-22
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    #[command(flatten)]
    seen: SeenArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum YesNo {
    #[value(alias = "true", alias = "是")]
    Yes,
    #[value(alias = "false", alias = "否")]
    No,
}

pub(super) fn run(command: &Case, core: &Core, console: Console) -> Outcome {
    let cases = core.cases();
    match command {
        Case::Open(args) => {
            let mut fields = changes(&args.changes)?;
            fields.extend(option("due", &args.due));
            let request = OpenCaseRequest {
                ledger: args.ledger.clone(),
                title: args.title.clone(),
                text: input::text(&args.text)?,
                source: args.source.clone(),
                date: args.date.clone(),
                fields,
            };
            said(core, &cases.open(&args.household, &request)?, console)
        }
        Case::Event(args) => {
            let request = CaseEventRequest {
                kind: args.kind.clone(),
                text: input::optional_text(args.text.as_deref())?,
                date: args.date.clone(),
                to: args.to.clone(),
                satisfied: args.satisfied.map(|satisfied| satisfied == YesNo::Yes),
                visit: args.visit.as_deref().map(|visit| core.resolve(visit)).transpose()?,
            };
            said(core, &cases.step(core.resolve(&args.id)?, &request, args.seen.heads())?, console)
        }
        Case::List { household, ledger, status, open } => {
            let household = household.as_deref().map(|code| core.households().get(code)).transpose()?;
            let filter = ListFilter {
                household: household.map(|household| household.id),
                class: ledger.clone(),
                status: status.clone(),
                open: open.then_some(true),
                ..ListFilter::default()
            };
            list::answer(&cases.list(&filter)?, console, list::cases)
        }
        Case::Show { id } => said(core, &cases.show(core.resolve(id)?)?, console),
        Case::Set { id, changes: texts, seen } => {
            said(core, &cases.set(core.resolve(id)?, &changes(texts)?, seen.heads())?, console)
        }
        Case::History { id } => history::answer(core, Kind::Case, core.resolve(id)?, console),
    }
}

fn said(core: &Core, case: &CaseView, console: Console) -> Outcome {
    let records = names::of(core, Kind::Case, case)?;
    console.answer(case, |lang| {
        let stands = labelled(lang, ("状态", "status"), status(case.fields.status, lang));
        stands + &Show::new(Kind::Case, lang, &records).text(case)
    })
}
