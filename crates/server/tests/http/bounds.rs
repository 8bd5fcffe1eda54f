//! What bounds connections and requests, over bare TCP where a client would be too polite.

use std::time::Duration;

use lianxin_model::limits;
use lianxin_server::http::serve::{Drained, ServeBounds};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::county::Town;

async fn connect(town: &Town) -> TcpStream {
    TcpStream::connect(town.running.address()).await.expect("connected")
}

/// Sends this and reads until the server closes or has answered whole.
async fn exchange(stream: &mut TcpStream, sent: &[u8]) -> String {
    // The server may refuse and close before it has taken everything.
    let _ = stream.write_all(sent).await;
    read_answer(stream).await
}

async fn read_answer(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut buffer = [0; 4_096];
    loop {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(count) => answer.extend_from_slice(&buffer[..count]),
        }
        let text = String::from_utf8_lossy(&answer);
        if text.contains("\r\n\r\n") && (text.ends_with("}}") || text.ends_with("100 Continue\r\n\r\n")) {
            break;
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn post(headers: &str, body: &str) -> Vec<u8> {
    format!("POST /v1/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{headers}\r\n{body}").into_bytes()
}

/// Shorter than anything that the cases wait for.
fn short() -> ServeBounds {
    let short = Duration::from_millis(200);
    ServeBounds { head_max: short, body_pause_max: short, ..ServeBounds::default() }
}

#[tokio::test]
async fn hostile_requests_are_refused_and_others_served() {
    let town = Town::start_within(short()).await;
    let over = limits::JSON_BODY_BYTES_MAX + 1;
    let chunk = format!("{:x}\r\n{}\r\n0\r\n\r\n", over, "x".repeat(over));
    let many: String = (0..65).map(|number| format!("x-{number}: 1\r\n")).collect();
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("a body announced over its limit", post(&format!("content-length: {over}\r\n"), ""), "413|body_too_large"),
        ("a body over its limit", post("transfer-encoding: chunked\r\n", &chunk), "413|body_too_large"),
        ("a body that stops", post("content-length: 100\r\n", "{"), "408|body_timeout"),
        ("a length that is none", post("content-length: -1\r\n", ""), "400|"),
        ("two lengths", post("content-length: 1\r\ncontent-length: 2\r\n", "{}"), "400|"),
        ("too many headers", post(&many, ""), "431|"),
        ("a long header", post(&format!("x: {}\r\n", "x".repeat(20_000)), ""), "431|"),
        ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n".to_vec(), "400|"),
        ("a head that stops", b"GET /livez HTTP/1.1\r\nhost: x".to_vec(), "|"),
    ];
    for (name, sent, expect) in cases {
        let answer = exchange(&mut connect(&town).await, &sent).await;
        let (status, code) = expect.split_once('|').expect("two parts");
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")) || status.is_empty() && answer.is_empty(),
            "{name}: {answer}"
        );
        assert!(answer.contains(code), "{name}: {answer}");
        assert_eq!(town.send(town.request("GET", "/livez")).await.status, 200, "{name}");
    }
}

/// A request whose body is awaited: the server says so, and the place is taken.
async fn under_way(town: &Town) -> TcpStream {
    let mut stream = connect(town).await;
    let answer = exchange(&mut stream, &post("expect: 100-continue\r\ncontent-length: 34\r\n", "")).await;
    assert!(answer.starts_with("HTTP/1.1 100"), "{answer}");
    stream
}

const BODY: &[u8] = b"{\"login\":\"nobody\",\"password\":\"xx\"}";

#[tokio::test]
async fn more_than_allowed_at_once_are_shed_and_come_in_later() {
    let town = Town::start_within(ServeBounds { requests_max: 1, ..ServeBounds::default() }).await;
    let mut first = under_way(&town).await;
    let shed = town.send(town.request("GET", "/livez")).await;
    assert_eq!((shed.status, shed.code().as_str()), (503, "overloaded"));
    assert_eq!(shed.headers["retry-after"], "2");
    let answer = exchange(&mut first, BODY).await;
    assert!(answer.contains("login_failed"), "{answer}");
    assert_eq!(town.send(town.request("GET", "/livez")).await.status, 200);
}

#[tokio::test]
async fn a_request_has_a_deadline_its_body_included() {
    let deadline = Duration::from_millis(100);
    let town = Town::start_within(ServeBounds { deadline, ..ServeBounds::default() }).await;
    let answer = read_answer(&mut under_way(&town).await).await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("deadline"), "{answer}");
}

#[tokio::test]
async fn the_end_waits_for_what_is_under_way() {
    let town = Town::start().await;
    let mut first = under_way(&town).await;
    let address = town.running.address();
    let ended = tokio::spawn(town.stop());
    // New connections are refused while the old request is still answered.
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let answer = exchange(&mut first, BODY).await;
    assert!(answer.contains("login_failed"), "{answer}");
    drop(first);
    assert_eq!(ended.await.expect("ended"), Drained::All);
}

#[tokio::test]
async fn the_end_does_not_wait_for_ever() {
    let drain_max = Duration::from_millis(50);
    let town = Town::start_within(ServeBounds { drain_max, ..ServeBounds::default() }).await;
    let _first = under_way(&town).await;
    assert_eq!(town.stop().await, Drained::CutOff);
}
