//! Steps 1 and 2: one whole change chunk, inflated with a limit, its head read and its operations counted.
//!
//! Automerge's own reader checks no checksum on a single change, inflates without limit, and expands run lengths before
//! anybody has looked at them: 69 bytes can claim ten million operations (automerge 0.12.0).

use std::borrow::Cow;

use flate2::{Decompress, FlushDecompress, Status};
use lianxin_model::ids::Actor;
use lianxin_model::limits;
use sha2::{Digest, Sha256};

use super::head::{self, Head};
use super::read::Reader;
use crate::{Code, Hash};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHECKSUM_BYTES: usize = 4;
/// Types of chunk: 0 is a document, 3 a bundle.
const TYPE_CHANGE: u8 = 1;
const TYPE_COMPRESSED: u8 = 2;

/// One change that is framed well and claims nothing absurd. Who made it and what it does is not yet judged.
#[derive(Debug, Clone)]
pub struct Chunk<'a> {
    /// Its hash, computed here.
    pub hash: Hash,
    /// The uncompressed chunk: the one form in which two devices compare it.
    pub raw: Cow<'a, [u8]>,
    /// The shorter of the chunk as sent and the uncompressed one: what is kept and passed on.
    pub stored: &'a [u8],
    /// What stands before the operations.
    pub head: Head,
}

/// Why bytes are no chunk that can be judged, and the hash where they have one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotJudged {
    /// The hash of the content, if it was framed well.
    pub hash: Option<Hash>,
    /// Why.
    pub code: Code,
}

impl From<Code> for NotJudged {
    fn from(code: Code) -> Self {
        Self { hash: None, code }
    }
}

/// Reads exactly one change chunk.
pub fn parse(bytes: &[u8]) -> Result<Chunk<'_>, NotJudged> {
    if bytes.len() > limits::CHANGE_BYTES_MAX {
        return Err(Code::TooLarge.into());
    }
    let frame = frame(bytes)?;
    let content = match frame.compressed {
        true => Cow::Owned(inflate(frame.content)?),
        false => Cow::Borrowed(frame.content),
    };
    let hash = content_hash(&content);
    if hash[..CHECKSUM_BYTES] != frame.checksum {
        return Err(Code::BadChecksum.into());
    }
    let head = head::read(&content).map_err(|code| NotJudged { hash: Some(hash), code })?;
    let raw = match frame.compressed {
        true => Cow::Owned(rebuilt(&frame.checksum, &content)),
        false => Cow::Borrowed(bytes),
    };
    // A deflate stream can be padded; the plain form cannot.
    let padded = frame.compressed && bytes.len() > raw.len() + deflate_overhead(raw.len());
    if padded {
        return Err(NotJudged { hash: Some(hash), code: Code::Malformed });
    }
    Ok(Chunk { hash, raw, stored: bytes, head })
}

/// The hash that well-framed bytes have, whatever they hold: by it a refusal is named.
pub fn hash_of(bytes: &[u8]) -> Option<Hash> {
    match parse(bytes) {
        Ok(chunk) => Some(chunk.hash),
        Err(not_judged) => not_judged.hash,
    }
}

/// Whose change it says it is, where it can be read. Proves nothing.
pub fn actor_of(bytes: &[u8]) -> Option<Actor> {
    parse(bytes).ok().map(|chunk| chunk.head.actor)
}

struct Frame<'a> {
    checksum: [u8; CHECKSUM_BYTES],
    compressed: bool,
    content: &'a [u8],
}

fn frame(bytes: &[u8]) -> Result<Frame<'_>, Code> {
    let not_a_change = |_| Code::NotAChange;
    let mut reader = Reader::new(bytes);
    if reader.array().map_err(not_a_change)? != MAGIC {
        return Err(Code::NotAChange);
    }
    let checksum = reader.array().map_err(not_a_change)?;
    let compressed = match reader.byte().map_err(not_a_change)? {
        TYPE_CHANGE => false,
        TYPE_COMPRESSED => true,
        _ => return Err(Code::NotAChange),
    };
    let content = reader.prefixed().map_err(not_a_change)?;
    if !reader.is_empty() {
        return Err(Code::NotAChange);
    }
    Ok(Frame { checksum, compressed, content })
}

/// Inflates all of the input and nothing beyond it, up to the limit.
fn inflate(deflated: &[u8]) -> Result<Vec<u8>, Code> {
    let mut decoder = Decompress::new(false);
    let mut inflated = Vec::with_capacity((deflated.len() * 4).clamp(1024, limits::CHANGE_INFLATED_BYTES_MAX));
    loop {
        let consumed = decoder.total_in() as usize;
        let rest = deflated.get(consumed..).unwrap_or_default();
        let status =
            decoder.decompress_vec(rest, &mut inflated, FlushDecompress::Finish).map_err(|_| Code::Malformed)?;
        if status == Status::StreamEnd {
            let all_read = decoder.total_in() as usize == deflated.len();
            return if all_read { Ok(inflated) } else { Err(Code::Malformed) };
        }
        if inflated.len() < inflated.capacity() {
            // Room is left and no end came: the stream was cut.
            return Err(Code::Malformed);
        }
        if inflated.len() >= limits::CHANGE_INFLATED_BYTES_MAX {
            return Err(Code::TooLarge);
        }
        let room = inflated.len().min(limits::CHANGE_INFLATED_BYTES_MAX - inflated.len());
        inflated.reserve_exact(room);
    }
}

fn content_hash(content: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([TYPE_CHANGE])
        .chain_update(shortest(content.len()))
        .chain_update(content)
        .finalize()
        .into()
}

/// The content of a chunk that is framed well and not deflated. Its checksum is not looked at.
pub(crate) fn plain_content(bytes: &[u8]) -> Option<&[u8]> {
    frame(bytes).ok().filter(|frame| !frame.compressed).map(|frame| frame.content)
}

/// The chunk with this content.
pub(crate) fn framed(content: &[u8]) -> Vec<u8> {
    let hash = content_hash(content);
    rebuilt(hash.get(..CHECKSUM_BYTES).unwrap_or_default(), content)
}

fn rebuilt(checksum: &[u8], content: &[u8]) -> Vec<u8> {
    [&MAGIC[..], checksum, &[TYPE_CHANGE], &shortest(content.len()), content].concat()
}

/// What deflate may add to bytes that it cannot shrink: five bytes a block, blocks of at least 16 KiB.
fn deflate_overhead(length: usize) -> usize {
    16 + 5 * (length / (16 * 1024))
}

fn shortest(mut length: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(4);
    while length >= 0x80 {
        bytes.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
    bytes
}
