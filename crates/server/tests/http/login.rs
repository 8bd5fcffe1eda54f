//! `POST /v1/login`: who gets in, and who is locked out.

use lianxin_model::limits;
use lianxin_server::auth::{self, PasswordError};
use lianxin_server::clock::Clock as _;
use lianxin_store::Store as _;

use crate::county::{QIN, SONG, Town, password_of, user_id};

#[tokio::test]
async fn who_gets_in() {
    let town = Town::start().await;
    town.session(QIN).await;
    let long = "长".repeat(1_000);
    let cases = [
        (QIN, password_of(QIN), "200"),
        (QIN, password_of(SONG), "login_failed"),
        (QIN, String::new(), "login_failed"),
        (QIN, long.clone(), "login_failed"),
        ("Qin", password_of(QIN), "login_failed"),
        ("nobody", password_of(QIN), "login_failed"),
        ("", String::new(), "login_failed"),
        (long.as_str(), password_of(QIN), "login_failed"),
        (SONG, String::new(), "login_failed"),
        ("' OR 1=1 --", "x".to_owned(), "login_failed"),
    ];
    for (login, password, expect) in cases {
        assert_eq!(town.login(login, &password).await.code(), expect, "{login}");
    }
}

#[tokio::test]
async fn the_answer_says_who_and_for_how_long() {
    let town = Town::start().await;
    let session = town.session(QIN).await;
    assert_eq!(session["token_type"], "Bearer");
    assert_eq!(session["expires_in"], limits::ACCESS_TOKEN_SECONDS);
    assert_eq!(session["user"]["name"], "秦岭");
    assert_eq!(session["user"]["role"], "supervisor");
    assert_eq!(session["user"]["id"], user_id(QIN).to_string());
}

/// A login that exists and one that does not: whoever guesses cannot tell them apart.
#[tokio::test]
async fn too_many_wrong_passwords_lock_a_login_whether_it_exists_or_not() {
    for login in [QIN, "nobody"] {
        let town = Town::start().await;
        town.session(QIN).await;
        for turn in 0..limits::LOGIN_FAILURES_MAX {
            assert_eq!(town.login(login, "wrong").await.code(), "login_failed", "{login} {turn}");
        }
        let locked = town.login(login, &password_of(login)).await;
        assert_eq!((locked.status, locked.code().as_str()), (423, "login_locked"), "{login}");
        let wait_s = limits::LOGIN_LOCK_SECONDS.to_string();
        assert_eq!(locked.headers["retry-after"], wait_s.as_str());
        town.clock.advance_s(limits::LOGIN_LOCK_SECONDS - 1);
        assert_eq!(town.login(login, &password_of(login)).await.code(), "login_locked", "{login}");
        town.clock.advance_s(1);
        let expect = if login == QIN { "200" } else { "login_failed" };
        assert_eq!(town.login(login, &password_of(login)).await.code(), expect, "{login}");
    }
}

#[tokio::test]
async fn the_right_password_forgets_the_wrong_ones() {
    let town = Town::start().await;
    town.session(QIN).await;
    for _ in 0..3 {
        for _ in 1..limits::LOGIN_FAILURES_MAX {
            assert_eq!(town.login(QIN, "wrong").await.code(), "login_failed");
        }
        assert_eq!(town.login(QIN, &password_of(QIN)).await.code(), "200");
    }
}

#[tokio::test]
async fn many_guesses_at_once_are_not_more_than_many_in_a_row() {
    let town = Town::start().await;
    town.session(QIN).await;
    let guesses = (0..20).map(|_| town.login(QIN, "wrong"));
    let mut failed = 0;
    for answer in futures_in_order(guesses).await {
        failed += u32::from(answer.code() == "login_failed");
    }
    assert_eq!(failed, limits::LOGIN_FAILURES_MAX);
}

#[tokio::test]
async fn a_closed_account_gets_in_no_more_and_its_token_is_worth_nothing() {
    let town = Town::start().await;
    let token = town.token(QIN).await;
    let close = |disabled| {
        let mut write = town.store.write().expect("writes");
        write.set_disabled(user_id(QIN), disabled).expect("known");
        write.commit().expect("committed");
    };
    close(true);
    assert_eq!(town.get(&token, "/v1/me").await.code(), "account_closed");
    assert_eq!(town.login(QIN, &password_of(QIN)).await.code(), "login_failed");
    close(false);
    assert_eq!(town.get(&token, "/v1/me").await.code(), "200");
}

#[tokio::test]
async fn a_new_password_ends_sessions_and_locks() {
    let town = Town::start().await;
    let token = town.token(QIN).await;
    for _ in 0..limits::LOGIN_FAILURES_MAX {
        town.login(QIN, "wrong").await;
    }
    let now_s = town.clock.now_s();
    auth::set_password(town.store.as_ref(), QIN, "another long password", now_s).expect("strong enough");
    assert_eq!(town.get(&token, "/v1/me").await.code(), "session_ended");
    assert_eq!(town.login(QIN, "another long password").await.code(), "200");
    assert_eq!(town.login(QIN, &password_of(QIN)).await.code(), "login_failed");
}

#[tokio::test]
async fn a_password_must_be_strong_and_somebodys() {
    let town = Town::start().await;
    let set = |login, password| auth::set_password(town.store.as_ref(), login, password, town.clock.now_s());
    assert!(matches!(set(QIN, "short"), Err(PasswordError::Weak(_))));
    assert!(matches!(set("nobody", "correct horse battery"), Err(PasswordError::UnknownLogin)));
    assert!(set(QIN, "correct horse battery").is_ok());
}

#[tokio::test]
async fn logging_out_ends_the_session_at_once() {
    let town = Town::start().await;
    let session = town.session(QIN).await;
    let (access, refresh) = (crate::county::text(&session, "access_token"), &session["refresh_token"]);
    let logout = || town.send(town.request("POST", "/v1/logout").bearer_auth(&access));
    assert_eq!(logout().await.status, 204);
    assert_eq!(logout().await.code(), "session_ended");
    assert_eq!(town.get(&access, "/v1/me").await.code(), "session_ended");
    let again = town.post("/v1/token/refresh", serde_json::json!({"refresh_token": refresh})).await;
    assert_eq!(again.code(), "session_ended");
}

/// Runs them all at once.
async fn futures_in_order<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut pending: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut ready = true;
        for (future, answer) in &mut pending {
            if answer.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *answer = Some(value),
                    std::task::Poll::Pending => ready = false,
                }
            }
        }
        if ready { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    pending.into_iter().filter_map(|(_, answer)| answer).collect()
}
