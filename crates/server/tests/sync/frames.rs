//! Frames that are not taken, whole; and that nothing of them was.

use lianxin_store::Store as _;
use lianxin_sync::wire::{MemoryKey, Signer};

use crate::county::{County, EAST, Refused, refused};

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_counts_once() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let household = phone.household(1, EAST);
    let frame = phone.frame();
    let sealed = phone.seal(&frame);
    county.post("/v1/sync", sealed.body.clone()).await.unwrap();

    let used = |counter| Refused { status: 409, code: "counter_used".to_owned(), counter: Some(counter) };
    assert_eq!(county.post("/v1/sync", sealed.body).await.unwrap_err(), used(1), "replayed");
    phone.counter = 0;
    phone.set(household, "phone", "13800000001");
    assert_eq!(phone.try_sync(&county).await.err(), Some(used(1)), "another frame with the same counter");
    phone.counter = u64::MAX - 1;
    assert_eq!(phone.try_sync(&county).await.err(), Some(used(1)), "a counter that none could follow");
    assert_eq!(county.changes(household), 1);

    phone.counter = 41;
    assert!(phone.sync(&county).await.codes().is_empty(), "counters may skip");
    assert_eq!(county.changes(household), 2);
    phone.counter = 30;
    assert_eq!(phone.try_sync(&county).await.err(), Some(used(42)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_is_who_is_enrolled() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let mut other = county.cadre(2, EAST).await;
    let household = phone.household(1, EAST);
    let frame = phone.frame();

    let by_another = other.seal(&frame).body;
    assert_eq!(county.post("/v1/sync", by_another).await.unwrap_err(), refused(401, "bad_signature"));
    let by_nobody = {
        let mut copy = phone.copy(1);
        copy.key = MemoryKey::from_secret(&[9; 32]);
        copy.seal(&frame).body
    };
    assert_eq!(county.post("/v1/sync", by_nobody).await.unwrap_err(), refused(401, "bad_signature"));
    let mut unknown = frame.clone();
    unknown.device = lianxin_model::ids::DeviceId::from_moment(3, [3; 10]);
    assert_eq!(county.post("/v1/sync", phone.seal(&unknown).body).await.unwrap_err(), refused(401, "unknown_device"));

    let mut write = county.store.write().unwrap();
    write.revoke_device(phone.device, 1).unwrap();
    write.set_disabled(other.user, true).unwrap();
    write.commit().unwrap();
    assert_eq!(phone.try_sync(&county).await.err(), Some(refused(403, "device_revoked")));
    let theirs = other.household(2, EAST);
    assert_eq!(other.try_sync(&county).await.err(), Some(refused(403, "account_closed")));
    assert_eq!(county.changes(household) + county.changes(theirs), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_that_the_county_does_not_have_is_named() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let mut other = county.cadre(2, EAST).await;
    phone.sync(&county).await;
    other.sync(&county).await;
    let household = phone.household(1, EAST);
    let own = phone.previous;
    for previous in [Some([7; 32]), other.previous] {
        phone.previous = previous;
        assert_eq!(phone.try_sync(&county).await.err(), Some(refused(409, "unknown_previous")));
    }
    assert_eq!(county.changes(household), 0);
    phone.previous = own;
    phone.sync(&county).await;
    phone.previous = None;
    phone.sync(&county).await;

    // What an auditor reads: every frame with its signature, each naming the one before.
    let frames = county.store.read().unwrap().frames(phone.device, 0, 100).unwrap();
    assert_eq!(frames.iter().map(|frame| frame.counter).collect::<Vec<_>>(), [1, 4, 5]);
    assert_eq!(frames[1].previous, Some(frames[0].hash));
    for frame in &frames {
        let key = phone.key.public_key();
        assert!(
            lianxin_sync::wire::verify_frame(
                frame.protocol,
                &frame.bytes,
                &frame.signature,
                frame.previous.as_ref(),
                &key
            )
            .is_ok()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_frame_are_named_and_the_next_one_is_served() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let household = phone.household(1, EAST);
    let frame = phone.frame();
    let whole = phone.seal(&frame).body;
    for cut in 0..whole.len() {
        let refusal = county.post("/v1/sync", whole[..cut].to_vec()).await.unwrap_err();
        let named = refusal == refused(400, "body_cut") || refusal == refused(400, "bad_message");
        assert!(named, "cut at {cut}: {refusal:?}");
    }
    let cases = [
        ("a page", b"<!DOCTYPE html><title>WiFi</title>".to_vec(), 400),
        ("zeros", vec![0; 1_000], 400),
        ("ones", vec![0xff; 1_000], 400),
    ];
    for (name, body, status) in cases {
        assert_eq!(county.post("/v1/sync", body).await.unwrap_err().status, status, "{name}");
    }
    // Refused by the length that is announced, before a byte of the body is sent; and one that ends early.
    assert_eq!(county.announce("/v1/sync", 4 * 1024 * 1024 + 1, b""), 413);
    assert_eq!(county.announce("/v1/sync", whole.len(), &whole[..whole.len() - 1]), 400);
    for (name, protocol, code) in [("older", 0, "protocol_too_old"), ("newer", 99, "protocol_too_new")] {
        assert_eq!(
            county.post("/v1/sync", speaking(&phone.key, &whole, protocol)).await.unwrap_err().code,
            code,
            "{name}"
        );
    }
    for cursor in [&b"x"[..], &[1, 0x80], &[1; 60], &[2, 1, 1, 1]] {
        let mut odd = frame.clone();
        odd.cursor = cursor.to_vec().into();
        assert_eq!(county.post("/v1/sync", phone.seal(&odd).body).await.unwrap_err(), refused(400, "bad_message"));
    }
    assert_eq!(county.changes(household), 0);
    county.post("/v1/sync", whole).await.unwrap();
    assert_eq!(county.changes(household), 1);
}

/// The frame as a device of another protocol signs it. The protocol is its first field.
fn speaking(key: &MemoryKey, signed: &[u8], protocol: u8) -> Vec<u8> {
    let signature_field = signed.len() - 66;
    let frame_start = signed[..signature_field].windows(2).position(|window| window == [0x08, 0x01]).unwrap();
    let mut frame = signed[frame_start..signature_field].to_vec();
    frame[1] = protocol;
    let signature = key.sign(&[b"lianxin frame 1", &frame[..]].concat()).unwrap();
    [&signed[..frame_start], &frame, &[0x12, 64], &signature].concat()
}
