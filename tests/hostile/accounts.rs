//! Attacks by whoever has, guesses or steals an account's words.

use lianxin_testkit::county::PASSWORD;
use serde_json::{Value as Json, json};

use crate::attacker::code_of;
use crate::scene::Scene;

const NOBODY_SIGNED: &str = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiIwIn0.";

/// More than any head that the server reads.
const HEAD_BYTES_MAX: usize = 500_000;
const HEAD_TOO_LARGE: &str = "431";

struct Web {
    client: reqwest::Client,
    url: String,
}

impl Web {
    async fn post(&self, path: &str, body: &Json) -> (u16, Json) {
        let answer = self.client.post(format!("{}{path}", self.url)).json(body).send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or(Json::Null))
    }

    async fn code(&self, path: &str, body: &Json) -> String {
        let (status, body) = self.post(path, body).await;
        if status < 300 { String::from("taken") } else { code_of(body.to_string().as_bytes()) }
    }

    async fn me(&self, token: &str) -> String {
        let request = self.client.get(format!("{}/v1/me", self.url)).header("authorization", format!("Bearer {token}"));
        let answer = match request.send().await {
            // The server ends the connection with its answer: who is still writing may not come to read it.
            Err(error) if token.len() > HEAD_BYTES_MAX && !error.is_timeout() && !error.is_connect() => {
                return String::from(HEAD_TOO_LARGE);
            }
            sent => sent.expect("an answer"),
        };
        let status = answer.status().as_u16();
        let body = answer.bytes().await.expect("whole");
        match status {
            200 => String::from("taken"),
            // The server's own bounds on a head, before anybody reads it.
            431 => String::from(HEAD_TOO_LARGE),
            _ => code_of(&body),
        }
    }

    async fn login(&self, login: &str) -> (String, String) {
        let (_, session) = self.post("/v1/login", &json!({ "login": login, "password": PASSWORD })).await;
        let word = |key: &str| session[key].as_str().unwrap_or_else(|| panic!("{session}")).to_owned();
        (word("access_token"), word("refresh_token"))
    }
}

#[tokio::test]
async fn words() {
    let mut scene = Scene::new();
    scene.county.set_password("admin");
    let elsewhere = Scene::new();
    let web = |scene: &Scene| Web { client: reqwest::Client::new(), url: scene.server.url.clone() };
    let (here, there) = (web(&scene), web(&elsewhere));
    let (token, refresh) = here.login("leader").await;
    let (foreign, foreign_refresh) = there.login("leader").await;

    let [head, body, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let backwards: String = signature.chars().rev().collect();
    let cases = [
        ("the token as it is", token.clone(), "taken"),
        ("another county's token", foreign, "token_invalid"),
        ("a token that nobody signed", NOBODY_SIGNED.to_owned(), "token_invalid"),
        ("its claims, unsigned", format!("{head}.{body}."), "token_invalid"),
        ("its signature backwards", format!("{head}.{body}.{backwards}"), "token_invalid"),
        ("a long one", "A".repeat(9_000), "token_invalid"),
        ("a very long one", "A".repeat(900_000), HEAD_TOO_LARGE),
    ];
    for (name, token, expect) in cases {
        scene.judge(name, expect, here.me(&token)).await;
    }

    let renew = async |refresh: &str| here.post("/v1/token/refresh", &json!({ "refresh_token": refresh })).await;
    let theirs = json!({ "refresh_token": foreign_refresh });
    scene.judge("another county's refresh token", "token_invalid", here.code("/v1/token/refresh", &theirs)).await;
    let (_, second) = renew(&refresh).await;
    let second = second["refresh_token"].as_str().expect("a successor").to_owned();
    renew(&second).await;
    let stolen = json!({ "refresh_token": refresh });
    scene.judge("a used refresh token", "refresh_reused", here.code("/v1/token/refresh", &stolen)).await;
    scene.judge("the session after the theft", "session_ended", here.me(&token)).await;

    let deep = format!("{}1{}", "[".repeat(30_000), "]".repeat(30_000));
    let raw = async |body: String| {
        let request = here.client.post(format!("{}/v1/login", here.url)).header("content-type", "application/json");
        code_of(&request.body(body).send().await.expect("an answer").bytes().await.expect("whole"))
    };
    scene.judge("thirty thousand brackets", "bad_json", raw(deep)).await;
    scene.judge("a body over its limit", "body_too_large", raw(" ".repeat(70_000))).await;
    let long = json!({ "login": "leader", "password": "x".repeat(10_000) });
    scene.judge("a password of ten thousand letters", "login_failed", here.code("/v1/login", &long)).await;

    let (admin, _) = here.login("admin").await;
    let (leader, _) = here.login("leader").await;
    let roster = async |token: &str, file: Vec<u8>| {
        let request = here.client.post(format!("{}/v1/admin/roster/preview", here.url)).bearer_auth(token);
        let request = request.header("content-type", "application/octet-stream").body(file);
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        let body = answer.bytes().await.expect("whole");
        if status == 200 { String::from("taken") } else { code_of(&body) }
    };
    scene.judge("a roster from who may not", "forbidden", roster(&leader, b"x,y\n".to_vec())).await;
    scene.judge("a roster that is a program", "act_refused", roster(&admin, b"\x7fELF\x02\x01\x01".repeat(400))).await;
    scene.judge("a workbook of zeros", "act_refused", roster(&admin, bomb())).await;

    // Each costs what a hash of a password costs, which is meant to be dear: the account is kept for all of them together.
    let guesses = async {
        let mut codes = Vec::new();
        for number in 0..6 {
            let guess = json!({ "login": "leader", "password": format!("guess-{number}-guess") });
            codes.push(here.code("/v1/login", &guess).await);
        }
        assert!(codes[..5].iter().all(|code| code == "login_failed"), "{codes:?}");
        codes.remove(5)
    };
    assert_eq!(guesses.await, "login_locked");
    elsewhere.settle().await;
    scene.settle().await;
}

/// A zip container whose one part unpacks to 600 MB.
fn bomb() -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("xl/worksheets/sheet1.xml", options).expect("a part");
    let zeros = vec![0; 1 << 20];
    (0..600).for_each(|_| zip.write_all(&zeros).expect("written"));
    zip.finish().expect("a container").into_inner()
}
