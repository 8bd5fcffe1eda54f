//! Packs: many documents in one compressed frame, none of which can claim more than a phone can hold.

use bytes::Bytes;
use lianxin_model::ids::DocId;
use lianxin_model::limits;
use lianxin_sync::pack::{pack, unpack};
use lianxin_sync::wire::{Snapshot, WireError};

fn snapshot(number: u8, bytes: usize) -> Snapshot {
    let saved = (0..bytes).map(|at| (at % 251) as u8 ^ number).collect::<Vec<u8>>().into();
    Snapshot { document: DocId::from_slice(&[number; 16]).unwrap(), kind_number: u32::from(number), saved }
}

#[test]
fn documents_come_back_from_a_pack_and_alike_ones_cost_little() {
    let snapshots: Vec<Snapshot> = (1..=20).map(|number| snapshot(number, 1_400)).collect();
    let packed = pack(&snapshots).unwrap();
    assert_eq!(unpack(&packed).unwrap(), snapshots);
    assert!(packed.len() < 20 * 1_400 / 2, "{} bytes", packed.len());
    assert_eq!(unpack(&[]).unwrap(), vec![]);
    assert_eq!(unpack(&pack(&[]).unwrap()).unwrap(), vec![]);
}

#[test]
fn cut_bent_and_swollen_packs_are_refused() {
    let packed = pack(&[snapshot(1, 1_400), snapshot(2, 1_400)]).unwrap();
    for length in 1..packed.len() {
        assert_eq!(unpack(&packed[..length]), Err(WireError::Cut), "cut at {length} of {}", packed.len());
    }
    assert_eq!(unpack(&[&packed[..], &[0]].concat()), Err(WireError::Garbage), "a byte more");
    assert_eq!(unpack(&[&packed[..], &packed[..]].concat()), Err(WireError::Garbage), "two frames");
    assert_eq!(unpack(b"no pack"), Err(WireError::Garbage));
    let bomb = zstd::bulk::compress(&vec![0; 256 << 20], 19).unwrap();
    assert!(bomb.len() < 100_000);
    assert_eq!(unpack(&bomb), Err(WireError::TooLarge));
    let nonsense = zstd::bulk::compress(&[0xff; 100], 3).unwrap();
    assert_eq!(unpack(&nonsense), Err(WireError::Garbage));
}

#[test]
fn more_than_a_pack_may_hold_is_not_packed() {
    let half = Snapshot { saved: Bytes::from(vec![0; limits::PACK_BYTES_MAX / 2]), ..snapshot(1, 0) };
    assert!(pack(std::slice::from_ref(&half)).is_ok());
    assert_eq!(pack(&[half.clone(), half]), Err(WireError::TooLarge));
}
