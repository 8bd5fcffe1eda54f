//! Where a simulated phone keeps its store, and how the checker looks into it.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use lianxin_core::{Core, CoreError, Platform};
use rusqlite::Connection;

/// A phone's clock and randomness.
#[derive(Debug, Clone)]
pub(super) struct PhoneMachine {
    /// True time, milliseconds since 1970.
    now_ms: Rc<Cell<i64>>,
    /// By how much this phone's clock is off.
    pub(super) off_ms: Rc<Cell<i64>>,
    dice: Rc<Cell<u64>>,
}

impl PhoneMachine {
    pub(super) fn new(now_ms: &Rc<Cell<i64>>, seed: u64) -> Self {
        Self { now_ms: Rc::clone(now_ms), off_ms: Rc::default(), dice: Rc::new(Cell::new(seed)) }
    }

    /// A random number.
    pub(super) fn roll(&self) -> u64 {
        let dice = self.dice.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.dice.set(dice);
        super::mixed(dice)
    }
}

impl Platform for PhoneMachine {
    fn now_ms(&self) -> i64 {
        self.now_ms.get() + self.off_ms.get()
    }

    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), CoreError> {
        for piece in bytes.chunks_mut(8) {
            piece.copy_from_slice(&self.roll().to_le_bytes()[..piece.len()]);
        }
        Ok(())
    }
}

/// The files of one phone's store.
#[derive(Debug)]
pub(super) struct Home {
    path: PathBuf,
    /// The checker's own connection.
    look: Option<Connection>,
}

impl Home {
    /// A store as `template` has it.
    pub(super) fn new(path: PathBuf, template: &[u8]) -> Self {
        let mut home = Self { path, look: None };
        home.put_back(template);
        home
    }

    /// A core on it, as the app opens one.
    pub(super) fn open(&self, machine: &PhoneMachine) -> Result<Core, CoreError> {
        Core::open(&self.path, machine.clone())
    }

    /// The checker's connection.
    pub(super) fn look(&mut self) -> &Connection {
        let path = &self.path;
        self.look.get_or_insert_with(|| {
            let db = Connection::open(path).expect("the checker opens the store");
            db.set_prepared_statement_cache_capacity(32);
            db
        })
    }

    /// The store as a copy of the phone has it.
    pub(super) fn copy(&mut self) -> Vec<u8> {
        let folded = self.look().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        assert_eq!(folded.ok(), Some(0), "nobody reads or writes meanwhile");
        std::fs::read(&self.path).expect("the store is read")
    }

    /// Puts a copy in its place. No core may be open on it.
    pub(super) fn put_back(&mut self, copy: &[u8]) {
        self.look = None;
        for end in ["-wal", "-shm"] {
            let mut beside = self.path.clone().into_os_string();
            beside.push(end);
            let _none = std::fs::remove_file(beside);
        }
        std::fs::write(&self.path, copy).expect("the store is written");
    }
}

/// Where stores lie while they are simulated: in memory, where the system has such a folder.
pub(super) fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a temporary folder")
}
