//! Changes of several documents, written small: what the receiver knows already is left out, what cannot be compressed is
//! kept apart from what can, and a shared dictionary knows how small edits of records look.
//!
//! ```text
//! byte     which dictionary compressed the second part: 0 for none
//! varint   bytes of the second part
//! bytes    numbers, flags, columns: compressed
//! bytes    ids, beginnings of hashes, actors: as they are
//! ```

mod dictionary;
mod stub;

use bytes::Bytes;
use lianxin_model::ids::DocId;
use lianxin_model::limits;
use prost::encoding::decode_varint;

pub use stub::{expand, is_stub};

use crate::Hash;
use crate::wire::WireError;
use stub::{Parts, Short, unsigned};

/// The changes of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) document: DocId,
    pub(crate) kind_number: u32,
    /// Written: whole chunks. Read: whole ones and stubs.
    pub(crate) changes: Vec<Bytes>,
    /// The receiver could not put them together: they go whole.
    pub(crate) whole: bool,
}

/// What both sides know without being told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shared<'a> {
    /// Actors by number, before those that the message names itself.
    pub(crate) actors: &'a [&'a [u8]],
    /// The moment from which times are counted back, seconds since 1970.
    pub(crate) moment_s: i64,
}

const WHOLE: u64 = 1;
/// Builds on the change before it in the same entry, and on nothing else.
const CHAINED: u64 = 2;

/// Writes entries.
pub(crate) fn write(entries: &[Entry], shared: Shared<'_>) -> Vec<u8> {
    if entries.is_empty() {
        return Vec::new();
    }
    let mut writer = Writer { shared, actors: Vec::new(), plain: Vec::new(), opaque: Vec::new() };
    unsigned(entries.len() as u64, &mut writer.plain);
    entries.iter().for_each(|entry| writer.entry(entry));
    writer.finish()
}

/// The compressible part of what [`write`] makes, before compression: what a dictionary is trained on.
#[doc(hidden)]
pub fn plain_part(document: DocId, kind_number: u32, changes: &[Bytes], sender: &[u8], moment_s: i64) -> Vec<u8> {
    let shared = Shared { actors: &[lianxin_model::ids::GENESIS_ACTOR, sender], moment_s };
    let mut writer = Writer { shared, actors: Vec::new(), plain: Vec::new(), opaque: Vec::new() };
    writer.entry(&Entry { document, kind_number, changes: changes.to_vec(), whole: false });
    writer.plain
}

struct Writer<'a> {
    shared: Shared<'a>,
    /// Actors that the message names itself.
    actors: Vec<Vec<u8>>,
    plain: Vec<u8>,
    opaque: Vec<u8>,
}

impl Writer<'_> {
    fn entry(&mut self, entry: &Entry) {
        self.opaque.extend_from_slice(entry.document.as_bytes());
        unsigned(u64::from(entry.kind_number), &mut self.plain);
        unsigned(entry.changes.len() as u64, &mut self.plain);
        let mut before = None;
        for change in &entry.changes {
            match stub::parts(change).filter(|_| !entry.whole) {
                Some(parts) => {
                    self.parts(&parts, before);
                    before = Some(stub::hash_of_whole(change));
                }
                None => {
                    unsigned(WHOLE, &mut self.plain);
                    unsigned(change.len() as u64, &mut self.plain);
                    self.plain.extend_from_slice(change);
                    before = None;
                }
            }
        }
    }

    fn parts(&mut self, parts: &Parts<'_>, before: Option<Hash>) {
        let chained =
            before.is_some_and(|hash| parts.deps.len() == 1 && parts.deps.iter().all(|dep| hash.starts_with(dep)));
        if chained {
            unsigned(CHAINED, &mut self.plain);
        } else {
            unsigned(0, &mut self.plain);
            unsigned(parts.deps.len() as u64, &mut self.plain);
            parts.deps.iter().for_each(|dep| self.opaque.extend_from_slice(dep));
        }
        self.opaque.extend_from_slice(&parts.checksum);
        let actor = self.actor(parts.actor);
        unsigned(actor, &mut self.plain);
        unsigned(parts.seq, &mut self.plain);
        unsigned(parts.start_op, &mut self.plain);
        unsigned(zigzag(self.shared.moment_s.wrapping_sub(parts.time)), &mut self.plain);
        unsigned(parts.others.len() as u64, &mut self.plain);
        for other in &parts.others {
            let other = self.actor(other);
            unsigned(other, &mut self.plain);
        }
        unsigned(parts.columns.len() as u64, &mut self.plain);
        self.plain.extend_from_slice(parts.columns);
    }

    fn actor(&mut self, actor: &[u8]) -> u64 {
        let known = self.shared.actors.len();
        let place = self.shared.actors.iter().position(|shared| *shared == actor).or_else(|| {
            let named = self.actors.iter().position(|named| named.as_slice() == actor)?;
            Some(known + named)
        });
        place.unwrap_or_else(|| {
            self.actors.push(actor.to_vec());
            known + self.actors.len() - 1
        }) as u64
    }

    fn finish(self) -> Vec<u8> {
        let mut head = Vec::new();
        unsigned(self.actors.len() as u64, &mut head);
        let mut opaque = Vec::new();
        for actor in &self.actors {
            unsigned(actor.len() as u64, &mut head);
            opaque.extend_from_slice(actor);
        }
        let (version, packed) = dictionary::compress(&[head, self.plain].concat());
        let mut bytes = vec![version];
        unsigned(packed.len() as u64, &mut bytes);
        [bytes, packed, opaque, self.opaque].concat()
    }
}

/// Reads entries, within the limits of one message.
pub(crate) fn read(bytes: &[u8], shared: Shared<'_>, bytes_max: usize) -> Result<Vec<Entry>, WireError> {
    let Some((&version, mut rest)) = bytes.split_first() else { return Ok(Vec::new()) };
    let length = usize::try_from(decode_varint(&mut rest).map_err(|_| WireError::Garbage)?);
    let split = length.ok().and_then(|length| rest.split_at_checked(length));
    let (packed, opaque) = split.ok_or(WireError::Cut)?;
    let plain = dictionary::decompress(version, packed, bytes_max)?;
    let mut reader = Parser { shared, actors: Vec::new(), plain: &plain, opaque, bytes_left: bytes_max, changes: 0 };
    reader.entries()
}

struct Parser<'a> {
    shared: Shared<'a>,
    actors: Vec<&'a [u8]>,
    plain: &'a [u8],
    opaque: &'a [u8],
    /// What stubs may still take once they are written out: each names its actors again.
    bytes_left: usize,
    changes: usize,
}

impl<'a> Parser<'a> {
    fn entries(&mut self) -> Result<Vec<Entry>, WireError> {
        for _ in 0..self.count(limits::CHANGE_ACTORS_MAX * limits::SYNC_DOCUMENTS_MAX)? {
            let length = self.count(limits::ACTOR_BYTES_MAX)?;
            let actor = self.opaque(length)?;
            self.actors.push(actor);
        }
        let entries = self.count(limits::SYNC_DOCUMENTS_MAX)?;
        let entries = (0..entries).map(|_| self.entry()).collect::<Result<Vec<_>, _>>()?;
        if self.plain.is_empty() && self.opaque.is_empty() { Ok(entries) } else { Err(WireError::Garbage) }
    }

    fn entry(&mut self) -> Result<Entry, WireError> {
        let document = DocId::from_slice(self.opaque(16)?).map_err(|_| WireError::Garbage)?;
        let kind_number = u32::try_from(self.number()?).map_err(|_| WireError::Garbage)?;
        let mut changes = Vec::new();
        for _ in 0..self.count(limits::SYNC_CHANGES_MAX)? {
            self.changes += 1;
            if self.changes > limits::SYNC_CHANGES_MAX {
                return Err(WireError::TooLarge);
            }
            let change = self.change(changes.last())?;
            self.bytes_left = self.bytes_left.checked_sub(change.len()).ok_or(WireError::TooLarge)?;
            changes.push(change);
        }
        Ok(Entry { document, kind_number, changes, whole: false })
    }

    fn change(&mut self, before: Option<&Bytes>) -> Result<Bytes, WireError> {
        let flags = self.number()?;
        if flags == WHOLE {
            let length = self.count(limits::CHANGE_BYTES_MAX)?;
            return Ok(Bytes::copy_from_slice(self.plain(length)?));
        }
        let deps = match flags {
            CHAINED => {
                // The checksum of a stub is the beginning of the hash that the chunk will have.
                let before = before.filter(|before| is_stub(before)).and_then(|before| before.get(4..8)?.first_chunk());
                vec![*before.ok_or(WireError::Garbage)?]
            }
            0 => (0..self.count(limits::CHANGE_DEPS_MAX)?).map(|_| self.short()).collect::<Result<_, _>>()?,
            _ => return Err(WireError::Garbage),
        };
        let checksum = self.short()?;
        let actor = self.actor()?;
        let (seq, start_op) = (self.number()?, self.number()?);
        let time = self.shared.moment_s.wrapping_sub(unzigzag(self.number()?));
        let others = (0..self.count(limits::CHANGE_ACTORS_MAX)?).map(|_| self.actor()).collect::<Result<_, _>>()?;
        let length = self.count(limits::CHANGE_BYTES_MAX)?;
        let columns = self.plain(length)?;
        Ok(stub::stub(&Parts { checksum, deps, actor, seq, start_op, time, others, columns }))
    }

    fn actor(&mut self) -> Result<&'a [u8], WireError> {
        let number = usize::try_from(self.number()?).map_err(|_| WireError::Garbage)?;
        let shared = self.shared.actors.get(number).copied();
        let named = || self.actors.get(number.checked_sub(self.shared.actors.len())?).copied();
        shared.or_else(named).ok_or(WireError::Garbage)
    }

    fn short(&mut self) -> Result<Short, WireError> {
        self.opaque(stub::SHORT_BYTES)?.try_into().map_err(|_| WireError::Cut)
    }

    fn opaque(&mut self, length: usize) -> Result<&'a [u8], WireError> {
        let (taken, rest) = self.opaque.split_at_checked(length).ok_or(WireError::Cut)?;
        self.opaque = rest;
        Ok(taken)
    }

    fn plain(&mut self, length: usize) -> Result<&'a [u8], WireError> {
        let (taken, rest) = self.plain.split_at_checked(length).ok_or(WireError::Cut)?;
        self.plain = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u64, WireError> {
        decode_varint(&mut self.plain).map_err(|_| WireError::Garbage)
    }

    fn count(&mut self, max: usize) -> Result<usize, WireError> {
        let count = usize::try_from(self.number()?).map_err(|_| WireError::TooLarge)?;
        if count > max { Err(WireError::TooLarge) } else { Ok(count) }
    }
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}
