//! What is written down of a request: enough to find it, nothing of whom it is about.

use std::io::Write;
use std::sync::{Arc, Mutex};

use crate::county::{QIN, Town, password_of};

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("not poisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_log_holds_routes_and_codes_and_nothing_personal() {
    let kept = Kept::default();
    let writer = kept.clone();
    // For the whole program: the lines of other tests that run meanwhile must hold nothing personal either.
    tracing_subscriber::fmt()
        .with_env_filter("lianxin_server=trace,lianxin_store=trace,lianxin_sync=trace")
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    let town = Town::start().await;
    let records = town.with_records();
    let token = town.token(QIN).await;
    town.get(&token, "/v1/households?q=luoshoushan").await;
    let shown = town.get(&token, &format!("/v1/persons/{}", records.id("person_1"))).await;
    let foreign = town.get(&token, &format!("/v1/persons/{}", records.id("person_2"))).await;
    town.login("somebodys-login", "somebodys-password").await;
    let log = String::from_utf8(kept.0.lock().expect("not poisoned").clone()).expect("text");
    let lines: Vec<&str> = log.lines().collect();
    let request_id = foreign.headers["x-request-id"].to_str().expect("text");
    let line = lines.iter().find(|line| line.contains(request_id)).expect("the request's line");
    assert!(line.contains("/v1/persons/{id}") && line.contains("404") && line.contains("not_found"), "{line}");
    assert!(log.contains("login_failed"));
    let name = shown.body["fields"]["name"].as_str().expect("a name").to_owned();
    let secrets = [
        token,
        name,
        records.id("person_1"),
        password_of(QIN),
        "luoshoushan".to_owned(),
        "somebodys-login".to_owned(),
        "somebodys-password".to_owned(),
    ];
    for secret in secrets {
        assert!(lines.iter().all(|line| !line.contains(&secret)), "{secret} in {lines:?}");
    }
}
