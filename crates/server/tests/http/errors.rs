//! Every refusal has the one shape, whatever refused.

use serde_json::json;

use crate::county::{ADMIN, Town};

#[tokio::test]
async fn every_refusal_has_the_one_shape() {
    let town = Town::start().await;
    let token = town.token(ADMIN).await;
    let post = |path: &str, content_type: &str, body: &str| {
        town.request("POST", path).header("content-type", content_type).body(body.to_owned())
    };
    let get = |path: &str| town.request("GET", path).bearer_auth(&token);
    let good = json!({"login": "nobody", "password": "x"}).to_string();
    let cases = [
        ("an unknown route", get("/v1/nothing"), 404, "unknown_route"),
        ("the root", get("/"), 404, "unknown_route"),
        ("another method", get("/v1/login"), 405, "method_not_allowed"),
        ("another method on a list", post("/v1/households", "application/json", "{}"), 405, "method_not_allowed"),
        ("no JSON", post("/v1/login", "application/json", "{"), 400, "bad_json"),
        ("a field missing", post("/v1/login", "application/json", "{\"login\":\"a\"}"), 400, "bad_json"),
        (
            "an unknown field",
            post("/v1/login", "application/json", "{\"login\":\"a\",\"password\":\"b\",\"c\":1}"),
            400,
            "bad_json",
        ),
        ("another type", post("/v1/login", "application/json", "{\"login\":1,\"password\":\"b\"}"), 400, "bad_json"),
        ("no UTF-8", post("/v1/login", "application/json", "\"\\ud800\""), 400, "bad_json"),
        ("a form", post("/v1/login", "application/x-www-form-urlencoded", "login=a"), 415, "unsupported_media_type"),
        ("a text", post("/v1/login", "text/plain", &good), 415, "unsupported_media_type"),
        ("an unknown parameter", get("/v1/households?areas=1"), 400, "bad_query"),
        ("a parameter twice", get("/v1/households?limit=1&limit=2"), 400, "bad_query"),
        ("no token", town.request("GET", "/v1/households"), 401, "token_missing"),
        ("no id", get("/v1/households/1"), 404, "not_found"),
        ("no UTF-8 in an address", get("/v1/households/%FF"), 404, "not_found"),
        ("an unknown id", get("/v1/households/00000000-0000-0000-0000-000000000009"), 404, "not_found"),
    ];
    for (name, request, status, code) in cases {
        let answer = town.send(request).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{name}");
    }
}

#[tokio::test]
async fn an_answer_is_kept_by_nobody_and_run_by_nobody() {
    let town = Town::start().await;
    let answer = town.send(town.request("GET", "/livez")).await;
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("date", "Wed, 18 Nov 2026 11:06:40 GMT"),
    ] {
        assert_eq!(answer.headers.get(name).and_then(|value| value.to_str().ok()), Some(value), "{name}");
    }
}

#[tokio::test]
async fn an_error_never_repeats_what_was_sent() {
    let town = Town::start().await;
    let secret = "不可外传";
    for body in [json!({"login": secret}), json!({"login": [secret], "password": 1}), json!({secret: 1})] {
        let answer = town.post("/v1/login", body).await;
        assert!(!answer.body.to_string().contains(secret), "{}", answer.body);
    }
}
