//! Old devices and a new server: a phone that speaks protocol 1 and knows only the first schema of its documents.

use bytes::Bytes;
use lianxin_model::catalogue::schema_version;
use lianxin_model::document::Document;
use lianxin_model::ids::Kind;
use lianxin_model::intention::Intention;

use crate::county::{County, EAST, refused};

#[tokio::test(flavor = "multi_thread")]
async fn an_old_phone_and_a_new_one_edit_the_same_household() {
    assert!(schema_version(Kind::Household) >= 2, "there is something newer than the first schema");
    let county = County::open().await;
    let mut old = county.cadre(1, EAST).await;
    let id = old.new_id(1);
    old.documents.insert(id, Document::new_at_schema(Kind::Household, id, 1));
    old.write(Kind::Household, id, &[Intention::set("area", EAST), Intention::set("head_name", "罗守山")]);
    assert!(old.sync(&county).await.codes().is_empty(), "what builds on the first genesis alone is taken");

    let mut new = county.cadre(2, EAST).await;
    new.sync_all(&county).await;
    // A field that the old phone does not have, so the change builds on a genesis that it does not have either.
    new.write(Kind::Household, id, &[Intention::put("extra", "电表号", "0012")]);
    assert!(new.sync_all(&county).await.iter().all(|round| round.codes().is_empty()));

    // The old phone cannot place the change by itself, as its app would find; it asks for everything and gets it whole.
    old.counter += 1;
    old.cursor = Bytes::new();
    let rounds = old.sync_all(&county).await;
    assert!(rounds.iter().any(|round| round.whole.contains(&id)));
    old.set(id, "phone", "13900000001");
    assert!(old.sync(&county).await.codes().is_empty());
    new.sync_all(&county).await;
    assert_eq!(new.values(id, "phone"), ["13900000001"]);
    assert_eq!(old.documents[&id].heads(), new.documents[&id].heads());
    assert_eq!(old.documents[&id].item(), new.documents[&id].item(), "both call it the same");
}

/// The bytes of the first version of all, of a phone that nobody ever updated.
#[tokio::test(flavor = "multi_thread")]
async fn frozen_frames_of_protocol_1_are_still_judged_by_who_sent_them() {
    let county = County::open().await;
    let path = format!("{}/../../tests/golden/wire/frame-1.hex", env!("CARGO_MANIFEST_DIR"));
    let text: String = std::fs::read_to_string(path).unwrap().split_whitespace().collect();
    let body = hex::decode(text).unwrap();
    assert_eq!(county.post("/v1/sync", body).await.unwrap_err(), refused(401, "unknown_device"), "read, not garbage");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_is_too_old_or_too_new_hears_so() {
    let county = County::open().await;
    let mut phone = county.cadre(1, EAST).await;
    let household = phone.household(1, EAST);
    let frame = phone.frame();
    for (protocol, code) in [(0, "protocol_too_old"), (3, "protocol_too_new")] {
        let body = with_protocol(&phone.seal(&frame).body, protocol);
        assert_eq!(county.post("/v1/sync", body).await.unwrap_err(), refused(400, code));
    }
    assert!(phone.sync(&county).await.codes().is_empty(), "and keeps what it has");
    assert_eq!(county.changes(household), 1);
}

/// The body of protocol 1 with another number in the frame's first field; the signature is not looked at before that.
fn with_protocol(body: &[u8], protocol: u8) -> Vec<u8> {
    let mut body = body.to_vec();
    let at = body.windows(2).position(|two| two == [0x08, 0x01]).expect("field 1, number 1");
    if protocol == 0 {
        // A zero is not written at all: an unknown field of the same length takes its place.
        body[at] = 0x78;
    } else {
        body[at + 1] = protocol;
    }
    body
}
