//! `lianxin admin assign`.

use std::path::Path;

use clap::Args;
use lianxin_core::model::role::AssignmentKind;
use lianxin_server::admin::{self, About, Hand, Opening, Target};
use lianxin_server::clock::SystemClock;
use serde_json::json;

use super::hand::{HandArgs, Unattended};
use crate::console::Console;
use crate::failure::Outcome;
use crate::table::Table;

/// Make somebody answer for a household or area [结对帮扶, 挂钩联户]; the same again changes nothing
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin admin --data ./county assign --login wangfang --household 0042 --kind contact
  lianxin admin --data ./county assign --login wangfang --area 431027100201 --kind lead
  lianxin admin --data ./county assign --login wangfang --household 0042 --kind contact --end
  lianxin admin --data ./county assignments --login wangfang

Kinds: contact 联户, help 帮扶, learning 上门帮学, hometown 干部回家, lead 包村/包组.
The person's devices get the documents at their next sync, and lose them after --end.")]
pub(super) struct AssignArgs {
    /// The account [账号]
    #[arg(long, value_name = "LOGIN")]
    login: String,
    /// Household code [户编号] or id
    #[arg(long, value_name = "CODE", required_unless_present = "area", conflicts_with = "area")]
    household: Option<String>,
    /// Division code [区划代码], with everything in it
    #[arg(long, value_name = "CODE")]
    area: Option<String>,
    /// Why they answer for it [结对方式]
    #[arg(long, value_parser = super::assignment_kind())]
    kind: AssignmentKind,
    /// End the assignment instead [解除]
    #[arg(long)]
    end: bool,
    #[command(flatten)]
    hand: HandArgs,
}

/// List who answers for what [结对名单]
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin admin --data ./county assignments --login wangfang
  lianxin admin --data ./county assignments --household 0042
  lianxin admin --data ./county assignments --area 431027100201")]
pub(super) struct AssignmentsArgs {
    /// Of this account [账号]
    #[arg(long, value_name = "LOGIN")]
    login: Option<String>,
    /// Those that cover this household, by code [户编号] or id
    #[arg(long, value_name = "CODE", required_unless_present_any = ["login", "area"], conflicts_with_all = ["login", "area"])]
    household: Option<String>,
    /// Those over this area, by division code [区划代码]
    #[arg(long, value_name = "CODE", conflicts_with = "login")]
    area: Option<String>,
}

pub(super) fn run(args: &AssignArgs, data: &Path, console: Console) -> Outcome {
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    let target = match (&args.household, &args.area) {
        (Some(code), _) => Target::Household(code.clone()),
        (None, area) => Target::Area(area.clone().unwrap_or_default()),
    };
    let (login, kind) = (&args.login, args.kind);
    let document = json!({ "login": login, "kind": kind, "household": args.household, "area": args.area });
    let hand = &args.hand;
    if args.end {
        hand.ask(console, Unattended::GoesOn, ("解除这一结对", "end this assignment"))?;
        let ended = admin::revoke(store.as_ref(), &hand.hand(store.as_ref())?, login, kind, &target)?;
        let document = with(document, &[("ended", true.into()), ("households", ended.households.into())]);
        return console.answer(&hand.document(&document)?, |lang| {
            let households = ended.households;
            let text = lang.pick(format!("已解除（{households} 户）"), format!("ended ({households} households)"));
            format!("{}{text}", hand.said(console))
        });
    }
    let assigned = admin::grant(store.as_ref(), &hand.hand(store.as_ref())?, login, kind, &target)?;
    let facts = [
        ("new", assigned.new.into()),
        ("arrived", assigned.arrived.into()),
        ("households", assigned.households.into()),
    ];
    console.answer(&hand.document(&with(document, &facts))?, |lang| {
        let mut text = hand.said(console).to_owned();
        text.push_str(match assigned.new {
            true => lang.pick("已指派", "assigned"),
            false => lang.pick("原已指派，没有改动", "was assigned already"),
        });
        if assigned.arrived {
            let households = assigned.households;
            text.push_str(&lang.pick(format!("（{households} 户）"), format!(" ({households} households)")));
        } else {
            text.push_str(lang.pick("（这一户还没有登记，登记后生效）", " (the household is not registered yet)"));
        }
        text
    })
}

pub(super) fn list(args: &AssignmentsArgs, data: &Path, console: Console) -> Outcome {
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    let about = match (&args.login, &args.household, &args.area) {
        (Some(login), ..) => About::Login(login.clone()),
        (None, Some(code), _) => About::Household(code.clone()),
        (None, None, area) => About::Area(area.clone().unwrap_or_default()),
    };
    let rows = admin::assignments(store.as_ref(), &Hand::at_machine(None, &SystemClock), &about)?;
    console.answer(&json!({ "items": rows }), |lang| {
        let mut table = Table::new(
            lang.pick(["账号", "姓名", "方式", "户编号", "区划"], ["login", "name", "kind", "household", "area"]),
        );
        for row in &rows {
            let household = row.code.clone().or_else(|| row.household.map(|id| id.to_string()));
            let kind = row.kind.word().to_owned();
            let (household, area) = (household.unwrap_or_default(), row.area.clone().unwrap_or_default());
            table.row([row.login.clone(), row.name.clone(), kind, household, area]);
        }
        table.text()
    })
}

fn with(mut document: serde_json::Value, facts: &[(&str, serde_json::Value)]) -> serde_json::Value {
    for (name, fact) in facts {
        document[*name] = fact.clone();
    }
    document
}
