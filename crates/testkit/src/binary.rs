//! The real binary `lianxin`, run as a person runs it.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

/// Where the binary is.
///
/// `cargo xtask test` builds it and names it in `LIANXIN_BIN`; without that it is looked for beside the test program.
///
/// # Panics
/// When there is none: a scenario without the program is no test.
pub fn path() -> PathBuf {
    if let Some(path) = std::env::var_os("LIANXIN_BIN") {
        return PathBuf::from(path);
    }
    let test = std::env::current_exe().expect("a running test has a path");
    let beside = test.parent().and_then(|deps| deps.parent()).map(|profile| profile.join("lianxin"));
    beside.filter(|path| path.exists()).expect("build it first: cargo build --bin lianxin, or run cargo xtask test")
}

/// What one run of the binary left.
#[derive(Debug)]
pub struct Run {
    /// How it ended.
    pub status: ExitStatus,
    /// What it printed.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

impl Run {
    /// Its JSON document.
    ///
    /// # Panics
    /// When it printed something else.
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Its JSON document, for a run that must have gone well.
    ///
    /// # Panics
    /// When it did not.
    pub fn ok(&self) -> Json {
        assert!(self.status.success(), "{self:?}");
        self.json()
    }

    /// The code of its error.
    ///
    /// # Panics
    /// When it went well, or told no code.
    pub fn code(&self) -> String {
        assert_eq!(self.status.code(), Some(1), "{self:?}");
        let all = [&self.stdout, &self.stderr];
        let error = all.iter().find_map(|text| serde_json::from_str::<Json>(text).ok());
        let code = error.as_ref().and_then(|error| error["error"]["code"].as_str()).map(str::to_owned);
        code.unwrap_or_else(|| panic!("no code: {self:?}"))
    }
}

/// Runs `lianxin --json …` to its end.
///
/// # Panics
/// When it cannot be started.
pub fn run<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Run {
    let output = command(arguments).stdin(Stdio::null()).output().expect("the binary starts");
    Run {
        status: output.status,
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Starts `lianxin --json …` and kills it without warning after a while, unless it has ended before. True if it had.
///
/// # Panics
/// When it cannot be started.
pub fn run_and_kill<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>, after: Duration) -> bool {
    let mut child = command(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts");
    let start = Instant::now();
    // Busy on purpose: a sleeping test would not hit the milliseconds in which a transaction runs.
    while start.elapsed() < after {
        if child.try_wait().expect("a child can be asked").is_some() {
            return true;
        }
        std::hint::spin_loop();
    }
    let _gone = child.kill();
    !child.wait().map(|status| status.code().is_none()).unwrap_or(true)
}

fn command<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(path());
    command.arg("--json").args(arguments).env_remove("RUST_BACKTRACE").env("RUST_LOG", "error");
    command
}

/// A `lianxin serve` of its own process.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub url: String,
}

impl Server {
    /// Starts it on a free port, or on the given one, and waits until it says that it is ready.
    ///
    /// # Panics
    /// When it does not come up.
    pub fn start(data: &Path, listen: &str) -> Self {
        Self::start_with(data, listen, None)
    }

    /// The same; it serves the apps too that were built into a folder.
    ///
    /// # Panics
    /// When it does not come up.
    pub fn start_with(data: &Path, listen: &str, apps: Option<&Path>) -> Self {
        let words = ["serve", "--data"].map(OsStr::new).into_iter().chain([data.as_os_str()]);
        let words = words.chain(["--listen", listen].map(OsStr::new));
        let apps = apps.into_iter().flat_map(|folder| [OsStr::new("--apps"), folder.as_os_str()]);
        let mut child =
            command(words.chain(apps)).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the binary starts");
        let stdout = child.stdout.take().expect("it is piped");
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).expect("it says when it is ready");
        let ready: Json = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        let url = ready["url"].as_str().unwrap_or_else(|| panic!("no url: {ready}")).to_owned();
        Self { child, url }
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Where it listens, without the scheme.
    pub fn address(&self) -> std::net::SocketAddr {
        let address = self.url.strip_prefix("http://").unwrap_or(&self.url);
        address.parse().expect("an address")
    }

    /// Kills it without warning.
    pub fn kill(mut self) {
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}
