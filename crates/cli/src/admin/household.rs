//! `lianxin admin household`.

use std::path::Path;

use clap::Subcommand;
use lianxin_server::admin::{self, Opening, Which};
use lianxin_server::clock::SystemClock;

use super::hand::{HandArgs, Unattended};
use crate::console::Console;
use crate::failure::Outcome;

pub(super) const EXAMPLE: &str = "\
Example [例]:
  lianxin admin --data ./county household move 0042 0043 --to 431027100202 --dry-run";

#[derive(Debug, Subcommand)]
pub(super) enum Household {
    /// Move households to another village or group [迁移户], with everything that belongs to them
    #[command(after_help = "\
Examples [例]:
  lianxin admin --data ./county household move 0042 0043 --to 431027100202 --dry-run
  lianxin admin --data ./county household move --from 431027100201003 --to 431027100202001 --yes

At most 1,000 at once; a whole village moves by area merge. Codes and histories stay. Devices follow at their next sync: who
answers for the old place gives the households up, who answers for the new one gets them.")]
    Move {
        /// Household codes [户编号] or ids
        #[arg(value_name = "CODE", required_unless_present = "from", conflicts_with = "from")]
        households: Vec<String>,
        /// Everything that lies in this area instead, by division code [区划代码]
        #[arg(long, value_name = "AREA")]
        from: Option<String>,
        /// Division code [区划代码] of the village or group
        #[arg(long, value_name = "AREA")]
        to: String,
        #[command(flatten)]
        hand: HandArgs,
    },
}

pub(super) fn run(command: &Household, data: &Path, console: Console) -> Outcome {
    let Household::Move { households, from, to, hand } = command;
    let store = admin::open_county(data, &SystemClock, Opening::Existing)?;
    let which = match from {
        Some(area) => Which::In(area.clone()),
        None => Which::Named(households.clone()),
    };
    hand.ask(console, Unattended::NeedsYes, ("把这些户移到别处", "move these households"))?;
    let moved = admin::move_households(store.as_ref(), &hand.hand(store.as_ref())?, &which, to)?;
    console.answer(&hand.document(&moved)?, |lang| {
        let (households, documents, unchanged) = (moved.households, moved.documents, moved.unchanged);
        let text = lang.pick(
            format!("迁移 {households} 户，随迁 {documents} 份记录；{unchanged} 户原在那里"),
            format!("{households} households moved with {documents} records; {unchanged} were there"),
        );
        format!("{}{text}", hand.said(console))
    })
}
