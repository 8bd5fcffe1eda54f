//! `lianxin device`: what a cadre's phone does, on the command line. Everything but `enrol` and `sync` works without a
//! network.

mod assistance;
mod case;
mod choices;
mod comment;
mod conflicts;
mod diary;
mod duplicates;
mod enrol;
mod export;
mod history;
mod household;
mod list;
mod names;
mod person;
pub(crate) mod record;
mod search;
mod set_aside;
mod status;
mod sync;
mod today;
mod values;
mod visit;
mod watch;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use lianxin_core::changes::FieldChange;
use lianxin_core::{Core, CoreError, SystemPlatform};

use crate::console::Console;
use crate::failure::{Failure, Outcome};

/// Work as a cadre's device [设备]: households, visits, diary, cases, sync
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin device --store ./phone.lianxin enrol http://127.0.0.1:8080 7K2M-9QX4-T1RB
  lianxin device --store ./phone.lianxin household list
  lianxin device --store ./phone.lianxin visit add --household 0042 --kind home --text 屋顶漏雨
  lianxin device --store ./phone.lianxin sync

Every edit is on the disk when its command ends. Only enrol and sync need the network.")]
pub(crate) struct DeviceArgs {
    /// The device's store [数据文件]; enrol makes it
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Enrol(enrol::EnrolArgs),
    /// Households [户]
    #[command(subcommand, after_help = household::EXAMPLE)]
    Household(household::Household),
    /// Members of households [人]
    #[command(subcommand, after_help = person::EXAMPLE)]
    Person(person::Person),
    /// Visits [走访记录]
    #[command(subcommand, after_help = visit::EXAMPLE)]
    Visit(visit::Visit),
    /// Assistance [帮扶]: what households were given
    #[command(subcommand, after_help = assistance::EXAMPLE)]
    Assistance(assistance::Assistance),
    /// Diary [民情日记]
    #[command(subcommand, after_help = diary::EXAMPLE)]
    Diary(diary::Diary),
    /// Cases [台账事项]
    #[command(subcommand, after_help = case::EXAMPLE)]
    Case(case::Case),
    /// Comments [批示] of those who lead
    #[command(subcommand, after_help = comment::EXAMPLE)]
    Comment(comment::Comment),
    Conflicts(conflicts::ConflictsArgs),
    Settle(conflicts::SettleArgs),
    /// Households that were registered twice [重复户]
    #[command(subcommand, after_help = duplicates::EXAMPLE)]
    Duplicates(duplicates::Duplicates),
    Search(search::SearchArgs),
    Today(today::TodayArgs),
    Drafts(today::DraftsArgs),
    Sync(sync::SyncArgs),
    Status(status::StatusArgs),
    ExportUnsent(export::ExportArgs),
    /// Edits that the server did not take [未被接受的修改]
    #[command(subcommand, after_help = set_aside::EXAMPLE)]
    SetAside(set_aside::SetAside),
}

pub(crate) fn run(args: &DeviceArgs, console: Console) -> Outcome {
    let store = args.store.as_path();
    match &args.command {
        Command::Enrol(args) => enrol::run(args, store, console),
        Command::Household(command) => household::run(command, &open(store)?, console),
        Command::Person(command) => person::run(command, &open(store)?, console),
        Command::Visit(command) => visit::run(command, &open(store)?, console),
        Command::Assistance(command) => assistance::run(command, &open(store)?, console),
        Command::Diary(command) => diary::run(command, &open(store)?, console),
        Command::Case(command) => case::run(command, &open(store)?, console),
        Command::Comment(command) => comment::run(command, &open(store)?, console),
        Command::Conflicts(_) => conflicts::list(&open(store)?, console),
        Command::Settle(args) => conflicts::settle(args, &open(store)?, console),
        Command::Duplicates(command) => duplicates::run(command, &open(store)?, console),
        Command::Search(args) => search::run(args, &open(store)?, console),
        Command::Today(args) => today::run(args, &open(store)?, console),
        Command::Drafts(_) => today::drafts(&open(store)?, console),
        Command::Sync(args) => sync::run(args, store, console),
        Command::Status(_) => status::run(&open(store)?, console),
        Command::ExportUnsent(args) => export::run(args, &open(store)?, console),
        Command::SetAside(command) => set_aside::run(command, &open(store)?, console),
    }
}

/// Opens a store that is there: a mistyped name makes no second, empty one.
fn open(store: &Path) -> Result<Core, Failure> {
    if !store.exists() {
        let name = store.display();
        return Err(Failure::new(
            "no_store",
            format!("没有数据文件 {name}，请核对 --store，或先用 device enrol 登记本机"),
            format!("there is no store {name}: check --store, or enrol this device first"),
        ));
    }
    Ok(Core::open(store, SystemPlatform)?)
}

/// What an edit is applied to: the heads that `show` gave, so that it never writes old values back.
#[derive(Debug, Args)]
struct SeenArgs {
    /// Heads of the record as it was seen [所见版本], from "heads" of show --json; the newest otherwise
    #[arg(long = "at-heads", value_name = "HASH,…", value_delimiter = ',')]
    at_heads: Option<Vec<String>>,
}

impl SeenArgs {
    fn heads(&self) -> Option<&[String]> {
        self.at_heads.as_deref()
    }
}

/// Reads `FIELD=VALUE` arguments; all wrong ones are named at once.
fn changes(texts: &[String]) -> Result<Vec<FieldChange>, Failure> {
    let mut problems = Vec::new();
    let mut changes = Vec::with_capacity(texts.len());
    for text in texts {
        match text.parse::<FieldChange>() {
            Ok(change) => changes.push(change),
            Err(CoreError::Fields(wrong)) => problems.extend(wrong),
            Err(other) => return Err(other.into()),
        }
    }
    if problems.is_empty() { Ok(changes) } else { Err(CoreError::Fields(problems).into()) }
}

/// A field of its own option, as a change.
fn option(field: &str, value: &Option<String>) -> Option<FieldChange> {
    value.as_ref().map(|value| FieldChange::set(field, value.as_str()))
}
