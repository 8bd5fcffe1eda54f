//! `lianxin`: the county's server, its administration, a cadre's device on the command line, and a demo county.

mod admin;
mod console;
mod demo;
mod device;
mod failure;
mod input;
mod lang;
mod moment;
mod qr;
mod serve;
mod table;

use std::io::Write as _;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::lang::Lang;

/// The command line does not say what it should.
const USAGE: u8 = 2;

const EXAMPLES: &str = "\
Examples [例]:
  lianxin demo
  lianxin serve --data ./county --listen 127.0.0.1:8080
  lianxin admin --data ./county area import divisions.csv
  lianxin device --store ./phone.lianxin sync

Exit codes: 0 done, 1 refused or failed, 2 wrong usage. LIANXIN_LANG=en or --lang en switches to English.";

/// 连心 · An offline-first record of village visits [走访记录]: server, administration and device in one program
#[derive(Debug, Parser)]
#[command(name = "lianxin", version, after_help = EXAMPLES, arg_required_else_help = true)]
struct Arguments {
    /// Answer with one JSON document on standard output, errors too
    #[arg(long, global = true)]
    json: bool,
    /// Language of what people read [语言]; LIANXIN_LANG otherwise
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    lang: Option<Lang>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::ServeArgs),
    Demo(demo::DemoArgs),
    Admin(admin::AdminArgs),
    Device(device::DeviceArgs),
}

fn main() -> ExitCode {
    quiet_panics();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return wrong_usage(&error),
    };
    let console = Console::new(arguments.json, arguments.lang.unwrap_or_else(Lang::from_environment));
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| run(arguments.command, console)));
    let outcome = outcome.unwrap_or_else(|_| {
        Err(Failure::new(
            "internal",
            "程序内部出错，已保存的内容没有丢失；请把上面一行报告给开发者",
            "a defect of this program; what was saved is not lost: please report the line above",
        ))
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            console.refuse(&failure);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command, console: Console) -> Outcome {
    match command {
        Command::Serve(args) => serve::run(&args, console),
        Command::Demo(args) => demo::run(&args, console),
        Command::Admin(args) => admin::run(&args, console),
        Command::Device(args) => device::run(&args, console),
    }
}

/// Help and version are no errors. With `--json` a wrong command line is answered as a document as well.
fn wrong_usage(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Whoever closed the pipe has read enough.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if std::env::args_os().any(|argument| argument == "--json") {
        let said = error.render().to_string();
        let said = said.trim_start_matches("error: ").trim();
        Console::new(true, Lang::Zh).refuse(&Failure::new("usage", format!("命令写法不对：{said}"), said));
    } else {
        let _ = error.print();
    }
    ExitCode::from(USAGE)
}

/// A panic is one line that names its place: its message may hold a value that somebody typed.
fn quiet_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "internal error at {place}");
    }));
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn the_definitions_are_consistent() {
        Arguments::command().debug_assert();
    }
}
