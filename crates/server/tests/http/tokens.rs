//! Access tokens as requests show them, and the keys that they verify by.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use lianxin_model::limits;
use lianxin_server::auth;
use lianxin_server::clock::Clock as _;
use lianxin_store::Store as _;
use serde_json::{Value as Json, json};

use crate::county::{QIN, Town, VILLAGE_2, user_id};

#[tokio::test]
async fn a_token_is_believed_until_it_expires() {
    let town = Town::start().await;
    let token = town.token(QIN).await;
    assert_eq!(town.get(&token, "/v1/me").await.code(), "200");
    town.clock.advance_s(limits::ACCESS_TOKEN_SECONDS - 1);
    assert_eq!(town.get(&token, "/v1/me").await.code(), "200");
    town.clock.advance_s(1);
    let expired = town.get(&token, "/v1/me").await;
    assert_eq!(expired.code(), "token_expired");
    assert_eq!(expired.headers["www-authenticate"], "Bearer");
}

#[tokio::test]
async fn forged_tokens() {
    let town = Town::start().await;
    let token = town.token(QIN).await;
    let [head, body, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let kept = town.store.read().expect("reads").signing_keys().expect("keys").remove(0);
    let claims: Json = jsonwebtoken::dangerous::insecure_decode::<Json>(&token).expect("claims").claims;
    let signed = |kid: Option<&str>, change: &dyn Fn(&mut Json)| {
        let mut claims = claims.clone();
        change(&mut claims);
        let header = Header { kid: kid.map(str::to_owned), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(&kept.private_der)).expect("signs")
    };
    let kid = Some(kept.kid.as_str());
    let same = |_: &mut Json| {};
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let cases = [
        ("the same claims signed again", signed(kid, &same), "200"),
        ("no kid", signed(None, &same), "token_invalid"),
        ("an unknown kid", signed(Some("x"), &same), "token_invalid"),
        ("alg none", format!("{none}.{body}."), "token_invalid"),
        ("no signature", format!("{head}.{body}."), "token_invalid"),
        ("half a token", format!("{head}.{body}"), "token_invalid"),
        (
            "a turned signature",
            format!("{head}.{body}.{}", signature.chars().rev().collect::<String>()),
            "token_invalid",
        ),
        ("another audience", signed(kid, &|c| c["aud"] = json!("x")), "token_invalid"),
        ("another county", signed(kid, &|c| c["iss"] = json!("lianxin:x")), "token_invalid"),
        ("not yet", signed(kid, &|c| c["nbf"] = json!(claims["nbf"].as_i64().unwrap() + 60)), "token_invalid"),
        ("expired", signed(kid, &|c| c["exp"] = json!(claims["nbf"].as_i64().unwrap() - 1)), "token_expired"),
        ("another session", signed(kid, &|c| c["sid"] = json!(uuid::Uuid::from_u128(1))), "session_ended"),
        ("another person's session", signed(kid, &|c| c["sub"] = json!(user_id("admin"))), "token_invalid"),
        ("endless", "A".repeat(9_000), "token_invalid"),
    ];
    for (name, token, expect) in cases {
        assert_eq!(town.get(&token, "/v1/me").await.code(), expect, "{name}");
    }
    let basic = town.request("GET", "/v1/me").header("authorization", "Basic cWluOng=");
    assert_eq!(town.send(basic).await.code(), "token_missing");
}

#[tokio::test]
async fn rotated_keys_end_no_session_and_old_ones_go() {
    let town = Town::start().await;
    let old = town.token(QIN).await;
    let rotate = || auth::rotate_keys(town.store.as_ref(), town.clock.now_s()).expect("rotated");
    let live = || town.store.read().expect("reads").signing_keys().expect("keys").len();
    town.clock.advance_s(10);
    let second = rotate();
    let new = town.token(QIN).await;
    // set_password ended the first session; its key is still believed.
    assert_eq!(town.get(&old, "/v1/me").await.code(), "session_ended");
    assert_eq!(jsonwebtoken::decode_header(&new).expect("a header").kid, Some(second));
    assert_eq!(live(), 2);
    town.clock.advance_s(10);
    rotate();
    assert_eq!(live(), 3, "the first key's tokens have not expired");
    assert_eq!(town.get(&new, "/v1/me").await.code(), "200");
    town.clock.advance_s(limits::ACCESS_TOKEN_SECONDS);
    rotate();
    assert_eq!(live(), 2);
    assert_eq!(town.get(&old, "/v1/me").await.code(), "token_invalid");
}

#[tokio::test]
async fn a_token_verifies_by_the_published_keys() {
    let town = Town::start().await;
    town.clock.advance_s(1);
    auth::rotate_keys(town.store.as_ref(), town.clock.now_s()).expect("rotated");
    let token = town.token(QIN).await;
    let keys = town.send(town.request("GET", "/.well-known/jwks.json")).await.body;
    assert_eq!(keys["keys"].as_array().map(Vec::len), Some(2));
    assert!(!keys.to_string().contains("\"d\""), "a private key is published");
    let kid = jsonwebtoken::decode_header(&token).expect("a header").kid.expect("a kid");
    let key = keys["keys"].as_array().into_iter().flatten().find(|key| key["kid"] == kid).expect("published");
    let key = DecodingKey::from_ed_components(key["x"].as_str().expect("x")).expect("a key");
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&["lianxin-api"]);
    validation.validate_exp = false;
    let claims = jsonwebtoken::decode::<Json>(&token, &key, &validation).expect("verifies").claims;
    assert_eq!(claims["sub"], user_id(QIN).to_string());
}

#[tokio::test]
async fn a_changed_account_counts_at_once() {
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(QIN).await;
    let path = |name| format!("/v1/households/{}", records.id(name));
    assert_eq!(town.get(&token, &path("household_1")).await.code(), "200");
    assert_eq!(town.get(&token, &path("household_2")).await.code(), "not_found");
    let user = town.store.read().expect("reads").user(user_id(QIN)).expect("reads").expect("known");
    let moved = lianxin_store::NewUser {
        id: user.id,
        login: user.login,
        name: user.name,
        role: user.role,
        area: VILLAGE_2.to_owned(),
    };
    let mut write = town.store.write().expect("writes");
    write.put_user(&moved).expect("moved");
    write.commit().expect("committed");
    assert_eq!(town.get(&token, &path("household_1")).await.code(), "not_found");
    assert_eq!(town.get(&token, &path("household_2")).await.code(), "200");
}
