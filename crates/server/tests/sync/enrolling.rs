//! A device comes to its account.

use lianxin_model::ids::Actor;
use lianxin_model::role::Role;
use lianxin_store::Store as _;
use lianxin_sync::wire::{self, MemoryKey, Signer};

use crate::county::{County, TOWNSHIP, refused};

fn key(number: u8) -> MemoryKey {
    MemoryKey::from_secret(&[number; 32])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_makes_one_device_of_its_account() {
    let county = County::open().await;
    let user = county.user("a", Role::Cadre, TOWNSHIP);
    let code = county.code(user);
    assert_eq!((code.len(), code.matches('-').count()), (14, 2));

    let first = county.enrol(&code, &key(1)).await.unwrap();
    assert_eq!((first.tenant, first.user, first.user_name.as_str()), (county.tenant, user, "测试a"));
    assert_eq!(first.role, "cadre");
    let author = county.store.read().unwrap().authors(&[Actor::of_device(&key(1).public_key(), 1)]).unwrap();
    assert_eq!((author.len(), author[0].user, author[0].device), (1, user, Some(first.device)));

    // The answer was lost: the same key asks again, however the code is typed.
    let again = county.enrol(&code.to_lowercase().replace('-', " "), &key(1)).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(county.enrol(&code, &key(2)).await.unwrap_err(), refused(403, "enrol_code_used"));
    assert_eq!(county.store.read().unwrap().devices(user).unwrap().len(), 1);

    // It was lost for longer than the code lives: another code, the same key, the same device.
    county.pass(601);
    assert_eq!(county.enrol(&code, &key(1)).await.unwrap_err(), refused(403, "enrol_code_expired"));
    assert_eq!(county.enrol(&county.code(user), &key(1)).await.unwrap(), first);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_and_keys_are_named_and_change_nothing() {
    let county = County::open().await;
    let user = county.user("a", Role::Cadre, TOWNSHIP);
    let other = county.user("b", Role::Cadre, TOWNSHIP);

    for wrong in ["0000-0000-0000", "zzzz-zzzz-zzzz", "1", "登记码", &"0".repeat(5_000)] {
        assert_eq!(county.enrol(wrong, &key(1)).await.unwrap_err(), refused(403, "enrol_code_unknown"), "{wrong}");
    }

    let late = county.code(user);
    county.pass(599);
    let code = county.code(user);
    county.pass(1);
    assert_eq!(county.enrol(&late, &key(1)).await.unwrap_err(), refused(403, "enrol_code_expired"));

    // Signed by another key than the one shown.
    let mut forged = wire::seal_enrol(&code, &key(1)).unwrap();
    let place = forged.windows(32).position(|window| window == key(1).public_key()).unwrap();
    forged[place..place + 32].copy_from_slice(&key(2).public_key());
    assert_eq!(county.post("/v1/enrol", forged).await.unwrap_err(), refused(401, "bad_signature"));

    let whole = wire::seal_enrol(&code, &key(1)).unwrap();
    let cases = [
        ("empty", Vec::new(), refused(400, "body_cut")),
        ("cut", whole[..whole.len() - 1].to_vec(), refused(400, "body_cut")),
        ("garbage", b"<html>login</html>".to_vec(), refused(400, "bad_message")),
    ];
    for (name, body, expected) in cases {
        let refusal = county.post("/v1/enrol", body).await.unwrap_err();
        let either = name == "garbage" && refusal == refused(400, "body_cut");
        assert!(refusal == expected || either, "{name}: {refusal:?}");
    }
    assert_eq!(county.announce("/v1/enrol", 64 * 1024 + 1, b""), 413);
    assert!(county.store.read().unwrap().devices(user).unwrap().is_empty());

    let device = county.enrol(&code, &key(1)).await.unwrap().device;
    assert_eq!(county.enrol(&county.code(other), &key(1)).await.unwrap_err(), refused(409, "key_taken"));

    let mut write = county.store.write().unwrap();
    write.revoke_device(device, 1).unwrap();
    write.commit().unwrap();
    assert_eq!(county.enrol(&code, &key(1)).await.unwrap_err(), refused(403, "device_revoked"));
    assert_eq!(county.enrol(&county.code(user), &key(1)).await.unwrap_err(), refused(403, "device_revoked"));

    let unused = county.code(other);
    let mut write = county.store.write().unwrap();
    write.set_disabled(other, true).unwrap();
    write.commit().unwrap();
    assert_eq!(county.enrol(&unused, &key(3)).await.unwrap_err(), refused(403, "account_closed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down_for_everybody_and_for_a_minute_only() {
    let county = County::open().await;
    let code = county.code(county.user("a", Role::Cadre, TOWNSHIP));
    let mut answers = Vec::new();
    for number in 0..121 {
        answers.push(county.enrol(&format!("0000-0000-{number:04}"), &key(1)).await.unwrap_err());
    }
    assert_eq!(answers.iter().filter(|answer| **answer == refused(403, "enrol_code_unknown")).count(), 120);
    assert_eq!(answers.last(), Some(&refused(429, "too_many_requests")));
    assert_eq!(county.enrol(&code, &key(1)).await.unwrap_err(), refused(429, "too_many_requests"));
    county.pass(60);
    assert!(county.enrol(&code, &key(1)).await.is_ok());
}
