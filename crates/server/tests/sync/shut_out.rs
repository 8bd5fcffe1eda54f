//! A device that was shut out: what it hands in is kept for review, nothing comes down, and it is told so.

use lianxin_model::ids::{DeviceId, Kind};
use lianxin_model::limits;
use lianxin_store::{Over, RefusalQuery, RefusalState, Store as _};
use lianxin_sync::voucher::{Registration, VoucherKey};
use lianxin_sync::wire::{self, Answer, Batch, MemoryKey, Question, Signer as _};
use uuid::Uuid;

use crate::county::{County, EAST, refused};
use crate::phone::Phone;

fn revoke(county: &County, phone: &Phone) {
    let mut write = county.store.write().unwrap();
    write.revoke_device(phone.device, 1).unwrap();
    write.commit().unwrap();
}

/// One frame of protocol 2 with everything that waits.
async fn hand_in(county: &County, phone: &mut Phone) -> Answer {
    hand_in_showing(county, phone, None).await
}

async fn hand_in_showing(county: &County, phone: &mut Phone, registration: Option<Registration>) -> Answer {
    let mut frame = phone.frame();
    (frame.protocol, frame.previous, frame.lacks_server_key, frame.registration) = (2, None, true, registration);
    let sealed = phone.seal(&frame);
    let body = county.post("/v1/sync", sealed.body).await.unwrap();
    let question = Question { protocol: 2, device: phone.device, frame: sealed.hash };
    let (answer, receipt) = wire::open_answer(body, &question, None).unwrap();
    assert!(receipt.is_some(), "signed");
    phone.waiting.clear();
    answer
}

fn in_review(county: &County, phone: &Phone) -> usize {
    let query = RefusalQuery {
        user: Some(phone.user),
        state: Some(RefusalState::Review),
        limit: 100,
        ..RefusalQuery::default()
    };
    county.store.read().unwrap().refusals(&query).unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn its_changes_are_kept_and_it_learns_nothing() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let mut other = county.cadre(2, EAST).await;
    let household = phone.household(1, EAST);
    phone.sync(&county).await;
    other.household(3, EAST);
    other.sync(&county).await;
    revoke(&county, &phone);

    phone.set(household, "address", "村口");
    let visit = phone.visit(2, household, "老人安好");
    assert_eq!(phone.try_sync(&county).await.err(), Some(refused(403, "device_revoked")), "protocol 1");
    let answer = hand_in(&county, &mut phone).await;
    let codes: Vec<&str> = answer.refusals.iter().map(|refusal| refusal.code.word()).collect();
    assert_eq!((answer.closed, codes), (true, vec!["device_revoked", "device_revoked"]));
    let silent = answer.pack.is_empty() && answer.deltas.is_empty() && answer.reference.is_none();
    assert!(silent && answer.left.is_empty() && answer.digest.is_none() && !answer.more, "{answer:?}");
    assert_eq!((county.changes(household), county.changes(visit)), (1, 0));
    assert_eq!(in_review(&county, &phone), 2);

    let answer = hand_in(&county, &mut phone).await;
    assert!(answer.closed && answer.refusals.is_empty(), "without changes the same answer");
    // Other devices see nothing of it.
    assert!(!other.sync(&county).await.whole.contains(&visit));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_devices_of_a_closed_account_hand_in_too() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let household = phone.household(1, EAST);
    revoke(&county, &phone);
    county.end_assignment(phone.user, Over::Area(EAST.to_owned()));
    let mut write = county.store.write().unwrap();
    write.set_disabled(phone.user, true).unwrap();
    write.commit().unwrap();
    let answer = hand_in(&county, &mut phone).await;
    assert_eq!((answer.closed, answer.refusals.len(), county.changes(household)), (true, 1, 0));
    assert_eq!(in_review(&county, &phone), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn also_one_that_the_county_forgot() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let household = phone.household(1, EAST);
    // As if it had been enrolled after the copy to which the county was put back.
    let (key, device) = (MemoryKey::from_secret(&[77; 32]), DeviceId(Uuid::from_u128(77)));
    let secret = county.store.read().unwrap().county().unwrap().server_secret.unwrap();
    let public_key = key.public_key();
    let tag = VoucherKey::of_county(&secret).registration_tag(device, &public_key, phone.user);
    let shown = Registration { public_key, user: phone.user, tag };
    let mut write = county.store.write().unwrap();
    write.set_disabled(phone.user, true).unwrap();
    write.commit().unwrap();
    (phone.key, phone.device, phone.waiting) = (key, device, Vec::new());
    let visit = phone.visit(2, household, "老人安好");
    let answer = hand_in_showing(&county, &mut phone, Some(shown)).await;
    assert_eq!((answer.closed, answer.refusals.len(), county.changes(visit)), (true, 1, 0));
    assert_eq!(in_review(&county, &phone), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_once_of_each_life_of_the_county_that_was_lost() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    phone.household(1, EAST);
    phone.sync(&county).await;
    revoke(&county, &phone);
    for (epoch, told) in [(None, false), (Some(78), true), (None, false), (Some(79), true), (None, false)] {
        if let Some(epoch) = epoch {
            let mut write = county.store.write().unwrap();
            write.set_epoch(epoch).unwrap();
            write.commit().unwrap();
        }
        let answer = hand_in(&county, &mut phone).await;
        assert_eq!((answer.closed, answer.restored), (true, told), "{epoch:?}");
        phone.cursor = answer.cursor;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thief_with_the_key_does_not_fill_the_disk() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let household = phone.household(1, EAST);
    phone.sync(&county).await;
    revoke(&county, &phone);
    let per_frame = limits::SYNC_BODY_BYTES_MAX / limits::CHANGE_BYTES_MAX - 1;
    let frames = limits::REVOKED_KEPT_BYTES_MAX as usize / (per_frame * limits::CHANGE_BYTES_MAX) + 2;
    for number in 0..frames {
        let chunk = |place: usize| {
            let mut bytes = vec![b'x'; limits::CHANGE_BYTES_MAX];
            bytes[..8].copy_from_slice(&((number * per_frame + place) as u64).to_be_bytes());
            bytes.into()
        };
        let kind_number = Kind::Household.number().into();
        let changes = (0..per_frame).map(chunk).collect();
        phone.waiting = vec![Batch { document: household, kind_number, changes, whole: false }];
        assert!(hand_in(&county, &mut phone).await.closed);
    }
    let kept = county.store.read().unwrap().refused_bytes(phone.device).unwrap();
    let room = limits::CHANGE_BYTES_MAX as u64;
    assert!((limits::REVOKED_KEPT_BYTES_MAX - room..=limits::REVOKED_KEPT_BYTES_MAX).contains(&kept), "{kept}");
}
