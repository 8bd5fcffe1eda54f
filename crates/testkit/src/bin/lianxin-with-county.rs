//! Runs a program beside a running county: `lianxin-with-county PROGRAM [ARGUMENT]…`. The program finds the server's address in
//! `LIANXIN_URL` and an administrator's token in `LIANXIN_TOKEN`, in its environment and, written as `{LIANXIN_URL}`, in its
//! arguments. Ends as the program ends.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use lianxin_testkit::binary::Server;
use lianxin_testkit::county::{County, Office};

/// Households, two people in each.
const HOUSEHOLDS: usize = 20;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let Some((program, rest)) = arguments.split_first() else {
        eprintln!("lianxin-with-county PROGRAM [ARGUMENT]…");
        return ExitCode::from(2);
    };
    match run(program, rest) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{}: {error}", program.display());
            ExitCode::from(2)
        }
    }
}

fn run(program: &OsString, arguments: &[OsString]) -> std::io::Result<bool> {
    let county = County::new();
    county.import_households(HOUSEHOLDS);
    county.set_password("admin");
    let server = Server::start(&county.data(), "127.0.0.1:0");
    county.enrol("a", "a", &server.url);
    county.device("a", ["sync"]).ok();
    county.device("a", ["visit", "add", "--household", "0001", "--kind", "home", "--text", "老人安好。"]).ok();
    let case =
        ["case", "open", "--household", "0001", "--ledger", "hardship", "--title", "修屋顶", "--text", "屋顶漏雨。"];
    county.device("a", case).ok();
    county.device("a", ["sync"]).ok();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let token = runtime.block_on(Office::login(&server, "admin")).token().to_owned();
    let filled = |argument: &OsString| {
        let text = argument.to_string_lossy();
        OsString::from(text.replace("{LIANXIN_URL}", &server.url).replace("{LIANXIN_TOKEN}", &token))
    };
    let mut command = Command::new(program);
    command.args(arguments.iter().map(filled)).env("LIANXIN_URL", &server.url).env("LIANXIN_TOKEN", &token);
    Ok(command.status()?.success())
}
