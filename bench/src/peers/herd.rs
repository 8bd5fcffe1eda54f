//! Five thousand enrolled devices that ask for news, each on a connection of its own, and the memory of the server.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;

use lianxin_core::feed::{ENROL_PATH, SYNC_PATH};
use lianxin_core::requests::ListFilter;
use lianxin_core::{Core, SystemPlatform};
use serde_json::{Value, json};

use super::peer::{Peer, Programs, Stage};
use super::{CADRE, Failed};

const DEVICES: usize = 5_000;
const ROUNDS: usize = 3;
const THREADS: usize = 16;

pub(crate) fn run(programs: &Programs) -> Result<Value, Failed> {
    let mut stage = Stage::set(Peer::Ours, programs, None)?;
    let address = stage.address();
    let rest_mb = stage.server.memory_mb("VmRSS")?;
    let mut registrar = stage.device("registrar", false)?;
    registrar.ask(json!({ "do": "create", "from": 1, "count": DEVICES }))?;
    registrar.ask(json!({ "do": "sync" }))?;
    drop(registrar);
    let mut codes = Vec::with_capacity(DEVICES);
    for place in 1..=DEVICES {
        let login = format!("{CADRE}{place}");
        stage.server.ask(json!({ "do": "assign", "login": login, "numbers": [place] }))?;
        codes.push(stage.server.ask(json!({ "do": "enrol", "login": login }))?["code"].clone());
    }
    let prepared_mb = stage.server.memory_mb("VmRSS")?;
    let workers = codes.chunks(DEVICES.div_ceil(THREADS));
    // The workers and this thread, which looks at the server between the rounds.
    let turn = Barrier::new(workers.len() + 1);
    std::thread::scope(|scope| {
        let turn = &turn;
        let running: Vec<_> = workers.map(|codes| scope.spawn(move || work(address, codes, turn))).collect();
        turn.wait();
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let (begun, cpu) = (std::time::Instant::now(), stage.server.cpu_s()?);
            turn.wait();
            turn.wait();
            let (seconds, cpu_s) = (begun.elapsed().as_secs_f64(), stage.server.cpu_s()? - cpu);
            let round = json!({ "seconds": seconds, "cpu_s": cpu_s, "mb": stage.server.memory_mb("VmRSS")? });
            eprintln!("  round: {round}");
            rounds.push(round);
        }
        let peak_mb = stage.server.memory_mb("VmHWM")?;
        turn.wait();
        for worker in running {
            worker.join().map_err(|_| Failed("a panic".to_owned()))??;
        }
        Ok(json!({ "rest_mb": rest_mb, "prepared_mb": prepared_mb, "peak_mb": peak_mb, "rounds": rounds }))
    })
}

/// A share of the devices: enrolled, then all of them sync in each round, and keep their connections until it ends.
fn work(address: SocketAddr, codes: &[Value], turn: &Barrier) -> Result<(), Failed> {
    let enrolled: Result<Vec<Core>, Failed> = codes.iter().map(|code| enrol(address, code)).collect();
    turn.wait();
    let mut failed = None;
    for _ in 0..ROUNDS {
        turn.wait();
        let mut connections = Vec::new();
        for core in enrolled.iter().flatten() {
            match poll(address, core) {
                Ok(connection) => connections.push(connection),
                // The others wait at the barrier: it is told in the end.
                Err(error) => failed = Some(error),
            }
        }
        turn.wait();
    }
    turn.wait();
    let cores = enrolled?;
    match (failed, cores.iter().all(holds_one)) {
        (Some(error), _) => Err(error),
        (None, false) => Err(Failed("a device does not hold its household".to_owned())),
        (None, true) => Ok(()),
    }
}

fn enrol(address: SocketAddr, code: &Value) -> Result<Core, Failed> {
    let core = Core::open_in_memory(SystemPlatform).map_err(told)?;
    let body = core.enrol_begin(&format!("http://{address}"), code.as_str().unwrap_or_default()).map_err(told)?;
    let (_, answer) = post(address, ENROL_PATH, &body)?;
    core.enrol_finish(&answer).map_err(told)?;
    Ok(core)
}

fn holds_one(core: &Core) -> bool {
    core.households().count(&ListFilter::default()).is_ok_and(|count| count == 1)
}

fn poll(address: SocketAddr, core: &Core) -> Result<TcpStream, Failed> {
    loop {
        let mut request = core.sync_begin().map_err(told)?;
        let body = std::mem::take(&mut request.body);
        let (stream, answer) = post(address, SYNC_PATH, &body)?;
        if !core.sync_finish(&request, &answer).map_err(told)?.more {
            return Ok(stream);
        }
    }
}

/// One request by hand: five thousand HTTP clients would weigh more than what is measured.
fn post(address: SocketAddr, path: &str, body: &[u8]) -> Result<(TcpStream, Vec<u8>), Failed> {
    let mut stream = TcpStream::connect(address)?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/x-protobuf\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat())?;
    let (mut read, mut buffer) = (Vec::new(), [0u8; 16 * 1024]);
    loop {
        if let Some(end) = read.windows(4).position(|it| it == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&read[..end]).to_ascii_lowercase();
            if !head.starts_with("http/1.1 200") {
                return Err(Failed(head));
            }
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            let length: usize = length.ok_or_else(|| Failed("no content-length".to_owned()))?;
            if read.len() >= end + 4 + length {
                return Ok((stream, read.split_off(end + 4)));
            }
        }
        match stream.read(&mut buffer)? {
            0 => return Err(Failed("cut".to_owned())),
            bytes => read.extend_from_slice(&buffer[..bytes]),
        }
    }
}

fn told(error: impl std::fmt::Display) -> Failed {
    Failed(error.to_string())
}
