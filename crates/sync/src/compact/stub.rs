//! A change without what the receiver can find again by itself: of each change that it builds on, four bytes of the hash.
//!
//! A stub is an Automerge change chunk with another magic word, the same checksum, and short dependencies. Whoever holds the
//! document finds the changes with those beginnings, puts the chunk together, and knows by the checksum that it is
//! the one that was meant: the first four bytes of the hash of all of it, dependencies included.

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::Hash;
use crate::gate::{chunk, read::Reader};

/// What stands instead of Automerge's magic word. Its last byte is the version of the layout.
const STUB_MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x01];
/// How much of a dependency's hash is sent.
pub(super) const SHORT_BYTES: usize = 4;
/// Ways of putting a chunk together that are tried where several changes begin alike.
const TRIES_MAX: usize = 64;

/// The beginning of a hash.
pub(super) type Short = [u8; SHORT_BYTES];

/// A change in parts, its dependencies shortened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) checksum: Short,
    pub(super) deps: Vec<Short>,
    pub(super) actor: &'a [u8],
    pub(super) seq: u64,
    pub(super) start_op: u64,
    pub(super) time: i64,
    pub(super) others: Vec<&'a [u8]>,
    /// The columns of its operations.
    pub(super) columns: &'a [u8],
}

/// The parts of a whole chunk; `None` for one that is deflated or out of the ordinary: that is sent as it is.
pub(super) fn parts(bytes: &[u8]) -> Option<Parts<'_>> {
    let content = chunk::plain_content(bytes)?;
    let checksum = *bytes.get(4..8)?.first_chunk()?;
    let mut reader = Reader::new(content);
    let mut deps = Vec::new();
    for _ in 0..reader.count().ok()? {
        let dep: Hash = reader.array().ok()?;
        deps.push(*dep.first_chunk()?);
    }
    let parts = rest(&mut reader, checksum, deps)?;
    // Written otherwise than this writes it, it would not come back the same.
    let heads: Vec<Hash> = deps_of(content)?;
    (assembled(&parts, &heads).as_deref() == Some(bytes)).then_some(parts)
}

/// The parts of a stub.
fn stub_parts(bytes: &[u8]) -> Option<Parts<'_>> {
    let mut reader = Reader::new(bytes.strip_prefix(&STUB_MAGIC)?);
    let checksum = reader.array().ok()?;
    let mut deps = Vec::new();
    for _ in 0..reader.count().ok()? {
        deps.push(reader.array().ok()?);
    }
    rest(&mut reader, checksum, deps)
}

fn rest<'a>(reader: &mut Reader<'a>, checksum: Short, deps: Vec<Short>) -> Option<Parts<'a>> {
    let actor = reader.prefixed().ok()?;
    let (seq, start_op, time) = (reader.unsigned().ok()?, reader.unsigned().ok()?, reader.signed().ok()?);
    if !reader.prefixed().ok()?.is_empty() {
        return None;
    }
    let mut others = Vec::new();
    for _ in 0..reader.count().ok()? {
        others.push(reader.prefixed().ok()?);
    }
    Some(Parts { checksum, deps, actor, seq, start_op, time, others, columns: reader.rest() })
}

fn deps_of(content: &[u8]) -> Option<Vec<Hash>> {
    let mut reader = Reader::new(content);
    (0..reader.count().ok()?).map(|_| reader.array().ok()).collect()
}

/// The stub of these parts.
pub(super) fn stub(parts: &Parts<'_>) -> Bytes {
    let mut bytes = STUB_MAGIC.to_vec();
    bytes.extend_from_slice(&parts.checksum);
    unsigned(parts.deps.len() as u64, &mut bytes);
    parts.deps.iter().for_each(|dep| bytes.extend_from_slice(dep));
    after_deps(parts, &mut bytes);
    bytes.into()
}

/// Whether these bytes are a stub.
pub fn is_stub(bytes: &[u8]) -> bool {
    bytes.starts_with(&STUB_MAGIC)
}

/// The whole chunk of a stub. `begins` gives the changes that the receiver holds of the document whose hashes begin so.
/// `None` where something is missing or does not add up; what is no stub comes back as it is.
pub fn expand(bytes: &Bytes, mut begins: impl FnMut(&[u8; 4]) -> Vec<Hash>) -> Option<Bytes> {
    if !is_stub(bytes) {
        return Some(bytes.clone());
    }
    let parts = stub_parts(bytes)?;
    let found: Vec<Vec<Hash>> = parts.deps.iter().map(&mut begins).collect();
    let ways = found.iter().try_fold(1_usize, |ways, held| ways.checked_mul(held.len()))?;
    (0..ways.min(TRIES_MAX)).find_map(|mut way| {
        let deps: Vec<Hash> = found
            .iter()
            .filter_map(|held| {
                let picked = held.get(way % held.len()).copied();
                way /= held.len();
                picked
            })
            .collect();
        assembled(&parts, &deps)
    })
}

/// The chunk of these parts on these dependencies, if the checksum says that it is the one that was meant.
fn assembled(parts: &Parts<'_>, deps: &[Hash]) -> Option<Bytes> {
    let mut content = Vec::with_capacity(64 + deps.len() * 32 + parts.columns.len());
    unsigned(deps.len() as u64, &mut content);
    deps.iter().for_each(|dep| content.extend_from_slice(dep));
    after_deps(parts, &mut content);
    let whole = chunk::framed(&content);
    whole.get(4..8).is_some_and(|checksum| checksum == parts.checksum).then(|| whole.into())
}

fn after_deps(parts: &Parts<'_>, bytes: &mut Vec<u8>) {
    prefixed(parts.actor, bytes);
    unsigned(parts.seq, bytes);
    unsigned(parts.start_op, bytes);
    signed(parts.time, bytes);
    // No message.
    bytes.push(0);
    unsigned(parts.others.len() as u64, bytes);
    parts.others.iter().for_each(|other| prefixed(other, bytes));
    bytes.extend_from_slice(parts.columns);
}

fn prefixed(content: &[u8], bytes: &mut Vec<u8>) {
    unsigned(content.len() as u64, bytes);
    bytes.extend_from_slice(content);
}

/// LEB128, as Automerge writes it.
pub(super) fn unsigned(value: u64, bytes: &mut Vec<u8>) {
    prost::encoding::encode_varint(value, bytes);
}

/// Signed LEB128, as Automerge writes it.
fn signed(mut value: i64, bytes: &mut Vec<u8>) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
            bytes.push(byte);
            return;
        }
        bytes.push(byte | 0x80);
    }
}

/// The hash of a whole plain chunk, without judging it.
pub(super) fn hash_of_whole(whole: &[u8]) -> Hash {
    // Automerge counts everything after magic word and checksum.
    Sha256::digest(whole.get(8..).unwrap_or_default()).into()
}
