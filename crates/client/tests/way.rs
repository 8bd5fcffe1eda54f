//! What stands between a device and the server: nobody, a portal, a cut, an error. Nothing is lost by any of them.

#![allow(missing_docs)]

mod support;

use lianxin_client::{Client, Timeouts};
use lianxin_sync::wire::{Answer, MemoryKey, Question, frame_hash, open_frame, seal_answer};
use support::{device, http, sealed};

#[tokio::test]
async fn what_comes_back_instead_of_an_answer() {
    type Case = (&'static str, fn(&[u8]) -> Vec<u8>);
    let cases: [Case; 9] = [
        ("not_the_server", |_| http("200 OK", "text/html", b"<html>please log in</html>")),
        ("not_the_server", |_| b"HTTP/1.1 302 Found\r\nlocation: http://portal/\r\ncontent-length: 0\r\n\r\n".to_vec()),
        ("not_the_server", |_| http("502 Bad Gateway", "text/html", b"<html>")),
        ("device_revoked", |_| {
            let error = r#"{"error":{"code":"device_revoked","message":"本机已停用","message_en":"revoked"}}"#;
            http("403 Forbidden", "application/json", error.as_bytes())
        }),
        ("garbage", |_| http("200 OK", "application/x-protobuf", b"abc")),
        ("bad_signature", |body| {
            let mut damaged = sealed(body, false);
            damaged[4] ^= 1;
            http("200 OK", "application/x-protobuf", &damaged)
        }),
        ("cut", |body| {
            let whole = http("200 OK", "application/x-protobuf", &sealed(body, false));
            whole[..whole.len() - 5].to_vec()
        }),
        ("cut", |_| Vec::new()),
        ("cut", |_| b"HTTP/1.1 200 O".to_vec()),
    ];
    for (expected, back) in cases {
        let folder = tempfile::tempdir().unwrap();
        let client = Client::with_timeouts(Timeouts { connect_seconds: 5, read_seconds: 10 }).unwrap();
        let good = |body: &[u8]| http("200 OK", "application/x-protobuf", &sealed(body, false));
        let core = device(&folder, &client, vec![Box::new(back), Box::new(good)]).await;
        let failure = client.sync_until_done(&core).await.unwrap_err();
        assert_eq!(failure.code(), expected);
        assert!(!failure.zh().is_empty() && !failure.en().is_empty(), "{expected}");
        assert_eq!(core.status().unwrap().unsent, 1, "{expected}: nothing is lost");
        let report = client.sync_until_done(&core).await.unwrap();
        assert_eq!((report.accepted, report.rounds), (1, 1), "{expected}: the next round sends it again");
    }
}

#[tokio::test]
async fn nobody_there() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new().unwrap();
    let core = device(&folder, &client, Vec::new()).await;
    let failure = client.sync_once(&core).await.unwrap_err();
    assert!(["no_network", "cut"].contains(&failure.code()), "{}", failure.code());
    assert_eq!(core.status().unwrap().unsent, 1);
    assert_eq!(client.enrol_by_text(&core, "just words here").await.unwrap_err().code(), "enrol_text");
}

#[tokio::test]
async fn rounds_follow_each_other_while_there_is_more() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new().unwrap();
    let used = |_: &[u8]| {
        let error = r#"{"error":{"code":"counter_used","message":"","message_en":"","details":{"counter":7}}}"#;
        http("409 Conflict", "application/json", error.as_bytes())
    };
    let more = |body: &[u8]| http("200 OK", "application/x-protobuf", &sealed(body, true));
    let done = |body: &[u8]| http("200 OK", "application/x-protobuf", &sealed(body, false));
    let core = device(&folder, &client, vec![Box::new(used), Box::new(more), Box::new(more), Box::new(done)]).await;
    let first = client.sync_once(&core).await.unwrap();
    assert_eq!((first.rounds, first.accepted, first.more), (1, 1, true));
    let mut told = Vec::new();
    let rest = client.sync_telling(&core, |_, so_far| told.push(so_far.rounds)).await.unwrap();
    assert_eq!((rest.rounds, rest.more), (2, false));
    assert_eq!(told, [1, 2]);
}

/// A server that speaks only protocol 1 cannot read protocol 2: the device goes on in the old way, and loses nothing.
#[tokio::test]
async fn a_server_that_is_older_than_the_app() {
    let refused = |_: &[u8]| {
        let error = r#"{"error":{"code":"bad_message","message":"","message_en":""}}"#;
        http("400 Bad Request", "application/json", error.as_bytes())
    };
    let old = |body: &[u8]| {
        let frame = open_frame(body.to_vec()).unwrap();
        assert_eq!(frame.protocol(), 1);
        let key: [u8; 32] = [9; 32];
        // Field 1 of a signed frame is the frame: a tag, a length of two bytes here or one, then the bytes.
        let start = if body[1] & 0x80 == 0 { 2 } else { 3 };
        let length =
            if start == 2 { usize::from(body[1]) } else { usize::from(body[1] & 0x7f) | usize::from(body[2]) << 7 };
        let question =
            Question { protocol: 1, device: frame.device(), frame: frame_hash(&body[start..start + length]) };
        let answer = Answer { cursor: vec![1].into(), ..Answer::default() };
        let body = seal_answer(&answer, &question, &MemoryKey::from_secret(&key)).unwrap();
        http("200 OK", "application/x-protobuf", &body)
    };
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new().unwrap();
    let answers: Vec<support::Back> =
        vec![Box::new(refused), Box::new(refused), Box::new(refused), Box::new(old), Box::new(old)];
    let core = device(&folder, &client, answers).await;
    // It spoke protocol 2 at the enrolment: what is not understood once or twice was cut on the way.
    for _ in 0..2 {
        assert_eq!(client.sync_until_done(&core).await.unwrap_err().code(), "bad_message");
        assert_eq!(core.status().unwrap().unsent, 1);
    }
    let report = client.sync_until_done(&core).await.unwrap();
    assert_eq!((report.accepted, report.rounds), (1, 1));
    assert_eq!(core.status().unwrap().receipt, None, "the old protocol has none");
    assert_eq!(client.sync_until_done(&core).await.unwrap().rounds, 1, "and it is not asked again at once");
}
