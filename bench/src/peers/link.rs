//! A mountain cell: two network namespaces whose only way to each other is a pair of TUN devices, and this program that
//! carries the packets between them with delay, loss and rate. The kernel's own TCP runs on both ends, so that what a lost
//! packet costs is what it costs in the field; a proxy that delays bytes would not show it.

use std::collections::VecDeque;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tun::AbstractDevice as _;

use super::Failed;

/// Where devices are.
pub(crate) const PHONE: &str = "lianxin-phone";
/// Where the server is.
pub(crate) const OFFICE: &str = "lianxin-office";
/// The server's address in the office.
pub(crate) const OFFICE_IP: &str = "10.77.0.2";
const PHONE_IP: &str = "10.77.0.1";

/// One way, in milliseconds.
pub(crate) const DELAY_MS: u64 = 300;
/// Bits per second, each way.
pub(crate) const RATE: u64 = 100_000;
/// Lost packets of a hundred, each way.
pub(crate) const LOSS_PERCENT: u64 = 3;
/// What waits before the bottleneck, in bytes; more is dropped. 2.6 seconds, as in the buffers of real cells.
pub(crate) const QUEUE_BYTES: usize = 32 * 1024;

/// The link. It ends with the program that made it.
pub(crate) struct Link {
    weak: Arc<AtomicBool>,
    bytes: Arc<AtomicU64>,
}

impl Link {
    /// Builds both namespaces and begins to carry packets, quickly at first.
    pub(crate) fn up(seed: u64) -> Result<Self, Failed> {
        for (place, device) in [(PHONE, "lxphone"), (OFFICE, "lxoffice")] {
            // Left over from a run that was cut off.
            let _gone = Command::new("ip").args(["netns", "del", place]).stderr(std::process::Stdio::null()).status();
            let _gone = Command::new("ip").args(["link", "del", device]).stderr(std::process::Stdio::null()).status();
        }
        let phone = Arc::new(end("lxphone", PHONE, PHONE_IP)?);
        let office = Arc::new(end("lxoffice", OFFICE, OFFICE_IP)?);
        let weak = Arc::new(AtomicBool::new(false));
        let bytes = Arc::new(AtomicU64::new(0));
        carry(&phone, &office, &weak, &bytes, seed * 2);
        carry(&office, &phone, &weak, &bytes, seed * 2 + 1);
        Ok(Self { weak, bytes })
    }

    /// Weak as in the mountains, or quick as for the preparation.
    pub(crate) fn set_weak(&self, weak: bool) {
        self.weak.store(weak, Ordering::SeqCst);
        self.bytes.store(0, Ordering::SeqCst);
    }

    /// Bytes of IP packets that set out since, lost ones too.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::SeqCst)
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        for place in [PHONE, OFFICE] {
            let _gone = Command::new("ip").args(["netns", "del", place]).status();
        }
    }
}

/// A command that runs in a namespace.
pub(crate) fn inside(place: &str, program: &std::path::Path) -> Command {
    let mut command = Command::new("ip");
    command.args(["netns", "exec", place]).arg(program);
    command
}

fn ip(arguments: &[&str]) -> Result<(), Failed> {
    let status = Command::new("ip").args(arguments).status()?;
    if status.success() { Ok(()) } else { Err(Failed(format!("ip {}: {status}", arguments.join(" ")))) }
}

/// A TUN device that is moved into a namespace: the packets stay in our hands.
fn end(device: &str, place: &str, address: &str) -> Result<tun::Device, Failed> {
    ip(&["netns", "add", place])?;
    let mut config = tun::Configuration::default();
    config.tun_name(device).layer(tun::Layer::L3);
    let opened = tun::create(&config).map_err(|error| Failed(format!("TUN: {error}")))?;
    let name = opened.tun_name().map_err(|error| Failed(format!("TUN: {error}")))?;
    ip(&["link", "set", &name, "netns", place])?;
    ip(&["-n", place, "addr", "add", &format!("{address}/24"), "dev", &name, "noprefixroute"])?;
    ip(&["-n", place, "link", "set", &name, "mtu", "1400", "txqueuelen", "1000", "up"])?;
    ip(&["-n", place, "link", "set", "lo", "up"])?;
    // As every phone and most servers have it, whatever this machine's default is: the route gives it to every socket.
    ip(&["-n", place, "route", "add", "10.77.0.0/24", "dev", &name, "src", address, "congctl", "cubic"])?;
    Ok(opened)
}

struct Packet {
    arrives: Instant,
    leaves: Instant,
    bytes: Vec<u8>,
    lost: bool,
}

#[derive(Default)]
struct Way {
    packets: Mutex<VecDeque<Packet>>,
    came: Condvar,
}

fn carry(from: &Arc<tun::Device>, to: &Arc<tun::Device>, weak: &Arc<AtomicBool>, counted: &Arc<AtomicU64>, seed: u64) {
    let way = Arc::new(Way::default());
    let (from, to, weak, counted) = (Arc::clone(from), Arc::clone(to), Arc::clone(weak), Arc::clone(counted));
    let filling = Arc::clone(&way);
    std::thread::spawn(move || {
        let mut chance = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut free = Instant::now();
        let mut buffer = [0u8; 2048];
        while let Ok(read) = from.recv(&mut buffer) {
            let Some(bytes) = buffer.get(..read) else { continue };
            let now = Instant::now();
            counted.fetch_add(read as u64, Ordering::SeqCst);
            let mut packets = filling.packets.lock().unwrap_or_else(PoisonError::into_inner);
            let packet = if weak.load(Ordering::SeqCst) {
                let waiting: usize =
                    packets.iter().filter(|packet| packet.leaves > now).map(|packet| packet.bytes.len()).sum();
                if waiting + read > QUEUE_BYTES {
                    continue;
                }
                free = free.max(now) + Duration::from_nanos(read as u64 * 8 * 1_000_000_000 / RATE);
                let lost = next(&mut chance) % 100 < LOSS_PERCENT;
                Packet { arrives: free + Duration::from_millis(DELAY_MS), leaves: free, bytes: bytes.to_vec(), lost }
            } else {
                Packet { arrives: now, leaves: now, bytes: bytes.to_vec(), lost: false }
            };
            packets.push_back(packet);
            filling.came.notify_one();
        }
    });
    std::thread::spawn(move || {
        loop {
            let packet = {
                let mut packets = way.packets.lock().unwrap_or_else(PoisonError::into_inner);
                loop {
                    match packets.front() {
                        None => packets = way.came.wait(packets).unwrap_or_else(PoisonError::into_inner),
                        Some(first) => {
                            let rest = first.arrives.saturating_duration_since(Instant::now());
                            if rest.is_zero() {
                                break packets.pop_front();
                            }
                            packets = way.came.wait_timeout(packets, rest).unwrap_or_else(PoisonError::into_inner).0;
                        }
                    }
                }
            };
            let Some(packet) = packet else { continue };
            if !packet.lost && to.send(&packet.bytes).is_err() {
                return;
            }
        }
    });
}

/// xorshift64*: repeatable, and no more is asked of it.
fn next(state: &mut u64) -> u64 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33
}
