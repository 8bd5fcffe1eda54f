//! The disk as all its open files share it: the image, the locks, the count of calls and what is to fail.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::image::{FileId, Image, Step};
use super::locks::{FileLocks, HandleId, MemoryLocks};
use super::memory::Region;
use super::{Call, How, folder};

/// Why a call is not answered as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// An error of input or output.
    Error,
    /// No room.
    Full,
    /// Another connection has the lock.
    Busy,
    /// No such file.
    Missing,
}

pub(super) type Done<T> = Result<T, Trouble>;

/// An open file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Handle {
    pub(super) id: HandleId,
    pub(super) file: FileId,
    /// Of which life of the machine.
    life: u64,
    /// A file without a name, which ends with its handle.
    passing: bool,
    /// Whether the folder is to be synced with the file, as Unix does for journals that were made.
    with_folder: bool,
    /// Of somebody who looks on: its calls are not counted, and none of them fails.
    watches: bool,
}

/// What is asked for when a file is opened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish<'name> {
    /// None for a file that only passes.
    pub(super) name: Option<&'name str>,
    pub(super) create: bool,
    pub(super) with_folder: bool,
    /// Somebody looks on.
    pub(super) watches: bool,
}

#[derive(Debug)]
pub(super) struct State {
    image: Image,
    next_file: FileId,
    next_handle: HandleId,
    life: u64,
    stopped: bool,
    open: BTreeMap<HandleId, FileId>,
    locks: BTreeMap<FileId, FileLocks>,
    regions: BTreeMap<FileId, Vec<Arc<Region>>>,
    memory_locks: BTreeMap<FileId, MemoryLocks>,
    calls: u64,
    counts: BTreeMap<Call, u64>,
    plan: Option<(u64, How)>,
    failed: bool,
    full: bool,
    broken: bool,
    rng: ChaCha8Rng,
    record: Option<Vec<Step>>,
}

impl State {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            image: Image::default(),
            next_file: 1,
            next_handle: 1,
            life: 1,
            stopped: false,
            open: BTreeMap::new(),
            locks: BTreeMap::new(),
            regions: BTreeMap::new(),
            memory_locks: BTreeMap::new(),
            calls: 0,
            counts: BTreeMap::new(),
            plan: None,
            failed: false,
            full: false,
            broken: false,
            rng: ChaCha8Rng::seed_from_u64(seed),
            record: None,
        }
    }

    pub(super) fn image(&self) -> &Image {
        &self.image
    }

    pub(super) fn calls(&self) -> u64 {
        self.calls
    }

    pub(super) fn counts(&self) -> &BTreeMap<Call, u64> {
        &self.counts
    }

    pub(super) fn plan(&mut self, number: u64, how: How) {
        (self.plan, self.failed) = (Some((number, how)), false);
    }

    pub(super) fn heal(&mut self) {
        (self.plan, self.full, self.broken) = (None, false, false);
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Another life of the machine, with these files.
    pub(super) fn load(&mut self, image: Image) {
        self.heal();
        self.next_file = self.next_file.max(image.next_file());
        self.image = image;
        self.life += 1;
        self.stopped = false;
        self.open.clear();
        self.locks.clear();
        self.regions.clear();
        self.memory_locks.clear();
    }

    pub(super) fn record(&mut self) {
        self.record = Some(Vec::new());
    }

    pub(super) fn recorded(&self) -> &[Step] {
        self.record.as_deref().unwrap_or_default()
    }

    pub(super) fn take_record(&mut self) -> Vec<Step> {
        self.record.take().unwrap_or_default()
    }

    /// Counts a call and lets it go wrong where that is planned; `work` is what the call does. Those of who `watches` do neither.
    fn call<T>(&mut self, call: Call, watches: bool, work: impl FnOnce(&mut Self) -> Done<T>) -> Done<T> {
        if self.stopped {
            return Err(Trouble::Error);
        }
        if watches {
            return work(self);
        }
        self.calls += 1;
        *self.counts.entry(call).or_default() += 1;
        let how = self.plan.filter(|(number, _)| *number == self.calls).map(|(_, how)| how);
        if how.is_some() {
            (self.plan, self.failed) = (None, true);
        }
        let writes = matches!(call, Call::Write | Call::Truncate | Call::Sync | Call::Delete);
        match how {
            Some(How::Error) => return Err(Trouble::Error),
            Some(How::StopBefore) => {
                self.stopped = true;
                return Err(Trouble::Error);
            }
            Some(How::Broken) => self.broken = true,
            Some(How::Full) => self.full = true,
            Some(How::StopAfter) | None => {}
        }
        if self.broken && writes {
            return Err(Trouble::Error);
        }
        let done = work(self);
        if how == Some(How::StopAfter) {
            self.stopped = true;
            return Err(Trouble::Error);
        }
        done
    }

    fn step(&mut self, step: Step) {
        self.image.apply(&step);
        if let Some(record) = &mut self.record {
            record.push(step);
        }
    }

    fn alive(&self, handle: &Handle) -> Done<()> {
        if self.stopped || handle.life != self.life { Err(Trouble::Error) } else { Ok(()) }
    }

    pub(super) fn open(&mut self, wish: Wish<'_>) -> Done<Handle> {
        self.call(Call::Open, wish.watches, |state| {
            let found = wish.name.and_then(|name| state.image.named(name));
            let file = match (found, wish.name) {
                (Some(file), _) => file,
                (None, Some(_)) if !wish.create => return Err(Trouble::Missing),
                (None, name) => {
                    let file = state.next_file;
                    state.next_file += 1;
                    if let Some(name) = name {
                        state.step(Step::Create { name: name.to_owned(), file });
                    }
                    file
                }
            };
            let id = state.next_handle;
            state.next_handle += 1;
            state.open.insert(id, file);
            let passing = wish.name.is_none();
            let Wish { with_folder, watches, .. } = wish;
            Ok(Handle { id, file, life: state.life, passing, with_folder, watches })
        })
    }

    /// Closes a file and gives back what it held.
    pub(super) fn close(&mut self, handle: &Handle) {
        if handle.life != self.life {
            return;
        }
        self.open.remove(&handle.id);
        self.unlock(handle, 0);
        self.unshare(handle);
        if handle.passing || !self.image.is_named(handle.file) {
            let open: BTreeSet<FileId> = self.open.values().copied().collect();
            self.image.sweep(&open);
        }
    }

    pub(super) fn delete(&mut self, name: &str, sync_folder: bool, watches: bool) -> Done<()> {
        self.call(Call::Delete, watches, |state| {
            if state.image.named(name).is_none() {
                return Err(Trouble::Missing);
            }
            state.step(Step::Delete { name: name.to_owned() });
            if sync_folder {
                state.step(Step::SyncFolder { folder: folder(name).to_owned() });
            }
            Ok(())
        })
    }

    pub(super) fn exists(&mut self, name: &str, watches: bool) -> Done<bool> {
        self.call(Call::Access, watches, |state| Ok(state.image.named(name).is_some()))
    }

    /// Fills the buffer; how many bytes there were.
    pub(super) fn read(&mut self, handle: &Handle, buffer: &mut [u8], offset: usize) -> Done<usize> {
        self.alive(handle)?;
        self.call(Call::Read, handle.watches, |state| {
            let rest = state.image.seen(handle.file).get(offset..).unwrap_or_default();
            let count = rest.len().min(buffer.len());
            buffer[..count].copy_from_slice(&rest[..count]);
            buffer[count..].fill(0);
            Ok(count)
        })
    }

    pub(super) fn write(&mut self, handle: &Handle, bytes: &[u8], offset: usize) -> Done<()> {
        self.alive(handle)?;
        self.call(Call::Write, handle.watches, |state| {
            let grows = offset + bytes.len() > state.image.seen(handle.file).len();
            if state.full && grows && !handle.watches {
                // What there was room for is written.
                let part = state.rng.random_range(0..bytes.len().max(1));
                state.put(handle, offset, &bytes[..part]);
                return Err(Trouble::Full);
            }
            state.put(handle, offset, bytes);
            Ok(())
        })
    }

    fn put(&mut self, handle: &Handle, offset: usize, bytes: &[u8]) {
        let step = Step::Write { file: handle.file, offset, bytes: bytes.into() };
        if handle.passing { self.image.apply(&step) } else { self.step(step) }
    }

    pub(super) fn truncate(&mut self, handle: &Handle, length: usize) -> Done<()> {
        self.alive(handle)?;
        self.call(Call::Truncate, handle.watches, |state| {
            let step = Step::Truncate { file: handle.file, length };
            if handle.passing {
                state.image.apply(&step)
            } else {
                state.step(step)
            }
            Ok(())
        })
    }

    pub(super) fn sync(&mut self, handle: &mut Handle, name: Option<&str>) -> Done<()> {
        self.alive(handle)?;
        let file = handle.file;
        let done = self.call(Call::Sync, handle.watches, |state| {
            state.step(Step::Sync { file });
            Ok(())
        });
        if done.is_err() {
            if !self.stopped {
                self.image.fail_sync(file, &mut self.rng);
            }
            return done;
        }
        if let (true, Some(name)) = (handle.with_folder, name) {
            self.step(Step::SyncFolder { folder: folder(name).to_owned() });
            handle.with_folder = false;
        }
        Ok(())
    }

    pub(super) fn size(&mut self, handle: &Handle) -> Done<usize> {
        self.alive(handle)?;
        self.call(Call::Size, handle.watches, |state| Ok(state.image.seen(handle.file).len()))
    }

    pub(super) fn lock(&mut self, handle: &Handle, level: u8) -> Done<()> {
        self.alive(handle)?;
        self.call(Call::Lock, handle.watches, |state| {
            let raised = state.locks.entry(handle.file).or_default().raise(handle.id, level);
            if raised { Ok(()) } else { Err(Trouble::Busy) }
        })
    }

    /// Nothing fails here: what a program gives up is given up.
    pub(super) fn unlock(&mut self, handle: &Handle, level: u8) {
        if let Some(locks) = self.locks.get_mut(&handle.file).filter(|_| handle.life == self.life) {
            locks.lower(handle.id, level);
        }
    }

    pub(super) fn is_reserved(&self, handle: &Handle) -> Done<bool> {
        self.alive(handle)?;
        Ok(self.locks.get(&handle.file).is_some_and(FileLocks::is_reserved))
    }

    /// A region of the shared memory; none where there is none and none is to be made.
    pub(super) fn share(
        &mut self,
        handle: &Handle,
        number: usize,
        bytes: usize,
        make: bool,
    ) -> Done<Option<Arc<Region>>> {
        self.alive(handle)?;
        self.call(Call::Share, handle.watches, |state| {
            let regions = state.regions.entry(handle.file).or_default();
            if make && regions.len() <= number {
                // It is a file on a real disk.
                if state.full && !handle.watches {
                    return Err(Trouble::Full);
                }
                regions.resize_with(number + 1, || Region::new(bytes));
            }
            Ok(regions.get(number).cloned())
        })
    }

    /// Takes locks of the shared memory.
    pub(super) fn take(&mut self, handle: &Handle, slots: Range<usize>, exclusive: bool) -> Done<()> {
        self.alive(handle)?;
        let taken = self.memory_locks.entry(handle.file).or_default().take(handle.id, slots, exclusive);
        if taken { Ok(()) } else { Err(Trouble::Busy) }
    }

    /// Gives them back.
    pub(super) fn give_back(&mut self, handle: &Handle, slots: Range<usize>) {
        if let Some(locks) = self.memory_locks.get_mut(&handle.file).filter(|_| handle.life == self.life) {
            locks.give_back(handle.id, slots);
        }
    }

    /// The connection lets the shared memory go; with the last one it ends.
    pub(super) fn unshare(&mut self, handle: &Handle) {
        if handle.life != self.life {
            return;
        }
        self.give_back(handle, 0..super::locks::SLOTS);
        if !self.open.iter().any(|(id, file)| *id != handle.id && *file == handle.file) {
            self.regions.remove(&handle.file);
        }
    }
}
