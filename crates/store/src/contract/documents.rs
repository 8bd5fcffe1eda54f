//! Documents.

use lianxin_model::ids::{Actor, Kind};
use lianxin_model::projection::Projection;

use super::Engine;
use super::world::{self, CADRE, DEVICE, VILLAGE, VILLAGE_2, change, id};
use crate::{Appended, NewChange, NewFrame, Receipt, Result, RosterRow, Store as _, StoreError};

/// Numbers grow by one a change, and everything that was handed in comes out.
pub fn changes_are_appended_in_order(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let row = world::household(1, VILLAGE);
    let handed_in = NewChange { handed_in: Some((DEVICE, 4)), actor: Actor([8; 16]), ..change(b"two") };
    let first = write.append(&row, &[change(b"one"), handed_in])?;
    let second = world::append(&mut *write, &row, "three")?;
    let Appended { first_seq, head_seq } = first;
    assert_eq!((head_seq, second.first_seq, second.head_seq), (first_seq + 1, first_seq + 2, first_seq + 2));

    let meta = write.document(id(1))?.expect("the document was just written");
    assert_eq!((meta.head_seq, meta.entered_seq, meta.changes, meta.log_bytes), (second.head_seq, first_seq, 3, 11));
    assert_eq!((meta.household, meta.area.as_deref(), meta.owner), (Some(id(1)), Some(VILLAGE), None));
    let changes = write.changes_since(id(1), first_seq)?;
    let told: Vec<_> = changes.iter().map(|change| (change.seq, change.handed_in, &change.bytes[..])).collect();
    assert_eq!(told, [(head_seq, Some((DEVICE, 4)), &b"two"[..]), (second.head_seq, None, &b"three"[..])]);
    assert_eq!((changes[0].actor, changes[0].hash), (Actor([8; 16]), change(b"two").hash));
    assert_eq!(write.changes_since(id(2), 0)?, []);
    assert_eq!(write.document(id(2))?, None);
    assert_eq!(write.load(id(2))?, None);
    Ok(())
}

/// A change is dated by the frame that brought it; what the server wrote itself has no receipt.
pub fn receipts_tell_when_changes_came(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    for (counter, received_at_ms, clock_skew_ms) in [(4, 1_000, Some(-5)), (5, 2_000, None)] {
        let hash = [counter as u8; 32];
        let (signature, bytes) = (&[1_u8; 64][..], &[2_u8][..]);
        let frame = NewFrame {
            protocol: 2,
            device: DEVICE,
            counter,
            hash,
            previous: None,
            signature,
            bytes,
            received_at_ms,
            clock_skew_ms,
        };
        write.put_frame(&frame)?;
    }
    let from =
        |counter| NewChange { handed_in: Some((DEVICE, counter)), ..change(if counter == 4 { b"a" } else { b"b" }) };
    let row = world::household(1, VILLAGE);
    write.append(&row, &[from(4), change(b"server"), from(5)])?;
    let receipt =
        |bytes, received_at_ms, clock_skew_ms| Receipt { hash: change(bytes).hash, received_at_ms, clock_skew_ms };
    let first = receipt(b"a", 1_000, Some(-5));
    assert_eq!(write.receipts(id(1))?, [first, receipt(b"b", 2_000, None)]);
    assert_eq!(write.first_receipt(id(1))?, Some(first));
    world::append(&mut *write, &world::household(2, VILLAGE), "server")?;
    assert_eq!((write.receipts(id(2))?, write.first_receipt(id(2))?), (vec![], None));
    assert_eq!((write.receipts(id(3))?, write.first_receipt(id(3))?), (vec![], None));
    Ok(())
}

/// Loading takes the snapshot and what came after it; the changes stay for those who lack them.
pub fn snapshot_shortens_loading(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let row = world::household(1, VILLAGE);
    let first = write.append(&row, &[change(b"one"), change(b"two")])?;
    let bytes = |loaded: Option<crate::Loaded>| loaded.map(|loaded| (loaded.snapshot, loaded.changes));
    assert_eq!(bytes(write.load(id(1))?), Some((None, vec![b"one".to_vec(), b"two".to_vec()])));
    world::append(&mut *write, &row, "three")?;
    write.put_snapshot(id(1), first.head_seq, b"saved one two")?;
    assert_eq!(bytes(write.load(id(1))?), Some((Some(b"saved one two".to_vec()), vec![b"three".to_vec()])));
    write.put_snapshot(id(1), first.head_seq + 1, b"saved all")?;
    assert_eq!(bytes(write.load(id(1))?), Some((Some(b"saved all".to_vec()), vec![])));
    let meta = write.document(id(1))?.expect("the document was just written");
    assert_eq!((meta.snapshot_seq, meta.snapshot_bytes, meta.log_bytes), (first.head_seq + 1, 9, 0));
    assert_eq!(write.changes_since(id(1), 0)?.len(), 3);
    assert_eq!(write.put_snapshot(id(2), 1, b""), Err(StoreError::Missing("document")));
    Ok(())
}

/// A change is known by its hash, in its document.
pub fn change_is_taken_once(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let row = world::household(1, VILLAGE);
    world::append(&mut *write, &row, "one")?;
    let hash = change(b"one").hash;
    assert_eq!([write.change_known(id(1), &hash)?, write.change_known(id(1), &[0; 32])?], [true, false]);
    assert!(!write.change_known(id(2), &hash)?);
    write.savepoint()?;
    assert_eq!(write.append(&row, &[change(b"two"), change(b"one")]), Err(StoreError::Taken("change")));
    write.rollback_to()?;
    assert_eq!(write.append(&row, &[]), Err(StoreError::Missing("change")));
    world::append(&mut *write, &world::household(2, VILLAGE), "one")?;
    assert!(write.change_known(id(2), &hash)?);
    Ok(())
}

/// People before their household, in one batch or days apart.
pub fn household_gives_its_area_late(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let person = world::member(Kind::Person, 10, 1);
    let early = world::append(&mut *write, &person, "born")?;
    let area = |meta: Option<crate::Meta>| meta.and_then(|meta| meta.area);
    assert_eq!(area(write.document(id(10))?), None);
    let late = world::found(&mut *write, 1, VILLAGE)?;
    let meta = write.document(id(10))?.expect("the person was just written");
    assert_eq!((meta.area.as_deref(), meta.head_seq, meta.entered_seq), (Some(VILLAGE), early.head_seq, late.head_seq));
    let visit = world::member(Kind::Visit, 11, 1);
    let visited = world::append(&mut *write, &visit, "visited")?;
    let meta = write.document(id(11))?.expect("the visit was just written");
    assert_eq!((meta.area.as_deref(), meta.entered_seq), (Some(VILLAGE), visited.first_seq));
    let again = world::append(&mut *write, &person, "grew")?;
    let meta = write.document(id(10))?.expect("the person is there");
    assert_eq!((meta.head_seq, meta.entered_seq), (again.head_seq, late.head_seq), "an edit moves nothing");
    let moved = world::append(&mut *write, &world::household(1, VILLAGE_2), "moved")?;
    for number in [1, 10, 11] {
        let meta = write.document(id(number))?.expect("the household is there");
        assert_eq!((meta.area.as_deref(), meta.entered_seq), (Some(VILLAGE_2), moved.head_seq), "{number}");
    }
    Ok(())
}

/// An id is of one kind.
pub fn kinds_do_not_change(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    world::found(&mut *write, 1, VILLAGE)?;
    let other = world::member(Kind::Visit, 1, 1);
    assert_eq!(world::append(&mut *write, &other, "x"), Err(StoreError::Taken("document")));
    Ok(())
}

/// Reading more from documents that are there gives devices nothing to fetch.
pub fn projecting_anew_moves_nothing(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    world::found(&mut *write, 1, VILLAGE)?;
    let before = (write.county()?.seq, write.document(id(1))?);
    write.project(&Projection { title: "新题".to_owned(), ..world::household(1, VILLAGE) })?;
    assert_eq!((write.county()?.seq, write.document(id(1))?), before);
    assert_eq!(write.show(id(1), &crate::Scope::all())?.map(|row| row.title), Some("新题".to_owned()));
    assert_eq!(write.project(&world::household(2, VILLAGE)), Err(StoreError::Missing("document")));
    Ok(())
}

/// What was last imported.
pub fn roster_row_is_kept(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let row = |number: u8| RosterRow { row_hash: [number; 32], heads: vec![[1; 32], [number; 32]] };
    assert_eq!(write.put_roster_row(id(1), &row(1)), Err(StoreError::Missing("document")));
    world::append(&mut *write, &world::diary(1, CADRE, false), "x")?;
    assert_eq!(write.roster_row(id(1))?, None);
    write.put_roster_row(id(1), &row(1))?;
    write.put_roster_row(id(1), &row(2))?;
    assert_eq!(write.roster_row(id(1))?, Some(row(2)));
    Ok(())
}
