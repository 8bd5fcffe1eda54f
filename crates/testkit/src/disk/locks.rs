//! Who holds which lock: those of files, and those of the memory that connections share.

use std::collections::BTreeMap;

/// One that is open.
pub(super) type HandleId = u64;

/// How many locks the shared memory has.
pub(super) const SLOTS: usize = 8;

/// The locks of one file, by SQLite's levels: 1 shared, 2 reserved, 3 pending, 4 exclusive.
#[derive(Debug, Default)]
pub(super) struct FileLocks(BTreeMap<HandleId, u8>);

impl FileLocks {
    /// Raises a lock; false where another one is in the way.
    pub(super) fn raise(&mut self, handle: HandleId, level: u8) -> bool {
        let own = self.0.get(&handle).copied().unwrap_or(0);
        if own >= level {
            return true;
        }
        let highest = self.0.iter().filter(|(id, _)| **id != handle).map(|(_, level)| *level).max().unwrap_or(0);
        let free = match level {
            1 => highest < 3,
            2 => highest < 2,
            _ if highest >= 2 => false,
            // Nobody new comes in; those who read finish.
            _ if highest == 1 => {
                self.0.insert(handle, 3);
                return false;
            }
            _ => true,
        };
        if free {
            self.0.insert(handle, level);
        }
        free
    }

    /// Lowers a lock.
    pub(super) fn lower(&mut self, handle: HandleId, level: u8) {
        if level == 0 {
            self.0.remove(&handle);
        } else if let Some(own) = self.0.get_mut(&handle) {
            *own = level.min(*own);
        }
    }

    /// Whether somebody is about to write.
    pub(super) fn is_reserved(&self) -> bool {
        self.0.values().any(|level| *level >= 2)
    }
}

/// One lock of the shared memory.
#[derive(Debug, Default)]
struct Slot {
    readers: Vec<HandleId>,
    writer: Option<HandleId>,
}

/// The locks of the shared memory of one file.
#[derive(Debug, Default)]
pub(super) struct MemoryLocks([Slot; SLOTS]);

impl MemoryLocks {
    /// Takes some of them; false where another connection has one.
    pub(super) fn take(&mut self, handle: HandleId, slots: std::ops::Range<usize>, exclusive: bool) -> bool {
        let Some(slots) = self.0.get_mut(slots) else { return false };
        let others = |slot: &Slot| {
            slot.writer.is_some_and(|id| id != handle) || (exclusive && slot.readers.iter().any(|id| *id != handle))
        };
        if slots.iter().any(others) {
            return false;
        }
        for slot in slots {
            match exclusive {
                true => slot.writer = Some(handle),
                false if slot.readers.contains(&handle) => {}
                false => slot.readers.push(handle),
            }
        }
        true
    }

    /// Gives some of them back.
    pub(super) fn give_back(&mut self, handle: HandleId, slots: std::ops::Range<usize>) {
        for slot in self.0.get_mut(slots).unwrap_or_default() {
            slot.readers.retain(|id| *id != handle);
            if slot.writer == Some(handle) {
                slot.writer = None;
            }
        }
    }
}
