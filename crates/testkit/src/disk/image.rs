//! What lies on the disk, what is on its way there, and what a power cut leaves of both.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rand::{Rng, RngExt as _};

/// A file, whatever its name.
pub(super) type FileId = u64;

/// What changes a disk. Recorded, it makes every moment of a run again.
#[derive(Debug, Clone)]
pub enum Step {
    /// A name in a folder was given to a new file.
    Create {
        /// The whole path.
        name: String,
        /// Which file.
        file: u64,
    },
    /// A name was taken away.
    Delete {
        /// The whole path.
        name: String,
    },
    /// Bytes of a file.
    Write {
        /// Which file.
        file: u64,
        /// From where.
        offset: usize,
        /// What.
        bytes: Arc<[u8]>,
    },
    /// Another length.
    Truncate {
        /// Which file.
        file: u64,
        /// In bytes.
        length: usize,
    },
    /// What was written to a file is on the disk.
    Sync {
        /// Which file.
        file: u64,
    },
    /// The names in a folder are on the disk.
    SyncFolder {
        /// Its path.
        folder: String,
    },
}

#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, bytes: Arc<[u8]> },
    Truncate { length: usize },
}

#[derive(Debug, Clone, Default)]
struct File {
    /// As a process reads it.
    seen: Vec<u8>,
    /// As the disk holds it for certain.
    held: Vec<u8>,
    /// From the one to the other, in their order.
    unsynced: Vec<Change>,
}

/// The files of a disk at one moment, with what was written since each was synced.
#[derive(Debug, Clone, Default)]
pub struct Image {
    files: BTreeMap<FileId, File>,
    names: BTreeMap<String, FileId>,
    names_held: BTreeMap<String, FileId>,
    names_unsynced: Vec<(String, Option<FileId>)>,
}

/// How a disk loses what was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// All of it.
    Nothing,
    /// None of it: it was on its way and arrived.
    Everything,
    /// What came first arrived, and of the next write a part.
    Beginning,
    /// Some writes arrived, others did not, whatever their order.
    Writes,
    /// Some sectors of each write arrived, whatever their order.
    Sectors(usize),
}

impl Style {
    fn any(rng: &mut impl Rng) -> Self {
        match rng.random_range(0..6) {
            0 => Style::Nothing,
            1 => Style::Everything,
            2 => Style::Beginning,
            3 => Style::Writes,
            4 => Style::Sectors(512),
            _ => Style::Sectors(4096),
        }
    }
}

impl Image {
    /// Makes a step.
    pub fn apply(&mut self, step: &Step) {
        match step {
            Step::Create { name, file } => {
                self.files.entry(*file).or_default();
                self.names.insert(name.clone(), *file);
                self.names_unsynced.push((name.clone(), Some(*file)));
            }
            Step::Delete { name } => {
                self.names.remove(name);
                self.names_unsynced.push((name.clone(), None));
            }
            Step::Write { file, offset, bytes } => {
                let change = Change::Write { offset: *offset, bytes: Arc::clone(bytes) };
                self.change(*file, change);
            }
            Step::Truncate { file, length } => self.change(*file, Change::Truncate { length: *length }),
            Step::Sync { file } => {
                if let Some(file) = self.files.get_mut(file) {
                    for change in std::mem::take(&mut file.unsynced) {
                        change.make(&mut file.held);
                    }
                }
            }
            Step::SyncFolder { folder } => {
                let within = |name: &str| super::folder(name) == folder;
                self.names_held.retain(|name, _| !within(name));
                self.names_unsynced.retain(|(name, _)| !within(name));
                let now = self.names.iter().filter(|(name, _)| within(name));
                self.names_held.extend(now.map(|(name, file)| (name.clone(), *file)));
            }
        }
    }

    fn change(&mut self, file: FileId, change: Change) {
        let file = self.files.entry(file).or_default();
        change.make(&mut file.seen);
        file.unsynced.push(change);
    }

    /// What is left when all processes end and the machine goes on: everything that was written.
    pub fn killed(&self) -> Self {
        let mut left = self.clone();
        left.sweep(&BTreeSet::new());
        left
    }

    /// What may be left when the power goes: of what was not synced nothing, all, or any part, as `rng` says.
    pub fn power_cut(&self, rng: &mut impl Rng) -> Self {
        let style = Style::any(rng);
        let mut names = self.names_held.clone();
        let touched: BTreeSet<&String> = self.names_unsynced.iter().map(|(name, _)| name).collect();
        for name in touched {
            let fates: Vec<Option<FileId>> =
                self.names_unsynced.iter().filter(|(other, _)| other == name).map(|(_, file)| *file).collect();
            let arrived = match style {
                Style::Nothing => 0,
                Style::Everything => fates.len(),
                _ => rng.random_range(0..=fates.len()),
            };
            match arrived.checked_sub(1).and_then(|last| fates.get(last)) {
                None => {}
                Some(Some(file)) => drop(names.insert(name.clone(), *file)),
                Some(None) => drop(names.remove(name)),
            }
        }
        let kept = |id: &FileId| names.values().any(|file| file == id);
        let files = self.files.iter().filter(|(id, _)| kept(id));
        let files = files.map(|(id, file)| (*id, file.power_cut(style, rng))).collect();
        Self { files, names_held: names.clone(), names, names_unsynced: Vec::new() }
    }

    /// What reached the disk of a sync that failed is anybody's guess, and the system forgets the rest: a later sync does not
    /// bring it there.
    pub(super) fn fail_sync(&mut self, file: FileId, rng: &mut impl Rng) {
        if let Some(file) = self.files.get_mut(&file) {
            for change in std::mem::take(&mut file.unsynced) {
                if rng.random_bool(0.5) {
                    change.make(&mut file.held);
                }
            }
        }
    }

    /// The file of a name.
    pub(super) fn named(&self, name: &str) -> Option<FileId> {
        self.names.get(name).copied()
    }

    /// Whether the file has a name, or may get one back.
    pub(super) fn is_named(&self, file: FileId) -> bool {
        let mut all = self.names.values().chain(self.names_held.values());
        all.any(|id| *id == file) || self.names_unsynced.iter().any(|(_, id)| *id == Some(file))
    }

    /// As a process reads it.
    pub(super) fn seen(&self, file: FileId) -> &[u8] {
        self.files.get(&file).map(|file| file.seen.as_slice()).unwrap_or_default()
    }

    pub(super) fn forget(&mut self, file: FileId) {
        self.files.remove(&file);
    }

    /// Forgets files that nothing leads to.
    pub(super) fn sweep(&mut self, open: &BTreeSet<FileId>) {
        let gone: Vec<FileId> =
            self.files.keys().filter(|id| !open.contains(id) && !self.is_named(**id)).copied().collect();
        gone.into_iter().for_each(|id| self.forget(id));
    }

    /// The number after that of every file.
    pub(super) fn next_file(&self) -> FileId {
        self.files.keys().next_back().map_or(1, |last| last + 1)
    }

    /// The bytes of a file as a process reads them; none where there is no such file.
    pub fn read(&self, name: &str) -> Option<&[u8]> {
        Some(self.seen(self.named(name)?))
    }

    /// The paths of the files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }
}

impl File {
    fn power_cut(&self, style: Style, rng: &mut impl Rng) -> Self {
        let mut bytes = self.held.clone();
        let count = self.unsynced.len();
        let arrived = match style {
            Style::Nothing => 0,
            Style::Beginning => rng.random_range(0..=count),
            _ => count,
        };
        for (place, change) in self.unsynced.iter().enumerate() {
            match (style, change) {
                _ if place > arrived => break,
                (Style::Everything | Style::Beginning, change) if place < arrived => change.make(&mut bytes),
                (Style::Beginning, Change::Write { offset, bytes: written }) => {
                    let part = written.get(..rng.random_range(0..=written.len())).unwrap_or_default();
                    write(&mut bytes, *offset, part);
                }
                (Style::Sectors(sector), Change::Write { offset, bytes: written }) => {
                    for (offset, part) in sectors(*offset, written, sector) {
                        if rng.random_bool(0.5) {
                            write(&mut bytes, offset, part);
                        }
                    }
                }
                (Style::Writes | Style::Sectors(_), change) if rng.random_bool(0.5) => change.make(&mut bytes),
                _ => {}
            }
        }
        // A length that arrived before the bytes leaves a hole.
        if !matches!(style, Style::Nothing | Style::Everything)
            && bytes.len() < self.seen.len()
            && rng.random_bool(0.25)
        {
            bytes.resize(self.seen.len(), 0);
        }
        Self { seen: bytes.clone(), held: bytes, unsynced: Vec::new() }
    }
}

impl Change {
    fn make(&self, file: &mut Vec<u8>) {
        match self {
            Change::Write { offset, bytes } => write(file, *offset, bytes),
            Change::Truncate { length } => file.resize(*length, 0),
        }
    }
}

fn write(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if bytes.is_empty() {
        return;
    }
    if file.len() < end {
        file.resize(end, 0);
    }
    file[offset..end].copy_from_slice(bytes);
}

/// The parts of a write that lie in one sector each.
fn sectors(offset: usize, bytes: &[u8], sector: usize) -> impl Iterator<Item = (usize, &[u8])> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let begin = from;
        let end = bytes.len().min((offset + begin) / sector * sector + sector - offset);
        from = end;
        (begin < bytes.len()).then(|| (offset + begin, &bytes[begin..end]))
    })
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn image(steps: &[Step]) -> Image {
        let mut image = Image::default();
        steps.iter().for_each(|step| image.apply(step));
        image
    }

    fn create(name: &str, file: u64) -> Step {
        Step::Create { name: name.to_owned(), file }
    }

    fn put(file: u64, offset: usize, bytes: &[u8]) -> Step {
        Step::Write { file, offset, bytes: bytes.into() }
    }

    /// Everything that power cuts may leave of a file.
    fn cuts(image: &Image, name: &str) -> BTreeSet<Option<Vec<u8>>> {
        let cut = |seed| image.power_cut(&mut ChaCha8Rng::seed_from_u64(seed)).read(name).map(<[u8]>::to_vec);
        (0..2_000).map(cut).collect()
    }

    fn sync_all(file: u64) -> [Step; 2] {
        [Step::Sync { file }, Step::SyncFolder { folder: "/d".to_owned() }]
    }

    #[test]
    fn what_was_synced_stays_and_the_rest_may_go_in_any_part() {
        let mut synced = image(&[create("/d/a", 1), put(1, 0, b"old")]);
        sync_all(1).iter().for_each(|step| synced.apply(step));
        assert_eq!(cuts(&synced, "/d/a"), BTreeSet::from([Some(b"old".to_vec())]));

        synced.apply(&put(1, 0, b"NEW"));
        synced.apply(&put(1, 512, b"far"));
        let left = cuts(&synced, "/d/a");
        let hole = |begin: &[u8], end: &[u8]| Some([begin, &[0; 509], end].concat());
        for wanted in [
            Some(b"old".to_vec()),
            Some(b"NEW".to_vec()),
            Some(b"Nld".to_vec()),
            hole(b"old", b"far"),
            hole(b"old", b"\0\0\0"),
        ] {
            assert!(left.contains(&wanted), "{wanted:?}");
        }
        assert_eq!(synced.killed().read("/d/a"), hole(b"NEW", b"far").as_deref());
    }

    #[test]
    fn names_come_back_or_were_never_there_until_their_folder_is_synced() {
        let mut names = image(&[create("/d/a", 1), put(1, 0, b"1"), Step::Sync { file: 1 }]);
        assert_eq!(cuts(&names, "/d/a"), BTreeSet::from([None, Some(b"1".to_vec())]));
        names.apply(&Step::SyncFolder { folder: "/other".to_owned() });
        assert!(cuts(&names, "/d/a").contains(&None));
        names.apply(&Step::SyncFolder { folder: "/d".to_owned() });
        names.apply(&Step::Delete { name: "/d/a".to_owned() });
        assert_eq!(cuts(&names, "/d/a"), BTreeSet::from([None, Some(b"1".to_vec())]));
        names.apply(&Step::SyncFolder { folder: "/d".to_owned() });
        assert_eq!(cuts(&names, "/d/a"), BTreeSet::from([None]));
    }

    #[test]
    fn a_shorter_length_may_not_arrive() {
        let mut file = image(&[create("/d/a", 1), put(1, 0, b"long")]);
        sync_all(1).iter().for_each(|step| file.apply(step));
        file.apply(&Step::Truncate { file: 1, length: 1 });
        assert_eq!(cuts(&file, "/d/a"), BTreeSet::from([Some(b"l".to_vec()), Some(b"long".to_vec())]));
    }

    #[test]
    fn a_write_is_torn_where_sectors_meet() {
        let bytes = [7; 1_000];
        let parts: Vec<(usize, usize)> = sectors(500, &bytes, 512).map(|(from, part)| (from, part.len())).collect();
        assert_eq!(parts, [(500, 12), (512, 512), (1_024, 476)]);
    }
}
