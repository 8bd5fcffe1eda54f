//! The four that are measured, each as its makers run it: how its server and a device of it are started.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::Failed;
use super::link::{self, Link};
use super::program::Program;
use super::proxy::Proxy;

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Peer {
    Ours,
    Pouch,
    AutomergeRepo,
    Samod,
}

impl Peer {
    pub(crate) const ALL: [Peer; 4] = [Peer::Ours, Peer::Pouch, Peer::AutomergeRepo, Peer::Samod];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Peer::Ours => "lianxin",
            Peer::Pouch => "pouchdb",
            Peer::AutomergeRepo => "automerge-repo",
            Peer::Samod => "samod",
        }
    }

    /// Whether a sync of it ends by itself. The others stay connected: they are done when both sides have everything.
    pub(crate) fn ends(self) -> bool {
        matches!(self, Peer::Ours | Peer::Pouch)
    }
}

/// Where the programs are.
#[derive(Debug, Clone)]
pub(crate) struct Programs {
    /// `bench/peers`, with its packages installed.
    pub(crate) node_folder: PathBuf,
    /// The binary of `bench/samod`.
    pub(crate) samod: PathBuf,
    /// This program, which also is our server and our device.
    pub(crate) own: PathBuf,
}

/// A server that runs, with the way to it.
pub(crate) struct Stage<'a> {
    pub(crate) peer: Peer,
    programs: &'a Programs,
    pub(crate) server: Program,
    /// What is counted; none over an emulated link, which counts packets itself.
    pub(crate) proxy: Option<Proxy>,
    direct: SocketAddr,
    over_link: bool,
    _folder: TempDir,
}

/// What a server may hold open: thousands of devices are not stopped by a shell's default.
const OPEN_FILES: &str = "ulimit -n 40000 2>/dev/null; exec \"$0\" \"$@\"";

impl<'a> Stage<'a> {
    /// Starts a server of this peer, here or in the office at the other end of the link.
    pub(crate) fn set(peer: Peer, programs: &'a Programs, link: Option<&Link>) -> Result<Self, Failed> {
        let folder = TempDir::new()?;
        let command = |program: &Path| {
            let mut command = match link {
                Some(_) => link::inside(link::OFFICE, Path::new("sh")),
                None => Command::new("sh"),
            };
            command.args(["-c", OPEN_FILES]).arg(program);
            command
        };
        let host = if link.is_some() { link::OFFICE_IP } else { "127.0.0.1" };
        let node = |script: &str, port: u16| {
            let mut node = command(Path::new("node"));
            node.arg(programs.node_folder.join("node_modules").join(script)).current_dir(folder.path());
            node.env("PORT", port.to_string()).env("DATA_DIR", folder.path().join("data"));
            node
        };
        let (server, port) = match peer {
            Peer::Ours | Peer::Samod => {
                let mut start = command(if peer == Peer::Ours { &programs.own } else { &programs.samod });
                start.arg("server").arg(host).arg(folder.path());
                let mut server = Program::talking(&format!("{} server", peer.word()), start)?;
                let started = server.ask(json!({ "do": "port" }))?;
                let port = started["port"].as_u64().and_then(|port| u16::try_from(port).ok());
                (server, port.ok_or_else(|| Failed("no port".to_owned()))?)
            }
            Peer::Pouch => {
                let port = free_port()?;
                let mut start = node("pouchdb-server/bin/pouchdb-server", port);
                start.args(["--in-memory", "--no-stdout-logs", "--host", host, "--port", &port.to_string()]);
                (Program::silent("pouchdb-server", start)?, port)
            }
            Peer::AutomergeRepo => {
                let port = free_port()?;
                let start = node("@automerge/automerge-repo-sync-server/src/index.js", port);
                (Program::silent("automerge-repo-sync-server", start)?, port)
            }
        };
        let direct: SocketAddr = format!("{host}:{port}").parse().map_err(|_| Failed("no address".to_owned()))?;
        let proxy = match link {
            Some(_) => None,
            None => {
                listening(direct)?;
                Some(Proxy::to(direct)?)
            }
        };
        let stage = Self { peer, programs, server, proxy, direct, over_link: link.is_some(), _folder: folder };
        if link.is_some() {
            // Nobody out here can knock at that port: a device in the office does, until it is answered.
            std::thread::sleep(Duration::from_secs(3));
        }
        if peer == Peer::Pouch {
            let mut founder = stage.start_device("founder", false)?;
            founder.ask(json!({ "do": "found", "url": format!("http://{direct}") }))?;
        }
        Ok(stage)
    }

    /// A device of this name, that goes through the proxy or the weak link, or, not counted, straight to the server.
    pub(crate) fn device(&mut self, name: &str, counted: bool) -> Result<Program, Failed> {
        let mut device = self.start_device(name, counted)?;
        let address = match &self.proxy {
            Some(proxy) if counted => proxy.address(),
            _ => self.direct,
        };
        let code = match self.peer {
            Peer::Ours => self.server.ask(json!({ "do": "enrol", "login": name }))?["code"].clone(),
            _ => Value::Null,
        };
        device.ask(json!({ "do": "open", "url": format!("http://{address}"), "code": code }))?;
        Ok(device)
    }

    /// The server itself, past what counts.
    pub(crate) fn address(&self) -> SocketAddr {
        self.direct
    }

    fn start_device(&self, name: &str, counted: bool) -> Result<Program, Failed> {
        let (program, argument) = match self.peer {
            Peer::Ours => (self.programs.own.clone(), PathBuf::from("device")),
            Peer::Samod => (self.programs.samod.clone(), PathBuf::from("device")),
            Peer::Pouch => (PathBuf::from("node"), self.programs.node_folder.join("pouch.mjs")),
            Peer::AutomergeRepo => (PathBuf::from("node"), self.programs.node_folder.join("automerge_repo.mjs")),
        };
        let mut command = match (self.over_link, counted) {
            (true, true) => link::inside(link::PHONE, &program),
            (true, false) => link::inside(link::OFFICE, &program),
            (false, _) => Command::new(&program),
        };
        command.arg(argument);
        Program::talking(&format!("{} device {name}", self.peer.word()), command)
    }
}

fn free_port() -> Result<u16, Failed> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn listening(address: SocketAddr) -> Result<(), Failed> {
    let begun = Instant::now();
    while TcpStream::connect(address).is_err() {
        if begun.elapsed() > Duration::from_secs(60) {
            return Err(Failed(format!("nothing listens at {address}")));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
