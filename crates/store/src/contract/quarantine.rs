//! Refusals.

use lianxin_model::ids::{DeviceId, UserId};
use uuid::Uuid;

use super::Engine;
use super::world::{self, CADRE, DEVICE, STRANGER, TOWN, TOWN_2, id};
use crate::{NewDevice, NewRefusal, RefusalQuery, Result, Store as _, Write};

const OTHER_DEVICE: DeviceId = DeviceId(Uuid::from_u128(0xde));

fn refusal(chunk: &[u8]) -> NewRefusal<'_> {
    NewRefusal {
        document: id(1),
        kind: 999,
        chunk,
        hash: None,
        code: "orphan",
        device: DEVICE,
        user: CADRE,
        received_at_ms: 5,
    }
}

fn settle(write: &mut dyn Write) -> Result<()> {
    world::settle(write)?;
    write.put_device(&NewDevice { id: OTHER_DEVICE, user: STRANGER, public_key: [9; 32], enrolled_at_ms: 1 })
}

/// Whole, with everything that is known; a device that tries again adds nothing.
pub fn refusals_are_kept_whole_and_once(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    settle(&mut *write)?;
    let first = write.put_refusal(&NewRefusal { hash: Some([3; 32]), ..refusal(b"garbage") })?;
    assert_eq!(write.put_refusal(&NewRefusal { received_at_ms: 6, ..refusal(b"garbage") })?, first);
    for other in [
        refusal(b""),
        NewRefusal { document: id(2), ..refusal(b"garbage") },
        NewRefusal { code: "schema", ..refusal(b"garbage") },
        NewRefusal { device: OTHER_DEVICE, user: STRANGER, ..refusal(b"garbage") },
    ] {
        assert!(write.put_refusal(&other)? > first);
    }
    let all = write.refusals(&RefusalQuery { limit: 10, ..Default::default() })?;
    assert_eq!(all.len(), 5);
    let kept = all.last().expect("there are five");
    assert_eq!((kept.seq, kept.document, kept.kind, &kept.chunk[..]), (first, id(1), 999, &b"garbage"[..]));
    assert_eq!((kept.hash, &kept.code[..], kept.device, kept.user), (Some([3; 32]), "orphan", DEVICE, CADRE));
    assert_eq!(kept.received_at_ms, 5);
    Ok(())
}

/// A person's own, and those of an area's people.
pub fn refusals_are_listed_by_person_and_area(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    settle(&mut *write)?;
    let mine = [write.put_refusal(&refusal(b"1"))?, write.put_refusal(&refusal(b"2"))?];
    let theirs = write.put_refusal(&NewRefusal { device: OTHER_DEVICE, user: STRANGER, ..refusal(b"3") })?;
    let of = |user: Option<UserId>, area: Option<&str>, before_seq| RefusalQuery {
        user,
        area: area.map(str::to_owned),
        before_seq,
        limit: 10,
    };
    for (query, expected) in [
        (of(None, None, None), vec![theirs, mine[1], mine[0]]),
        (of(Some(CADRE), None, None), vec![mine[1], mine[0]]),
        (of(Some(CADRE), None, Some(mine[1])), vec![mine[0]]),
        (of(None, Some(TOWN), None), vec![mine[1], mine[0]]),
        (of(None, Some(TOWN_2), None), vec![theirs]),
        (of(Some(CADRE), Some(TOWN_2), None), vec![]),
        (RefusalQuery { limit: 1, ..of(None, None, None) }, vec![theirs]),
    ] {
        let found: Vec<u64> = write.refusals(&query)?.iter().map(|refusal| refusal.seq).collect();
        assert_eq!(found, expected, "{query:?}");
    }
    Ok(())
}
