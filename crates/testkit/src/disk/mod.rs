//! A disk that breaks when it is told to: a file system in memory, which SQLite is given under a name.
//!
//! ```no_run
//! use lianxin_testkit::disk::{Disk, How};
//! let disk = Disk::new(7);
//! // Core::open_on(Path::new("/phone/store"), disk.name(), platform), or SqliteStore::open_or_create_on(disk.name(), …)
//! let before = disk.calls();
//! // … work that shall fail …
//! disk.fail_at(before + 3, How::Error);
//! // the power goes: every connection that is open fails from now on; open the store anew
//! disk.power_cut(42);
//! ```
//!
//! What is promised to whoever uses it:
//! - Each file keeps what was written since its last sync as a list. A power cut leaves of it nothing, all, the beginning with
//!   one torn write, any writes, or any sectors of 512 or 4096 bytes, and holes where a length came before its bytes, as the
//!   seed says. A file that was made or deleted without a sync of its folder may be gone or come back. A killed process keeps
//!   everything that it wrote.
//! - A sync that fails brings any part of its writes to the disk and forgets the rest, as Linux does.
//! - Every call is counted; [`Disk::fail_at`] names one to fail. The same seeds do the same again.
//! - What lies beside the bytes of a write is not harmed by it (SQLite calls that powersafe overwrite and takes it for granted on
//!   every Unix); flips of bits at rest are not modelled.
//! - Locks and the memory that connections share are those of one process; [`Disk`] may be used from several threads.

mod file;
mod image;
mod locks;
mod memory;
mod state;
#[cfg(test)]
mod tests;
mod vfs;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

pub use image::{Image, Step};
use state::State;

/// What SQLite asks of a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// Opens a file, or makes it.
    Open,
    /// Deletes a file.
    Delete,
    /// Asks whether a file is there.
    Access,
    /// Reads.
    Read,
    /// Writes.
    Write,
    /// Sets a length.
    Truncate,
    /// Brings a file to the disk.
    Sync,
    /// Asks for a length.
    Size,
    /// Locks.
    Lock,
    /// Asks for memory that connections share.
    Share,
}

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Once, with an error of input or output.
    Error,
    /// So does every call that writes or syncs from this one on, until [`Disk::heal`].
    Broken,
    /// No file may grow from this call on, until [`Disk::heal`]: `SQLITE_FULL`.
    Full,
    /// The machine stops before it: nothing answers until [`Disk::power_cut`] or [`Disk::kill`] says what became of it.
    StopBefore,
    /// The machine stops when it is done.
    StopAfter,
}

/// A disk. Its files end with it.
#[derive(Debug)]
pub struct Disk {
    shared: Arc<Shared>,
    name: String,
    vfs: vfs::Registered,
    watching: (String, vfs::Registered),
}

/// What a disk and the files that SQLite has open on it share.
#[derive(Debug)]
struct Shared(Mutex<State>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Disk {
    /// An empty disk. The seed decides what its faults do.
    pub fn new(seed: u64) -> Self {
        let shared = Arc::new(Shared(Mutex::new(State::new(seed))));
        let (name, vfs) = vfs::register(&shared, false);
        let watching = vfs::register(&shared, true);
        Self { shared, name, vfs, watching }
    }

    /// The name under which SQLite has it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name under which SQLite has it for whoever looks on: such calls are not counted, and no planned fault is theirs.
    pub fn watching_name(&self) -> &str {
        &self.watching.0
    }

    /// How many calls there were.
    pub fn calls(&self) -> u64 {
        self.shared.lock().calls()
    }

    /// How many calls there were of each sort.
    pub fn counts(&self) -> BTreeMap<Call, u64> {
        self.shared.lock().counts().clone()
    }

    /// The call of that number, the first is 1, fails so. One plan at a time.
    pub fn fail_at(&self, number: u64, how: How) {
        self.shared.lock().plan(number, how);
    }

    /// There is room again, and no fault is planned.
    pub fn heal(&self) {
        self.shared.lock().heal();
    }

    /// Whether a planned fault has come.
    pub fn has_failed(&self) -> bool {
        self.shared.lock().has_failed()
    }

    /// Whether the machine has stopped, as planned.
    pub fn is_stopped(&self) -> bool {
        self.shared.lock().is_stopped()
    }

    /// The power goes and comes back. What was open fails from now on.
    pub fn power_cut(&self, seed: u64) {
        let mut state = self.shared.lock();
        let left = state.image().power_cut(&mut ChaCha8Rng::seed_from_u64(seed));
        state.load(left);
    }

    /// Every process that has files open is killed. What was open fails from now on.
    pub fn kill(&self) {
        let mut state = self.shared.lock();
        let left = state.image().killed();
        state.load(left);
    }

    /// The files as they are now.
    pub fn image(&self) -> Image {
        self.shared.lock().image().clone()
    }

    /// Puts other files in the place of all. What was open fails from now on.
    pub fn load(&self, image: Image) {
        self.shared.lock().load(image);
    }

    /// From now on steps are recorded.
    pub fn record(&self) {
        self.shared.lock().record();
    }

    /// How many steps were recorded.
    pub fn recorded(&self) -> usize {
        self.shared.lock().recorded().len()
    }

    /// The steps that were recorded; ends the recording.
    pub fn take_record(&self) -> Vec<Step> {
        self.shared.lock().take_record()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        self.vfs.unregister();
        self.watching.1.unregister();
        self.shared.lock().load(Image::default());
    }
}

/// The folder of a path.
fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}
