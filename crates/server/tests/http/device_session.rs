//! `POST /v1/device/session`: by the device's key alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use lianxin_model::ids::DeviceId;
use lianxin_server::auth::{DEVICE_CLOCK_SECONDS_MAX, refresh_message, session_message};
use lianxin_server::clock::Clock as _;
use lianxin_store::Store as _;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::county::{Answer, NOW_S, Town, ZHOU, text, user_id};

fn sign(key: &SigningKey, message: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(key.sign(message).to_bytes())
}

fn request(device: DeviceId, key: &SigningKey, moment_ms: i64) -> Json {
    let signature = sign(key, &session_message(device, moment_ms));
    json!({"device": device, "moment_ms": moment_ms, "signature": signature})
}

async fn open(town: &Town, body: Json) -> Answer {
    town.post("/v1/device/session", body).await
}

#[tokio::test]
async fn which_signatures_open_a_session() {
    let town = Town::start().await;
    let (device, key) = town.device(ZHOU, 1);
    let (other, other_key) = town.device(ZHOU, 2);
    let unknown = DeviceId(Uuid::from_u128(9));
    let now_ms = NOW_S * 1000;
    let far_ms = DEVICE_CLOCK_SECONDS_MAX * 1000;
    let with = |field: &str, value: Json| {
        let mut body = request(device, &key, now_ms + 7);
        body[field] = value;
        body
    };
    let cases = [
        ("now", request(device, &key, now_ms), "200"),
        ("the same again", request(device, &key, now_ms), "stale_signature"),
        ("a moment later", request(device, &key, now_ms + 1), "200"),
        ("a clock that is behind", request(device, &key, now_ms - far_ms), "200"),
        ("a clock that is ahead", request(device, &key, now_ms + far_ms), "200"),
        ("too far behind", request(device, &key, now_ms - far_ms - 1), "stale_signature"),
        ("too far ahead", request(device, &key, now_ms + far_ms + 1), "stale_signature"),
        ("the end of time", request(device, &key, i64::MIN), "stale_signature"),
        ("another device's key", request(device, &other_key, now_ms + 2), "bad_signature"),
        ("in another device's name", with("device", json!(other)), "bad_signature"),
        ("another moment", with("moment_ms", json!(now_ms + 8)), "bad_signature"),
        ("an unknown device", request(unknown, &key, now_ms + 3), "unknown_device"),
        ("no signature", with("signature", json!("")), "bad_json"),
        ("a short signature", with("signature", json!("AAAA")), "bad_json"),
        ("zeros", with("signature", json!(URL_SAFE_NO_PAD.encode([0; 64]))), "bad_signature"),
    ];
    for (name, body, expect) in cases {
        assert_eq!(open(&town, body).await.code(), expect, "{name}");
    }
}

#[tokio::test]
async fn a_wrong_clock_is_told_the_time() {
    let town = Town::start().await;
    let (device, key) = town.device(ZHOU, 1);
    let answer = open(&town, request(device, &key, 0)).await;
    assert_eq!(answer.code(), "stale_signature");
    let now_ms = answer.body["error"]["details"]["now_ms"].as_i64().expect("the server's moment");
    let session = open(&town, request(device, &key, now_ms)).await;
    assert_eq!(session.body["user"]["id"], user_id(ZHOU).to_string());
    assert_eq!(town.get(&text(&session.body, "access_token"), "/v1/me").await.code(), "200");
}

#[tokio::test]
async fn the_token_of_a_device_is_worth_nothing_without_its_key() {
    let town = Town::start().await;
    let (device, key) = town.device(ZHOU, 1);
    let (_, other_key) = town.device(ZHOU, 2);
    let session = open(&town, request(device, &key, NOW_S * 1000)).await.body;
    let token = text(&session, "refresh_token");
    let message = refresh_message(device, &token);
    let cases = [
        ("no signature", None, "bad_signature"),
        ("another device's", Some(sign(&other_key, &message)), "bad_signature"),
        ("of another token", Some(sign(&key, &refresh_message(device, "x"))), "bad_signature"),
        ("of a session", Some(sign(&key, &session_message(device, 0))), "bad_signature"),
        ("its own", Some(sign(&key, &message)), "200"),
        ("its own again: the answer was lost", Some(sign(&key, &message)), "200"),
    ];
    for (name, signature, expect) in cases {
        let answer = town.post("/v1/token/refresh", json!({"refresh_token": token, "signature": signature})).await;
        assert_eq!(answer.code(), expect, "{name}");
    }
}

#[tokio::test]
async fn a_revoked_device_loses_its_session_at_once() {
    let town = Town::start().await;
    let (device, key) = town.device(ZHOU, 1);
    let (other, other_key) = town.device(ZHOU, 2);
    let now_ms = town.clock.now_ms();
    let session = open(&town, request(device, &key, now_ms)).await.body;
    let others = open(&town, request(other, &other_key, now_ms)).await.body;
    let mut write = town.store.write().expect("writes");
    write.revoke_device(device, now_ms).expect("known");
    write.commit().expect("committed");
    let (access, refresh) = (text(&session, "access_token"), text(&session, "refresh_token"));
    assert_eq!(town.get(&access, "/v1/me").await.code(), "device_revoked");
    let signature = sign(&key, &refresh_message(device, &refresh));
    let again = town.post("/v1/token/refresh", json!({"refresh_token": refresh, "signature": signature})).await;
    assert_eq!(again.code(), "device_revoked");
    assert_eq!(open(&town, request(device, &key, now_ms + 1)).await.code(), "device_revoked");
    assert_eq!(town.get(&text(&others, "access_token"), "/v1/me").await.code(), "200");
}
