//! The columns of a change: which there are, and how many rows each claims, read from run lengths alone. The work is
//! bounded by the bytes, whatever they claim.

use lianxin_model::limits;

use super::read::Reader;
use crate::Code;

/// A column's specification: its id, shifted by four, and its type. Bit 3 (deflate) is never set in a change.
const OBJ_ACTOR: u64 = 1;
const OBJ_COUNTER: u64 = 2;
const KEY_ACTOR: u64 = 0x11;
const KEY_COUNTER: u64 = 0x13;
const KEY_STRING: u64 = 0x15;
const INSERT: u64 = 0x34;
const ACTION: u64 = 0x42;
const VALUE_META: u64 = 0x56;
const VALUE: u64 = 0x57;
const PRED_COUNT: u64 = 0x70;
const PRED_ACTOR: u64 = 0x71;
const PRED_COUNTER: u64 = 0x73;
/// The columns of marks, 0x94 and 0xa5, are not among them: no kind of ours has rich text, and a mark that is ended but
/// never begun makes a document that saves and does not load (automerge 0.12.0).
const COLUMNS_MAX: usize = 12;

/// Actions: make a map 0, put 1, make a list 2, delete 3, make a text 4. Increment 5, table 6 and mark 7 are refused.
const ACTION_MAX: u64 = 4;
/// Known types of value end at 9 (timestamp).
const VALUE_TYPE_MAX: u64 = 9;
/// A counter is refused: its sum overflows while it is read, long after each increment was taken (automerge 0.12.0).
const VALUE_TYPE_COUNTER: u64 = 8;

#[derive(Default)]
struct Claims {
    ops: Option<u64>,
    insert: Option<u64>,
    /// Rows of columns that are either absent or have one row an operation.
    optional: Vec<u64>,
    value_rows: Option<u64>,
    value_bytes: u64,
    value_column_bytes: u64,
    pred_rows: Option<u64>,
    preds: u64,
    pred_actors: u64,
    pred_counters: u64,
}

/// Counts the operations of a change whose columns come next, of which the actors are numbered below `actors`.
pub(super) fn count_ops(reader: &mut Reader<'_>, actors: u64) -> Result<u64, Code> {
    let specs = specs(reader)?;
    let mut claims = Claims::default();
    for (spec, length) in specs {
        let column = reader.take(length)?;
        claims.add(spec, column, actors)?;
    }
    claims.settle()
}

fn specs(reader: &mut Reader<'_>) -> Result<Vec<(u64, usize)>, Code> {
    let count = reader.count()?;
    if count > COLUMNS_MAX {
        return Err(Code::Malformed);
    }
    let mut specs: Vec<(u64, usize)> = Vec::with_capacity(count);
    for _ in 0..count {
        let (spec, length) = (reader.unsigned()?, reader.count()?);
        let sorted = specs.last().is_none_or(|(last, _)| *last < spec);
        if !sorted || length == 0 {
            return Err(Code::Malformed);
        }
        specs.push((spec, length));
    }
    Ok(specs)
}

impl Claims {
    fn add(&mut self, spec: u64, column: &[u8], actors: u64) -> Result<(), Code> {
        let below = |bound: u64| move |value: u64| if value < bound { Ok(()) } else { Err(Code::Malformed) };
        match spec {
            OBJ_ACTOR | KEY_ACTOR => self.optional.push(rows(column, |run| run.each_unsigned(below(actors)))?),
            OBJ_COUNTER => self.optional.push(rows(column, |run| run.each_unsigned(counter))?),
            KEY_COUNTER => self.optional.push(rows(column, |run| run.each_delta())?),
            KEY_STRING => self.optional.push(rows(column, |run| run.each_key())?),
            INSERT => self.insert = Some(boolean_rows(column)?),
            ACTION => self.ops = Some(rows(column, |run| run.each_unsigned(action))?),
            VALUE_META => {
                let mut total = 0;
                self.value_rows = Some(rows(column, |run| run.sum(value_length, &mut total))?);
                self.value_bytes = total;
            }
            VALUE => self.value_column_bytes = column.len() as u64,
            PRED_COUNT => {
                let mut total = 0;
                self.pred_rows = Some(rows(column, |run| run.sum(Ok, &mut total))?);
                self.preds = total;
            }
            PRED_ACTOR => self.pred_actors = rows(column, |run| run.each_unsigned(below(actors)))?,
            PRED_COUNTER => self.pred_counters = rows(column, |run| run.each_delta())?,
            _ => return Err(Code::Schema),
        }
        Ok(())
    }

    /// The number of operations, if there are any and every column agrees on it.
    fn settle(self) -> Result<u64, Code> {
        let ops = self.ops.ok_or(Code::Malformed)?;
        let one_row_an_op = [self.insert, self.value_rows, self.pred_rows].iter().all(|rows| *rows == Some(ops))
            && self.optional.iter().all(|rows| *rows == ops);
        let nested_agree = self.value_bytes == self.value_column_bytes
            && self.preds == self.pred_actors
            && self.preds == self.pred_counters;
        if ops > 0 && one_row_an_op && nested_agree { Ok(ops) } else { Err(Code::Malformed) }
    }
}

fn counter(value: u64) -> Result<(), Code> {
    if value <= limits::OP_COUNTER_MAX { Ok(()) } else { Err(Code::Malformed) }
}

fn action(number: u64) -> Result<(), Code> {
    if number <= ACTION_MAX { Ok(()) } else { Err(Code::Schema) }
}

fn value_length(meta: u64) -> Result<u64, Code> {
    match meta & 0xf {
        VALUE_TYPE_COUNTER => return Err(Code::Schema),
        known if known <= VALUE_TYPE_MAX => {}
        _ => return Err(Code::Malformed),
    }
    Ok(meta >> 4)
}

/// One run of a run-length encoded column.
struct Run<'r, 'a> {
    reader: &'r mut Reader<'a>,
    /// How many values are written: one for a repeated value, each for a literal run, none for nulls.
    written: u64,
    /// How many rows one written value stands for.
    repeats: u64,
}

impl Run<'_, '_> {
    fn each_unsigned(&mut self, check: impl Fn(u64) -> Result<(), Code>) -> Result<(), Code> {
        (0..self.written).try_for_each(|_| check(self.reader.unsigned()?))
    }

    /// Differences: their sums are judged when the change is tried, saturating as Automerge's are.
    fn each_delta(&mut self) -> Result<(), Code> {
        let bound = limits::OP_COUNTER_MAX as i64;
        (0..self.written).try_for_each(|_| match self.reader.signed()? {
            delta if (-bound..=bound).contains(&delta) => Ok(()),
            _ => Err(Code::Malformed),
        })
    }

    /// Keys are copied for every row, so a long one in a long run would be gigabytes.
    fn each_key(&mut self) -> Result<(), Code> {
        (0..self.written).try_for_each(|_| {
            let key = self.reader.prefixed()?;
            std::str::from_utf8(key).map_err(|_| Code::Malformed)?;
            if key.len() > limits::KEY_BYTES_MAX { Err(Code::ValueTooLong) } else { Ok(()) }
        })
    }

    fn sum(&mut self, of: impl Fn(u64) -> Result<u64, Code>, total: &mut u64) -> Result<(), Code> {
        for _ in 0..self.written {
            let claimed = of(self.reader.unsigned()?)?.checked_mul(self.repeats).ok_or(Code::Malformed)?;
            *total = total.checked_add(claimed).ok_or(Code::Malformed)?;
        }
        Ok(())
    }
}

/// The rows that a run-length encoded column claims, each run of which `read` consumes and judges.
fn rows(column: &[u8], mut read: impl FnMut(&mut Run<'_, '_>) -> Result<(), Code>) -> Result<u64, Code> {
    let mut reader = Reader::new(column);
    let mut rows = 0_u64;
    while !reader.is_empty() {
        let count = reader.signed()?;
        let (claimed, written, repeats) = match count {
            0 => (reader.unsigned()?, 0, 0),
            1.. => (count.unsigned_abs(), 1, count.unsigned_abs()),
            _ => (count.unsigned_abs(), count.unsigned_abs(), 1),
        };
        rows = more(rows, claimed)?;
        read(&mut Run { reader: &mut reader, written, repeats })?;
    }
    Ok(rows)
}

fn boolean_rows(column: &[u8]) -> Result<u64, Code> {
    let mut reader = Reader::new(column);
    let mut rows = 0;
    while !reader.is_empty() {
        rows = more(rows, reader.unsigned()?)?;
    }
    Ok(rows)
}

fn more(rows: u64, claimed: u64) -> Result<u64, Code> {
    match rows.checked_add(claimed) {
        Some(rows) if rows <= limits::CHANGE_OPS_MAX => Ok(rows),
        _ => Err(Code::TooManyOps),
    }
}
