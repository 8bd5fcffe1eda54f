//! Devices that sync while supervisors read: each brings a visit that was written since it last came.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use lianxin_core::feed::{ENROL_PATH, SYNC_PATH};
use lianxin_core::requests::{AddVisitRequest, ListFilter};
use lianxin_core::{Core, SystemPlatform};

const THREADS: usize = 4;
/// How often a device comes while it is measured: far more often than one in the field.
const COMES_EVERY: Duration = Duration::from_secs(30);

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// How many devices of a thread are there, or why they are not.
pub(crate) type Held = Result<usize, String>;

/// What the devices did.
#[derive(Default)]
pub(crate) struct Done {
    pub(crate) syncs: AtomicU64,
    pub(crate) failed: AtomicU64,
}

/// Enrols devices with these codes, says through `held` how many hold what their cadres answer for, and lets them come again
/// and again, spread over the time, until they are told to stop. A device stays in the thread that made it.
pub(crate) fn run(address: SocketAddr, codes: &[String], held: &Sender<Held>, stop: &AtomicBool, done: &Done) {
    std::thread::scope(|scope| {
        for share in codes.chunks(codes.len().div_ceil(THREADS).max(1)) {
            let held = held.clone();
            scope.spawn(move || match enrol(address, share) {
                Ok(devices) => {
                    if held.send(Ok(devices.len())).is_ok() {
                        work(address, &devices, stop, done);
                    }
                }
                // Nobody listens any more where another one failed before.
                Err(error) => drop(held.send(Err(error.to_string()))),
            });
        }
    });
}

fn enrol(address: SocketAddr, codes: &[String]) -> Result<Vec<Core>, Failed> {
    codes
        .iter()
        .map(|code| {
            let core = Core::open_in_memory(SystemPlatform)?;
            let body = core.enrol_begin(&format!("http://{address}"), code)?;
            core.enrol_finish(&post(address, ENROL_PATH, &body)?)?;
            sync(address, &core)?;
            Ok(core)
        })
        .collect()
}

fn work(address: SocketAddr, devices: &[Core], stop: &AtomicBool, done: &Done) {
    let pause = COMES_EVERY / devices.len().max(1) as u32;
    let mut turn = Instant::now();
    for core in devices.iter().cycle() {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        match come(address, core) {
            Ok(()) => done.syncs.fetch_add(1, Ordering::Relaxed),
            Err(_) => done.failed.fetch_add(1, Ordering::Relaxed),
        };
        turn += pause;
        std::thread::sleep(turn.saturating_duration_since(Instant::now()));
    }
}

fn come(address: SocketAddr, core: &Core) -> Result<(), Failed> {
    let household = core.households().list(&ListFilter { limit: Some(1), ..ListFilter::default() })?;
    if let Some(household) = household.first() {
        let visit = AddVisitRequest {
            kind: "home".to_owned(),
            text: "到家看望，水管修好了。".to_owned(),
            ..AddVisitRequest::default()
        };
        core.visits().add(&household.id.to_string(), &visit)?;
    }
    sync(address, core)
}

fn sync(address: SocketAddr, core: &Core) -> Result<(), Failed> {
    loop {
        let mut request = core.sync_begin()?;
        let body = std::mem::take(&mut request.body);
        if !core.sync_finish(&request, &post(address, SYNC_PATH, &body)?)?.more {
            return Ok(());
        }
    }
}

fn post(address: SocketAddr, path: &str, body: &[u8]) -> Result<Vec<u8>, Failed> {
    let mut stream = TcpStream::connect(address)?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/x-protobuf\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").ok_or("cut")?;
    if !answer.starts_with(b"HTTP/1.1 200") {
        return Err(String::from_utf8_lossy(&answer[..end]).into_owned().into());
    }
    Ok(answer.split_off(end + 4))
}
