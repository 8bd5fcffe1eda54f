//! A server that says what a test tells it, and a device.
#![allow(dead_code, unreachable_pub)] // Each test file is its own crate and uses its own part.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use lianxin_client::Client;
use lianxin_core::requests::AddHouseholdRequest;
use lianxin_core::{Core, SystemPlatform};
use lianxin_sync::wire::{
    Answer, EnrolAnswer, MemoryKey, Question, Signer as _, frame_hash, open_enrol, open_frame, seal_answer,
    seal_enrol_answer,
};
use tempfile::TempDir;
use uuid::Uuid;

/// What comes back for the body of a request.
pub type Back = Box<dyn Fn(&[u8]) -> Vec<u8> + Send>;

/// Answers one connection after the other; each may carry one request. Ends with its answers.
pub fn listen(answers: Vec<Back>) -> SocketAddr {
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
                let Some(head) = request.windows(4).position(|four| four == b"\r\n\r\n") else {
                    // Whoever connected thought better of it.
                    if read == 0 {
                        break Vec::new();
                    }
                    continue;
                };
                let text = String::from_utf8_lossy(&request[..head]).to_ascii_lowercase();
                let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                let length: usize = length.unwrap_or(0);
                if request.len() >= head + 4 + length || read == 0 {
                    break request[head + 4..].to_vec();
                }
            };
            // A device that hung up meanwhile is part of the play.
            let _heard = stream.write_all(&answer(&body));
        }
    });
    address
}

pub fn http(status: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
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
        tag: None,
    };
    http("200 OK", "application/x-protobuf", &seal_enrol_answer(&answer))
}

/// The answer to whatever frame came.
pub fn sealed(body: &[u8], more: bool) -> Vec<u8> {
    sealed_answer(body, &Answer { more, cursor: vec![1].into(), ..Answer::default() })
}

/// That answer to whatever frame came.
pub fn sealed_answer(body: &[u8], answer: &Answer) -> Vec<u8> {
    let frame = open_frame(body.to_vec()).unwrap();
    // After the byte that leads and the signature comes the frame.
    let question = Question { protocol: 2, device: frame.device(), frame: frame_hash(&body[65..]) };
    seal_answer(answer, &question, &MemoryKey::from_secret(&[9; 32])).unwrap()
}

pub async fn device(folder: &TempDir, client: &Client, answers: Vec<Back>) -> Core {
    let core = Core::open(&folder.path().join("store"), SystemPlatform).unwrap();
    let mut all: Vec<Back> = vec![Box::new(enrol_ok)];
    all.extend(answers);
    let address = listen(all);
    client.enrol_by_text(&core, &format!("http://{address} ABCD-EFGH")).await.unwrap();
    write(&core);
    core
}

/// One edit.
pub fn write(core: &Core) {
    let area = "431027203201".to_owned();
    core.households().add(&AddHouseholdRequest { area, ..AddHouseholdRequest::default() }).unwrap();
}
