//! Devices, actors, frames, enrolment codes.

use lianxin_model::ids::{Actor, DeviceId, UserId};
use uuid::Uuid;

use super::Engine;
use super::world::{self, CADRE, CADRE_2, DEVICE};
use crate::{Contact, EnrolCode, NewDevice, NewFrame, Result, Store as _, StoreError, Write};

/// One key, one device; the same key again within the code's life.
pub fn enrol_codes_work_once(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let (code, key, other_key) = ([7; 32], [2; 32], [3; 32]);
    write.put_enrol_code(&code, CADRE, 600)?;
    assert_eq!(write.put_enrol_code(&code, CADRE, 600), Err(StoreError::Taken("enrolment code")));
    let nobody = UserId(Uuid::nil());
    assert_eq!(write.put_enrol_code(&[8; 32], nobody, 600), Err(StoreError::Missing("user")));

    assert_eq!(write.take_enrol_code(&[6; 32], &key, 10)?, EnrolCode::Unknown);
    assert_eq!(write.take_enrol_code(&code, &key, 600)?, EnrolCode::Expired);
    assert_eq!(write.take_enrol_code(&code, &key, 599)?, EnrolCode::Fresh { user: CADRE });
    let id = DeviceId(Uuid::from_u128(2));
    write.put_device(&NewDevice { id, user: CADRE, public_key: key, enrolled_at_ms: 599_000 })?;
    let made = write.device(id)?.expect("the device was just written");
    assert_eq!(write.take_enrol_code(&code, &key, 599)?, EnrolCode::Again { device: made });
    assert_eq!(write.take_enrol_code(&code, &other_key, 599)?, EnrolCode::Used);
    assert_eq!(write.take_enrol_code(&code, &other_key, 700)?, EnrolCode::Used);
    assert_eq!(write.take_enrol_code(&code, &key, 700)?, EnrolCode::Expired);
    write.purge_enrol_codes(600)?;
    assert_eq!(write.take_enrol_code(&code, &key, 599)?.clone(), EnrolCode::Again { device: device(&*write, id)? });
    write.purge_enrol_codes(601)?;
    assert_eq!(write.take_enrol_code(&code, &key, 599)?, EnrolCode::Unknown);
    Ok(())
}

fn device(write: &dyn Write, id: DeviceId) -> Result<crate::Device> {
    write.device(id)?.ok_or(StoreError::Missing("device"))
}

/// Counter, install, acknowledgement; shut out once.
pub fn device_moves_forward(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let fresh = device(&*write, DEVICE)?;
    assert_eq!((fresh.install, fresh.counter, fresh.acknowledged, fresh.last_contact_ms), (1, 0, None, None));
    let contact = Contact { counter: 5, install: 2, acknowledged: Some([4; 32]), at_ms: 77 };
    write.put_contact(DEVICE, &contact)?;
    write.revoke_device(DEVICE, 80)?;
    write.revoke_device(DEVICE, 90)?;
    let after = device(&*write, DEVICE)?;
    assert_eq!((after.install, after.counter, after.acknowledged), (2, 5, Some([4; 32])));
    assert_eq!((after.last_contact_ms, after.revoked_at_ms), (Some(77), Some(80)));
    assert_eq!(write.device_by_key(&[1; 32])?, Some(after.clone()));
    assert_eq!(write.devices(CADRE)?, [after]);
    let nothing = DeviceId(Uuid::nil());
    assert_eq!(write.put_contact(nothing, &contact), Err(StoreError::Missing("device")));
    assert_eq!(write.revoke_device(nothing, 1), Err(StoreError::Missing("device")));
    let same_key = NewDevice { id: nothing, user: CADRE, public_key: [1; 32], enrolled_at_ms: 1 };
    assert_eq!(write.put_device(&same_key), Err(StoreError::Taken("device")));
    Ok(())
}

/// An actor is one person's, for ever.
pub fn actors_have_one_owner(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    let (mine, server, unknown) = (Actor([1; 16]), Actor([2; 16]), Actor([3; 16]));
    write.put_actor(mine, CADRE, Some(DEVICE))?;
    write.put_actor(server, CADRE_2, None)?;
    let before = write.county()?.seq;
    write.put_actor(mine, CADRE, Some(DEVICE))?;
    assert_eq!(write.county()?.seq, before);
    assert_eq!(write.put_actor(mine, CADRE_2, None), Err(StoreError::Taken("actor")));
    let authors = write.authors(&[unknown, server, mine])?;
    let told: Vec<_> = authors.iter().map(|author| (author.actor, author.user, author.device)).collect();
    assert_eq!(told, [(server, CADRE_2, None), (mine, CADRE, Some(DEVICE))]);
    Ok(())
}

/// The chain of a device, and of no other.
pub fn frames_are_found_by_hash(engine: &impl Engine) -> Result<()> {
    let store = engine.open();
    let mut write = store.write()?;
    world::settle(&mut *write)?;
    assert_eq!(write.last_protocol(DEVICE)?, None);
    for counter in [3, 5, 8] {
        let previous = match counter {
            3 => None,
            5 => Some([4; 32]),
            _ => Some([5; 32]),
        };
        let hash = [counter as u8; 32];
        let frame = NewFrame {
            protocol: if counter == 8 { 2 } else { 1 },
            device: DEVICE,
            counter,
            hash,
            previous,
            signature: &[1; 64],
            bytes: b"frame",
            received_at_ms: 9,
            clock_skew_ms: None,
        };
        write.put_frame(&frame)?;
        assert_eq!(write.put_frame(&frame), Err(StoreError::Taken("frame")));
    }
    assert_eq!(write.last_protocol(DEVICE)?, Some(2));
    assert_eq!((write.frame_protocol(DEVICE, 5)?, write.frame_protocol(DEVICE, 8)?), (Some(1), Some(2)));
    assert_eq!(write.frame_protocol(DEVICE, 6)?, None);
    assert_eq!(write.frame_hash(DEVICE, 5)?, Some([5; 32]));
    assert_eq!(write.frame_hash(DEVICE, 99)?, None);
    assert_eq!(write.frame_counter(DEVICE, &[5; 32])?, Some(5));
    assert_eq!(write.frame_counter(DEVICE, &[6; 32])?, None);
    assert_eq!(write.frame_counter(DeviceId(Uuid::nil()), &[5; 32])?, None);
    // 5 names a frame that there is not, and 3 none.
    assert_eq!((write.frame_before(DEVICE, 3)?, write.frame_before(DEVICE, 5)?), (None, None));
    assert_eq!((write.frame_before(DEVICE, 8)?, write.frame_before(DEVICE, 99)?), (Some(5), None));
    let frames = write.frames(DEVICE, 3, 10)?;
    assert_eq!(frames.iter().map(|frame| frame.counter).collect::<Vec<_>>(), [5, 8]);
    assert_eq!(
        (frames[0].previous, frames[0].signature.len(), &frames[0].bytes[..]),
        (Some([4; 32]), 64, &b"frame"[..])
    );
    assert_eq!(write.frames(DEVICE, u64::MAX, 10)?, []);
    Ok(())
}
