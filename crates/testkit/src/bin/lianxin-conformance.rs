//! The conformance scenario against a host in whatever language. Without arguments the host is whoever started this: it reads
//! what is asked from standard output and writes answers to standard input. `lianxin-conformance PROGRAM [ARGUMENT]…` starts
//! the host itself. `LIANXIN_APPS` names built apps for the server to serve.
//!
//! Ends with 0 where everything was as the scenario and the golden file say; else with 1, and says what was not.

use std::ffi::OsString;
use std::io::{BufReader, stdin, stdout};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use lianxin_testkit::conformance::{Piped, check};

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let done = match arguments.split_first() {
        None => check(&mut Piped::new(stdin().lock(), stdout().lock()), apps().as_deref()),
        Some((program, rest)) => with_program(program, rest),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn apps() -> Option<PathBuf> {
    std::env::var_os("LIANXIN_APPS").map(PathBuf::from)
}

fn with_program(program: &OsString, arguments: &[OsString]) -> Result<(), String> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut host = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
    let (Some(to), Some(from)) = (host.stdin.take(), host.stdout.take()) else {
        return Err("the host has no pipes".to_owned());
    };
    let mut piped = Piped::new(BufReader::new(from), to);
    let done = check(&mut piped, apps().as_deref());
    // Its standard input ends here, and with it the host.
    drop(piped);
    let status = host.wait().map_err(|error| error.to_string())?;
    match (done, status.success()) {
        (Ok(()), false) => Err(format!("the host ended badly: {status}")),
        (done, _) => done,
    }
}
