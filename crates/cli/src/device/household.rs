//! `lianxin device household`.

use clap::{Args, Subcommand};
use lianxin_core::Core;
use lianxin_core::changes::{FieldChange, Place};
use lianxin_core::model::ids::Kind;
use lianxin_core::requests::{AddHouseholdRequest, ListFilter};
use lianxin_core::views::{HouseholdPageView, HouseholdView};

use super::names::Names;
use super::record::{Show, labelled};
use super::{SeenArgs, changes, duplicates, history, list, names, option};
use crate::console::Console;
use crate::failure::Outcome;
use crate::input;
use crate::lang::Lang;
use crate::table::printable;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin device --store ./phone.lianxin household list --category 低保户";

#[derive(Debug, Subcommand)]
pub(super) enum Household {
    List(ListArgs),
    /// Show one with its people, visits, cases and assistance [查看]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin household show 0042

Where people set a value at the same time, all values are shown with who and when; settle decides.")]
    Show {
        /// Household code [户编号] or id
        #[arg(value_name = "CODE")]
        code: String,
    },
    Add(Box<AddArgs>),
    /// Change fields [修改]
    #[command(after_help = "\
Examples [例]:
  lianxin device --store ./phone.lianxin household set 0042 phone=13900000001 categories+=低保户
  lianxin device --store ./phone.lianxin household set 0042 income_fen=1.2万元 extra.电表号=12 hardship=

FIELD=VALUE sets, FIELD= clears, FIELD+=VALUE and FIELD-=VALUE add to and take out of a set, FIELD.KEY=VALUE sets an
entry. Fields: address 住址, head 户主, head_name 户主姓名, phone 电话, members 家庭成员, categories 类别, housing 住房,
income_fen 年收入 (typed in yuan 元 or 万元), hardship 困难, point 位置, notes 备注, extra 补充信息.")]
    Set {
        /// Household code [户编号] or id
        #[arg(value_name = "CODE")]
        code: String,
        /// What becomes what
        #[arg(value_name = "FIELD=VALUE", required = true)]
        changes: Vec<String>,
        #[command(flatten)]
        seen: SeenArgs,
    },
    /// Add a line to the notes [备注]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin household note 0042 屋后有滑坡隐患 --start")]
    Note {
        /// Household code [户编号] or id
        #[arg(value_name = "CODE")]
        code: String,
        /// The line; - reads standard input
        #[arg(value_name = "TEXT", allow_hyphen_values = true)]
        text: String,
        /// Before everything instead of after it
        #[arg(long)]
        start: bool,
        #[command(flatten)]
        seen: SeenArgs,
    },
    /// Who changed what, when [修改记录]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin household history 0042")]
    History {
        /// Household code [户编号] or id
        #[arg(value_name = "CODE")]
        code: String,
    },
}

/// List households [列表]
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin household list --area 431027100201 --conflicts

⚠ marks values that contradict each other, ↑ edits that are not synced yet, ? values that were kept though they fail their
check.")]
pub(super) struct ListArgs {
    /// In this area or below it, by division code [区划代码]
    #[arg(long, value_name = "CODE")]
    area: Option<String>,
    /// With this category [类别]
    #[arg(long, value_name = "NAME")]
    category: Option<String>,
    /// Only where people contradict each other
    #[arg(long)]
    conflicts: bool,
    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
}

/// Register a household [登记]
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin household add --code 0301 --area 431027100201 --head-name 张三 phone=13900000001

With a code, two devices that register the same household without signal make one record. Without one, households that are
likely the same are named, and registering goes on. FIELD=VALUE as in set.")]
pub(super) struct AddArgs {
    /// Household code [户编号], where there is one
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// Division code [区划代码] of the group or village, 15 or 12 digits
    #[arg(long, value_name = "CODE")]
    area: String,
    /// Address [住址]
    #[arg(long, value_name = "TEXT")]
    address: Option<String>,
    /// Name of the head [户主姓名]
    #[arg(long, alias = "head", value_name = "NAME")]
    head_name: Option<String>,
    /// Phone [电话]
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// Category [类别]; may be given again
    #[arg(long, value_name = "NAME")]
    category: Vec<String>,
    /// Notes [备注]; - reads standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    notes: Option<String>,
    /// Everything else
    #[arg(value_name = "FIELD=VALUE")]
    changes: Vec<String>,
}

pub(super) fn run(command: &Household, core: &Core, console: Console) -> Outcome {
    let households = core.households();
    match command {
        Household::List(args) => {
            let filter = ListFilter {
                area: args.area.clone(),
                category: args.category.clone(),
                contradicted: args.conflicts,
                limit: args.limit,
                ..ListFilter::default()
            };
            list::answer(&households.list(&filter)?, console, list::households)
        }
        Household::Show { code } => {
            let page = households.show(code)?;
            let records = names::of(core, Kind::Household, &page.household)?;
            console.answer(&page, |lang| page_text(&page, &records, lang))
        }
        Household::Add(args) => duplicates::answer_added(core, &households.add(&request(args)?)?, console),
        Household::Set { code, changes: texts, seen } => {
            said(core, &households.set(code, &changes(texts)?, seen.heads())?, console)
        }
        Household::Note { code, text, start, seen } => {
            let place = if *start { Place::Start } else { Place::End };
            said(core, &households.note(code, &input::text(text)?, place, seen.heads())?, console)
        }
        Household::History { code } => history::answer(core, Kind::Household, households.get(code)?.id, console),
    }
}

fn request(args: &AddArgs) -> Result<AddHouseholdRequest, crate::failure::Failure> {
    let mut fields = changes(&args.changes)?;
    fields.extend(option("phone", &args.phone));
    fields.extend(args.category.iter().map(|name| FieldChange::add("categories", name.as_str())));
    fields.extend(option("notes", &input::optional_text(args.notes.as_deref())?));
    Ok(AddHouseholdRequest {
        code: args.code.clone(),
        area: args.area.clone(),
        address: args.address.clone(),
        head_name: args.head_name.clone(),
        fields,
    })
}

fn said(core: &Core, household: &HouseholdView, console: Console) -> Outcome {
    let records = names::of(core, Kind::Household, household)?;
    console.answer(household, |lang| Show::new(Kind::Household, lang, &records).text(household))
}

fn page_text(page: &HouseholdPageView, records: &Names, lang: Lang) -> String {
    // The head stands by name below, and first among the members.
    let show = Show { without: &["head"], ..Show::new(Kind::Household, lang, records) };
    let mut text = show.text(&page.household);
    let members = &page.household.fields.members;
    let relation =
        |person: &lianxin_core::views::PersonView| members.get(&person.id.to_string()).cloned().unwrap_or_default();
    let sections = [
        (lang.pick("家庭成员", "members"), page.persons.len(), list::persons(&page.persons, relation, lang)),
        (lang.pick("走访记录", "visits"), page.visits.len(), list::visits(&page.visits, lang)),
        (lang.pick("台账事项", "cases"), page.cases.len(), list::cases(&page.cases, lang)),
        (lang.pick("帮扶", "assistance"), page.assistance.len(), list::assistance(&page.assistance, lang)),
    ];
    for other in &page.merged {
        let parts = [&other.fields.head_name, &other.fields.phone, &other.fields.address, &other.fields.code];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        let shown = printable(&format!("{}  {}", parts.join("  "), other.id));
        text.push_str(&labelled(lang, ("已并入的户", "merged into it"), &shown));
    }
    for (title, rows, table) in sections {
        if rows > 0 {
            text.push_str(&format!("\n{title}\n{}", table.text()));
        }
    }
    text
}
