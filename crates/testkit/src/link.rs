//! A TCP link between devices and the server that cuts when it is told to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// When a connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Never.
    Never,
    /// After this many bytes from the device.
    Up(u64),
    /// After this many bytes from the server.
    Down(u64),
}

/// Bytes that went over the link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Connections opened.
    pub connections: u64,
    /// Bytes from devices.
    pub up: u64,
    /// Bytes from the server.
    pub down: u64,
}

/// A proxy on a port of its own.
#[derive(Debug)]
pub struct Link {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    next: Cut,
    now: Cut,
    traffic: Traffic,
}

impl Link {
    /// Listens on a free port of the loopback and passes everything on to `target`.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn to(target: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State { next: Cut::Never, now: Cut::Never, traffic: Traffic::default() }));
        tokio::spawn(accept(listener, target, Arc::clone(&state)));
        Ok(Self { address, state })
    }

    /// Where devices connect.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Cuts the next connection so; the ones after it are whole.
    pub fn cut_next(&self, cut: Cut) {
        locked(&self.state).next = cut;
    }

    /// Cuts whichever connection carries so many bytes from now on, also one that stands already. Once; [`Cut::Never`] calls
    /// it off.
    pub fn cut_now(&self, cut: Cut) {
        locked(&self.state).now = cut;
    }

    /// What went over the link so far.
    pub fn traffic(&self) -> Traffic {
        locked(&self.state).traffic
    }
}

fn locked(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, target: SocketAddr, state: Arc<Mutex<State>>) {
    while let Ok((device, _)) = listener.accept().await {
        let cut = {
            let mut state = locked(&state);
            state.traffic.connections += 1;
            std::mem::replace(&mut state.next, Cut::Never)
        };
        tokio::spawn(pass(device, target, cut, Arc::clone(&state)));
    }
}

/// Both directions run until one of them ends or is cut; then both sockets are dropped, as a lost cell does.
async fn pass(device: TcpStream, target: SocketAddr, cut: Cut, state: Arc<Mutex<State>>) {
    let Ok(server) = TcpStream::connect(target).await else { return };
    let (device_read, device_write) = device.into_split();
    let (server_read, server_write) = server.into_split();
    let (up_max, down_max) = match cut {
        Cut::Never => (u64::MAX, u64::MAX),
        Cut::Up(bytes) => (bytes, u64::MAX),
        Cut::Down(bytes) => (u64::MAX, bytes),
    };
    let up = copy(device_read, server_write, up_max, Direction::Up, Arc::clone(&state));
    let down = copy(server_read, device_write, down_max, Direction::Down, state);
    tokio::pin!(up, down);
    tokio::select! {
        // A device that has sent everything still waits for its answer, unless it was cut.
        whole = &mut up => if whole { down.await; },
        _ = &mut down => {}
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

impl State {
    /// How many of these bytes pass, and whether the link is cut then.
    fn let_pass(&mut self, direction: Direction, bytes: u64) -> (u64, bool) {
        let left = match (&mut self.now, direction) {
            (Cut::Up(left), Direction::Up) | (Cut::Down(left), Direction::Down) => left,
            _ => {
                self.count(direction, bytes);
                return (bytes, false);
            }
        };
        let passing = bytes.min(*left);
        *left -= passing;
        let cut = *left == 0;
        if cut {
            self.now = Cut::Never;
        }
        self.count(direction, passing);
        (passing, cut)
    }

    fn count(&mut self, direction: Direction, bytes: u64) {
        match direction {
            Direction::Up => self.traffic.up += bytes,
            Direction::Down => self.traffic.down += bytes,
        }
    }
}

/// Copies up to `bytes_max`; true if the source ended by itself.
async fn copy(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    bytes_max: u64,
    direction: Direction,
    state: Arc<Mutex<State>>,
) -> bool {
    let mut buffer = [0u8; 4096];
    let mut passed = 0u64;
    loop {
        let Ok(read @ 1..) = from.read(&mut buffer).await else {
            let _ended = to.shutdown().await;
            return true;
        };
        let wanted = bytes_max.saturating_sub(passed).min(read as u64);
        let (passing, cut) = locked(&state).let_pass(direction, wanted);
        let Some(bytes) = buffer.get(..usize::try_from(passing).unwrap_or(read)) else { return false };
        if to.write_all(bytes).await.is_err() {
            return true;
        }
        passed += passing;
        if cut || wanted < read as u64 || passed == bytes_max {
            return false;
        }
    }
}
