//! `lianxin device person`.

use clap::{Args, Subcommand};
use lianxin_core::Core;
use lianxin_core::model::ids::Kind;
use lianxin_core::requests::{AddPersonRequest, ListFilter};
use lianxin_core::views::PersonView;

use super::record::Show;
use super::{SeenArgs, changes, history, list, names, option};
use crate::console::Console;
use crate::failure::Outcome;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin device --store ./phone.lianxin person list --household 0042";

#[derive(Debug, Subcommand)]
pub(super) enum Person {
    Add(AddArgs),
    /// Change fields [修改]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin person set PERSON residence=away_work away_place=东莞 phone=13900000002

Fields: name 姓名, sex 性别 (male, female), birth 出生日期 (2026-01-31), id_number 身份证号, phone 电话, residence 在家情况
(home, away_work, away_study, moved_out, deceased), away_place 外出地, occupation 职业, health 健康状况, categories 类别,
notes 备注, extra 补充信息. The relation to the head is the household's: household set CODE members.PERSON=长子.")]
    Set {
        /// The person's id, as household show names it
        #[arg(value_name = "PERSON")]
        id: String,
        /// What becomes what
        #[arg(value_name = "FIELD=VALUE", required = true)]
        changes: Vec<String>,
        #[command(flatten)]
        seen: SeenArgs,
    },
    /// List people [列表]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin person list --household 0042")]
    List {
        /// Household code [户编号] or id
        #[arg(long, value_name = "CODE")]
        household: Option<String>,
        /// With this category [类别]
        #[arg(long, value_name = "NAME")]
        category: Option<String>,
    },
    /// Show one [查看]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin person show PERSON

The ID number is shown masked, 431027********1234, unless --unmasked.")]
    Show {
        /// The person's id, as household show names it
        #[arg(value_name = "PERSON")]
        id: String,
        /// Show the ID number whole
        #[arg(long)]
        unmasked: bool,
    },
    /// Who changed what, when [修改记录]
    #[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin person history PERSON")]
    History {
        /// The person's id
        #[arg(value_name = "PERSON")]
        id: String,
    },
}

/// Register a member of a household [登记]
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin person add --household 0042 --name 张小明 --relation 长子 --sex male --birth 2001-05-01

With an ID number, two devices that register the same person without signal make one record. FIELD=VALUE as in set.")]
pub(super) struct AddArgs {
    /// Household code [户编号] or id
    #[arg(long, value_name = "CODE")]
    household: String,
    /// Name [姓名]
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Relation to the head [与户主关系]
    #[arg(long, value_name = "TEXT", default_value = "家庭成员")]
    relation: String,
    /// male or female [性别]
    #[arg(long, value_name = "SEX")]
    sex: Option<String>,
    /// Date of birth [出生日期], 2001-05-01
    #[arg(long, value_name = "DATE")]
    birth: Option<String>,
    /// ID number [身份证号], 18 characters
    #[arg(long, value_name = "NUMBER")]
    id_number: Option<String>,
    /// Phone [电话]
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// Everything else
    #[arg(value_name = "FIELD=VALUE")]
    changes: Vec<String>,
}

pub(super) fn run(command: &Person, core: &Core, console: Console) -> Outcome {
    let persons = core.persons();
    match command {
        Person::Add(args) => {
            let mut fields = changes(&args.changes)?;
            fields.extend(option("sex", &args.sex));
            fields.extend(option("birth", &args.birth));
            fields.extend(option("phone", &args.phone));
            let (name, relation) = (args.name.clone(), args.relation.clone());
            let request = AddPersonRequest { name, relation, id_number: args.id_number.clone(), fields };
            said(core, &persons.add(&args.household, &request)?, false, console)
        }
        Person::Set { id, changes: texts, seen } => {
            said(core, &persons.set(core.resolve(id)?, &changes(texts)?, seen.heads())?, false, console)
        }
        Person::List { household, category } => {
            let household = household.as_deref().map(|code| core.households().get(code)).transpose()?;
            let filter = ListFilter {
                household: household.as_ref().map(|household| household.id),
                category: category.clone(),
                ..ListFilter::default()
            };
            let members = household.map(|household| household.fields.members).unwrap_or_default();
            let relation = |person: &PersonView| members.get(&person.id.to_string()).cloned().unwrap_or_default();
            list::answer(&persons.list(&filter)?, console, |items, lang| list::persons(items, relation, lang))
        }
        Person::Show { id, unmasked } => said(core, &persons.show(core.resolve(id)?)?, *unmasked, console),
        Person::History { id } => history::answer(core, Kind::Person, core.resolve(id)?, console),
    }
}

fn said(core: &Core, person: &PersonView, unmasked: bool, console: Console) -> Outcome {
    let records = names::of(core, Kind::Person, person)?;
    console.answer(person, |lang| Show { unmasked, ..Show::new(Kind::Person, lang, &records) }.text(person))
}
