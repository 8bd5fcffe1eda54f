//! `/v1/refusals`: a cadre's own; those who lead see those of their people.

use lianxin_model::ids::DocId;
use lianxin_store::{NewRefusal, Store as _};
use uuid::Uuid;

use crate::county::{ADMIN, AUDITOR, NOW_S, QIN, SONG, Town, WU, ZHOU, user_id};

fn refuse(town: &Town, login: &str, seed: u8, code: &str) {
    let (device, _) = town.device(login, seed);
    let mut write = town.store.write().expect("writes");
    let document = DocId(Uuid::from_u128(u128::from(seed)));
    let refusal = NewRefusal {
        document,
        kind: if seed == 3 { 99 } else { 1 },
        chunk: &[seed],
        hash: None,
        code,
        in_review: code == "out_of_scope",
        place: None,
        device,
        frame_counter: 1,
        user: user_id(login),
        received_at_ms: NOW_S * 1000,
    };
    write.put_refusal(&refusal).expect("kept");
    write.commit().expect("committed");
}

#[tokio::test]
async fn who_reads_which() {
    let town = Town::start().await;
    refuse(&town, ZHOU, 1, "out_of_scope");
    refuse(&town, WU, 2, "too_large");
    refuse(&town, ZHOU, 3, "unknown_kind");
    let list: [(&str, &[&str]); 6] = [
        (ADMIN, &["unknown_kind", "too_large", "out_of_scope"]),
        (QIN, &["unknown_kind", "out_of_scope"]),
        (SONG, &["too_large"]),
        (ZHOU, &["unknown_kind", "out_of_scope"]),
        (WU, &["too_large"]),
        (AUDITOR, &["forbidden"]),
    ];
    town.everybody_gets("/v1/refusals", "/code", &list).await;
    let token = town.token(QIN).await;
    let first = town.get(&token, "/v1/refusals?limit=1").await;
    assert_eq!(first.rows("/kind"), ["-"]);
    let cursor = first.body["next"].as_str().expect("more");
    let second = town.get(&token, &format!("/v1/refusals?limit=1&cursor={cursor}")).await;
    assert_eq!((second.rows("/by/name"), second.body["next"].is_null()), (vec!["周田".to_owned()], true));
    assert_eq!(second.rows("/message"), ["这份记录不在您负责的范围内"]);
    for (state, codes) in [
        ("refused", vec!["unknown_kind"]),
        ("review", vec!["out_of_scope"]),
        ("accepted", vec![]),
        ("lost", vec!["bad_query"]),
    ] {
        let answer = town.get(&token, &format!("/v1/refusals?state={state}")).await;
        let found = if answer.status == 200 { answer.rows("/code") } else { vec![answer.code()] };
        assert_eq!(found, codes, "{state}");
    }
    assert_eq!(town.get(&token, &format!("/v1/refusals?state=review&cursor={cursor}")).await.code(), "bad_query");
}
