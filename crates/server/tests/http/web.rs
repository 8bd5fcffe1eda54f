//! `/v1/web/…`: the console's session in a cookie.

use lianxin_model::limits;
use lianxin_server::auth;
use lianxin_server::clock::Clock as _;
use serde_json::json;

use crate::county::{ADMIN, AUDITOR, Answer, COLLECTOR, QIN, Town, ZHOU, password_of, text};

const HEADER: &str = "x-lianxin-console";

/// A browser: the cookie that it was given last.
#[derive(Clone, Default)]
struct Browser {
    cookie: Option<String>,
}

impl Browser {
    async fn send(&mut self, town: &Town, path: &str, body: Option<serde_json::Value>) -> Answer {
        let mut request = town.request("POST", path).header(HEADER, "1");
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", format!("theme=x; {cookie}; other=y"));
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = town.send(request).await;
        if let Some(set) = answer.headers.get("set-cookie") {
            let pair = set.to_str().expect("text").split(';').next().expect("a pair");
            self.cookie = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        answer
    }

    async fn login(&mut self, town: &Town, login: &str) -> Answer {
        let password = password_of(login);
        auth::set_password(town.store.as_ref(), login, &password, town.clock.now_s()).expect("a password");
        self.send(town, "/v1/web/login", Some(json!({"login": login, "password": password}))).await
    }

    async fn refresh(&mut self, town: &Town) -> Answer {
        self.send(town, "/v1/web/refresh", None).await
    }
}

#[tokio::test]
async fn who_uses_the_console_and_who_is_told_to_use_the_field_app() {
    let town = Town::start().await;
    for (login, expect) in
        [(QIN, "200"), (ADMIN, "200"), (AUDITOR, "200"), (ZHOU, "use_field_app"), (COLLECTOR, "use_field_app")]
    {
        let mut browser = Browser::default();
        let answer = browser.login(&town, login).await;
        assert_eq!(answer.code(), expect, "{login}");
        assert_eq!(browser.cookie.is_some(), expect == "200", "{login}");
        if expect == "200" {
            assert_eq!(answer.body["user"]["login"], login);
            assert!(answer.body.get("refresh_token").is_none(), "the page has no refresh token");
            let token = text(&answer.body, "access_token");
            assert_eq!(town.get(&token, "/v1/me").await.code(), "200", "{login}");
        }
    }
    // With a wrong password nobody hears what they are.
    let wrong = json!({"login": ZHOU, "password": "wrong"});
    assert_eq!(Browser::default().send(&town, "/v1/web/login", Some(wrong)).await.code(), "login_failed");
}

#[tokio::test]
async fn the_cookie_is_for_this_host_and_no_script() {
    let town = Town::start().await;
    let answer = Browser::default().login(&town, QIN).await;
    let cookie = answer.headers["set-cookie"].to_str().expect("text");
    let (pair, attributes) = cookie.split_once("; ").expect("attributes");
    assert!(pair.starts_with("__Host-lianxin=") && pair.len() > 50, "{pair}");
    // Neither Domain nor Max-Age nor Expires: it goes with the browser.
    assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Strict");
    assert_eq!(answer.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn what_another_sites_page_can_send_is_refused() {
    let town = Town::start().await;
    let mut browser = Browser::default();
    browser.login(&town, QIN).await;
    let cookie = browser.cookie.clone().expect("a cookie");
    for path in ["/v1/web/login", "/v1/web/refresh", "/v1/web/logout"] {
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json"] {
            let request = town.request("POST", path).header("cookie", &cookie).header("content-type", kind).body("{}");
            let answer = town.send(request).await;
            assert_eq!(answer.code(), "not_from_console", "{path} {kind}");
            assert!(answer.headers.get("set-cookie").is_none(), "{path} {kind}");
        }
        // Nor does a page of another site hear that it may send the header.
        let asked = town.request("OPTIONS", path).header("origin", "https://elsewhere.example");
        let asked =
            asked.header("access-control-request-method", "POST").header("access-control-request-headers", HEADER);
        let answer = town.send(asked).await;
        assert!(answer.status >= 400 && answer.headers.get("access-control-allow-origin").is_none(), "{path}");
    }
    assert_eq!(browser.refresh(&town).await.code(), "200", "nothing of it ended the session");
}

/// Windows of one browser share a cookie; two of them may show the same one at once.
#[tokio::test]
async fn windows_that_refresh_at_once_and_a_thief() {
    let town = Town::start().await;
    let mut one = Browser::default();
    one.login(&town, QIN).await;
    let mut other = one.clone();
    assert_eq!(one.refresh(&town).await.code(), "200");
    assert_eq!(other.refresh(&town).await.code(), "200", "the answer before was not used yet");
    let old = other.clone();
    assert_eq!(other.refresh(&town).await.code(), "200");
    assert_eq!(other.refresh(&town).await.code(), "200");
    let answer = old.clone().refresh(&town).await;
    assert_eq!(answer.code(), "refresh_reused");
    assert_eq!(other.refresh(&town).await.code(), "session_ended");
}

#[tokio::test]
async fn a_session_lives_half_an_hour_unused_and_longer_used() {
    let town = Town::start().await;
    let mut browser = Browser::default();
    browser.login(&town, QIN).await;
    for _ in 0..4 {
        town.clock.advance_s(limits::WEB_SESSION_SECONDS - 1);
        let answer = browser.refresh(&town).await;
        assert_eq!(answer.code(), "200");
        assert_eq!(town.get(&text(&answer.body, "access_token"), "/v1/me").await.code(), "200");
    }
    town.clock.advance_s(limits::WEB_SESSION_SECONDS);
    assert_eq!(browser.refresh(&town).await.code(), "token_expired");
}

#[tokio::test]
async fn logging_out_ends_the_session_at_the_server_and_takes_the_cookie() {
    let town = Town::start().await;
    let mut browser = Browser::default();
    let session = browser.login(&town, QIN).await;
    let kept = browser.clone();
    let answer = browser.send(&town, "/v1/web/logout", None).await;
    assert_eq!((answer.status, browser.cookie.is_none()), (204, true));
    assert_eq!(answer.headers["set-cookie"], "__Host-lianxin=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    assert_eq!(town.get(&text(&session.body, "access_token"), "/v1/me").await.code(), "session_ended");
    assert_eq!(kept.clone().refresh(&town).await.code(), "session_ended");
    assert_eq!(browser.refresh(&town).await.code(), "token_missing");
    // Again, and without a cookie: there is nothing to end.
    for mut browser in [kept, Browser::default()] {
        assert_eq!(browser.send(&town, "/v1/web/logout", None).await.status, 204);
    }
}

#[tokio::test]
async fn what_is_no_cookie_of_ours_refreshes_nothing() {
    let town = Town::start().await;
    let cases = ["", "A", "连心", "__Host-lianxin", &"A".repeat(43), &"A".repeat(5_000)];
    for value in cases {
        let mut request = town.request("POST", "/v1/web/refresh").header(HEADER, "1");
        request = request.header("cookie", format!("__Host-lianxin={value}").as_bytes());
        let code = town.send(request).await.code();
        assert!(["token_invalid", "token_missing"].contains(&code.as_str()), "{value}: {code}");
    }
}

#[tokio::test]
async fn an_account_that_is_no_longer_of_the_console_is_out_at_its_next_refresh() {
    let town = Town::start().await;
    let mut browser = Browser::default();
    browser.login(&town, QIN).await;
    let mut write = lianxin_store::Store::write(town.store.as_ref()).expect("writes");
    write.set_disabled(crate::county::user_id(QIN), true).expect("known");
    write.commit().expect("committed");
    assert_eq!(browser.refresh(&town).await.code(), "account_closed");
}

#[tokio::test]
async fn the_key_of_drafts_is_a_persons_own_until_the_password_changes() {
    let town = Town::start().await;
    let mut browser = Browser::default();
    let first = text(&browser.login(&town, QIN).await.body, "drafts_key");
    assert_eq!(first.len(), 43);
    assert_eq!(text(&browser.refresh(&town).await.body, "drafts_key"), first);
    let again = json!({"login": QIN, "password": password_of(QIN)});
    let again = Browser::default().send(&town, "/v1/web/login", Some(again)).await;
    assert_eq!(text(&again.body, "drafts_key"), first);
    assert_ne!(text(&Browser::default().login(&town, ADMIN).await.body, "drafts_key"), first);
    assert_ne!(text(&browser.login(&town, QIN).await.body, "drafts_key"), first, "the password was set anew");
}

#[tokio::test]
async fn too_many_wrong_passwords_are_told_with_the_time() {
    let town = Town::start().await;
    let mut browser = Browser::default();
    browser.login(&town, QIN).await;
    let wrong = || Some(json!({"login": QIN, "password": "wrong"}));
    for _ in 0..limits::LOGIN_FAILURES_MAX {
        assert_eq!(browser.send(&town, "/v1/web/login", wrong()).await.code(), "login_failed");
    }
    town.clock.advance_s(60);
    let locked = browser.send(&town, "/v1/web/login", wrong()).await;
    assert_eq!(locked.code(), "login_locked");
    assert_eq!(locked.headers["retry-after"], (limits::LOGIN_LOCK_SECONDS - 60).to_string().as_str());
    assert_eq!(browser.refresh(&town).await.code(), "200", "who is in stays in");
}
