//! Bends an honest change: its bytes, its parts, or its meaning.

use automerge::legacy::{ElementId, Key, ObjectId, OpId, OpType};
use automerge::{ActorId, Change, ExpandedChange, ObjType, ScalarValue};
use lianxin_sync::gate::caught;
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::forge::{self, Forged};

/// A bent chunk with a valid checksum; `None` where the library itself would not encode the bend.
pub fn mutated(rng: &mut ChaCha8Rng, contents: &[Vec<u8>]) -> Option<Vec<u8>> {
    let content = contents.choose(rng)?;
    let bent = match rng.random_range(0..4) {
        0 => bytes(rng, content.clone()),
        1 => parts(rng, Forged::read(content), contents).content(),
        _ => meaning(rng, content)?,
    };
    Some(if rng.random_bool(0.1) { forge::compressed(&bent) } else { forge::chunk(1, &bent) })
}

fn bytes(rng: &mut ChaCha8Rng, mut content: Vec<u8>) -> Vec<u8> {
    for _ in 0..rng.random_range(1..=4) {
        if content.is_empty() {
            break;
        }
        let at = rng.random_range(0..content.len());
        match rng.random_range(0..5) {
            0 => content[at] = rng.random(),
            1 => content[at] ^= 1 << rng.random_range(0..8),
            2 => drop(content.remove(at)),
            3 => content.insert(at, rng.random()),
            _ => content[at] = content[at].wrapping_add(if rng.random() { 1 } else { 255 }),
        }
    }
    content
}

fn parts(rng: &mut ChaCha8Rng, mut forged: Forged, contents: &[Vec<u8>]) -> Forged {
    for _ in 0..rng.random_range(1..=3) {
        let column = rng.random_range(0..forged.columns.len());
        match rng.random_range(0..14) {
            0 => forged.seq = edge(rng, forged.seq),
            1 => forged.start_op = edge(rng, forged.start_op),
            2 => forged.time = edge(rng, forged.time as u64) as i64,
            3 => forged.deps = forged.deps.iter().chain(&forged.deps).copied().collect(),
            4 => forged.other_actors.push(vec![rng.random(); 16]),
            5 => drop(forged.other_actors.pop()),
            6 => forged.other_actors.reverse(),
            7 => forged.extra = vec![1, 2, 3, 4],
            8 => drop(forged.columns.remove(column)),
            9 => {
                let donor = Forged::read(contents.choose(rng).unwrap());
                let (spec, bytes) = donor.columns.choose(rng).unwrap().clone();
                forged = forged.column(spec, bytes);
            }
            _ => {
                let (_, bytes) = &mut forged.columns[column];
                let at = rng.random_range(0..bytes.len());
                bytes[at] = if rng.random() { rng.random() } else { bytes[at].wrapping_add(1) };
            }
        }
        if forged.columns.is_empty() {
            break;
        }
    }
    forged
}

fn edge(rng: &mut ChaCha8Rng, value: u64) -> u64 {
    let edges = [
        0,
        1,
        value.wrapping_add(1),
        value.wrapping_sub(1),
        value.wrapping_add(2),
        u64::from(u32::MAX),
        u64::MAX,
        1 << 31,
        1 << 62,
    ];
    *edges.choose(rng).unwrap()
}

/// Decodes the change, bends operations, encodes it again: well-formed bytes that mean what nobody would do.
fn meaning(rng: &mut ChaCha8Rng, content: &[u8]) -> Option<Vec<u8>> {
    let mut expanded = Change::from_bytes(forge::chunk(1, content)).ok()?.decode();
    let ids = known_ids(&expanded);
    for _ in 0..rng.random_range(1..=4) {
        bend(rng, &mut expanded, &ids);
    }
    let change = caught(|| Change::from(expanded))?;
    Some(forge::content_of(change.raw_bytes()).to_vec())
}

fn known_ids(change: &ExpandedChange) -> Vec<OpId> {
    let mut ids =
        vec![OpId(1, ActorId::from([0; 16])), OpId(2, ActorId::from([0; 16])), OpId(3, ActorId::from([0; 16]))];
    for op in &change.operations {
        ids.extend(op.pred.iter().cloned());
        if let ObjectId::Id(id) = &op.obj {
            ids.push(id.clone());
        }
        if let Key::Seq(ElementId::Id(id)) = &op.key {
            ids.push(id.clone());
        }
    }
    let start = change.start_op.get();
    ids.extend((0..change.operations.len() as u64 + 1).map(|at| OpId(start + at, change.actor_id.clone())));
    ids
}

fn some_id(rng: &mut ChaCha8Rng, ids: &[OpId]) -> OpId {
    let mut id = ids.choose(rng).unwrap().clone();
    if rng.random_bool(0.3) {
        id.0 = id.0.saturating_add_signed(rng.random_range(-3..=3));
    }
    id
}

fn bend(rng: &mut ChaCha8Rng, change: &mut ExpandedChange, ids: &[OpId]) {
    let at = rng.random_range(0..change.operations.len());
    let id = some_id(rng, ids);
    match rng.random_range(0..9) {
        0 => {
            let copy = change.operations[at].clone();
            change.operations.insert(rng.random_range(0..=change.operations.len()), copy);
        }
        1 if change.operations.len() > 1 => drop(change.operations.remove(at)),
        2 => {
            let to = rng.random_range(0..change.operations.len());
            change.operations.swap(at, to);
        }
        kind => {
            let action = some_action(rng);
            let op = &mut change.operations[at];
            match kind {
                3 => op.insert = !op.insert,
                4 => op.obj = if rng.random_bool(0.3) { ObjectId::Root } else { ObjectId::Id(id) },
                5 => op.key = some_key(rng, id),
                6 => {
                    let mut preds: Vec<OpId> = op.pred.iter().cloned().collect();
                    if rng.random() {
                        preds.push(id)
                    } else {
                        preds = vec![id]
                    }
                    op.pred = preds.into();
                }
                7 => op.pred = Vec::new().into(),
                _ => op.action = action,
            }
        }
    }
}

fn some_key(rng: &mut ChaCha8Rng, id: OpId) -> Key {
    match rng.random_range(0..4) {
        0 => Key::Map("".into()),
        1 => Key::Map("members".into()),
        2 => Key::Seq(ElementId::Head),
        _ => Key::Seq(ElementId::Id(id)),
    }
}

fn some_action(rng: &mut ChaCha8Rng) -> OpType {
    let values = [
        ScalarValue::Null,
        ScalarValue::Int(i64::MIN),
        ScalarValue::Uint(u64::MAX),
        ScalarValue::F64(f64::NAN),
        ScalarValue::counter(i64::MAX),
        ScalarValue::Timestamp(i64::MIN),
        ScalarValue::Str("".into()),
        ScalarValue::Str("a\u{0}b\u{200d}".into()),
        ScalarValue::Bytes(vec![0; 3]),
        ScalarValue::Unknown { type_code: 12, bytes: vec![1, 2] },
    ];
    match rng.random_range(0..9) {
        0 => OpType::Make(ObjType::Map),
        1 => OpType::Make(ObjType::List),
        2 => OpType::Make(ObjType::Text),
        3 => OpType::Make(ObjType::Table),
        4 => OpType::Delete,
        5 => OpType::Increment(*[1, -1, i64::MAX, i64::MIN].choose(rng).unwrap()),
        6 => OpType::MarkEnd(rng.random()),
        _ => OpType::Put(values.choose(rng).unwrap().clone()),
    }
}
