//! `POST /v1/token/refresh`: rotation, lost answers, theft.

use lianxin_model::limits;
use serde_json::json;

use crate::county::{Answer, QIN, Town, text};

async fn refresh(town: &Town, token: &str) -> Answer {
    town.post("/v1/token/refresh", json!({"refresh_token": token})).await
}

/// Each step shows a token by the number of its answer and says what comes of it; answers count from 0, the login's.
#[tokio::test]
async fn rotation_lost_answers_and_theft() {
    let cases: [(&str, &[(usize, &str)]); 6] = [
        ("in order", &[(0, "200"), (1, "200"), (2, "200")]),
        ("an answer is lost", &[(0, "200"), (0, "200"), (2, "200"), (3, "200")]),
        ("an answer is lost twice", &[(0, "200"), (0, "200"), (0, "200"), (3, "200")]),
        ("two windows refresh at once", &[(0, "200"), (0, "200"), (1, "200"), (2, "200")]),
        (
            "an old token after its successor was used",
            &[(0, "200"), (1, "200"), (0, "refresh_reused"), (2, "session_ended")],
        ),
        ("an old token later", &[(0, "200"), (1, "200"), (2, "200"), (1, "refresh_reused"), (3, "session_ended")]),
    ];
    for (name, steps) in cases {
        let town = Town::start().await;
        let session = town.session(QIN).await;
        let mut tokens = vec![text(&session, "refresh_token")];
        let mut access = text(&session, "access_token");
        for (shown, expect) in steps {
            let answer = refresh(&town, &tokens[*shown]).await;
            assert_eq!(answer.code(), *expect, "{name}: {shown}");
            if answer.status == 200 {
                tokens.push(text(&answer.body, "refresh_token"));
                access = text(&answer.body, "access_token");
                assert_eq!(town.get(&access, "/v1/me").await.code(), "200", "{name}");
            } else {
                // Whoever holds an access token of the stolen session has nothing.
                assert_eq!(town.get(&access, "/v1/me").await.code(), "session_ended", "{name}");
            }
        }
    }
}

#[tokio::test]
async fn a_session_ends_unused_and_lives_used() {
    let town = Town::start().await;
    let mut token = text(&town.session(QIN).await, "refresh_token");
    for _ in 0..3 {
        town.clock.advance_s(limits::REFRESH_TOKEN_SECONDS - 1);
        let answer = refresh(&town, &token).await;
        assert_eq!(answer.code(), "200");
        token = text(&answer.body, "refresh_token");
    }
    town.clock.advance_s(limits::REFRESH_TOKEN_SECONDS);
    assert_eq!(refresh(&town, &token).await.code(), "token_expired");
}

#[tokio::test]
async fn what_is_no_token_refreshes_nothing() {
    let town = Town::start().await;
    let access = text(&town.session(QIN).await, "access_token");
    for token in ["", "连心", access.as_str(), &"A".repeat(43)] {
        assert_eq!(refresh(&town, token).await.code(), "token_invalid", "{token}");
    }
}
