//! Writes change chunks by hand, right or wrong in every part.

use std::io::Write;

use automerge::Automerge;
use sha2::{Digest, Sha256};

/// Everything that a change chunk says. `Default` is a whole, empty skeleton.
#[derive(Debug, Clone)]
pub struct Forged {
    pub deps: Vec<[u8; 32]>,
    pub actor: Vec<u8>,
    pub seq: u64,
    pub start_op: u64,
    pub time: i64,
    pub message: Vec<u8>,
    pub other_actors: Vec<Vec<u8>>,
    pub columns: Vec<(u64, Vec<u8>)>,
    pub extra: Vec<u8>,
}

pub const OBJ_ACTOR: u64 = 0x01;
pub const OBJ_COUNTER: u64 = 0x02;
pub const KEY_COUNTER: u64 = 0x13;
pub const INSERT: u64 = 0x34;
pub const ACTION: u64 = 0x42;
pub const KEY_STRING: u64 = 0x15;
pub const VALUE_META: u64 = 0x56;
pub const VALUE: u64 = 0x57;
pub const PRED_COUNT: u64 = 0x70;
pub const PRED_ACTOR: u64 = 0x71;
pub const PRED_COUNTER: u64 = 0x73;

impl Forged {
    /// One honest change on top of a document: `phone` is set to `1`, once an op.
    pub fn put(document: &Automerge, actor: &[u8], seq: u64) -> Self {
        let deps: Vec<[u8; 32]> = document.get_heads().iter().map(|hash| hash.0).collect();
        let max_op = document.get_changes_meta(&[]).iter().map(|change| change.max_op).max().unwrap_or(0);
        Self {
            deps,
            actor: actor.to_vec(),
            seq,
            start_op: max_op + 1,
            time: 1_700_000_000,
            message: Vec::new(),
            other_actors: Vec::new(),
            columns: vec![
                (KEY_STRING, [literal(1), vec![5], b"phone".to_vec()].concat()),
                (INSERT, unsigned(1)),
                (ACTION, [literal(1), vec![1]].concat()),
                (VALUE_META, [literal(1), unsigned(1 << 4 | 6)].concat()),
                (VALUE, b"1".to_vec()),
                (PRED_COUNT, [literal(1), vec![0]].concat()),
            ],
            extra: Vec::new(),
        }
    }

    /// Replaces, adds (in order) or, with empty bytes, removes a column.
    pub fn column(mut self, spec: u64, bytes: Vec<u8>) -> Self {
        self.columns.retain(|(other, _)| *other != spec);
        if !bytes.is_empty() {
            let at = self.columns.iter().position(|(other, _)| *other > spec).unwrap_or(self.columns.len());
            self.columns.insert(at, (spec, bytes));
        }
        self
    }

    pub fn content(&self) -> Vec<u8> {
        let mut out = unsigned(self.deps.len() as u64);
        self.deps.iter().for_each(|dep| out.extend_from_slice(dep));
        out.extend(prefixed(&self.actor));
        out.extend(unsigned(self.seq));
        out.extend(unsigned(self.start_op));
        out.extend(signed(self.time));
        out.extend(prefixed(&self.message));
        out.extend(unsigned(self.other_actors.len() as u64));
        self.other_actors.iter().for_each(|actor| out.extend(prefixed(actor)));
        out.extend(unsigned(self.columns.len() as u64));
        for (spec, bytes) in &self.columns {
            out.extend(unsigned(*spec));
            out.extend(unsigned(bytes.len() as u64));
        }
        self.columns.iter().for_each(|(_, bytes)| out.extend_from_slice(bytes));
        out.extend_from_slice(&self.extra);
        out
    }

    pub fn chunk(&self) -> Vec<u8> {
        chunk(1, &self.content())
    }
}

/// A chunk of any type around any content, with a valid checksum.
pub fn chunk(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = unsigned(content.len() as u64);
    let hash = Sha256::new().chain_update([kind]).chain_update(&length).chain_update(content).finalize();
    [&[0x85, 0x6f, 0x4a, 0x83][..], &hash[..4], &[kind], &length, content].concat()
}

/// A compressed chunk (type 2) of a content, with the checksum of the plain one.
pub fn compressed(content: &[u8]) -> Vec<u8> {
    compressed_as(content, &deflated(content))
}

/// A compressed chunk of a content with the deflate stream given.
pub fn compressed_as(content: &[u8], stream: &[u8]) -> Vec<u8> {
    let plain = chunk(1, content);
    [&plain[..8], &[2], &unsigned(stream.len() as u64), stream].concat()
}

pub fn deflated(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// The content of a plain chunk.
pub fn content_of(chunk: &[u8]) -> &[u8] {
    let mut at = 9;
    while chunk[at] & 0x80 != 0 {
        at += 1;
    }
    &chunk[at + 1..]
}

pub fn prefixed(bytes: &[u8]) -> Vec<u8> {
    [unsigned(bytes.len() as u64), bytes.to_vec()].concat()
}

pub fn unsigned(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return out;
        }
        out.push(byte | 0x80);
    }
}

pub fn signed(mut value: i64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
            out.push(byte);
            return out;
        }
        out.push(byte | 0x80);
    }
}

/// The head of a run of one repeated value.
pub fn run(count: i64) -> Vec<u8> {
    signed(count)
}

/// The head of a run of written values.
pub fn literal(count: i64) -> Vec<u8> {
    signed(-count)
}

impl Forged {
    /// The parts of an honest chunk's content.
    pub fn read(content: &[u8]) -> Self {
        let mut at = content;
        let deps = (0..take_unsigned(&mut at)).map(|_| take(&mut at, 32).try_into().unwrap()).collect();
        let actor = take_prefixed(&mut at);
        let (seq, start_op) = (take_unsigned(&mut at), take_unsigned(&mut at));
        let time = take_signed(&mut at);
        let message = take_prefixed(&mut at);
        let other_actors = (0..take_unsigned(&mut at)).map(|_| take_prefixed(&mut at)).collect();
        let specs: Vec<(u64, u64)> =
            (0..take_unsigned(&mut at)).map(|_| (take_unsigned(&mut at), take_unsigned(&mut at))).collect();
        let columns = specs.into_iter().map(|(spec, length)| (spec, take(&mut at, length as usize))).collect();
        Self { deps, actor, seq, start_op, time, message, other_actors, columns, extra: at.to_vec() }
    }
}

fn take(at: &mut &[u8], length: usize) -> Vec<u8> {
    let (taken, rest) = at.split_at(length);
    *at = rest;
    taken.to_vec()
}

fn take_prefixed(at: &mut &[u8]) -> Vec<u8> {
    let length = take_unsigned(at) as usize;
    take(at, length)
}

fn take_unsigned(at: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = take(at, 1)[0];
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}

fn take_signed(at: &mut &[u8]) -> i64 {
    let before = at.len();
    let mut peek = *at;
    let raw = take_unsigned(&mut peek);
    let bits = 7 * (before - peek.len()) as u32;
    *at = peek;
    if bits < 64 { ((raw << (64 - bits)) as i64) >> (64 - bits) } else { raw as i64 }
}
