//! A county that is made once and copied, its server on one port, its devices.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use lianxin_testkit::binary::{self, Server};
use lianxin_testkit::county::County;
use serde_json::Value as Json;
use tempfile::TempDir;

/// Whose devices are killed. All are of one village.
pub(crate) const DEVICES: [&str; 4] = ["a", "b", "c", "d"];

/// What every county begins as.
pub(crate) struct Template {
    county: County,
    address: String,
    /// How long a write and a sync take on this machine now.
    pub(crate) write_us: u64,
    pub(crate) sync_us: u64,
}

/// A copy of it that runs.
pub(crate) struct Running {
    folder: TempDir,
    address: String,
    server: Option<Server>,
}

/// How a device's command ended.
pub(crate) struct Outcome {
    pub(crate) killed: bool,
    /// Its answer was there, whole.
    pub(crate) answered: bool,
    pub(crate) said: String,
}

impl Template {
    pub(crate) fn make() -> Self {
        let county = County::new();
        county.import_households(3);
        let server = Server::start(&county.data(), "127.0.0.1:0");
        let logins = ["a", "b", "a", "b"];
        for (device, login) in DEVICES.into_iter().zip(logins).chain([("reader", "a")]) {
            county.enrol(device, login, &server.url);
            county.device(device, ["sync"]).ok();
        }
        // Once each to know how long they take; the moments of kills lie within.
        let took = |words: &[&str]| {
            let start = Instant::now();
            county.device("a", words.iter().copied()).ok();
            u64::try_from(start.elapsed().as_micros()).unwrap() * 5 / 4
        };
        let write_us = took(&["household", "note", "0003", "一句。"]);
        let sync_us = took(&["sync"]);
        let address = server.address().to_string();
        server.kill();
        Self { county, address, write_us, sync_us }
    }

    /// A county as it was at the beginning, and its server.
    pub(crate) fn run(&self) -> Running {
        let folder = TempDir::new().unwrap();
        copy(&self.county.data(), &folder.path().join("county"));
        for device in DEVICES.into_iter().chain(["reader"]) {
            std::fs::copy(self.county.store(device), store(folder.path(), device)).unwrap();
        }
        let mut running = Running { folder, address: self.address.clone(), server: None };
        running.heal();
        running
    }
}

impl Running {
    /// The arguments of a device's command.
    pub(crate) fn device(&self, device: &str, words: &[String]) -> Vec<String> {
        let store = store(self.folder.path(), device).to_string_lossy().into_owned();
        let begin = ["device".to_owned(), "--store".to_owned(), store];
        begin.into_iter().chain(words.iter().cloned()).collect()
    }

    /// Kills the server after a while and starts it again on what it left.
    pub(crate) fn kill_server(&mut self, after: Duration) {
        let start = Instant::now();
        while start.elapsed() < after {
            std::thread::park_timeout(after.saturating_sub(start.elapsed()));
        }
        if let Some(server) = self.server.take() {
            server.kill();
        }
        self.heal();
    }

    /// Starts the server where it does not run.
    pub(crate) fn heal(&mut self) {
        if self.server.is_none() {
            self.server = Some(Server::start(&self.folder.path().join("county"), &self.address));
        }
    }

    fn ask(&self, device: &str, words: &[&str]) -> Result<Json, String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let run = binary::run(self.device(device, &words));
        if run.status.success() { Ok(run.json()) } else { Err(format!("{device} {words:?}: {run:?}")) }
    }

    /// Syncs until nothing waits.
    pub(crate) fn sync(&self, device: &str) -> Result<(), String> {
        self.ask(device, &["sync"])?;
        let status = self.ask(device, &["status"])?;
        let aside = status["set_aside"].as_array().map(Vec::len);
        match (status["unsent"].as_u64(), aside) {
            (Some(0), Some(0)) => Ok(()),
            _ => Err(format!("{device} is not through: {status}")),
        }
    }

    /// Everything that was written to, as a device holds it, and the heads of the household that all wrote to.
    pub(crate) fn texts(&self, device: &str) -> Result<(String, Json), String> {
        let notes = self.ask(device, &["household", "show", "0001"])?;
        let visits = self.ask(device, &["visit", "list"])?;
        let household = &notes["household"];
        let texts = visits["items"].as_array().into_iter().flatten();
        let texts: Vec<&str> = texts.filter_map(|visit| visit["fields"]["text"].as_str()).collect();
        Ok((format!("{} {}", household["fields"]["notes"], texts.join(" ")), household["heads"].clone()))
    }
}

fn store(folder: &Path, device: &str) -> PathBuf {
    folder.join(format!("{device}.lianxin"))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

/// Runs `lianxin --json …`, and kills it after a while if it has not ended by then.
pub(crate) fn run_or_kill(arguments: &[String], after: Option<Duration>) -> Outcome {
    let start = Instant::now();
    let mut child: Child = Command::new(binary::path())
        .arg("--json")
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut killed = false;
    if let Some(after) = after {
        while child.try_wait().unwrap().is_none() {
            if start.elapsed() >= after {
                killed = child.kill().is_ok();
                break;
            }
            std::thread::park_timeout(Duration::from_micros(200));
        }
    }
    // Only a little is said: the pipe holds it.
    let (mut said, mut complaint) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
    let status = child.wait().unwrap();
    let answered = serde_json::from_str::<Json>(&said).is_ok_and(|answer| answer.get("error").is_none());
    Outcome { killed: killed && status.code().is_none(), answered, said: said + &complaint }
}
