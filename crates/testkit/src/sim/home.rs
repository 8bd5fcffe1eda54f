//! Where a simulated phone keeps its store, and how the checker looks into it.

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;

use lianxin_core::{Core, CoreError, Platform};
use rusqlite::{Connection, OpenFlags};

use crate::disk::{Disk, Image};

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

/// Where a phone's store lies on its disk.
const STORE: &str = "/phone/store";

/// The disk of one phone.
#[derive(Debug)]
pub(super) struct Home {
    pub(super) disk: Disk,
    /// The checker's own connection.
    look: Option<Connection>,
}

impl Home {
    /// A disk with what `template` has.
    pub(super) fn new(seed: u64, template: &Image) -> Self {
        let disk = Disk::new(seed);
        disk.load(template.clone());
        Self { disk, look: None }
    }

    /// A core on it, as the app opens one.
    pub(super) fn open(&self, machine: &PhoneMachine) -> Result<Core, CoreError> {
        Core::open_on(Path::new(STORE), self.disk.name(), machine.clone())
    }

    /// The checker's connection.
    pub(super) fn look(&mut self) -> &Connection {
        let disk = &self.disk;
        self.look.get_or_insert_with(|| watch(disk, STORE))
    }

    /// The disk as a copy of the phone has it.
    pub(super) fn copy(&mut self) -> Image {
        fold(self.look());
        self.disk.image().killed()
    }

    /// Puts a copy in its place. No core may be open on it.
    pub(super) fn put_back(&mut self, copy: &Image) {
        self.look = None;
        self.disk.load(copy.clone());
    }

    /// Every app is killed. What was open fails from now on.
    pub(super) fn kill(&mut self) {
        self.look = None;
        self.disk.kill();
    }

    /// The power goes and comes back. What was open fails from now on.
    pub(super) fn power_cut(&mut self, seed: u64) {
        self.look = None;
        self.disk.power_cut(seed);
    }
}

/// The file of the store in a copy.
pub(super) fn file(copy: &Image) -> &[u8] {
    copy.read(STORE).unwrap_or_default()
}

/// Brings what is in a store's journal into its file, so that the same content is the same bytes.
pub(super) fn fold(db: &Connection) {
    let folded = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    assert_eq!(folded.ok(), Some(0), "nobody reads or writes meanwhile");
}

/// A connection of the checker's to a store on a disk: none of its calls fails.
pub(super) fn watch(disk: &Disk, path: &str) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db =
        Connection::open_with_flags_and_vfs(path, flags, disk.watching_name()).expect("the checker opens the store");
    db.set_prepared_statement_cache_capacity(32);
    db
}
