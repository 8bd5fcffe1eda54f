//! Refusals.

use lianxin_model::ids::{DeviceId, UserId};
use uuid::Uuid;

use super::Engine;
use super::world::{self, CADRE, CADRE_2, DEVICE, LEADER, STRANGER, TOWN, TOWN_2, id};
use crate::{
    Decided, Decision, NewDevice, NewRefusal, RefusalOutcome, RefusalQuery, RefusalState, RefusedPlace, Result,
    Store as _, StoreError, Write,
};

const OTHER_DEVICE: DeviceId = DeviceId(Uuid::from_u128(0xde));

fn refusal(chunk: &[u8]) -> NewRefusal<'_> {
    NewRefusal {
        document: id(1),
        kind: 999,
        chunk,
        hash: None,
        code: "orphan",
        in_review: false,
        place: None,
        device: DEVICE,
        frame_counter: 7,
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
    assert_eq!((kept.received_at_ms, kept.frame_counter), (5, Some(7)));
    assert_eq!((kept.state, &kept.place, &kept.decided), (RefusalState::Refused, &RefusedPlace::default(), &None));
    assert_eq!(write.refusal(first)?.as_ref(), Some(kept));
    assert_eq!(write.refusal(u64::MAX)?, None);
    let bytes: usize = all.iter().filter(|kept| kept.device == DEVICE).map(|kept| kept.chunk.len()).sum();
    assert_eq!(write.refused_bytes(DEVICE)?, bytes as u64);
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
        state: None,
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

/// Who, when, why, and never twice; several at once have one number.
pub fn a_refusal_is_decided_once(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    settle(&mut *write)?;
    let place = RefusedPlace { household: Some(id(9)), area: Some(TOWN.to_owned()), owner: Some(CADRE_2) };
    let first = write.put_refusal(&NewRefusal { in_review: true, place: Some(&place), ..refusal(b"1") })?;
    let second = write.put_refusal(&refusal(b"2"))?;
    let third = write.put_refusal(&refusal(b"3"))?;
    let kept = write.refusal(first)?.expect("it is kept");
    assert_eq!((kept.state, kept.place), (RefusalState::Review, place));

    let declined = Decision { state: RefusalState::Declined, by: LEADER, at_ms: 9, reason: Some("重复登记") };
    let number = write.decide(&[first, second], &declined)?;
    assert!(number > third);
    for seq in [first, second] {
        let kept = write.refusal(seq)?.expect("it is kept");
        let expected = Decided { by: LEADER, at_ms: 9, reason: Some("重复登记".to_owned()) };
        assert_eq!((kept.state, kept.decided), (RefusalState::Declined, Some(expected)));
    }
    let accepted = Decision { state: RefusalState::Accepted, reason: None, ..declined };
    for decided in [vec![first], vec![third, second], vec![99]] {
        write.savepoint()?;
        assert_eq!(write.decide(&decided, &accepted), Err(StoreError::Missing("refusal")), "{decided:?}");
        write.rollback_to()?;
    }
    // A device that tries the same again opens nothing anew.
    assert_eq!(write.put_refusal(&NewRefusal { in_review: true, ..refusal(b"1") })?, first);
    assert_eq!(write.refusal(first)?.map(|kept| kept.state), Some(RefusalState::Declined));
    let of = |state| RefusalQuery { state: Some(state), limit: 10, ..RefusalQuery::default() };
    for (state, expected) in [
        (RefusalState::Refused, vec![third]),
        (RefusalState::Review, vec![]),
        (RefusalState::Declined, vec![second, first]),
        (RefusalState::Released, vec![]),
    ] {
        let found: Vec<u64> = write.refusals(&of(state))?.iter().map(|refusal| refusal.seq).collect();
        assert_eq!(found, expected, "{state:?}");
    }
    Ok(())
}

/// What was decided since a number, of one device; only changes that it can find.
pub fn devices_hear_what_became_of_their_own(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    settle(&mut *write)?;
    let mut put = |chunk: &'static [u8], hash, device, user| {
        write.put_refusal(&NewRefusal { hash, device, user, ..refusal(chunk) })
    };
    let first = put(b"1", Some([1; 32]), DEVICE, CADRE)?;
    let second = put(b"2", Some([2; 32]), DEVICE, CADRE)?;
    let unreadable = put(b"3", None, DEVICE, CADRE)?;
    let theirs = put(b"4", Some([4; 32]), OTHER_DEVICE, STRANGER)?;
    let waits = put(b"5", Some([5; 32]), DEVICE, CADRE)?;
    let decision = |state| Decision { state, by: LEADER, at_ms: 9, reason: None };
    let base = write.decide(&[second, theirs], &decision(RefusalState::Accepted))?;
    let later = write.decide(&[first, unreadable], &decision(RefusalState::Released))?;
    let outcome =
        |number: u8, state| RefusalOutcome { document: id(1), hash: [number; 32], state, by: LEADER, at_ms: 9 };
    let accepted = outcome(2, RefusalState::Accepted);
    let released = outcome(1, RefusalState::Released);
    for (device, after, expected) in [
        (DEVICE, 0, vec![accepted.clone(), released.clone()]),
        (DEVICE, base - 1, vec![accepted, released.clone()]),
        (DEVICE, base, vec![released]),
        (DEVICE, later, vec![]),
        (DEVICE, u64::MAX, vec![]),
        (OTHER_DEVICE, 0, vec![outcome(4, RefusalState::Accepted)]),
    ] {
        assert_eq!(write.outcomes_since(device, after)?, expected, "{device} after {after}");
    }
    assert!(write.refusal(waits)?.is_some_and(|kept| !kept.state.is_decided()));
    Ok(())
}

/// What a device makes again is the same chunk where nothing changed meanwhile: one that was released waits again, and of one
/// that was declined the device hears once more. Else it would wait for a word that nobody is asked for.
pub fn what_is_refused_again_is_not_forgotten(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    settle(&mut *write)?;
    let again = |chunk: &'static [u8]| NewRefusal { in_review: true, hash: Some([chunk[0]; 32]), ..refusal(chunk) };
    let [released, declined] = [write.put_refusal(&again(b"1"))?, write.put_refusal(&again(b"2"))?];
    let decision = |state| Decision { state, by: LEADER, at_ms: 9, reason: None };
    write.decide(&[released], &decision(RefusalState::Released))?;
    let heard = write.decide(&[declined], &decision(RefusalState::Declined))?;

    assert_eq!(write.put_refusal(&again(b"1"))?, released);
    let kept = write.refusal(released)?.expect("it is kept");
    assert_eq!((kept.state, kept.decided), (RefusalState::Review, None));
    assert_eq!(write.in_review(DEVICE, id(1))?.len(), 1);
    assert_eq!(write.outcomes_since(DEVICE, heard)?, []);
    write.decide(&[released], &decision(RefusalState::Accepted))?;

    let heard = write.county()?.seq;
    assert_eq!(write.put_refusal(&again(b"2"))?, declined);
    let outcome =
        RefusalOutcome { document: id(1), hash: [b'2'; 32], state: RefusalState::Declined, by: LEADER, at_ms: 9 };
    assert_eq!(write.outcomes_since(DEVICE, heard)?, [outcome]);
    Ok(())
}

/// In the order in which it came, without what was decided and without what nobody has to decide.
pub fn what_waits_is_of_one_device_and_document(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    settle(&mut *write)?;
    let waits = |chunk: &'static [u8]| NewRefusal { in_review: true, ..refusal(chunk) };
    let first = write.put_refusal(&waits(b"1"))?;
    let decided = write.put_refusal(&waits(b"2"))?;
    let last = write.put_refusal(&waits(b"3"))?;
    for other in [
        refusal(b"4"),
        NewRefusal { document: id(2), ..waits(b"5") },
        NewRefusal { device: OTHER_DEVICE, user: STRANGER, ..waits(b"6") },
    ] {
        write.put_refusal(&other)?;
    }
    let decision = Decision { state: RefusalState::Declined, by: CADRE_2, at_ms: 9, reason: None };
    write.decide(&[decided], &decision)?;
    let found: Vec<u64> = write.in_review(DEVICE, id(1))?.iter().map(|refusal| refusal.seq).collect();
    assert_eq!(found, [first, last]);
    assert_eq!((write.refusals_waiting(DEVICE)?, write.refusals_waiting(OTHER_DEVICE)?), (4, 1));
    Ok(())
}
