//! What it costs to have the core in another language: a list of 300 households, an open store's memory, the way from open to
//! the first list, each beside plain Rust; and how large the library is. Hosts run one after the other, in turns.

#[path = "../county.rs"]
mod county;
#[path = "../page.rs"]
mod page;
mod plain;
#[path = "../report.rs"]
mod report;
mod store;
mod table;

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// In each turn every host opens the store anew, so that what else the machine does meets all alike.
const TURNS: usize = 7;
const ROUNDS: usize = 300;
const ROWS: u32 = 300;

type Failed = Box<dyn std::error::Error>;

const HELP: &str = "\
Measures the core in other languages beside plain Rust.

  cargo xtask bench native [-- OPTIONS]

  --write PAGE          puts the table into this page, between its marks
  --host NAME=COMMAND   one more language (cargo xtask gives them): run as COMMAND FOLDER ROWS ROUNDS
  --size TARGET=BYTES   how large the stripped library is (cargo xtask gives them)
";

fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|it| it == "--help") {
        print!("{HELP}");
        return Ok(());
    }
    if let [word, folder, rows, rounds] = &arguments[..]
        && word == "plain"
    {
        println!("{}", plain::measure(Path::new(folder), rows.parse()?, rounds.parse()?));
        return Ok(());
    }
    let values = |name: &str| -> Vec<String> {
        let pairs = arguments.windows(2).filter(|pair| pair[0] == name);
        pairs.map(|pair| pair[1].clone()).collect()
    };
    let folder = TempDir::new()?;
    eprintln!("a store of {} documents", store::DOCUMENTS);
    tokio::runtime::Runtime::new()?.block_on(store::make(folder.path()));

    let mut hosts = vec![("Rust".to_owned(), format!("{} plain", std::env::current_exe()?.display()))];
    for host in values("--host") {
        let (name, command) = host.split_once('=').ok_or("--host NAME=COMMAND")?;
        hosts.push((name.to_owned(), command.to_owned()));
    }
    let mut measured: Vec<Vec<Value>> = vec![Vec::new(); hosts.len()];
    for turn in 1..=TURNS {
        for ((name, command), found) in hosts.iter().zip(&mut measured) {
            let value = run(command, folder.path())?;
            eprintln!("turn {turn} of {TURNS}: {name}: {value}");
            found.push(value);
        }
    }
    let names: Vec<&str> = hosts.iter().map(|(name, _)| name.as_str()).collect();
    let text = table::table(&names, &measured, &values("--size"))?;
    println!("{text}");
    if let Some(page) = values("--write").first() {
        page::put(Path::new(page), "native", &text)?;
    }
    Ok(())
}

/// One host, once. Its last line is what it measured.
fn run(command: &str, folder: &Path) -> Result<Value, Failed> {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("exec {command} \"$@\"")).arg("host").arg(folder);
    shell.args([ROWS.to_string(), ROUNDS.to_string()]);
    let output = shell.stderr(Stdio::inherit()).output()?;
    let said = String::from_utf8(output.stdout)?;
    if !output.status.success() {
        return Err(format!("{command}: {}", output.status).into());
    }
    Ok(serde_json::from_str(said.lines().last().unwrap_or_default())?)
}
