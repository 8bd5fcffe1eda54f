//! `lianxin admin hand-over`.

use std::path::Path;

use clap::Args;
use lianxin_server::admin::{self, Opening, Share};
use lianxin_server::clock::SystemClock;

use super::hand::{HandArgs, Unattended};
use crate::console::Console;
use crate::failure::Outcome;

/// Hand one cadre's households and areas to another [交接]: ends theirs and grants to the other, at once
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin admin --data ./county hand-over --from wangfang --to chenming --cases --dry-run
  lianxin admin --data ./county hand-over --from wangfang --to chenming --area 431027100201 --yes
  lianxin admin --data ./county hand-over --from wangfang --to chenming --household 0042 --household 0043 --yes

Everything that is assigned to them, or what lies in an area, or named households. With --cases also the cases that they
lead or that were assigned to them. At their next sync the first one's devices hand in what is unsent and give the records
up, the other's get them.")]
pub(super) struct HandOverArgs {
    /// Who hands over [交出人], open account or closed
    #[arg(long, value_name = "LOGIN")]
    from: String,
    /// Who takes over [接手人]
    #[arg(long, value_name = "LOGIN")]
    to: String,
    /// Only what lies in this area, by division code [区划代码]
    #[arg(long, value_name = "AREA", conflicts_with = "household")]
    area: Option<String>,
    /// Only this household, by code [户编号] or id; several times for several
    #[arg(long, value_name = "CODE")]
    household: Vec<String>,
    /// Also the cases that they answer for [包案, 承办]
    #[arg(long)]
    cases: bool,
    #[command(flatten)]
    hand: HandArgs,
}

pub(super) fn run(args: &HandOverArgs, data: &Path, console: Console) -> Outcome {
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    let share = match (&args.area, args.household.as_slice()) {
        (Some(area), _) => Share::In(area.clone()),
        (None, []) => Share::All,
        (None, codes) => Share::Named(codes.to_vec()),
    };
    let hand = &args.hand;
    let question =
        (format!("把 {} 的工作交给 {}", args.from, args.to), format!("hand {} over to {}", args.from, args.to));
    hand.ask(console, Unattended::NeedsYes, (&question.0, &question.1))?;
    let by = hand.hand(store.as_ref())?;
    let handed = admin::hand_over(store.as_ref(), &by, &args.from, &args.to, &share, args.cases)?;
    console.answer(&hand.document(&handed)?, |lang| {
        let (households, areas, cases) = (handed.households, handed.areas, handed.cases);
        let mut text = hand.said(console).to_owned();
        text.push_str(&lang.pick(
            format!("交接 {households} 户、{areas} 个区划、{cases} 件台账"),
            format!("{households} households, {areas} areas and {cases} cases handed over"),
        ));
        if handed.not_theirs > 0 {
            let others = handed.not_theirs;
            text.push_str(&lang.pick(
                format!("；另有 {others} 户不是此人结对，没有改动"),
                format!("; {others} households were not theirs"),
            ));
        }
        text
    })
}
