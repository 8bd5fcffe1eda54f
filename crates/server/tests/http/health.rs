//! `/livez`, `/readyz`.

use lianxin_store::Store as _;

use crate::county::Town;

#[tokio::test]
async fn the_server_lives_and_is_ready_without_leaving_a_trace() {
    let town = Town::start().await;
    let seq = |town: &Town| town.store.read().expect("reads").county().expect("a county").seq;
    let before = seq(&town);
    for path in ["/livez", "/readyz"] {
        let answer = town.send(town.request("GET", path)).await;
        assert_eq!((answer.status, answer.body["status"].as_str()), (200, Some("ok")), "{path}");
    }
    assert_eq!(seq(&town), before);
}
