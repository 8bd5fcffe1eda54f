//! How two sides find out whether they hold the same, and where not, without telling each other what they hold.
//!
//! Each document is one *item*: a number made of its id and heads (`Document::item` of the model). A [`Digest`] counts and adds them up; it is in every
//! answer. Where it differs, the device sends a [`Sketch`]: an invertible Bloom lookup table, from which the server, which
//! takes its own items out of it, reads those that only one side has. Its size follows what differs, not what is held.
//! (Eppstein, Goodrich, Uyeda, Varghese: "What's the Difference?", 2011.) Where a list of all items would be
//! smaller, the sketch is that list.

use std::collections::HashSet;

use lianxin_model::limits;
use prost::encoding::{decode_varint, encode_varint};

use crate::wire::WireError;

const LIST: u8 = 1;
const TABLE: u8 = 2;
/// Each item lies in so many cells, each in its own part of the table.
const CELLS_OF_ITEM: usize = 3;
/// Cells of the first sketch: enough for some thirty differences.
const CELLS_MIN: usize = 81;
/// A cell: a count of one byte mostly, a number, a check.
const CELL_BYTES: usize = 13;
/// A cell of a table into which very much was put.
const CELL_BYTES_MAX: usize = 15;
/// Cells of the largest sketch that may be sent: enough for some 28,000 differences. A device that holds fewer than 56,000
/// documents sends a list before it comes to that, which tells however many differ.
pub const CELLS_MAX: usize = (limits::SKETCH_BYTES_MAX - 1) / CELL_BYTES_MAX / CELLS_OF_ITEM * CELLS_OF_ITEM;

fn first_u64(hash: &[u8]) -> u64 {
    hash.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// Items counted and added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digest {
    /// How many.
    pub documents: u32,
    /// Their sum, modulo 2^64.
    pub sum: u64,
}

impl FromIterator<u64> for Digest {
    fn from_iter<Items: IntoIterator<Item = u64>>(items: Items) -> Self {
        items.into_iter().fold(Self::default(), |digest, item| Self {
            documents: digest.documents.saturating_add(1),
            sum: digest.sum.wrapping_add(item),
        })
    }
}

/// What a device holds, as far as another needs it to find what differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sketch {
    /// Every item.
    List(Vec<u64>),
    /// An invertible Bloom lookup table.
    Table(Vec<Cell>),
}

/// A cell of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    count: i64,
    items: u64,
    checks: u32,
}

/// Which items only one side has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Only in the sketch.
    pub theirs: Vec<u64>,
    /// Only here.
    pub ours: Vec<u64>,
}

impl Sketch {
    /// A sketch of these items with at least so many cells, up to the most; a list, where that is smaller.
    pub fn of(items: &[u64], cells: usize) -> Self {
        let cells = cells.clamp(CELLS_MIN, CELLS_MAX).next_multiple_of(CELLS_OF_ITEM);
        if items.len() * 8 <= cells * CELL_BYTES {
            let mut list = items.to_vec();
            list.sort_unstable();
            return Sketch::List(list);
        }
        let mut table = vec![Cell::default(); cells];
        items.iter().for_each(|item| add(&mut table, *item, 1));
        Sketch::Table(table)
    }

    /// How many cells a sketch should have where the counts of documents differ by so many.
    pub fn cells_for(differing: usize) -> usize {
        differing.saturating_mul(2).clamp(CELLS_MIN, CELLS_MAX)
    }

    /// The size of a sketch to follow this one, which was too small.
    pub fn cells_next(&self) -> usize {
        match self {
            Sketch::List(_) => CELLS_MIN,
            Sketch::Table(cells) => (cells.len() * 4).min(CELLS_MAX),
        }
    }

    /// What differs between the sketch and these items; `None` where the sketch is too small to tell.
    pub fn difference(self, ours: &[u64]) -> Option<Difference> {
        match self {
            Sketch::List(list) => {
                let theirs: HashSet<u64> = list.iter().copied().collect();
                let held: HashSet<u64> = ours.iter().copied().collect();
                Some(Difference {
                    theirs: list.into_iter().filter(|item| !held.contains(item)).collect(),
                    ours: ours.iter().copied().filter(|item| !theirs.contains(item)).collect(),
                })
            }
            Sketch::Table(mut table) => {
                ours.iter().for_each(|item| add(&mut table, *item, -1));
                peel(table)
            }
        }
    }

    /// As it is sent.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self {
            Sketch::List(items) => {
                bytes.push(LIST);
                items.iter().for_each(|item| bytes.extend_from_slice(&item.to_be_bytes()));
            }
            Sketch::Table(cells) => {
                bytes.push(TABLE);
                for cell in cells {
                    encode_varint(((cell.count << 1) ^ (cell.count >> 63)) as u64, &mut bytes);
                    bytes.extend_from_slice(&cell.items.to_be_bytes());
                    bytes.extend_from_slice(&cell.checks.to_be_bytes());
                }
            }
        }
        bytes
    }

    /// As it was received.
    ///
    /// # Errors
    /// `too_large`, `garbage`.
    pub fn decode(bytes: &[u8]) -> Result<Self, WireError> {
        if bytes.len() > limits::SKETCH_BYTES_MAX {
            return Err(WireError::TooLarge);
        }
        let (&form, mut rest) = bytes.split_first().ok_or(WireError::Garbage)?;
        if form == LIST && rest.len().is_multiple_of(8) {
            return Ok(Sketch::List(rest.chunks_exact(8).map(first_u64).collect()));
        }
        if form != TABLE {
            return Err(WireError::Garbage);
        }
        let mut cells = Vec::with_capacity(rest.len() / CELL_BYTES);
        while !rest.is_empty() {
            let count = decode_varint(&mut rest).map_err(|_| WireError::Garbage)?;
            let (items, after) = rest.split_first_chunk::<8>().ok_or(WireError::Garbage)?;
            let (checks, after) = after.split_first_chunk::<4>().ok_or(WireError::Garbage)?;
            rest = after;
            let count = (count >> 1) as i64 ^ -((count & 1) as i64);
            cells.push(Cell { count, items: u64::from_be_bytes(*items), checks: u32::from_be_bytes(*checks) });
        }
        if cells.is_empty() || !cells.len().is_multiple_of(CELLS_OF_ITEM) {
            return Err(WireError::Garbage);
        }
        Ok(Sketch::Table(cells))
    }
}

/// Items are hashes already; another mixing makes cells and checks of them (splitmix64).
fn mixed(item: u64, salt: u64) -> u64 {
    let mut z = item.wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn check(item: u64) -> u32 {
    (mixed(item, 99) >> 32) as u32
}

fn places(item: u64, cells: usize) -> [usize; CELLS_OF_ITEM] {
    let part = (cells / CELLS_OF_ITEM).max(1);
    std::array::from_fn(|number| number * part + (mixed(item, number as u64 + 1) % part as u64) as usize)
}

fn add(table: &mut [Cell], item: u64, sign: i64) {
    for place in places(item, table.len()) {
        if let Some(cell) = table.get_mut(place) {
            cell.count = cell.count.wrapping_add(sign);
            cell.items ^= item;
            cell.checks ^= check(item);
        }
    }
}

/// Takes out item after item that lies in a cell alone.
fn peel(mut table: Vec<Cell>) -> Option<Difference> {
    let mut difference = Difference::default();
    let mut queue: Vec<usize> = (0..table.len()).collect();
    // No honest table holds more items than cells: one that does was made to keep the peeling busy.
    let mut left = table.len();
    while let Some(place) = queue.pop() {
        let cell = *table.get(place)?;
        let alone = matches!(cell.count, 1 | -1) && cell.checks == check(cell.items);
        if !alone {
            continue;
        }
        left = left.checked_sub(1)?;
        match cell.count {
            1 => difference.theirs.push(cell.items),
            _ => difference.ours.push(cell.items),
        }
        add(&mut table, cell.items, -cell.count);
        queue.extend(places(cell.items, table.len()));
    }
    let empty = table.iter().all(|cell| *cell == Cell::default());
    empty.then_some(difference)
}
