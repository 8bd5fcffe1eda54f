//! The one proxy that every peer's bytes go through: it counts, and changes nothing.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What went through.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    /// Bytes from devices.
    pub(crate) up: u64,
    /// Bytes from the server.
    pub(crate) down: u64,
    /// How often bytes of the server followed bytes of a device: the trips that somebody waited for.
    pub(crate) turns: u64,
    /// Connections opened.
    pub(crate) connections: u64,
    upwards: bool,
    last: Instant,
}

impl Counts {
    fn none() -> Self {
        Self { up: 0, down: 0, turns: 0, connections: 0, upwards: false, last: Instant::now() }
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.up + self.down
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Proxy {
    address: SocketAddr,
    counts: Arc<Mutex<Counts>>,
}

impl Proxy {
    /// Listens on a free port of the loopback.
    pub(crate) fn to(target: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let counts = Arc::new(Mutex::new(Counts::none()));
        let accepting = Arc::clone(&counts);
        std::thread::spawn(move || {
            for device in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(target) else { continue };
                locked(&accepting).connections += 1;
                // The kernel must not hold small frames back: the link's delay is measured elsewhere.
                let _quick = device.set_nodelay(true).and_then(|()| server.set_nodelay(true));
                pass(&device, &server, true, Arc::clone(&accepting));
                pass(&server, &device, false, Arc::clone(&accepting));
            }
        });
        Ok(Self { address, counts })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Counts from nothing again.
    pub(crate) fn reset(&self) {
        *locked(&self.counts) = Counts::none();
    }

    pub(crate) fn counts(&self) -> Counts {
        *locked(&self.counts)
    }

    /// Waits until nothing has passed for so long.
    pub(crate) fn quiet(&self, pause: Duration) {
        while let Some(rest) = pause.checked_sub(self.counts().last.elapsed()) {
            std::thread::sleep(rest);
        }
    }
}

fn locked(counts: &Mutex<Counts>) -> std::sync::MutexGuard<'_, Counts> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

fn pass(from: &TcpStream, to: &TcpStream, upwards: bool, counts: Arc<Mutex<Counts>>) {
    let (Ok(mut from), Ok(mut to)) = (from.try_clone(), to.try_clone()) else { return };
    std::thread::spawn(move || {
        let mut buffer = [0u8; 64 * 1024];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            {
                let mut counts = locked(&counts);
                let bytes = if upwards { &mut counts.up } else { &mut counts.down };
                *bytes += read as u64;
                counts.turns += u64::from(counts.upwards && !upwards);
                counts.upwards = upwards;
                counts.last = Instant::now();
            }
            if to.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        let _ended = to.shutdown(Shutdown::Write);
    });
}
