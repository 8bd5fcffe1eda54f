//! What stands between a device and the server: nobody, a portal, a cut, an error. Nothing is lost by any of them.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use lianxin_client::{Client, Timeouts};
use lianxin_core::requests::AddHouseholdRequest;
use lianxin_core::{Core, SystemPlatform};
use lianxin_sync::wire::{
    Answer, EnrolAnswer, MemoryKey, Question, Signer as _, frame_hash, open_enrol, open_frame, seal_answer,
    seal_enrol_answer,
};
use tempfile::TempDir;
use uuid::Uuid;

/// What comes back for the body of a request.
type Back = Box<dyn Fn(&[u8]) -> Vec<u8> + Send>;

/// Answers one connection after the other; each may carry one request. Ends with its answers.
fn listen(answers: Vec<Back>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            let mut piece = [0; 4096];
            let body = loop {
                let read = stream.read(&mut piece).unwrap();
                request.extend_from_slice(&piece[..read]);
                let Some(head) = request.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
                let text = String::from_utf8_lossy(&request[..head]).to_ascii_lowercase();
                let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                let length: usize = length.unwrap_or(0);
                if request.len() >= head + 4 + length || read == 0 {
                    break request[head + 4..].to_vec();
                }
            };
            stream.write_all(&answer(&body)).unwrap();
        }
    });
    address
}

fn http(status: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn enrol_ok(body: &[u8]) -> Vec<u8> {
    assert_eq!(open_enrol(body.to_vec()).unwrap().code, "ABCD-EFGH");
    let answer = EnrolAnswer {
        tenant: lianxin_core::model::ids::TenantId(Uuid::from_u128(1)),
        device: lianxin_core::model::ids::DeviceId(Uuid::from_u128(2)),
        user: lianxin_core::model::ids::UserId(Uuid::from_u128(3)),
        user_name: "李干部".to_owned(),
        role: "cadre".to_owned(),
        server_key: Some(MemoryKey::from_secret(&[9; 32]).public_key()),
    };
    http("200 OK", "application/x-protobuf", &seal_enrol_answer(&answer))
}

/// The answer to whatever frame came.
fn sealed(body: &[u8], more: bool) -> Vec<u8> {
    let frame = open_frame(body.to_vec()).unwrap();
    // After the byte that leads and the signature comes the frame.
    let question = Question { protocol: 2, device: frame.device(), frame: frame_hash(&body[65..]) };
    let answer = Answer { more, cursor: vec![1].into(), ..Answer::default() };
    seal_answer(&answer, &question, &MemoryKey::from_secret(&[9; 32])).unwrap()
}

async fn device(folder: &TempDir, client: &Client, answers: Vec<Back>) -> Core {
    let core = Core::open(&folder.path().join("store"), SystemPlatform).unwrap();
    let mut all: Vec<Back> = vec![Box::new(enrol_ok)];
    all.extend(answers);
    let address = listen(all);
    client.enrol_by_text(&core, &format!("http://{address} ABCD-EFGH")).await.unwrap();
    let area = "431027203201".to_owned();
    core.households().add(&AddHouseholdRequest { area, ..AddHouseholdRequest::default() }).unwrap();
    core
}

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
    let rest = client.sync_until_done(&core).await.unwrap();
    assert_eq!((rest.rounds, rest.more), (2, false));
}
