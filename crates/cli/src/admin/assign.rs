//! `lianxin admin assign`.

use std::path::Path;

use clap::Args;
use lianxin_core::model::role::AssignmentKind;
use lianxin_server::admin::{self, Opening, Target};
use lianxin_server::clock::SystemClock;
use serde_json::json;

use crate::console::Console;
use crate::failure::Outcome;

/// Make somebody answer for a household or area [结对帮扶, 挂钩联户]; the same again changes nothing
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin admin --data ./county assign --login wangfang --household 0042 --kind contact
  lianxin admin --data ./county assign --login wangfang --area 431027100201 --kind lead
  lianxin admin --data ./county assign --login wangfang --household 0042 --kind contact --end

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
}

pub(super) fn run(args: &AssignArgs, data: &Path, console: Console) -> Outcome {
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    let target = match (&args.household, &args.area) {
        (Some(code), _) => Target::Household(code.clone()),
        (None, area) => Target::Area(area.clone().unwrap_or_default()),
    };
    let (login, kind) = (&args.login, args.kind);
    let document = json!({ "login": login, "kind": kind, "household": args.household, "area": args.area });
    if args.end {
        admin::end_assignment(store.as_ref(), login, kind, &target)?;
        let document = with(document, &[("ended", true)]);
        return console.answer(&document, |lang| lang.pick("已解除".to_owned(), "ended".to_owned()));
    }
    let assigned = admin::assign(store.as_ref(), login, kind, &target)?;
    let document = with(document, &[("new", assigned.new), ("arrived", assigned.arrived)]);
    console.answer(&document, |lang| {
        let mut text = match assigned.new {
            true => lang.pick("已指派".to_owned(), "assigned".to_owned()),
            false => lang.pick("原已指派，没有改动".to_owned(), "was assigned already".to_owned()),
        };
        if !assigned.arrived {
            text.push_str(lang.pick("（这一户还没有登记，登记后生效）", " (the household is not registered yet)"));
        }
        text
    })
}

fn with(mut document: serde_json::Value, facts: &[(&str, bool)]) -> serde_json::Value {
    for (name, fact) in facts {
        document[*name] = (*fact).into();
    }
    document
}
