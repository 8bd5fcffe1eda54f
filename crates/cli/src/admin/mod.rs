//! `lianxin admin`: what an administrator does at the server's machine, also while the server runs.

mod acts;
mod area;
mod assign;
mod device;
mod enrol;
mod hand;
mod hand_over;
mod household;
mod key;
mod receive;
mod recovery;
mod refusals;
mod roster;
mod unit;
mod user;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use lianxin_core::model::role::{AssignmentKind, Role};

use crate::console::Console;
use crate::failure::Outcome;

/// Administer a county [管理]: areas, accounts, assignments, devices, rosters
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin admin --data ./county area import divisions.csv
  lianxin admin --data ./county user add --name 王芳 --login wangfang --role cadre --area 431027100000
  lianxin admin --data ./county enrol --login wangfang

May run while the server runs.")]
pub(crate) struct AdminArgs {
    /// Folder of the county's data [数据文件夹]
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Areas [行政区划]
    #[command(subcommand, after_help = area::EXAMPLE)]
    Area(area::Area),
    /// Accounts [账号]
    #[command(subcommand, after_help = user::EXAMPLE)]
    User(user::User),
    /// Units [单位]: the offices that people belong to
    #[command(subcommand, after_help = unit::EXAMPLE)]
    Unit(unit::Unit),
    /// Households [户]
    #[command(subcommand, after_help = household::EXAMPLE)]
    Household(household::Household),
    Assign(assign::AssignArgs),
    Assignments(assign::AssignmentsArgs),
    HandOver(hand_over::HandOverArgs),
    Enrol(enrol::EnrolArgs),
    /// Rosters [花名册]
    #[command(subcommand, after_help = roster::EXAMPLE)]
    Roster(roster::Roster),
    /// Keys that sign access tokens [签名密钥]
    #[command(subcommand, after_help = key::EXAMPLE)]
    Key(key::Key),
    /// After a restore from a backup [备份恢复]
    #[command(subcommand, after_help = recovery::EXAMPLE)]
    Recovery(recovery::Recovery),
    Receipt(recovery::ReceiptArgs),
    Receive(receive::ReceiveArgs),
    /// Devices [设备]
    #[command(subcommand, after_help = device::EXAMPLE)]
    Device(device::Device),
    /// Refused changes [未被接受的修改]: what waits for review, and the decision on it
    #[command(subcommand, after_help = refusals::EXAMPLE)]
    Refusals(refusals::Refusals),
    Acts(acts::ActsArgs),
}

pub(crate) fn run(args: &AdminArgs, console: Console) -> Outcome {
    let data = args.data.as_path();
    match &args.command {
        Command::Area(command) => area::run(command, data, console),
        Command::User(command) => user::run(command, data, console),
        Command::Unit(command) => unit::run(command, data, console),
        Command::Household(command) => household::run(command, data, console),
        Command::Assign(args) => assign::run(args, data, console),
        Command::Assignments(args) => assign::list(args, data, console),
        Command::HandOver(args) => hand_over::run(args, data, console),
        Command::Enrol(args) => enrol::run(args, data, console),
        Command::Roster(command) => roster::run(command, data, console),
        Command::Key(command) => key::run(command, data, console),
        Command::Recovery(command) => recovery::run(command, data, console),
        Command::Receipt(args) => recovery::check(args, data, console),
        Command::Receive(args) => receive::run(args, data, console),
        Command::Device(command) => device::run(command, data, console),
        Command::Refusals(command) => refusals::run(command, data, console),
        Command::Acts(args) => acts::run(args, data, console),
    }
}

/// The words of the roles.
fn role() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::word)).try_map(|word| Role::from_word(&word).ok_or("not a role"))
}

/// The words of the kinds of assignment.
fn assignment_kind() -> impl TypedValueParser<Value = AssignmentKind> {
    PossibleValuesParser::new(AssignmentKind::ALL.map(AssignmentKind::word))
        .try_map(|word| AssignmentKind::from_word(&word).ok_or("not a kind of assignment"))
}
