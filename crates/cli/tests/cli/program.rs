//! Runs the program.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use serde_json::Value as Json;
use tempfile::TempDir;

pub(crate) fn lianxin(args: &[&str]) -> Output {
    with_input(args, "")
}

pub(crate) fn with_input(args: &[&str], input: &str) -> Output {
    let mut child = command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that reads nothing may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lianxin"));
    command.args(args).env_remove("LIANXIN_LANG").env_remove("RUST_LOG");
    command
}

/// The one document on standard output of a command that succeeds.
pub(crate) fn done(args: &[&str]) -> Json {
    done_with_input(args, "")
}

pub(crate) fn done_with_input(args: &[&str], input: &str) -> Json {
    let output = with_input(&[args, &["--json"]].concat(), input);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", said(&output));
    document(&output)
}

/// The error of a command that is refused.
pub(crate) fn refused(args: &[&str]) -> Json {
    refused_with_input(args, "")
}

pub(crate) fn refused_with_input(args: &[&str], input: &str) -> Json {
    let output = with_input(&[args, &["--json"]].concat(), input);
    assert_eq!(output.status.code(), Some(1), "{args:?}: {}", said(&output));
    let error = document(&output)["error"].clone();
    for key in ["code", "message", "message_en"] {
        assert!(error[key].as_str().is_some_and(|text| !text.is_empty()), "{args:?}: {error}");
    }
    error
}

/// What people read.
pub(crate) fn text(args: &[&str]) -> String {
    let output = lianxin(args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn document(output: &Output) -> Json {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(output)))
}

pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A folder with a county's data and devices, and a server that ends with it.
pub(crate) struct County {
    folder: TempDir,
    server: Option<Child>,
    pub(crate) url: String,
}

impl County {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), server: None, url: String::new() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).unwrap();
        utf8(&self.path(name))
    }

    /// `admin --data …` with these words.
    pub(crate) fn admin(&self, words: &[&str]) -> Vec<String> {
        let data = utf8(&self.path("county"));
        ["admin", "--data", &data].into_iter().chain(words.iter().copied()).map(str::to_owned).collect()
    }

    /// `device --store …` with these words.
    pub(crate) fn device(&self, name: &str, words: &[&str]) -> Vec<String> {
        let store = utf8(&self.path(name));
        ["device", "--store", &store].into_iter().chain(words.iter().copied()).map(str::to_owned).collect()
    }

    /// Starts the server and reads the line that says where it listens.
    pub(crate) fn serve(&mut self) {
        let data = utf8(&self.path("county"));
        self.start(&["serve", "--data", &data, "--listen", "127.0.0.1:0", "--json"]);
    }

    /// Starts a server and reads its document, which says where it listens.
    pub(crate) fn start(&mut self, args: &[&str]) -> Json {
        let mut server = command(args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        self.server = Some(server);
        let ready: Json = serde_json::from_str(&line).unwrap();
        self.url = ready["url"].as_str().unwrap().to_owned();
        ready
    }

    /// Asks the server to end, and waits for it.
    #[cfg(unix)]
    pub(crate) fn stop(&mut self) -> ExitStatus {
        let mut server = self.server.take().unwrap();
        assert!(Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap().success());
        server.wait().unwrap()
    }
}

impl Drop for County {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // A test that failed leaves no server behind; one that ended is no error.
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

pub(crate) fn words(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn utf8(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}
