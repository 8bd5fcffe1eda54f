//! `cargo xtask bench peers`: the same documents and edits through this project, PouchDB, automerge-repo and samod.

mod herd;
mod lines;
mod link;
mod ours;
#[path = "../page.rs"]
mod page;
mod peer;
mod program;
mod proxy;
mod rows;
mod table;
mod village;
mod work;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use peer::{Peer, Programs};

/// Accounts that begin so have households of their own; the others answer for the whole village.
const CADRE: &str = "cadre";
/// Of the link's losses.
const SEED: u64 = 2_026;

const HELP: &str = "\
Measures this project beside PouchDB, automerge-repo and samod: same documents, same edits, content verified on both sides.

  cargo xtask bench peers [-- OPTIONS]

  --only NAME   only this measure or this peer; may be repeated
                measures: warm held20000 link cold backlog cpu herd
                peers:    lianxin pouchdb automerge-repo samod
  --runs N      runs of warm, held20000 and link, of which the median is told (3; on the link 1 of automerge-repo, samod)
  --with FILE   the JSON of an earlier run, for what this one does not measure; may be repeated
  --json        one JSON document on standard output instead of the table
  --write FILE  puts the table between the two markers of that Markdown file too; needs every measure

The measure `link` needs root (network namespaces, /dev/net/tun).";

/// Why a measurement failed.
#[derive(Debug)]
pub(crate) struct Failed(String);

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

#[derive(Default)]
struct Arguments {
    only: Vec<String>,
    runs: Option<usize>,
    json: bool,
    with: Vec<PathBuf>,
    write: Option<PathBuf>,
    node_folder: Option<PathBuf>,
    samod: Option<PathBuf>,
}

const MEASURES: [&str; 7] = ["warm", "held20000", "link", "cold", "backlog", "cpu", "herd"];

fn main() -> ExitCode {
    let given: Vec<String> = std::env::args().skip(1).collect();
    match given.first().map(String::as_str) {
        // This program is also what it measures: a server and a device, in processes of their own.
        Some("server") => {
            let host = given.get(1).map_or("127.0.0.1", String::as_str);
            ours::server(host, Path::new(given.get(2).map_or(".", String::as_str)));
            return ExitCode::SUCCESS;
        }
        Some("device") => {
            ours::device();
            return ExitCode::SUCCESS;
        }
        _ => {}
    }
    match parse(given).and_then(|arguments| measure(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed(why)) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn parse(given: Vec<String>) -> Result<Arguments, Failed> {
    let mut arguments = Arguments::default();
    let mut given = given.into_iter();
    while let Some(word) = given.next() {
        let mut value = || given.next().ok_or_else(|| Failed(format!("{word} what?\n\n{HELP}")));
        match word.as_str() {
            "--only" => arguments.only.push(value()?),
            "--runs" => arguments.runs = value()?.parse().ok(),
            "--json" => arguments.json = true,
            "--with" => arguments.with.push(value()?.into()),
            "--write" => arguments.write = Some(value()?.into()),
            "--node-folder" => arguments.node_folder = Some(value()?.into()),
            "--samod" => arguments.samod = Some(value()?.into()),
            _ => return Err(Failed(HELP.to_owned())),
        }
    }
    let known = |word: &String| MEASURES.contains(&word.as_str()) || Peer::ALL.iter().any(|peer| peer.word() == word);
    match arguments.only.iter().find(|word| !known(word)) {
        Some(word) => Err(Failed(format!("no measure and no peer: {word}\n\n{HELP}"))),
        None => Ok(arguments),
    }
}

fn measure(arguments: &Arguments) -> Result<(), Failed> {
    let own = std::env::current_exe()?;
    let programs = Programs {
        node_folder: arguments.node_folder.clone().unwrap_or_else(|| "bench/peers".into()).canonicalize()?,
        samod: arguments.samod.clone().unwrap_or_else(|| own.with_file_name("samod-peer")),
        own,
    };
    let named = |words: &[&str]| arguments.only.iter().any(|word| words.contains(&word.as_str()));
    let peer_words = Peer::ALL.map(Peer::word);
    let chosen = |measure: &str, peer: Peer| {
        (!named(&MEASURES) || named(&[measure])) && (!named(&peer_words) || named(&[peer.word()]))
    };
    let runs = arguments.runs.unwrap_or(3);
    let mut results = Map::new();
    let mut failures = Vec::new();
    for measure in MEASURES {
        for peer in Peer::ALL.into_iter().filter(|peer| chosen(measure, *peer)) {
            if !takes_part(measure, peer) {
                continue;
            }
            eprintln!("{measure}: {}", peer.word());
            match one(measure, peer, &programs, runs) {
                Ok(figure) => {
                    eprintln!("  {figure}");
                    results.entry(measure).or_insert_with(|| json!({}))[peer.word()] = figure;
                }
                // The others go on; the run has failed all the same.
                Err(Failed(why)) => {
                    eprintln!("  FAILED: {why}");
                    failures.push(format!("{measure} of {}: {why}", peer.word()));
                }
            }
        }
    }
    for path in &arguments.with {
        add_earlier(&mut results, path)?;
    }
    let all = MEASURES.iter().all(|measure| {
        let mut peers = Peer::ALL.into_iter().filter(|peer| takes_part(measure, *peer));
        peers.all(|peer| results.get(*measure).is_some_and(|figures| !figures[peer.word()].is_null()))
    });
    let results = Value::Object(results);
    let table = table::table(&results, &table::circumstances(&programs, runs, !arguments.with.is_empty()));
    if arguments.json {
        println!("{}", json!({ "results": results, "failures": failures, "seed": SEED }));
    } else {
        println!("{table}");
    }
    if !failures.is_empty() {
        return Err(Failed(format!("{} measurements failed:\n{}", failures.len(), failures.join("\n"))));
    }
    match &arguments.write {
        Some(_) if !all => Err(Failed("not written down: something was not measured".to_owned())),
        Some(path) => page::put(path, "peers", &table).map_err(|error| Failed(error.to_string())),
        None => Ok(()),
    }
}

/// Takes over what an earlier run measured and this one did not.
fn add_earlier(results: &mut Map<String, Value>, path: &Path) -> Result<(), Failed> {
    let earlier: Value = serde_json::from_slice(&std::fs::read(path)?)
        .map_err(|error| Failed(format!("{}: {error}", path.display())))?;
    for (measure, figures) in earlier["results"].as_object().into_iter().flatten() {
        let here = results.entry(measure).or_insert_with(|| json!({}));
        for (peer, figure) in figures.as_object().into_iter().flatten() {
            if here[peer].is_null() {
                here[peer] = figure.clone();
            }
        }
    }
    Ok(())
}

/// What is asked of us alone, and what the others would need hours for: they talk about every document that they hold.
fn takes_part(measure: &str, peer: Peer) -> bool {
    match measure {
        "held20000" => peer.ends(),
        "herd" => peer == Peer::Ours,
        _ => true,
    }
}

fn one(measure: &str, peer: Peer, programs: &Programs, runs: usize) -> Result<Value, Failed> {
    match measure {
        "warm" => rows::warm(peer, programs, 2_000, runs, None),
        "held20000" => rows::warm(peer, programs, 20_000, runs, None),
        "link" => {
            let link = link::Link::up(SEED)?;
            // Minutes each where every document is talked about.
            rows::warm(peer, programs, 2_000, if peer.ends() { runs } else { 1 }, Some(&link))
        }
        "cold" => rows::cold(peer, programs),
        "backlog" => rows::backlog(peer, programs),
        "cpu" => rows::cpu(peer, programs),
        _ => herd::run(programs),
    }
}
