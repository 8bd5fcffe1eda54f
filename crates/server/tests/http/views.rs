//! `/v1/views`: each person's own, within bounds.

use serde_json::{Value as Json, json};

use crate::county::{Answer, QIN, SONG, Town};

fn id(number: u32) -> String {
    format!("00000000-0000-7000-8000-{number:012}")
}

async fn keep(town: &Town, token: &str, number: u32, body: &Json) -> Answer {
    town.send(town.request("PUT", &format!("/v1/views/{}", id(number))).bearer_auth(token).json(body)).await
}

#[tokio::test]
async fn a_view_is_its_owners_alone() {
    let town = Town::start().await;
    let (qin, song) = (town.token(QIN).await, town.token(SONG).await);
    let view = json!({"page": "households", "name": " 低保未走访 ", "query": "category=dibao&unseen_days=90"});
    let kept = keep(&town, &qin, 1, &view).await;
    let expect =
        json!({"id": id(1), "page": "households", "name": "低保未走访", "query": "category=dibao&unseen_days=90"});
    assert_eq!((kept.code().as_str(), &kept.body), ("200", &expect));
    // The same again changes nothing.
    assert_eq!(keep(&town, &qin, 1, &view).await.body, expect);
    assert_eq!(town.get(&qin, "/v1/views").await.body, json!({"rows": [expect], "next": null}));
    assert_eq!(town.get(&song, "/v1/views").await.body, json!({"rows": [], "next": null}));
    assert_eq!(keep(&town, &song, 1, &view).await.code(), "not_found");
    for (token, left) in [(&song, 0), (&qin, 0), (&qin, 0)] {
        let path = format!("/v1/views/{}", id(1));
        let answer = town.send(town.request("DELETE", &path).bearer_auth(token)).await;
        assert_eq!((answer.code().as_str(), answer.rows("/id").len()), ("200", left));
    }
    assert_eq!(town.get(&qin, "/v1/views").await.rows("/id"), [""; 0]);
}

#[tokio::test]
async fn bounds() {
    let town = Town::start().await;
    let token = town.token(QIN).await;
    let view = |page: &str, name: &str, query: &str| json!({"page": page, "name": name, "query": query});
    let cases = [
        (view("households", &"名".repeat(60), &"q".repeat(2_000)), "200"),
        (view("households", &"名".repeat(61), ""), "name:too_long"),
        (view("households", "  ", ""), "name:not_a_line"),
        (view("households", "一\n二", ""), "name:not_a_line"),
        (view("households", "一", &"q".repeat(2_001)), "query:too_long"),
        (view("", "一", ""), "page:unknown"),
        (view("../x", "一", ""), "page:unknown"),
        (json!({"page": "households"}), "bad_json"),
    ];
    for (body, expect) in cases {
        let answer = keep(&town, &token, 1, &body).await;
        let field = &answer.body["error"]["fields"][0];
        let found = match field["field"].as_str() {
            Some(name) => format!("{name}:{}", field["code"].as_str().expect("a code")),
            None => answer.code(),
        };
        assert_eq!(found, expect, "{body}");
    }
    for number in 1..=50 {
        assert_eq!(keep(&town, &token, number, &view("households", "一", "")).await.code(), "200", "{number}");
    }
    assert_eq!(keep(&town, &token, 51, &view("households", "一", "")).await.code(), "bad_fields");
    assert_eq!(keep(&town, &token, 50, &view("cases", "二", "")).await.code(), "200");
}
